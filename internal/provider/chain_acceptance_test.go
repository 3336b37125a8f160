// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

func TestAccChainsAndFleetsWaitForUnknownArguments(t *testing.T) {
	config := func(hop, roles, known string) string {
		return strings.ReplaceAll(`
provider "crossaccount" {
  access_key   = "111111111111"
  secret_key   = "test"
  sts_endpoint = "ENDPOINT"
}
resource "terraform_data" "late" { input = ["arn:aws:iam::222222222222:role/late", "acme-7f3c1b"] }
data "crossaccount_assumable_role" "this" {
  role_arn                = "arn:aws:iam::222222222222:role/deploy"
  external_id             = `+hop+`[1]
  external_id_enforcement = "report"
  wait_timeout            = null # as if they were left out
  trust_policy            = null
  via {
    role_arn = `+hop+`[0]
  }
}
data "crossaccount_assumable_roles" "this" {
  role_arns    = `+roles+`
  external_ids = { `+known+` = "acme" }
  dynamic "via" {
    for_each = [`+hop+`[0]]
    content {
      role_arn = via.value
    }
  }
}
output "one"  { value = data.crossaccount_assumable_role.this.external_id_enforced }
output "many" { value = data.crossaccount_assumable_roles.this.assumable_role_arns }
`, "ENDPOINT", localStack(t))
	}
	const arn = `"arn:aws:iam::222222222222:role/deploy"`
	late := config("terraform_data.late.output", `[`+arn+`, terraform_data.late.output[0]]`, arn)
	known := config(`["arn:aws:iam::222222222222:role/late", "acme-7f3c1b"]`, `[`+arn+`, "arn:aws:iam::222222222222:role/late"]`, arn)
	// LocalStack takes everybody, with or without an external ID.
	checks := []statecheck.StateCheck{
		output("one", knownvalue.Bool(false)),
		output("many", knownvalue.ListExact([]knownvalue.Check{
			knownvalue.StringExact("arn:aws:iam::222222222222:role/deploy"), knownvalue.StringExact("arn:aws:iam::222222222222:role/late"),
		})),
	}
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config: late,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectUnknownOutputValue("one"), plancheck.ExpectUnknownOutputValue("many"),
				}},
				ConfigStateChecks: checks,
			},
			{Config: known, ConfigStateChecks: checks},
			{Config: known, PlanOnly: true},
		},
	})
}
