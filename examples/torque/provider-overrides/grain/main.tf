terraform {
  required_version = ">= 1.2"

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

# There are no provider blocks: the blueprint's provider-overrides has them.

data "crossaccount_target_role" "target" {
  account   = var.aws_account
  role_name = var.role_name
}

# Really assumes the role, and tells why where that fails: what AWS tells the
# other provider is that access is denied.
data "crossaccount_assumable_role" "target" {
  role_arn    = data.crossaccount_target_role.target.arn
  external_id = var.external_id
}

data "aws_caller_identity" "target" {}

# Stands for what the module is there to deploy.
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

  # The provider block does not come from the check, so the two are compared.
  lifecycle {
    precondition {
      condition     = data.aws_caller_identity.target.account_id == data.crossaccount_assumable_role.target.account_id
      error_message = "The provider block leads into another account than the one that was chosen and checked."
    }
  }
}
