# A configuration that uses functions of a provider must require the provider.
terraform {
  required_version = ">= 1.8"

  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

output "role" {
  value = provider::crossaccount::role_arn_parse("arn:aws:iam::222222222222:role/torque/torque-target")
  # {
  #   partition    = "aws"
  #   account_id   = "222222222222"
  #   role_name    = "torque-target"
  #   path         = "/torque/"
  #   session_name = null
  # }
}
