# Torque's option B for several accounts at once: one agent in the master
# account, and a role of the same name in each target account.
terraform {
  required_version = ">= 1.0"

  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

variable "aws_accounts" {
  type        = list(string)
  description = "The choices of a multi-select input, as Torque hands them over."
}

variable "role_name" {
  type        = string
  description = "The name of the role to assume, the same in every target account."
}

variable "external_id" {
  type        = string
  sensitive   = true
  description = "The external ID that the roles' trust policies ask for."
}

provider "crossaccount" {
  region = "us-east-1"
}

data "crossaccount_caller_identity" "agent" {}

data "crossaccount_target_roles" "chosen" {
  accounts  = var.aws_accounts
  role_name = var.role_name
}

data "crossaccount_assumable_roles" "chosen" {
  role_arns   = data.crossaccount_target_roles.chosen.arns
  external_id = var.external_id
}

output "agent" {
  value = data.crossaccount_caller_identity.agent.principal_arn
}

output "roles" {
  value = [for i, role in data.crossaccount_target_roles.chosen.roles : {
    choice    = var.aws_accounts[i]
    arn       = role.arn
    assumable = data.crossaccount_assumable_roles.chosen.results[role.arn].assumable
  }]
}
