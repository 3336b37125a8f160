// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

const credentialsConfig = `
provider "crossaccount" {
  region       = "us-east-1"
  sts_endpoint = "%s"
  access_key   = "` + plantedKeyID + `"
  secret_key   = "` + plantedSecret + `"
}
resource "terraform_data" "late" {
  input = "` + testRoleARN + `"
}
ephemeral "crossaccount_credentials" "this" {
  role_arn    = %s
  external_id = "` + plantedExternalID + `"
  via {
    role_arn = "` + testHop1 + `"
  }
}
provider "echo" {
  data = ephemeral.crossaccount_credentials.this
}
resource "echo" "this" {}
`

// The echo provider stores what a provider block is given, which nobody else does.
func TestAccCredentialsReachAProviderBlock(t *testing.T) {
	sts := newFakeSTS(t)
	checks := func(values map[string]knownvalue.Check) []statecheck.StateCheck {
		var all []statecheck.StateCheck
		for _, name := range sortedNames(values) {
			all = append(all, statecheck.ExpectKnownValue("echo.this", tfjsonpath.New("data").AtMapKey(name), values[name]))
		}
		return all
	}
	const session = "arn:aws:sts::222222222222:assumed-role/deploy/crossaccount"
	got := checks(map[string]knownvalue.Check{
		"access_key_id": knownvalue.StringExact(plantedProbeKeyID), "secret_access_key": knownvalue.StringExact(plantedProbeSecret),
		"session_token": knownvalue.StringExact(plantedProbeToken + "|" + session), "expiration": knownvalue.StringExact("2100-01-01T00:00:00Z"),
		"assumed_role_arn": knownvalue.StringExact(session), "account_id": knownvalue.StringExact("222222222222"),
	})
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){"echo": echoprovider.NewProviderServer()},
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_10_0)},
		Steps: []resource.TestStep{
			{
				Config:      fmt.Sprintf(credentialsConfig, sts.URL, `"deploy"`),
				PlanOnly:    true,
				ExpectError: wrapped(`"deploy" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME.`),
			},
			{Config: fmt.Sprintf(credentialsConfig, sts.URL, `terraform_data.late.output`), ConfigStateChecks: got}, // waits for the apply
			{Config: fmt.Sprintf(credentialsConfig, sts.URL, `"`+testRoleARN+`"`), ConfigStateChecks: got},
		},
	})
}
