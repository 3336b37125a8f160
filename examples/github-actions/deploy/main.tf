# Applied by the workflow, once for each account.
terraform {
  required_version = ">= 0.14"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
    crossaccount = {
      source  = "crossaccount/crossaccount"
      version = ">= 0.1"
    }
  }
}

variable "account" {
  type        = string
  description = "The account to deploy to, as the workflow's matrix has it."
}

variable "external_id" {
  type        = string
  sensitive   = true
  description = "The external ID that the target roles demand."
}

variable "run_id" {
  type        = string
  description = "The number of the workflow's run, for CloudTrail."
}

module "access" {
  source = "../../modules/account-access"

  account                  = var.account
  expected_caller_accounts = ["111111111111"] # the hub, not whatever credentials a runner has
  role_name                = "deploy-target"
  external_id              = var.external_id
  session_name_parts       = ["github", var.run_id]
}

# A session of a session lasts an hour at most, whatever the role allows.
provider "aws" {
  region = "us-east-1"

  assume_role {
    role_arn     = module.access.role_arn
    external_id  = var.external_id
    session_name = module.access.session_name
  }
}

data "aws_caller_identity" "target" {}

output "deployed_to" {
  value = "${module.access.label}: ${data.aws_caller_identity.target.account_id}"
}
