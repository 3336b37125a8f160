# A configuration that uses functions of a provider must require the provider.
terraform {
  required_version = ">= 1.8"

  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

locals {
  trust_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

output "decisions" {
  value = {
    for caller in ["ec2.amazonaws.com", "lambda.amazonaws.com"] : caller => provider::crossaccount::trust_policy_evaluate(local.trust_policy, {
      role_arn  = "arn:aws:iam::222222222222:role/web-server"
      principal = caller
    }).decision
  } # ec2.amazonaws.com is "allowed", lambda.amazonaws.com "implicitly_denied"
}
