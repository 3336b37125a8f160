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

output "arn" {
  value = data.crossaccount_target_role.target.arn # "arn:aws:iam::222222222222:role/deploy-target"
}

output "label" {
  value = data.crossaccount_target_role.target.label # "Dev"
}
