# Applied by the owner of the master account: the role of the agent's service
# account on EKS, and the policy by which it may assume the target roles.
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

data "crossaccount_caller_identity" "owner" {
  expected_accounts = [var.master_account]
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [data.crossaccount_caller_identity.owner.account_id]
}

# The list that people choose from is the list that the role may go to.
data "crossaccount_target_roles" "targets" {
  accounts  = var.target_accounts
  role_name = var.target_role_name
}

# Lets in this one service account, and nobody else of the cluster.
resource "crossaccount_trust_policy" "agent" {
  eks_service_account {
    oidc_provider_arn = var.oidc_provider_arn
    namespace         = var.namespace
    service_account   = var.service_account
  }
}

resource "aws_iam_role" "agent" {
  name               = var.role_name
  assume_role_policy = crossaccount_trust_policy.agent.json
}

# No wildcard: a role of the same name in an account that is not on the list is out of reach.
resource "aws_iam_role_policy" "agent" {
  name = "assume-target-roles"
  role = aws_iam_role.agent.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = data.crossaccount_target_roles.targets.arns
    }]
  })
}
