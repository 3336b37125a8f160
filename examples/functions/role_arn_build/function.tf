# A configuration that uses functions of a provider must require the provider.
terraform {
  required_version = ">= 1.8"

  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

output "arn" {
  value = provider::crossaccount::role_arn_build("Dev | 222222222222", "torque-target", null, null)
  # "arn:aws:iam::222222222222:role/torque-target"
}
