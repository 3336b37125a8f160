terraform {
  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

variable "fail_on" {
  type    = string
  default = "error"
}

resource "crossaccount_trust_policy" "this" {
  aws {
    principals = ["111111111111"] # all of an account, which the check warns of
  }

  fail_on = var.fail_on
}
