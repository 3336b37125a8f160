variable "aws_account_id" {
  type        = string
  description = "What the blueprint's pipeline made of the choice, as before. The whole choice does as well."
  default     = "222222222222"
}

locals {
  before = "arn:aws:iam::${var.aws_account_id}:role/deploy-target"
}

data "crossaccount_target_role" "target" {
  account   = var.aws_account_id
  role_name = "deploy-target"
}

output "same" {
  value = data.crossaccount_target_role.target.arn == local.before # true
}
