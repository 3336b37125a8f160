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

variable "on_failure" {
  type    = string
  default = "report"
}

variable "access_key" {
  type      = string
  sensitive = true
  default   = null
}

variable "secret_key" {
  type      = string
  sensitive = true
  default   = null
}

variable "token" {
  type      = string
  sensitive = true
  default   = null
}

provider "crossaccount" {
  access_key   = var.access_key
  secret_key   = var.secret_key
  token        = var.token
  region       = "us-east-1"
  max_attempts = 2
}

data "crossaccount_assumable_role" "this" {
  role_arn    = "arn:aws:iam::222222222222:role/deploy"
  external_id = var.external_id
  on_failure  = var.on_failure
}

output "assumable" {
  value = data.crossaccount_assumable_role.this.assumable
}

output "failure" {
  value = data.crossaccount_assumable_role.this.failure
}
