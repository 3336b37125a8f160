# A configuration that uses functions of a provider must require the provider.
terraform {
  required_version = ">= 1.8"

  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

output "choice" {
  value = provider::crossaccount::account_format("Dev", "222222222222") # "Dev | 222222222222"
}
