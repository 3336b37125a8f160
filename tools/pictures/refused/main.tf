terraform {
  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

variable "aws_accounts" {
  type    = list(string)
  default = ["Dev | 222222222222", "Old | 12345678901", "Test | 2222-2222-2222"]
}

data "crossaccount_target_roles" "targets" {
  accounts  = var.aws_accounts
  role_name = "torque-target"
}
