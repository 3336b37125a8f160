terraform {
  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

# Nothing has to be configured: credentials and region come from wherever the
# AWS SDK finds them. On EKS that is the role of the agent's service account.
provider "crossaccount" {
  region = "eu-central-1"
}

# A blueprint's choice becomes the ARN of a role ...
data "crossaccount_target_role" "this" {
  account   = "Dev | 222222222222"
  role_name = "torque-target"
}

# ... and the role is assumed, while Terraform plans.
data "crossaccount_assumable_role" "this" {
  role_arn = data.crossaccount_target_role.this.arn
}
