# The one list of accounts. What people choose from is written from it.
variable "accounts" {
  type        = map(string)
  description = "The account IDs, by the labels that people know the accounts by."
  default = {
    Dev  = "222222222222"
    Test = "333333333333"
  }
}

data "crossaccount_account_choices" "offered" {
  accounts      = var.accounts
  default_label = "Dev"
  description   = "The AWS account to deploy to"
}

# The value of a Torque parameter, for an input of type parameter ...
output "parameter_value" {
  value = data.crossaccount_account_choices.offered.parameter_value # "Dev | 222222222222,Test | 333333333333"
}

# ... or the input itself, for a blueprint that is rendered by templatefile.
output "inputs" {
  value = "inputs:\n  ${indent(2, data.crossaccount_account_choices.offered.input_yaml)}"
}

# The grain takes no other choice than these.
data "crossaccount_account" "chosen" {
  choice          = "Test | 333333333333"
  allowed_choices = data.crossaccount_account_choices.offered.choices
}

output "account_id" {
  value = data.crossaccount_account.chosen.account_id # "333333333333"
}
