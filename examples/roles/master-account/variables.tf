variable "master_account" {
  type        = string
  description = "The master account: a choice such as \"Master | 111111111111\", or the account ID."
}

variable "target_accounts" {
  type        = list(string)
  description = "The accounts that the agent may provision into: choices or account IDs."
}

variable "target_role_name" {
  type        = string
  description = "The name of the role in each of them."
  default     = "torque-target"
}

variable "role_name" {
  type        = string
  description = "The name of the agent's own role."
  default     = "torque-master"
}

variable "oidc_provider_arn" {
  type        = string
  description = "The ARN of the IAM OIDC provider of the agent's EKS cluster."
}

variable "namespace" {
  type        = string
  description = "The Kubernetes namespace that the agent's grains run in."
}

variable "service_account" {
  type        = string
  description = "The Kubernetes service account that they run as."
}

variable "region" {
  type        = string
  description = "The AWS region to call."
  default     = "us-east-1"
}
