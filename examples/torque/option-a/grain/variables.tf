variable "aws_account" {
  type        = string
  description = "The choice, such as \"Dev | 222222222222\", or the account ID alone."
}

variable "environment_id" {
  type        = string
  description = "The ID of the Torque environment."
}

variable "region" {
  type        = string
  description = "The AWS region to deploy to."
  default     = "us-east-1"
}
