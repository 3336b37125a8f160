# A vendor calls from its own account, with the external ID that it gave to this customer, and to no other.
resource "crossaccount_trust_policy" "vendor" {
  aws {
    principals   = ["333333333333"]
    external_ids = ["customer-8c1f"]
  }

  target_role_arns = ["arn:aws:iam::222222222222:role/vendor-access"]
}

data "crossaccount_trust_policy_evaluation" "vendor" {
  for_each = {
    for_this_customer    = ["customer-8c1f"]
    for_another_customer = ["customer-03d7"] # the confused deputy
    without_external_id  = []
  }

  trust_policy      = crossaccount_trust_policy.vendor.json
  role_arn          = "arn:aws:iam::222222222222:role/vendor-access"
  principal         = "arn:aws:iam::333333333333:role/collector"
  context           = { "sts:ExternalId" = each.value }
  identity_policies = [crossaccount_trust_policy.vendor.caller_policy_json]
}

output "decisions" {
  value = { for name, e in data.crossaccount_trust_policy_evaluation.vendor : name => e.decision }
}
