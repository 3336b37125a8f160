# Torque itself assumes this role, from the account that its documentation names, with the external ID of the credentials.
resource "crossaccount_trust_policy" "torque" {
  aws {
    principals   = ["349148204654"]
    external_ids = ["example-2f6d0c1e"]
  }
}

data "crossaccount_trust_policy_evaluation" "torque" {
  for_each = {
    with_our_external_id = ["example-2f6d0c1e"]
    with_another_one     = ["example-9b41c7aa"]
    without_one          = []
  }

  trust_policy      = crossaccount_trust_policy.torque.json
  role_arn          = "arn:aws:iam::222222222222:role/torque"
  principal         = "arn:aws:iam::349148204654:role/torque"
  context           = { "sts:ExternalId" = each.value }
  identity_policies = [jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "*" }] })]
}

output "trust_policy" {
  value = crossaccount_trust_policy.torque.json
}

output "decisions" {
  value = { for name, e in data.crossaccount_trust_policy_evaluation.torque : name => e.decision }
}
