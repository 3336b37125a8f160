# What data "aws_iam_policy_document" gives for one statement with an external ID:
locals {
  before = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "sts:AssumeRole",
          "Principal": {
            "AWS": "arn:aws:iam::111111111111:role/master"
          },
          "Condition": {
            "StringEquals": {
              "sts:ExternalId": "example-2f6d0c1e"
            }
          }
        }
      ]
    }
  EOT
}

# The same, said by what it is for:
resource "crossaccount_trust_policy" "target" {
  aws {
    principals   = ["arn:aws:iam::111111111111:role/master"]
    external_ids = ["example-2f6d0c1e"]
  }
}

# Both decide alike, for the caller that is meant and for the one that comes nearest.
data "crossaccount_trust_policy_evaluation" "callers" {
  for_each = {
    before           = { policy = local.before, external_id = ["example-2f6d0c1e"] }
    after            = { policy = crossaccount_trust_policy.target.json, external_id = ["example-2f6d0c1e"] }
    before_without   = { policy = local.before, external_id = [] }
    after_without_it = { policy = crossaccount_trust_policy.target.json, external_id = [] }
  }

  trust_policy      = each.value.policy
  role_arn          = "arn:aws:iam::222222222222:role/deploy-target"
  principal         = "arn:aws:iam::111111111111:role/master"
  context           = { "sts:ExternalId" = each.value.external_id }
  identity_policies = [jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "*" }] })]
}

output "decisions" {
  value = { for name, e in data.crossaccount_trust_policy_evaluation.callers : name => e.decision }
}
