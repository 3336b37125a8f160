# The target accounts trust one role in an account of their own, the gate, which
# in turn trusts the agent: the target role is assumed by way of it.
terraform {
  required_version = ">= 1.0"

  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

variable "external_id" {
  type        = string
  description = "The external ID that the roles' trust policies ask for."
  default     = "example-2f6d0c1e"
  sensitive   = true
}

provider "crossaccount" {
  region = "us-east-1"
}

data "crossaccount_assumable_role" "target" {
  role_arn         = "arn:aws:iam::333333333333:role/torque-behind-gate"
  duration_seconds = 3600 # a chained session lasts no longer

  via {
    role_arn    = "arn:aws:iam::222222222222:role/torque-gate"
    external_id = var.external_id
  }
}

output "target_role_arn" {
  value = data.crossaccount_assumable_role.target.role_arn
}

# What the owners of the target role need, should it be refused.
output "trust_policy_statement" {
  value = data.crossaccount_assumable_role.target.trust_policy_statement
}
