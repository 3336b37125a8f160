# What needs a role is not planned where the role can't be assumed, or does not
# enforce its external ID.
terraform {
  required_version = ">= 1.4"

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
  role_arn                = "arn:aws:iam::222222222222:role/torque-target"
  external_id             = var.external_id
  external_id_enforcement = "report"
  on_failure              = "report" # the precondition decides
}

# It stands for whatever is deployed with the role.
resource "terraform_data" "deployment" {
  input = data.crossaccount_assumable_role.target.role_arn

  lifecycle {
    precondition {
      condition     = data.crossaccount_assumable_role.target.assumable
      error_message = try(data.crossaccount_assumable_role.target.failure.message, "The role can be assumed.")
    }

    precondition {
      # Null, when that could not be found out, is no yes.
      condition     = coalesce(data.crossaccount_assumable_role.target.external_id_enforced, false)
      error_message = "The role can be assumed without its external ID, or it is not known whether that is so. Its owner has to add: ${coalesce(data.crossaccount_assumable_role.target.trust_policy_statement, "-")}"
    }
  }
}

output "deployed_with" {
  value = terraform_data.deployment.output
}
