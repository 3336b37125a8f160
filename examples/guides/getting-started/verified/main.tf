terraform {
  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

variable "aws_account" {
  type        = string
  description = "The account to deploy to."
  default     = "Dev | 222222222222"
}

data "crossaccount_target_role" "target" {
  account   = var.aws_account
  role_name = "deploy-target"
}

# As whom the provider calls AWS. Any other account than this one is an error.
data "crossaccount_caller_identity" "caller" {
  expected_accounts = ["111111111111"]
}

# Assumes the role, for real, with a session that can do nothing.
data "crossaccount_assumable_role" "target" {
  role_arn = data.crossaccount_target_role.target.arn
}

output "caller" {
  value = data.crossaccount_caller_identity.caller.principal_arn
}

# Known only when the role could be assumed: this is what provider "aws" takes.
output "role_arn" {
  value = data.crossaccount_assumable_role.target.role_arn
}
