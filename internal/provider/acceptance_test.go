// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// The tests in this file run a real Terraform. What the texts of diagnostics
// are is tested without one; here it is that they reach the user.

var factories = map[string]func() (tfprotov5.ProviderServer, error){
	"crossaccount": providerserver.NewProtocol5WithError(New("test")()),
}

// localStack returns the endpoint of a LocalStack that runs. It never denies:
// what is assumable there proves the wiring, not a trust policy.
func localStack(t *testing.T) string {
	t.Helper()
	endpoint := os.Getenv("LOCALSTACK_ENDPOINT")
	if endpoint == "" && os.Getenv(resource.EnvTfAcc) != "" {
		t.Fatal("LOCALSTACK_ENDPOINT is not set: run make test, or give the endpoint of a LocalStack that runs")
	}
	return endpoint
}

// wrapped matches text however Terraform has broken it into lines.
func wrapped(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = regexp.QuoteMeta(w)
	}
	return regexp.MustCompile(strings.Join(words, `[\s│]+`))
}

func output(name string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownOutputValue(name, value)
}

const pureConfig = `
data "crossaccount_account" "this" {
  choice = 123456789012 # a number, as Torque makes of a bare account
}
data "crossaccount_account" "labelled" {
  choice          = "Dev | 123456789012"
  allowed_choices = ["Dev | 123456789012"]
  separator       = null # as if they were left out
  zero_pad        = null
}
data "crossaccount_accounts" "this" {
  choices = ["Dev | 111111111111", 222222222222]
}
data "crossaccount_account_choices" "this" {
  accounts      = { Dev = 111111111111 }
  default_label = null
}
data "crossaccount_target_role" "this" {
  account   = "Dev | 111111111111"
  role_name = "deploy"
  path      = null
  partition = null
}
data "crossaccount_target_roles" "this" {
  accounts  = data.crossaccount_accounts.this.account_ids
  role_name = "deploy"
  partition = "aws-us-gov"
  path      = "/team/"
}
data "crossaccount_session_name" "this" {
  parts = ["torque", "env #1"]
}
output "account_id" { value = data.crossaccount_account.this.account_id }
output "no_label"   { value = data.crossaccount_account.this.label == null }
output "label"      { value = data.crossaccount_account.labelled.label }
output "by_label"   { value = data.crossaccount_accounts.this.account_ids_by_label }
output "offered"    { value = data.crossaccount_account_choices.this.choices }
output "arn"        { value = data.crossaccount_target_role.this.arn }
output "arns"       { value = data.crossaccount_target_roles.this.arns }
output "session"    { value = data.crossaccount_session_name.this.session_name }
`

func TestAccPureDataSourcesAreKnownAtPlan(t *testing.T) {
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config: pureConfig,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownOutputValue("arn", knownvalue.StringExact("arn:aws:iam::111111111111:role/deploy")),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					output("account_id", knownvalue.StringExact("123456789012")),
					output("no_label", knownvalue.Bool(true)),
					output("label", knownvalue.StringExact("Dev")),
					output("by_label", knownvalue.MapExact(map[string]knownvalue.Check{"Dev": knownvalue.StringExact("111111111111")})),
					output("offered", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("Dev | 111111111111")})),
					output("arn", knownvalue.StringExact("arn:aws:iam::111111111111:role/deploy")),
					output("arns", knownvalue.ListExact([]knownvalue.Check{
						knownvalue.StringExact("arn:aws-us-gov:iam::111111111111:role/team/deploy"),
						knownvalue.StringExact("arn:aws-us-gov:iam::222222222222:role/team/deploy"),
					})),
					output("session", knownvalue.StringExact("torque-env-1")),
				},
			},
			{Config: pureConfig, PlanOnly: true},
		},
	})
}

func TestAccPureDataSourcesWaitForUnknownArguments(t *testing.T) {
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: `
resource "terraform_data" "late" {
  input = "Dev | 123456789012"
}
data "crossaccount_account" "this" {
  choice = terraform_data.late.output
}
data "crossaccount_accounts" "this" {
  choices = [terraform_data.late.output, "Test | 222222222222"]
}
data "crossaccount_target_role" "this" {
  account   = terraform_data.late.output
  role_name = "deploy"
}
data "crossaccount_target_roles" "this" {
  accounts  = ["222222222222"]
  role_name = "deploy"
  path      = "/${data.crossaccount_account.this.label}/"
}
data "crossaccount_session_name" "this" {
  parts = [terraform_data.late.output]
}
output "account_id"  { value = data.crossaccount_account.this.account_id }
output "account_ids" { value = data.crossaccount_accounts.this.account_ids }
output "arn"         { value = data.crossaccount_target_role.this.arn }
output "arns"        { value = data.crossaccount_target_roles.this.arns }
output "session"     { value = data.crossaccount_session_name.this.session_name }
`,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownOutputValue("account_id"),
				plancheck.ExpectUnknownOutputValue("account_ids"),
				plancheck.ExpectUnknownOutputValue("arn"),
				plancheck.ExpectUnknownOutputValue("arns"),
				plancheck.ExpectUnknownOutputValue("session"),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				output("account_id", knownvalue.StringExact("123456789012")),
				output("account_ids", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("123456789012"), knownvalue.StringExact("222222222222")})),
				output("arn", knownvalue.StringExact("arn:aws:iam::123456789012:role/deploy")),
				output("arns", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("arn:aws:iam::222222222222:role/Dev/deploy")})),
				output("session", knownvalue.StringExact("Dev-123456789012")),
			},
		}},
	})
}

func TestAccANullThatIsKnownAtApplyOnlyIsRefused(t *testing.T) {
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: `
resource "terraform_data" "late" {
  input = "none"
}
data "crossaccount_accounts" "this" {
  choices = terraform_data.late.output == "none" ? null : ["111111111111"]
}`,
			ExpectError: wrapped(`Must set a configuration value for the choices attribute as the provider has marked it as required.`),
		}},
	})
}

func TestAccWrongInputIsRefusedAtPlan(t *testing.T) {
	tests := map[string]struct{ config, want string }{
		"account": {
			`data "crossaccount_account" "this" { choice = 12345678901 }`,
			`Error: Invalid account choice`,
		},
		"account behind depends_on": {
			`
resource "terraform_data" "late" {}
data "crossaccount_account" "this" {
  choice     = "Dev | 12345678901"
  depends_on = [terraform_data.late]
}`,
			`"Dev | 12345678901" has no account ID: "12345678901" has 11 digits, an account ID has 12; a leading zero was probably lost: ` +
				`write it in quotes, as in "012345678901". The account decides where everything is provisioned, so nothing is guessed.`,
		},
		"accounts": {
			`data "crossaccount_accounts" "this" { choices = ["111111111111", "1111-1111-1111"] }`,
			`Account 111111111111 is chosen twice, as "111111111111" (element 0) and as "1111-1111-1111" (element 1): remove one.`,
		},
		"target_role": {
			`data "crossaccount_target_role" "this" {
  account   = "111111111111"
  role_name = "arn:aws:iam::111111111111:role/x"
}`,
			`"arn:aws:iam::111111111111:role/x" is not a valid role name: at position 4, ':' cannot stand in a role name`,
		},
		"target_roles": {
			`data "crossaccount_target_roles" "this" {
  accounts  = ["Dev"]
  role_name = "x"
}`,
			`"Dev" is only a label, without an account: write it as "Label | 123456789012".`,
		},
		"session_name": {
			`data "crossaccount_session_name" "this" { parts = [] }`,
			`Error: No session name`,
		},
		"caller_identity": {
			`data "crossaccount_caller_identity" "this" { expected_accounts = ["x1"] }`,
			`'x' at position 1 is not one of the digits 0 to 9`,
		},
		"assumable_role": {
			`data "crossaccount_assumable_role" "this" {
  role_arn = "arn:aws:sts::111111111111:assumed-role/deploy/me"
}`,
			`this is the ARN of a session of the role deploy: write the role's own, arn:aws:iam::111111111111:role/deploy`,
		},
		"a null choice": {
			`data "crossaccount_account" "this" { choice = null }`,
			`Error: Missing Configuration for Required Attribute`,
		},
		"null choices": {
			`data "crossaccount_accounts" "this" { choices = null }`,
			`Error: Missing Configuration for Required Attribute`,
		},
		"a null among choices": {
			`data "crossaccount_accounts" "this" { choices = ["111111111111", null] }`,
			`An element of choices is null. Nothing can be made of it: remove it, or give its value.`,
		},
		"a null account": {
			`data "crossaccount_target_role" "this" {
  account   = null
  role_name = "x"
}`,
			`Error: Missing Configuration for Required Attribute`,
		},
		"a null among accounts": {
			`data "crossaccount_target_roles" "this" {
  accounts  = [null]
  role_name = "x"
}`,
			`An element of accounts is null. Nothing can be made of it: remove it, or give its value.`,
		},
		"a null among parts": {
			`data "crossaccount_session_name" "this" { parts = ["x", null] }`,
			`An element of parts is null. Nothing can be made of it: remove it, or give its value.`,
		},
		"a null among expected accounts": {
			`data "crossaccount_caller_identity" "this" { expected_accounts = [null] }`,
			`An element of expected_accounts is null. Nothing can be made of it: remove it, or give its value.`,
		},
		"a hop": {
			`data "crossaccount_assumable_role" "this" {
  role_arn         = "arn:aws:iam::111111111111:role/deploy"
  duration_seconds = 7200
  via { role_arn = "arn:aws:iam::222222222222:role/hop" }
}`,
			`What a role session assumes lasts at most 3600 seconds, not 7200: ask for at most 3600, or leave duration_seconds out.`,
		},
		"a null role_arn of a hop": {
			`data "crossaccount_assumable_role" "this" {
  role_arn = "arn:aws:iam::111111111111:role/deploy"
  via { role_arn = null }
}`,
			`Must set a configuration value for the via[0].role_arn attribute as the provider has marked it as required.`,
		},
		"assumable_roles": {
			`data "crossaccount_assumable_roles" "this" {
  role_arns    = ["arn:aws:iam::111111111111:role/deploy"]
  external_ids = { "arn:aws:iam::111111111111:role/deplyo" = "acme" }
}`,
			`"arn:aws:iam::111111111111:role/deplyo" is not an element of role_arns, so that this would be used for no role: write the ARN as it is there, or remove this.`,
		},
		"null role_arns": {
			`data "crossaccount_assumable_roles" "this" { role_arns = null }`,
			`Error: Missing Configuration for Required Attribute`,
		},
		"a null among role_arns": {
			`data "crossaccount_assumable_roles" "this" { role_arns = [null] }`,
			`An element of role_arns is null. Nothing can be made of it: remove it, or give its value.`,
		},
		"a null role_arn": {
			`data "crossaccount_assumable_role" "this" { role_arn = null }`,
			`Error: Missing Configuration for Required Attribute`,
		},
		"a null tag": {
			`data "crossaccount_assumable_role" "this" {
  role_arn = "arn:aws:iam::111111111111:role/deploy"
  tags     = { team = null }
}`,
			`The value of the tag "team" is null. Nothing can be made of it: remove the tag, or give its value, which may be empty.`,
		},
		"provider block": {
			`provider "crossaccount" { region = "EU" }
data "crossaccount_account" "this" { choice = "111111111111" }`,
			`"EU" is not a valid region`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			resource.ParallelTest(t, resource.TestCase{
				ProtoV5ProviderFactories: factories,
				Steps:                    []resource.TestStep{{Config: tt.config, PlanOnly: true, ExpectError: wrapped(tt.want)}},
			})
		})
	}
}

const assumableConfig = `
provider "crossaccount" {
  access_key   = "111111111111" # the root user of that account, as LocalStack has it
  secret_key   = "test"
  sts_endpoint = "ENDPOINT"
}
data "crossaccount_caller_identity" "this" {
  expected_accounts = ["Master | 111111111111"]
}
data "crossaccount_target_role" "this" {
  account   = "Dev | 222222222222"
  role_name = "deploy"
}
data "crossaccount_assumable_role" "this" {
  role_arn         = data.crossaccount_target_role.this.arn
  external_id      = "acme-7f3c1b"
  session_name     = "torque-env-1"
  duration_seconds = 3600
  source_identity  = "jane.doe"
  tags             = { team = "red" }
}
output "caller"    { value = data.crossaccount_caller_identity.this.principal_arn }
output "assumable" { value = data.crossaccount_assumable_role.this.assumable }
output "account"   { value = data.crossaccount_assumable_role.this.account_id }
output "success"   { value = data.crossaccount_assumable_role.this.failure == null }
`

func TestAccARoleIsVerifiedAtPlan(t *testing.T) {
	config := strings.ReplaceAll(assumableConfig, "ENDPOINT", localStack(t))
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownOutputValue("assumable", knownvalue.Bool(true)),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					output("caller", knownvalue.StringExact("arn:aws:iam::111111111111:root")),
					output("assumable", knownvalue.Bool(true)),
					output("account", knownvalue.StringExact("222222222222")),
					output("success", knownvalue.Bool(true)),
				},
			},
			{Config: config, PlanOnly: true},
			{
				Config:      strings.ReplaceAll(config, "Master | 111111111111", "Dev | 222222222222"),
				PlanOnly:    true,
				ExpectError: wrapped(`The provider calls AWS as arn:aws:iam::111111111111:root, in account 111111111111. Expected was 222222222222 (Dev).`),
			},
		},
	})
}

func TestAccVerificationWaitsForUnknownArguments(t *testing.T) {
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: strings.NewReplacer("ENDPOINT", localStack(t), `account   = "Dev | 222222222222"`, `account   = terraform_data.late.output`).
				Replace(assumableConfig) + `resource "terraform_data" "late" { input = "Dev | 222222222222" }`,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownOutputValue("assumable"),
				plancheck.ExpectKnownOutputValue("caller", knownvalue.StringExact("arn:aws:iam::111111111111:root")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{output("assumable", knownvalue.Bool(true))},
		}},
	})
}

func TestAccTheCallerWaitsForUnknownExpectedAccounts(t *testing.T) {
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: strings.NewReplacer("ENDPOINT", localStack(t), `["Master | 111111111111"]`, `[terraform_data.late.output]`).
				Replace(assumableConfig) + `resource "terraform_data" "late" { input = "111111111111" }`,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownOutputValue("caller"),
				plancheck.ExpectKnownOutputValue("assumable", knownvalue.Bool(true)),
			}},
			ConfigStateChecks: []statecheck.StateCheck{output("caller", knownvalue.StringExact("arn:aws:iam::111111111111:root"))},
		}},
	})
}

func TestAccUnknownProviderConfigurationIsRefused(t *testing.T) {
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: strings.NewReplacer("ENDPOINT", localStack(t), `"111111111111" #`, `terraform_data.late.output #`).
				Replace(assumableConfig) + `resource "terraform_data" "late" { input = "111111111111" }`,
			PlanOnly:    true,
			ExpectError: wrapped(`The provider block's access_key will only be known after apply, so it is not known as whom and where STS would be called.`),
		}},
	})
}

func TestAccFunctions(t *testing.T) {
	const config = `
resource "terraform_data" "late" {
  input = "Test | 222222222222"
}
output "account" { value = provider::crossaccount::account_parse("Dev | 111111111111").account_id }
output "number"  { value = provider::crossaccount::account_parse(111111111111).account_id }
output "format"  { value = provider::crossaccount::account_format("Dev", "111111111111") }
output "build"   { value = provider::crossaccount::role_arn_build("Dev | 111111111111", "deploy", null, null) }
output "parse"   { value = provider::crossaccount::role_arn_parse("arn:aws:iam::111111111111:role/deploy").path }
output "session" { value = provider::crossaccount::session_name("a b", "c") }
output "late_account" { value = provider::crossaccount::account_parse(terraform_data.late.output).account_id }
output "late_format"  { value = provider::crossaccount::account_format(terraform_data.late.output, "111111111111") }
output "late_build"   { value = provider::crossaccount::role_arn_build(terraform_data.late.output, "deploy", "/t/", "aws-cn") }
output "late_parse"   { value = provider::crossaccount::role_arn_parse("arn:aws:iam::222222222222:role/${terraform_data.late.id}").account_id }
output "late_session" { value = provider::crossaccount::session_name("env", terraform_data.late.output) }
`
	wrong := func(call, want string) resource.TestStep {
		return resource.TestStep{Config: `output "x" { value = provider::crossaccount::` + call + ` }`, PlanOnly: true, ExpectError: wrapped(want)}
	}
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)},
		Steps: []resource.TestStep{
			wrong(`account_parse("Dev | 12345678901")`, `Invalid value for "choice" parameter: Invalid account choice: "Dev | 12345678901" has no account ID`),
			wrong(`account_parse(null)`, `Invalid value for "choice" parameter: argument must not be null.`),
			wrong(`account_format("", "111111111111")`, `Invalid value for "label" parameter: Invalid label: The label of account 111111111111 is empty`),
			wrong(`account_format("Dev", "1111")`, `Invalid value for "account_id" parameter: Invalid account ID`),
			wrong(`role_arn_build("111111111111", "a b", null, null)`, `Invalid value for "role_name" parameter: Invalid role name`),
			wrong(`role_arn_build("111111111111", "a", "x", null)`, `Invalid value for "path" parameter: Invalid path`),
			wrong(`role_arn_build("111111111111", "a", null, "x")`, `Invalid value for "partition" parameter: Invalid partition`),
			wrong(`role_arn_parse("x")`, `Invalid value for "arn" parameter: Invalid role ARN`),
			wrong(`session_name("x")`, `No session name: "x" is not a valid session name`),
			wrong(`account_format(null, "111111111111")`, `Invalid value for "label" parameter: argument must not be null.`),
			wrong(`account_format("Dev", null)`, `Invalid value for "account_id" parameter: argument must not be null.`),
			wrong(`role_arn_build(null, "a", null, null)`, `Invalid value for "account" parameter: argument must not be null.`),
			wrong(`role_arn_build("111111111111", null, null, null)`, `Invalid value for "role_name" parameter: argument must not be null.`),
			wrong(`role_arn_parse(null)`, `Invalid value for "arn" parameter: argument must not be null.`),
			wrong(`session_name("ab", null)`, `argument must not be null.`),
			{
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownOutputValue("account", knownvalue.StringExact("111111111111")),
					plancheck.ExpectUnknownOutputValue("late_account"),
					plancheck.ExpectUnknownOutputValue("late_format"),
					plancheck.ExpectUnknownOutputValue("late_build"),
					plancheck.ExpectUnknownOutputValue("late_parse"),
					plancheck.ExpectUnknownOutputValue("late_session"),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					output("account", knownvalue.StringExact("111111111111")),
					output("number", knownvalue.StringExact("111111111111")),
					output("format", knownvalue.StringExact("Dev | 111111111111")),
					output("build", knownvalue.StringExact("arn:aws:iam::111111111111:role/deploy")),
					output("parse", knownvalue.StringExact("/")),
					output("session", knownvalue.StringExact("a-b-c")),
					output("late_account", knownvalue.StringExact("222222222222")),
					output("late_format", knownvalue.StringExact("Test | 222222222222 | 111111111111")),
					output("late_build", knownvalue.StringExact("arn:aws-cn:iam::222222222222:role/t/deploy")),
					output("late_parse", knownvalue.StringExact("222222222222")),
					output("late_session", knownvalue.StringExact("env-Test-222222222222")),
				},
			},
			{Config: config, PlanOnly: true},
		},
	})
}
