# A provider block gets the credentials of a role that it could not assume by
# itself, by way of a hop. They are in no plan and no state.
terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

variable "external_id" {
  type        = string
  description = "The external ID that the roles' trust policies ask for."
  default     = "example-2f6d0c1e"
  sensitive   = true
}

provider "crossaccount" {
  region = "us-east-1"
}

ephemeral "crossaccount_credentials" "target" {
  role_arn = "arn:aws:iam::333333333333:role/torque-behind-gate"

  via {
    role_arn    = "arn:aws:iam::222222222222:role/torque-gate"
    external_id = var.external_id
  }
}

provider "aws" {
  region              = "us-east-1"
  access_key          = ephemeral.crossaccount_credentials.target.access_key_id
  secret_key          = ephemeral.crossaccount_credentials.target.secret_access_key
  token               = ephemeral.crossaccount_credentials.target.session_token
  allowed_account_ids = ["333333333333"]
}

data "aws_caller_identity" "target" {}

output "account_id" {
  value = data.aws_caller_identity.target.account_id
}
