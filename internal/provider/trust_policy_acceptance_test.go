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
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// The request of evaluationConfig, as the data source and the function take it.
const evaluationRequest = `
  role_arn          = "arn:aws:iam::111111111111:role/Target"
  principal         = PRINCIPAL
  context           = { "sts:ExternalId" = ["acme-7f3c1b"], "aws:MultiFactorAuthAge" = [60] }
  identity_policies = [jsonencode({ Statement = { Effect = "Allow", Action = "sts:AssumeRole", Resource = "*" } })]
`

func evaluationConfig(principal string) string {
	return `
resource "terraform_data" "late" { input = "arn:aws:iam::222222222222:role/Master" }
data "crossaccount_trust_policy_evaluation" "this" {
  trust_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::222222222222:role/Master" }, Action = "sts:AssumeRole",
      Condition = { StringEquals = { "sts:ExternalId" = "acme-7f3c1b" } } }]
  })
` + strings.ReplaceAll(evaluationRequest, "PRINCIPAL", principal) + `
}
output "decision"   { value = data.crossaccount_trust_policy_evaluation.this.decision }
output "matched"    { value = data.crossaccount_trust_policy_evaluation.this.statements[0].matched }
`
}

func TestAccAnEvaluationIsKnownAtPlan(t *testing.T) {
	allowed := []statecheck.StateCheck{output("decision", knownvalue.StringExact("allowed")), output("matched", knownvalue.StringExact("match"))}
	known, late := evaluationConfig(`"arn:aws:iam::222222222222:role/Master"`), evaluationConfig("terraform_data.late.output")
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config:      evaluationConfig(`"Master"`),
				PlanOnly:    true,
				ExpectError: wrapped(`"Master" names no caller: give an ARN such as arn:aws:iam::123456789012:role/NAME, or the name of a service such as lambda.amazonaws.com.`),
			},
			{
				Config: late,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectUnknownOutputValue("decision"),
				}},
				ConfigStateChecks: allowed,
			},
			{
				Config: known,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownOutputValue("decision", knownvalue.StringExact("allowed")),
				}},
				ConfigStateChecks: allowed,
			},
			{Config: known, PlanOnly: true},
		},
	})
}

func TestAccTheFunctionEvaluatesARequest(t *testing.T) {
	call := func(rest string) string {
		return `
locals { policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Principal = { AWS = "arn:aws:iam::222222222222:role/Master" },
  Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = "acme-7f3c1b" }, NumericLessThan = { "aws:MultiFactorAuthAge" = "61" } } } }) }
output "decision" {
  value = provider::crossaccount::trust_policy_evaluate(local.policy, {` + strings.ReplaceAll(evaluationRequest, "PRINCIPAL", `"arn:aws:iam::222222222222:role/Master"`) + rest + `}).decision
}`
	}
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)},
		Steps: []resource.TestStep{
			{Config: call("role = null"), PlanOnly: true, ExpectError: wrapped(`Invalid value for "request" parameter: role: Unknown name: A request has no role: it has role_arn, principal,`)},
			{Config: call(""), ConfigStateChecks: []statecheck.StateCheck{output("decision", knownvalue.StringExact("allowed"))}},
		},
	})
}
