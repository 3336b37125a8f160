output "account_id" {
  description = "The account that the workload is in, as AWS itself names it."
  value       = data.aws_caller_identity.agent.account_id
}

output "agent_principal_arn" {
  description = "Who the agent is: the ARN of its role or user."
  value       = data.crossaccount_caller_identity.agent.principal_arn
}

output "workload_role_arn" {
  description = "The role that was deployed."
  value       = aws_iam_role.workload.arn
}
