# Applied once, in the account that GitHub Actions enters first.
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

provider "aws" {
  region = "us-east-1"
}

# The provider is everybody's on GitHub: the subject is what tells this repository's main branch from the rest.
resource "crossaccount_trust_policy" "hub" {
  oidc {
    provider_arn = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"
    audiences    = ["sts.amazonaws.com"]
    subjects     = ["repo:example-org/infrastructure:ref:refs/heads/main"]
  }
}

data "crossaccount_target_roles" "targets" {
  accounts  = ["Dev | 222222222222", "Test | 333333333333"]
  role_name = "deploy-target"
}

resource "aws_iam_role" "hub" {
  name               = "github-deploy"
  assume_role_policy = crossaccount_trust_policy.hub.json
}

resource "aws_iam_role_policy" "hub" {
  name = "assume-target-roles"
  role = aws_iam_role.hub.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = data.crossaccount_target_roles.targets.arns
    }]
  })
}

output "role_arn" {
  description = "For role-to-assume in the workflow."
  value       = aws_iam_role.hub.arn
}
