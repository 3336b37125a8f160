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

variable "enforcement" {
  type    = string
  default = "report"
}

variable "fleet" {
  type    = list(string)
  default = ["arn:aws:iam::222222222222:role/one", "arn:aws:iam::444444444444:role/two"]
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
  role_arn                = "arn:aws:iam::222222222222:role/deploy"
  external_id             = var.external_id
  external_id_enforcement = var.enforcement
  on_failure              = var.on_failure
}

# By way of a hop, with a look at the external ID, and explained by the policy.
data "crossaccount_assumable_role" "chained" {
  role_arn                = "arn:aws:iam::222222222222:role/chained"
  external_id             = var.external_id
  external_id_enforcement = var.enforcement
  trust_policy            = local.trust_policy
  on_failure              = var.on_failure

  via {
    role_arn    = "arn:aws:iam::333333333333:role/hop"
    external_id = var.external_id
  }
}

data "crossaccount_assumable_roles" "fleet" {
  role_arns               = var.fleet
  external_id             = var.external_id
  external_ids            = { for arn in var.fleet : arn => var.external_id }
  external_id_enforcement = var.enforcement
  trust_policy            = local.trust_policy
  trust_policies          = { for arn in var.fleet : arn => local.trust_policy }
  on_failure              = var.on_failure

  via {
    role_arn    = "arn:aws:iam::333333333333:role/hop"
    external_id = var.external_id
  }
}

locals {
  trust_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111111111111:user/somebody-else" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
    }]
  })
}

output "assumable" {
  value = data.crossaccount_assumable_role.this.assumable
}

output "failure" {
  value = data.crossaccount_assumable_role.this.failure
}

output "chained" {
  value = [
    data.crossaccount_assumable_role.chained.external_id_enforced,
    data.crossaccount_assumable_role.chained.failure,
    data.crossaccount_assumable_role.chained.identity_policy,
    data.crossaccount_assumable_role.chained.trust_policy_statement,
  ]
}

output "fleet" {
  value = [data.crossaccount_assumable_roles.fleet.results, data.crossaccount_assumable_roles.fleet.summary]
}
