# The choices of a multi-select become roles, which are verified all at once. One
# error tells of those that can't be assumed, by cause.
terraform {
  required_version = ">= 1.0"

  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

variable "aws_accounts" {
  type        = list(string)
  description = "The choices of a multi-select input, as Torque hands them over."
  default     = ["Dev | 222222222222", "Test | 333333333333", "Prod | 444444444444"]
}

variable "on_failure" {
  type        = string
  description = "What a role is that can't be assumed: error, warn or report."
  default     = "error"
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

data "crossaccount_target_roles" "chosen" {
  accounts  = var.aws_accounts
  role_name = "torque-target"
}

data "crossaccount_assumable_roles" "chosen" {
  role_arns   = data.crossaccount_target_roles.chosen.arns
  external_id = var.external_id
  on_failure  = var.on_failure
}

output "assumable" {
  value = data.crossaccount_assumable_roles.chosen.assumable_role_arns
}

output "summary" {
  value = data.crossaccount_assumable_roles.chosen.summary
}
