variable "account" {
  type        = string
  description = "The account to enter: a choice such as \"Dev | 222222222222\", or the account ID."
}

variable "role_name" {
  type        = string
  description = "The name of the role to assume there."
}

variable "role_path" {
  type        = string
  description = "The path of that role."
  default     = "/"
}

variable "external_id" {
  type        = string
  sensitive   = true
  description = "The external ID that the role's trust policy demands; null for none."
  default     = null
}

variable "allowed_choices" {
  type        = list(string)
  description = "The choices that are allowed; null for any."
  default     = null
}

variable "expected_caller_accounts" {
  type        = list(string)
  description = "The accounts that the caller may be of: choices or account IDs; null for any."
  default     = null
}

variable "session_name_parts" {
  type        = list(string)
  description = "What the name of the session is made of, such as a pipeline and its run."
  default     = ["terraform"]
}
