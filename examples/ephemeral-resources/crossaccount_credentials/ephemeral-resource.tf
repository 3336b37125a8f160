variable "external_id" {
  type        = string
  description = "The external ID that the hop's trust policy asks for."
  default     = "example-2f6d0c1e"
  sensitive   = true
}

# The target role trusts the gate alone, and the gate trusts the agent.
ephemeral "crossaccount_credentials" "target" {
  role_arn = "arn:aws:iam::333333333333:role/torque-behind-gate"

  via {
    role_arn    = "arn:aws:iam::222222222222:role/torque-gate"
    external_id = var.external_id
  }
}

# The credentials are for provider blocks:
#
#   provider "aws" {
#     access_key = ephemeral.crossaccount_credentials.target.access_key_id
#     secret_key = ephemeral.crossaccount_credentials.target.secret_access_key
#     token      = ephemeral.crossaccount_credentials.target.session_token
#   }
