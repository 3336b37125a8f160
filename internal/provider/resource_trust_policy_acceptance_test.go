// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
)

const trustPolicyAddress = "crossaccount_trust_policy.this"

func planned(attribute string, value knownvalue.Check) plancheck.PlanCheck {
	return plancheck.ExpectKnownValue(trustPolicyAddress, tfjsonpath.New(attribute), value)
}

func plannedUnknown(attribute string) plancheck.PlanCheck {
	return plancheck.ExpectUnknownValue(trustPolicyAddress, tfjsonpath.New(attribute))
}

func stored(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(trustPolicyAddress, tfjsonpath.New(attribute), value)
}

func TestAccTrustPolicyIsKnownAtPlanAndUpdatedInPlace(t *testing.T) {
	const (
		first = `
resource "crossaccount_trust_policy" "this" {
  aws {
    principals   = ["arn:aws:iam::111111111111:role/agent"]
    external_ids = ["acme-7f3c1b"]
  }
  target_role_arns = ["arn:aws:iam::222222222222:role/torque-target"]
}
output "json" { value = crossaccount_trust_policy.this.json }
`
		second = `
resource "crossaccount_trust_policy" "this" {
  aws {
    principals   = [111111111111] # a number, as Torque makes of a bare account
    external_ids = ["acme-7f3c1b"]
  }
}
output "json" { value = crossaccount_trust_policy.this.json }
`
	)
	step := func(config, json string, action plancheck.ResourceActionType, caller knownvalue.Check) resource.TestStep {
		return resource.TestStep{
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(trustPolicyAddress, action),
					planned("json", knownvalue.StringExact(json)),
					planned("id", knownvalue.StringExact(digest(json))),
					planned("characters", knownvalue.Int64Exact(int64(len(json)))),
					planned("findings", knownvalue.ListSizeExact(0)),
					planned("caller_policy_json", caller),
					plancheck.ExpectKnownOutputValue("json", knownvalue.StringExact(json)),
				},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			ConfigStateChecks: []statecheck.StateCheck{
				stored("json", knownvalue.StringExact(json)),
				stored("caller_policy_json", caller),
				output("json", knownvalue.StringExact(json)),
			},
		}
	}
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{
			step(first, trustOfRole, plancheck.ResourceActionCreate, knownvalue.StringExact(callerPolicy)),
			step(second, trustOfAccount, plancheck.ResourceActionUpdate, knownvalue.Null()),
			{Config: second, PlanOnly: true},
			{Config: second, Destroy: true},
		},
	})
}

func TestAccTrustPolicyWaitsForUnknownValues(t *testing.T) {
	const config = `
resource "terraform_data" "late" {
  input = "arn:aws:iam::111111111111:role/agent"
}
resource "terraform_data" "services" {
  input = ["ec2.amazonaws.com", "lambda.amazonaws.com"]
}
resource "crossaccount_trust_policy" "this" {
  aws {
    principals   = [terraform_data.late.output]
    external_ids = ["acme-7f3c1b"]
  }
}
resource "crossaccount_trust_policy" "dynamic" {
  dynamic "service" {
    for_each = terraform_data.services.output
    content {
      services = [service.value]
    }
  }
}
output "dynamic" { value = crossaccount_trust_policy.dynamic.json }
`
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{
						plannedUnknown("json"), plannedUnknown("id"), plannedUnknown("characters"), plannedUnknown("findings"), plannedUnknown("caller_policy_json"),
						plancheck.ExpectUnknownOutputValue("dynamic"),
					},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
				ConfigStateChecks: []statecheck.StateCheck{
					stored("json", knownvalue.StringExact(trustOfRole)),
					output("dynamic", knownvalue.StringExact(`{"Version":"2012-10-17","Statement":[`+
						`{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"},`+
						`{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)),
				},
			},
			{ // What is wrong beside the unknown is refused at plan; what turns out wrong, at apply.
				Config:      strings.Replace(config, `[terraform_data.late.output]`, `[terraform_data.late.output, "x"]`, 1),
				PlanOnly:    true,
				ExpectError: wrapped(notAPrincipal),
			},
			{
				Config: strings.NewReplacer(`"arn:aws:iam::111111111111:role/agent"`, `"x"`, `[terraform_data.late.output]`, `[terraform_data.late.id == "" ? "" : terraform_data.late.output]`).
					Replace(config),
				ExpectError: wrapped(notAPrincipal),
			},
		},
	})
}

func TestAccTrustPolicyIsRefusedAtPlan(t *testing.T) {
	tests := map[string]struct{ blocks, want string }{
		"no block":           {``, `The policy has no statement, and IAM takes none without: say whom to trust, in an aws block for instance.`},
		"a missing argument": {`aws {}`, `The argument "principals" is required, but no definition was found.`},
		"a principal":        {`aws { principals = ["x"] }`, notAPrincipal},
		"everybody": {`aws { principals = ["*"] }`,
			`"*" lets in everybody who has an AWS account: set organization_id, or name principals; a condition that only certain callers meet would do as well, such as one on aws:PrincipalOrgPaths.`},
		"a lost zero": {`aws { principals = [12345678901] }`,
			`"12345678901" is no account ID: it has 11 digits, an account ID has 12; a leading zero was probably lost: write it in quotes, as in "012345678901".`},
		"an account, by account": {`aws {
    principals = ["111111111111"]
    match      = "account"
  }`, `Under match = "account", roles and users of an account are picked by their ARNs, and "111111111111" is the whole account`},
		"an empty list of external IDs": {`aws {
    principals   = ["111111111111"]
    external_ids = []
  }`, `The list is empty, and would lift the limit that it is for: give at least one value, or leave external_ids out.`},
		"a condition twice": {`aws {
    principals   = ["111111111111"]
    external_ids = ["acme"]
    condition {
      operator = "StringEquals"
      key      = "sts:ExternalId"
      values   = ["other"]
    }
  }`, `The condition StringEquals on sts:ExternalId stands in external_ids, too: a policy can hold both only as one list of alternatives, which lets in more than either; keep one, or use another operator.`},
		"a service account": {`eks_service_account {
    oidc_provider_arn = "arn:aws:iam::111111111111:role/x"
    namespace         = "torque"
    service_account   = "default"
  }`, `"arn:aws:iam::111111111111:role/x" is a role, not an OIDC provider`},
		"a cluster": {`eks_pod_identity {
    cluster_arn     = "prod"
    namespace       = "torque"
    service_account = "default"
  }`, `"prod" is not the ARN of an EKS cluster, which has the form arn:aws:eks:eu-central-1:123456789012:cluster/NAME.`},
		"every subject": {`oidc {
    provider_arn = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"
    audiences    = ["sts.amazonaws.com"]
    subjects     = ["*"]
  }`, `"*" is every subject, and lets in whomever the provider issues a token for`},
		"a SAML provider": {`saml { provider_arn = "x" }`, `"x" is not a valid principal ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME.`},
		"a service":       {`service { services = ["ec2"] }`, `"ec2" is not the name of a service: write one in full and without wildcards, such as ec2.amazonaws.com.`},
		"nobody denied":   {`deny { principals = [] }`, `This is empty: give whom to keep out; "*" and conditions, for everybody who meets them.`},
		"an action": {`statement {
    actions = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["111111111111"]
    }
  }`, `"*" is no action of a trust policy: write "sts:AssumeRole",`},
		"a sid twice": {`service {
    sid      = "A"
    services = ["ec2.amazonaws.com"]
  }
  deny {
    sid        = "A"
    principals = ["111111111111"]
  }`, `"A" is the sid of statement 0, too (counted from 0), and IAM wants each but once: choose another.`},
		"a shared provider without its claim": {`oidc {
    provider_arn = "arn:aws:iam::222222222222:oidc-provider/oidc.vercel.com"
    audiences    = ["https://vercel.com/acme"]
    subjects     = ["owner:acme:*"]
  }
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      operator = "StringEquals"
      key      = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }`, `is shared by many organizations, and no condition tests token.actions.githubusercontent.com:sub, which tells whose token it is.`},
		"a finding as an error": {`fail_on = "warning"
  aws { principals = ["111111111111"] }`, `ACCOUNT_WITHOUT_CONDITION: ` + unwiseMessage},
		"a condition's value": {`service {
    services = ["ec2.amazonaws.com"]
    condition {
      operator = "NumericLessThan"
      key      = "aws:MultiFactorAuthAge"
      values   = ["soon"]
    }
  }`, `IAM would not store this document as the trust policy of a role.`},
		"fail_on": {`fail_on = "never"
  service { services = ["ec2.amazonaws.com"] }`, `value must be one of: ["error" "warning" "none"], got: "never"`},
		"a target role": {`target_role_arns = ["x"]
  service { services = ["ec2.amazonaws.com"] }`, `"x" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME.`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			resource.ParallelTest(t, resource.TestCase{
				ProtoV5ProviderFactories: factories,
				Steps: []resource.TestStep{{
					Config:      "resource \"crossaccount_trust_policy\" \"this\" {\n  " + tt.blocks + "\n}\n",
					PlanOnly:    true,
					ExpectError: wrapped(tt.want),
				}},
			})
		})
	}
}

// What the check finds shows once in a plan, and once more in an apply, which
// plans again.
func TestAccTrustPolicyShowsAFindingOnceInAPlan(t *testing.T) {
	w := cli.NewWorkspace(t, acceptanceMirror(t), filepath.Join("testdata", "trust_policy"), map[string]json.RawMessage{}, nil)
	const text = "Warning: Unwise trust policy"
	if r := w.Run("plan"); r.ExitCode != 0 || strings.Count(r.Stdout, text) != 1 {
		t.Errorf("plan: exit code %d\n%s%s", r.ExitCode, r.Stdout, r.Stderr)
	}
	w.Run("apply", "-auto-approve")
	if r := w.Run("plan", "-detailed-exitcode"); r.ExitCode != 0 || strings.Count(r.Stdout, text) != 1 {
		t.Errorf("second plan: exit code %d\n%s%s", r.ExitCode, r.Stdout, r.Stderr)
	}
	w.Must("plan", "-var=fail_on=none")
	r := w.Run("plan", "-var=fail_on=warning")
	if r.ExitCode != 1 || strings.Count(r.Stderr, "Error: Unwise trust policy") != 1 || !strings.Contains(r.Stderr, `resource "crossaccount_trust_policy" "this":`) {
		t.Errorf("plan with fail_on = warning: exit code %d\n%s", r.ExitCode, r.Stderr)
	}
	w.Must("destroy", "-auto-approve", "-var=fail_on=none")
}

// Terraform knows of its own sensitive values; the external IDs in a block are
// sensitive whoever gives them.
func TestAccTrustPolicyHidesExternalIDsOfItsBlocks(t *testing.T) {
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: `
resource "crossaccount_trust_policy" "this" {
  aws {
    principals   = ["111111111111"]
    external_ids = ["acme-7f3c1b"]
  }
}
`,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectSensitiveValue(trustPolicyAddress, tfjsonpath.New("aws").AtSliceIndex(0).AtMapKey("external_ids")),
			}},
		}},
	})
}

func TestAccTrustPolicyIsNotImported(t *testing.T) {
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: `
resource "crossaccount_trust_policy" "this" {
  service { services = ["ec2.amazonaws.com"] }
}
`,
			ResourceName:  trustPolicyAddress,
			ImportState:   true,
			ImportStateId: "x",
			ExpectError:   wrapped(`A crossaccount_trust_policy exists in the state alone, so there is nothing to import: write it in the configuration and apply.`),
		}},
	})
}
