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

# Uses the identity of the agent: on EKS, the role of its service account.
provider "crossaccount" {
  region = var.region
}

# An agent of any other account ends here.
data "crossaccount_caller_identity" "agent" {
  expected_accounts = [var.aws_account]
}

# Takes the account from the check: so the check has to succeed before this
# provider, and all that uses it, is set up.
provider "aws" {
  region              = var.region
  allowed_account_ids = [data.crossaccount_caller_identity.agent.account_id]
}

data "aws_caller_identity" "agent" {}

# Stands for what the grain is there to deploy.
resource "aws_iam_role" "workload" {
  name = "torque-${var.environment_id}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
