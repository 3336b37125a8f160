variable "external_id" {
  type        = string
  description = "The external ID that the role's trust policy asks for."
  default     = "example-2f6d0c1e"
  sensitive   = true
}

data "crossaccount_assumable_role" "deploy" {
  role_arn    = "arn:aws:iam::222222222222:role/torque-target"
  external_id = var.external_id
}

# With the role's ARN taken from the check, nothing is planned in an account
# that can't be entered:
#
#   provider "aws" {
#     assume_role {
#       role_arn    = data.crossaccount_assumable_role.deploy.role_arn
#       external_id = var.external_id
#     }
#   }

output "account_id" {
  value = data.crossaccount_assumable_role.deploy.account_id
}

output "assumable" {
  value = data.crossaccount_assumable_role.deploy.assumable
}
