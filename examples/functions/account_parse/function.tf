# A configuration that uses functions of a provider must require the provider.
terraform {
  required_version = ">= 1.8"

  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

output "account_id" {
  value = provider::crossaccount::account_parse("Dev | 222222222222").account_id # "222222222222"
}
