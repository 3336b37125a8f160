# A role is created, waited for, and used, all in one apply. What IAM has stored
# takes seconds, and minutes at worst, until STS knows it everywhere.
terraform {
  required_version = ">= 1.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

variable "external_id" {
  type        = string
  description = "The external ID that the roles' trust policies ask for."
  default     = "example-2f6d0c1e"
  sensitive   = true
}

provider "crossaccount" {
  region = "us-east-1"
}

# In the target account, where roles are created.
provider "aws" {
  region = "us-east-1"

  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/torque-bootstrap"
  }
}

data "crossaccount_caller_identity" "agent" {}

# The new role lets the agent in, with the external ID.
resource "crossaccount_trust_policy" "new" {
  aws {
    principals   = [data.crossaccount_caller_identity.agent.principal_arn]
    external_ids = [var.external_id]
  }
}

resource "aws_iam_role" "new" {
  name               = "torque-new"
  assume_role_policy = crossaccount_trust_policy.new.json
}

resource "aws_iam_role_policy" "new" {
  name = "go-on"
  role = aws_iam_role.new.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = local.behind
    }]
  })
}

locals {
  behind = "arn:aws:iam::333333333333:role/torque-behind-new"
}

# Its ARN is known when it is created, so this is read during the apply.
data "crossaccount_assumable_role" "new" {
  role_arn     = aws_iam_role.new.arn
  external_id  = var.external_id
  trust_policy = crossaccount_trust_policy.new.json
  wait_timeout = "5m"

}

# Whatever uses the role takes its ARN from the check, and so waits for it. What
# stands here uses it as a hop.
data "crossaccount_assumable_role" "behind" {
  role_arn     = local.behind
  wait_timeout = "5m"

  via {
    role_arn    = data.crossaccount_assumable_role.new.role_arn
    external_id = var.external_id
  }

  depends_on = [aws_iam_role_policy.new]
}

output "new_role_arn" {
  value = data.crossaccount_assumable_role.new.role_arn
}

output "used" {
  value = data.crossaccount_assumable_role.behind.assumable
}
