variable "aws_accounts" {
  type        = list(string)
  description = "The accounts that were chosen, as a multi-select input gives them."
  default     = ["Dev | 222222222222", "Test | 333333333333"]
}

data "crossaccount_accounts" "chosen" {
  choices = var.aws_accounts
}

output "account_ids" {
  value = data.crossaccount_accounts.chosen.account_ids # ["222222222222", "333333333333"]
}

output "account_ids_by_label" {
  value = data.crossaccount_accounts.chosen.account_ids_by_label # { Dev = "222222222222", Test = "333333333333" }
}
