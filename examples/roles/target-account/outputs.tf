output "role_arn" {
  description = "The role that was created."
  value       = aws_iam_role.this.arn
}

output "caller_policy" {
  description = "What the master account's role needs, to assume this one: for the owner of that account."
  value       = crossaccount_trust_policy.this.caller_policy_json
}
