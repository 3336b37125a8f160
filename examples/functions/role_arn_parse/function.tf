output "role" {
  value = provider::crossaccount::role_arn_parse("arn:aws:iam::222222222222:role/torque/torque-target")
  # {
  #   partition    = "aws"
  #   account_id   = "222222222222"
  #   role_name    = "torque-target"
  #   path         = "/torque/"
  #   session_name = null
  # }
}
