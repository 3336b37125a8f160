variable "aws_account" {
  type        = string
  description = "The account that the role goes into: a choice such as \"Dev | 222222222222\", or the account ID."
}

variable "role_name" {
  type        = string
  description = "The name of the role, the same in every target account."
  default     = "torque-target"
}

variable "master_role_arn" {
  type        = string
  description = "The ARN of the role that the agent in the master account has."
}

variable "external_id" {
  type        = string
  sensitive   = true
  description = "The external ID that the agent has to give."
}

variable "permissions" {
  type        = string
  description = "The policy that says what the role may do, as JSON."
}

variable "region" {
  type        = string
  description = "The AWS region to call."
  default     = "us-east-1"
}
