locals {
  issuer = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
}

resource "crossaccount_trust_policy" "agent" {
  eks_service_account {
    oidc_provider_arn = "arn:aws:iam::111111111111:oidc-provider/${local.issuer}"
    namespace         = "torque"
    service_account   = "agent"
  }
}

data "crossaccount_trust_policy_evaluation" "pods" {
  for_each = {
    agent                   = "system:serviceaccount:torque:agent"
    another_service_account = "system:serviceaccount:torque:default"
    another_namespace       = "system:serviceaccount:default:agent"
  }

  trust_policy = crossaccount_trust_policy.agent.json
  role_arn     = "arn:aws:iam::111111111111:role/torque-master"
  principal    = "arn:aws:iam::111111111111:oidc-provider/${local.issuer}"
  actions      = ["sts:AssumeRoleWithWebIdentity"]
  context = {
    "${local.issuer}:sub" = [each.value]
    "${local.issuer}:aud" = ["sts.amazonaws.com"]
  }
}

output "decisions" {
  value = { for name, e in data.crossaccount_trust_policy_evaluation.pods : name => e.decision }
}
