# Fails the plan where IAM would refuse the role, and also where the policy is unwise.
data "crossaccount_trust_policy_check" "target" {
  json = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["arn:aws:iam::111111111111:role/torque-master"] }
      Action    = ["sts:AssumeRole"]
      Condition = { StringEquals = { "sts:ExternalId" = "example-2f6d0c1e" } }
    }]
  })
  fail_on = "warning"
}

# Reports what is wrong, and fails nothing.
data "crossaccount_trust_policy_check" "report" {
  json = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111111111111:role/*" }
      Action    = "sts:*"
    }]
  })
  fail_on = "none"
}

output "characters" {
  value = data.crossaccount_trust_policy_check.target.characters # 221
}

output "valid" {
  value = data.crossaccount_trust_policy_check.report.valid # false
}

output "codes" {
  value = data.crossaccount_trust_policy_check.report.findings[*].code
  # ["INVALID_PRINCIPAL_FORMAT", "UNSUPPORTED_ACTION_IN_POLICY"]
}
