output "choice" {
  value = provider::crossaccount::account_format("Dev", "222222222222") # "Dev | 222222222222"
}
