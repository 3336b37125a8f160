# Applied by the owner of a target account, with credentials of that account:
# the role that the master account's agent assumes, and who may assume it.
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

# The role goes into the account that was meant, or nowhere.
data "crossaccount_caller_identity" "owner" {
  expected_accounts = [var.aws_account]
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [data.crossaccount_caller_identity.owner.account_id]
}

data "crossaccount_target_role" "this" {
  account   = var.aws_account
  role_name = var.role_name
}

# Known when Terraform plans, and checked then: what IAM would refuse, or what
# lets in more than it should, is an error before anything is created.
resource "crossaccount_trust_policy" "this" {
  aws {
    principals   = [var.master_role_arn]
    match        = "account" # the role need not exist yet, and may be created anew
    external_ids = [var.external_id]
  }
  target_role_arns = [data.crossaccount_target_role.this.arn]
  fail_on          = "warning"
}

resource "aws_iam_role" "this" {
  name               = var.role_name
  assume_role_policy = crossaccount_trust_policy.this.json
}

# What the role may do is up to the owner of the account; this stands for it.
resource "aws_iam_role_policy" "this" {
  name   = "provisioning"
  role   = aws_iam_role.this.name
  policy = var.permissions
}
