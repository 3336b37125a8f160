locals {
  # The trust policy of the role torque-target, as its account's owner wrote it.
  trust_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Master"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111111111111:role/torque-master" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = "example-2f6d0c1e" } }
    }]
  })

  # What the master account allows its role.
  master_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::*:role/torque-target" }]
  })
}

data "crossaccount_trust_policy_evaluation" "master" {
  trust_policy      = local.trust_policy
  role_arn          = "arn:aws:iam::222222222222:role/torque-target"
  principal         = "arn:aws:iam::111111111111:role/torque-master"
  identity_policies = [local.master_policy]
  context           = { "sts:ExternalId" = ["example-2f6d0c1e"] }
}

# The same without an external ID: an empty list says that there is none.
data "crossaccount_trust_policy_evaluation" "no_external_id" {
  trust_policy      = local.trust_policy
  role_arn          = "arn:aws:iam::222222222222:role/torque-target"
  principal         = "arn:aws:iam::111111111111:role/torque-master"
  identity_policies = [local.master_policy]
  context           = { "sts:ExternalId" = [] }
}

output "with_external_id" {
  value = data.crossaccount_trust_policy_evaluation.master.decision # "allowed"
}

output "without_external_id" {
  value = data.crossaccount_trust_policy_evaluation.no_external_id.decision # "implicitly_denied"
}

output "why" {
  value = data.crossaccount_trust_policy_evaluation.no_external_id.statements[0].reasons[2]
  # "StringEquals on sts:ExternalId does not hold: the request has no sts:ExternalId."
}
