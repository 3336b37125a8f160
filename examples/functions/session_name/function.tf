# A configuration that uses functions of a provider must require the provider.
terraform {
  required_version = ">= 1.8"

  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

output "session_name" {
  value = provider::crossaccount::session_name("torque", "My environment #7") # "torque-My-environment-7"
}
