variable "external_id" {
  type        = string
  description = "The external ID that callers have to give."
  default     = "example-2f6d0c1e"
}

# A role of the master account, which has to give an external ID.
resource "crossaccount_trust_policy" "target" {
  aws {
    principals   = ["arn:aws:iam::111111111111:role/torque-master"]
    external_ids = [var.external_id]
  }

  target_role_arns = ["arn:aws:iam::222222222222:role/torque-target"]
}

# The policy goes where the role is created:
#
#   resource "aws_iam_role" "target" {
#     name               = "torque-target"
#     assume_role_policy = crossaccount_trust_policy.target.json
#   }

# The same before that role exists. It stays trusted when it is created anew.
resource "crossaccount_trust_policy" "before_it_exists" {
  aws {
    principals   = ["arn:aws:iam::111111111111:role/torque-master"]
    match        = "account"
    external_ids = [var.external_id]
  }
}

# Pods of a Kubernetes service account, by IAM roles for service accounts (IRSA).
resource "crossaccount_trust_policy" "irsa" {
  eks_service_account {
    oidc_provider_arn = "arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
    namespace         = "torque"
    service_account   = "default"
  }
}

# Pods of a Kubernetes service account, by EKS Pod Identity.
resource "crossaccount_trust_policy" "pod_identity" {
  eks_pod_identity {
    cluster_arn     = "arn:aws:eks:eu-central-1:111111111111:cluster/torque"
    namespace       = "torque"
    service_account = "default"
  }
}

# Workflows of GitHub Actions on one branch.
resource "crossaccount_trust_policy" "github" {
  oidc {
    provider_arn = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com"
    audiences    = ["sts.amazonaws.com"]
    subjects     = ["repo:example/infrastructure:ref:refs/heads/main"]
  }
}

# A third party, by its account, which passes the external ID that it gave out;
# and people of one's own, with a second factor, except for one.
resource "crossaccount_trust_policy" "third_party" {
  aws {
    sid          = "ThirdParty"
    principals   = ["333333333333"]
    external_ids = [var.external_id]
  }

  aws {
    sid             = "People"
    principals      = ["*"]
    organization_id = "o-a1b2c3d4e5"
    require_mfa     = true

    condition {
      operator = "IpAddress"
      key      = "aws:SourceIp"
      values   = ["203.0.113.0/24"]
    }
  }

  deny {
    principals = ["arn:aws:iam::222222222222:user/former-contractor"]
  }
}

output "trust_policy" {
  value = crossaccount_trust_policy.target.json
}

# What the master account's role needs to assume the target role.
output "caller_policy" {
  value = crossaccount_trust_policy.target.caller_policy_json
}
