terraform {
  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

provider "crossaccount" {
  region     = "us-east-1"
  access_key = "111111111111" # the root user of that account, as LocalEmu has it
  secret_key = "any"
}

data "crossaccount_target_roles" "chosen" {
  accounts  = ["Dev | 222222222222", "Test | 333333333333", "Prod | 444444444444"]
  role_name = "deploy"
}

data "crossaccount_assumable_roles" "chosen" {
  role_arns               = data.crossaccount_target_roles.chosen.arns
  external_id             = "example-2f6d0c1e"
  external_id_enforcement = "require"
  on_failure              = "report"
}

output "summary" {
  value = data.crossaccount_assumable_roles.chosen.summary
}
