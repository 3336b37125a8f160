variable "external_id" {
  type        = string
  description = "The external ID that the roles' trust policies ask for."
  default     = "example-2f6d0c1e"
  sensitive   = true
}

# The choices of a multi-select become the ARNs of roles ...
data "crossaccount_target_roles" "chosen" {
  accounts  = ["Dev | 222222222222", "Test | 333333333333"]
  role_name = "torque-target"
}

# ... which are all assumed, for real. One error would tell of those that fail.
data "crossaccount_assumable_roles" "chosen" {
  role_arns   = data.crossaccount_target_roles.chosen.arns
  external_id = var.external_id
}

output "assumable_role_arns" {
  value = data.crossaccount_assumable_roles.chosen.assumable_role_arns
}
