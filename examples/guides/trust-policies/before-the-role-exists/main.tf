# The role torque-master need not exist yet, and stays trusted when it is deleted and created anew.
resource "crossaccount_trust_policy" "target" {
  aws {
    principals   = ["arn:aws:iam::111111111111:role/ci/torque-master"]
    match        = "account"
    external_ids = ["example-2f6d0c1e"]
  }

  target_role_arns = ["arn:aws:iam::222222222222:role/torque-target"]
}

data "crossaccount_trust_policy_evaluation" "callers" {
  for_each = {
    master           = "arn:aws:iam::111111111111:role/ci/torque-master"
    without_its_path = "arn:aws:iam::111111111111:role/torque-master"
    another_account  = "arn:aws:iam::333333333333:role/ci/torque-master"
  }

  trust_policy      = crossaccount_trust_policy.target.json
  role_arn          = "arn:aws:iam::222222222222:role/torque-target"
  principal         = each.value
  context           = { "sts:ExternalId" = ["example-2f6d0c1e"] }
  identity_policies = [crossaccount_trust_policy.target.caller_policy_json]
}

output "decisions" {
  value = { for name, e in data.crossaccount_trust_policy_evaluation.callers : name => e.decision }
}
