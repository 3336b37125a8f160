output "account_id" {
  value = provider::crossaccount::account_parse("Dev | 222222222222").account_id # "222222222222"
}
