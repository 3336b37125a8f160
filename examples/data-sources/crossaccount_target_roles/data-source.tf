data "crossaccount_target_roles" "deploy" {
  accounts  = ["Dev | 222222222222", "Test | 333333333333"]
  role_name = "torque-target"
}

output "arns_by_label" {
  value = data.crossaccount_target_roles.deploy.arns_by_label
  # {
  #   Dev  = "arn:aws:iam::222222222222:role/torque-target"
  #   Test = "arn:aws:iam::333333333333:role/torque-target"
  # }
}
