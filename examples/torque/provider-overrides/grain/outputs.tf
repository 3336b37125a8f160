output "account_id" {
  description = "The account that the workload is in, as AWS itself names it."
  value       = data.aws_caller_identity.target.account_id
}

output "workload_role_arn" {
  description = "The role that was deployed."
  value       = aws_iam_role.workload.arn
}
