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

# From the choice to the role. A choice that holds no account ID ends here.
data "crossaccount_target_role" "target" {
  account   = var.aws_account
  role_name = var.role_name
}

# The environment's ID in CloudTrail, whatever characters it has.
data "crossaccount_session_name" "environment" {
  parts = ["torque", var.environment_id]
}

# Really assumes the role. If that fails, nothing below is planned.
data "crossaccount_assumable_role" "target" {
  role_arn     = data.crossaccount_target_role.target.arn
  external_id  = var.external_id
  session_name = data.crossaccount_session_name.environment.session_name
}

# Takes the ARN from the check, not from the data source before it: so the
# check has to succeed before this provider, and all that uses it, is set up.
provider "aws" {
  region = var.region

  assume_role {
    role_arn     = data.crossaccount_assumable_role.target.role_arn
    external_id  = var.external_id
    session_name = data.crossaccount_session_name.environment.session_name
  }
}

data "aws_caller_identity" "target" {}

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
