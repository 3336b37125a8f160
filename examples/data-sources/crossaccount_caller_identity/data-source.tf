# Stops the plan unless the agent stands in the account that was chosen.
data "crossaccount_caller_identity" "agent" {
  expected_accounts = ["Master | 111111111111"]
}

output "agent" {
  value = data.crossaccount_caller_identity.agent.principal_arn
}
