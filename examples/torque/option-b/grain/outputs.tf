output "account_id" {
  description = "The account that the workload is in, as AWS itself names it."
  value       = data.aws_caller_identity.target.account_id
}

output "account_label" {
  description = "The label of the choice; null when the account came without one."
  value       = data.crossaccount_target_role.target.label
}

output "target_role_arn" {
  description = "The role that was assumed."
  value       = data.crossaccount_assumable_role.target.role_arn
}

output "workload_role_arn" {
  description = "The role that was deployed."
  value       = aws_iam_role.workload.arn
}
