output "arn" {
  value = provider::crossaccount::role_arn_build("Dev | 222222222222", "torque-target", null, null)
  # "arn:aws:iam::222222222222:role/torque-target"
}
