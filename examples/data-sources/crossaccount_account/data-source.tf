variable "aws_account" {
  type        = string
  description = "The account that was chosen, such as \"Dev | 222222222222\"."
  default     = "Dev | 222222222222"
}

data "crossaccount_account" "chosen" {
  choice = var.aws_account

  # Optional: refuse every other account, and a label that belongs to another.
  allowed_choices = [
    "Dev | 222222222222",
    "Test | 333333333333",
  ]
}

output "account_id" {
  value = data.crossaccount_account.chosen.account_id # "222222222222"
}

output "label" {
  value = data.crossaccount_account.chosen.label # "Dev"
}
