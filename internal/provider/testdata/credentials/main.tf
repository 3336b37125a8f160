terraform {
  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

variable "external_id" {
  type      = string
  sensitive = true
}

provider "crossaccount" {
  region       = "us-east-1"
  max_attempts = 2
}

ephemeral "crossaccount_credentials" "this" {
  role_arn    = "arn:aws:iam::222222222222:role/deploy"
  external_id = var.external_id

  via {
    role_arn    = "arn:aws:iam::333333333333:role/hop"
    external_id = var.external_id
  }
}

provider "crossaccount" {
  alias        = "inside"
  region       = "us-east-1"
  access_key   = ephemeral.crossaccount_credentials.this.access_key_id
  secret_key   = ephemeral.crossaccount_credentials.this.secret_access_key
  token        = ephemeral.crossaccount_credentials.this.session_token
  max_attempts = 2
}

data "crossaccount_caller_identity" "inside" {
  provider = crossaccount.inside
}

output "inside" {
  value = data.crossaccount_caller_identity.inside.principal_arn
}
