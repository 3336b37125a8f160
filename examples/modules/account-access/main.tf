terraform {
  required_version = ">= 0.14"

  required_providers {
    crossaccount = {
      source  = "crossaccount/crossaccount"
      version = ">= 0.1"
    }
  }
}

# Who calls: another account than the expected ones ends here.
data "crossaccount_caller_identity" "caller" {
  expected_accounts = var.expected_caller_accounts
}

# Where to: a choice that is none, or not on the list, ends here.
data "crossaccount_account" "chosen" {
  choice          = var.account
  allowed_choices = var.allowed_choices
}

data "crossaccount_target_role" "target" {
  account   = data.crossaccount_account.chosen.account_id
  role_name = var.role_name
  path      = var.role_path
}

# As what it shows in CloudTrail.
data "crossaccount_session_name" "this" {
  parts = var.session_name_parts
}

# Really assumes the role; role_arn is known only when that was possible.
data "crossaccount_assumable_role" "target" {
  role_arn     = data.crossaccount_target_role.target.arn
  external_id  = var.external_id
  session_name = data.crossaccount_session_name.this.session_name
}
