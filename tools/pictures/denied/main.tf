terraform {
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
      Principal = { AWS = "arn:aws:iam::111111111111:role/torque-master" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = "example-2f6d0c1e" } }
    }]
  })
}

data "crossaccount_trust_policy_evaluation" "agent" {
  trust_policy = local.trust_policy
  role_arn     = "arn:aws:iam::222222222222:role/torque-target"
  principal    = "arn:aws:iam::111111111111:role/torque-master"
  context      = { "sts:ExternalId" = [] } # the agent gives none

  lifecycle {
    postcondition {
      condition     = self.decision == "allowed"
      error_message = "${self.decision}: ${self.explanation}"
    }
  }
}
