output "role_arn" {
  description = "The agent's role: for the annotation of its service account, and for the owners of the target accounts."
  value       = aws_iam_role.agent.arn
}
