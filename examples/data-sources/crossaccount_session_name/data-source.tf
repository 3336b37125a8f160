data "crossaccount_session_name" "environment" {
  parts = ["torque", "My environment #7", "jane.doe@example.com"]
}

output "session_name" {
  value = data.crossaccount_session_name.environment.session_name # "torque-My-environment-7-jane.doe@example.com"
}
