output "role_arn" {
  description = "The role, which can be assumed. What takes it from here waits for the check."
  value       = data.crossaccount_assumable_role.target.role_arn
}

output "account_id" {
  description = "The account that was entered to check the role."
  value       = data.crossaccount_assumable_role.target.account_id
}

output "label" {
  description = "The label of the choice; null when the account came without one."
  value       = data.crossaccount_account.chosen.label
}

output "session_name" {
  description = "The name for the session, legal for AWS."
  value       = data.crossaccount_session_name.this.session_name
}

output "caller_arn" {
  description = "Who calls: the ARN of its role or user."
  value       = data.crossaccount_caller_identity.caller.principal_arn
}
