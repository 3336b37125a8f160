variable "aws_account" {
  type        = string
  description = "The choice, such as \"Dev | 222222222222\", or the account ID alone."
}

variable "role_name" {
  type        = string
  description = "The name of the role to assume, the same in every target account."
}

variable "external_id" {
  type        = string
  sensitive   = true
  description = "The external ID that the role's trust policy demands."
}

variable "environment_id" {
  type        = string
  description = "The ID of the Torque environment."
}
