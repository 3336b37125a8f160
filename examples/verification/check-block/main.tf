# Each plan tells whether a role can still be assumed, and whether it still
# enforces its external ID. What it tells is a warning: it stops nothing.
terraform {
  required_version = ">= 1.5"

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

# It stands outside of the check: inside, Terraform would read it anew at each
# apply, and no plan would be empty.
data "crossaccount_assumable_role" "target" {
  role_arn                = "arn:aws:iam::222222222222:role/torque-target"
  external_id             = var.external_id
  external_id_enforcement = "require"
  on_failure              = "report"
}

check "target_role" {
  assert {
    condition     = data.crossaccount_assumable_role.target.assumable
    error_message = try(data.crossaccount_assumable_role.target.failure.message, "The role can be assumed.")
  }
}
