output "session_name" {
  value = provider::crossaccount::session_name("torque", "My environment #7") # "torque-My-environment-7"
}
