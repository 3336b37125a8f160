data "crossaccount_target_role" "deploy" {
  account   = "Dev | 222222222222" # or "222222222222"
  role_name = "torque-target"
  path      = "/torque/"
}

output "arn" {
  value = data.crossaccount_target_role.deploy.arn # "arn:aws:iam::222222222222:role/torque/torque-target"
}
