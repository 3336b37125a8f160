# In each target account: the master account's role may assume torque-target, if it gives the external ID.
variable "external_id" {
  type        = string
  description = "The external ID that the master account's role gives."
  default     = "example-2f6d0c1e"
}

resource "crossaccount_trust_policy" "target" {
  aws {
    sid          = "MasterRole"
    principals   = ["arn:aws:iam::111111111111:role/torque-master"]
    external_ids = [var.external_id]
  }

  target_role_arns = ["arn:aws:iam::222222222222:role/torque-target"]
}

# Who gets in, and who does not:
data "crossaccount_trust_policy_evaluation" "callers" {
  for_each = {
    master         = { principal = "arn:aws:iam::111111111111:role/torque-master", external_id = [var.external_id] }
    no_external_id = { principal = "arn:aws:iam::111111111111:role/torque-master", external_id = [] }
    another_role   = { principal = "arn:aws:iam::111111111111:role/developer", external_id = [var.external_id] }
  }

  trust_policy      = crossaccount_trust_policy.target.json
  role_arn          = "arn:aws:iam::222222222222:role/torque-target"
  principal         = each.value.principal
  context           = { "sts:ExternalId" = each.value.external_id }
  identity_policies = [crossaccount_trust_policy.target.caller_policy_json]
}

output "decisions" {
  value = { for name, e in data.crossaccount_trust_policy_evaluation.callers : name => e.decision }
}
