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

const (
	goodTrustPolicy = `{"Version": "2012-10-17", "Statement": [{"Action": ["sts:AssumeRole"], "Effect": "Allow",
		"Principal": {"AWS": "arn:aws:iam::111111111111:role/agent"}, "Condition": {"StringEquals": {"sts:ExternalId": "x1"}}}]}`
	goodTrustPolicyNormalized = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/agent"},` +
		`"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x1"}}}]}`

	unwiseTrustPolicy = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}`
	unwiseMessage     = `Statement[0].Principal.AWS: "111111111111" is a whole account: whoever is given the permission there can assume the role, and no condition narrows it. ` +
		`If the account is a third party's, test sts:ExternalId; else name the role that is meant, or add a condition such as ArnLike on aws:PrincipalArn.`
	unwiseDetail = "This document does something else than it seems to, or lets in more than it should."

	badTrustPolicy = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":["sts:AssumeRole","sts:assumerole"],"Resource":"*"}}`
	badAction      = `Statement[0].Action: "sts:assumerole" is no action of a trust policy. Write sts:AssumeRole, upper and lower case as here. ` +
		`IAM answers: AssumeRole policy may only specify STS AssumeRole actions.`
	badResource = `Statement[0].Resource: A trust policy has no Resource: it is about the role that it belongs to. Remove it. IAM answers: Has prohibited field Resource`
	badDetail   = `AttributeName("json"): Invalid trust policy: IAM would not store this document as the trust policy of a role.` + "\n\n" +
		"UNSUPPORTED_ACTION_IN_POLICY: " + badAction + "\n\nROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: " + badResource
)

func TestTrustPolicyCheckReportsWhatItFinds(t *testing.T) {
	s := newServer(t, nil)
	accountFinding := attrs{"code": "ACCOUNT_WITHOUT_CONDITION", "severity": "warning", "statement": int64(0), "message": unwiseMessage}
	actionFinding := attrs{"code": "UNSUPPORTED_ACTION_IN_POLICY", "severity": "error", "statement": int64(0), "message": badAction}
	resourceFinding := attrs{"code": "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", "severity": "error", "statement": int64(0), "message": badResource}
	tests := map[string]struct {
		config      attrs
		want        attrs
		diagnostics []string
	}{
		"nothing": {
			attrs{"json": goodTrustPolicy},
			attrs{"valid": true, "findings": []any{}, "characters": int64(len(goodTrustPolicyNormalized) + len("[]")), "normalized_json": goodTrustPolicyNormalized, "fail_on": nil}, nil,
		},
		"nothing to warn of": {
			attrs{"json": goodTrustPolicy, "fail_on": "warning"},
			attrs{"valid": true, "findings": []any{}, "fail_on": "warning"}, nil,
		},
		"a warning": {
			attrs{"json": unwiseTrustPolicy, "fail_on": "error"},
			attrs{"valid": true, "findings": []any{accountFinding}},
			[]string{`AttributeName("json"): warning: Unwise trust policy: ` + unwiseDetail + "\n\nACCOUNT_WITHOUT_CONDITION: " + unwiseMessage},
		},
		"a warning that is not told": {
			attrs{"json": unwiseTrustPolicy, "fail_on": "none"},
			attrs{"valid": true, "findings": []any{accountFinding}}, nil,
		},
		"errors that are not told": {
			attrs{"json": badTrustPolicy, "fail_on": "none"},
			attrs{"valid": false, "findings": []any{accountFinding, actionFinding, resourceFinding}, "characters": int64(len(badTrustPolicy))}, nil,
		},
		"no JSON": {
			attrs{"json": `{"Statement":[{"Effect":"Allow"`, "fail_on": "none"},
			attrs{"valid": false, "characters": nil, "normalized_json": nil, "findings": []any{attrs{
				"code": "JSON_SYNTAX_ERROR", "severity": "error", "statement": int64(0),
				"message": `Statement[0]: A comma or the closing brace should follow, but the document ends here (line 1, column 32). IAM answers: This policy contains invalid Json`,
			}}}, nil,
		},
		"an empty text": {
			attrs{"json": "", "fail_on": "none"},
			attrs{"valid": false, "findings": []any{attrs{
				"code": "JSON_SYNTAX_ERROR", "severity": "error", "statement": nil,
				"message": `The document is empty: a policy is a JSON object that begins with { (line 1, column 1). IAM answers: This policy contains invalid Json`,
			}}}, nil,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, diagnostics := s.read("crossaccount_trust_policy_check", tt.config)
			wantDiagnostics(t, diagnostics, tt.diagnostics...)
			wantOutputs(t, got, tt.want)
		})
	}
}

func TestTrustPolicyCheckFailsAsFailOnSays(t *testing.T) {
	s := newServer(t, nil)
	tests := map[string]struct {
		config attrs
		want   []string
	}{
		"errors by default": {attrs{"json": badTrustPolicy}, []string{badDetail}},
		"warnings as errors": {attrs{"json": unwiseTrustPolicy, "fail_on": "warning"}, []string{
			`AttributeName("json"): Unwise trust policy: ` + unwiseDetail + ` fail_on = "warning" makes that an error.` + "\n\nACCOUNT_WITHOUT_CONDITION: " + unwiseMessage,
		}},
		"both": {attrs{"json": badTrustPolicy, "fail_on": "warning"}, []string{
			badDetail,
			`AttributeName("json"): Unwise trust policy: ` + unwiseDetail + ` fail_on = "warning" makes that an error.` + "\n\nACCOUNT_WITHOUT_CONDITION: " + unwiseMessage,
		}},
		"neither": {attrs{"json": badTrustPolicy, "fail_on": "none"}, nil},
		"another value of fail_on": {attrs{"json": goodTrustPolicy, "fail_on": "never"}, []string{
			`AttributeName("fail_on"): Invalid Attribute Value Match: Attribute fail_on value must be one of: ["error" "warning" "none"], got: "never"`,
		}},
		"what is not known yet": {attrs{"json": unknown{}, "fail_on": "warning"}, nil},
		"fail_on not known yet": {attrs{"json": badTrustPolicy, "fail_on": unknown{}}, nil},
		"null": {attrs{"fail_on": "none"}, []string{
			`AttributeName("json"): Missing Configuration for Required Attribute: Must set a configuration value for the json attribute as the provider has marked it as required.` +
				"\n\nRefer to the provider documentation or contact the provider developers for additional information about configurable attributes that are required.",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantDiagnostics(t, s.validate("crossaccount_trust_policy_check", tt.config), tt.want...)
		})
	}
}

func TestTrustPolicyCheckShowsNoExternalID(t *testing.T) {
	s := newServer(t, nil)
	const text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole",
		"Condition":{"StringEquals":{"sts:ExternalId":"planted-*-secret"},"NumericEquals":{"STS:externalid":"planted-*-secret"},
		"StringLike":{"sts:ExternalId":"${planted-*-secret"},"Bool":{"sts:ExternalId":"planted-*-secret"}}}]}`
	for _, d := range s.validate("crossaccount_trust_policy_check", attrs{"json": text, "fail_on": "warning"}) {
		if strings.Contains(d, "planted") || !strings.Contains(d, "A value") {
			t.Error(d)
		}
	}
}

const trustPolicyCheckConfig = `
resource "terraform_data" "late" {
  input = "x1"
}
data "crossaccount_trust_policy_check" "known" {
  json = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Principal = { AWS = "arn:aws:iam::111111111111:role/agent" } }]
  })
}
data "crossaccount_trust_policy_check" "late" {
  fail_on = "none"
  json    = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = terraform_data.late.output, Principal = { AWS = "arn:aws:iam::111111111111:role/agent" } }]
  })
}
output "valid"      { value = data.crossaccount_trust_policy_check.known.valid }
output "normalized" { value = data.crossaccount_trust_policy_check.known.normalized_json }
output "late"       { value = data.crossaccount_trust_policy_check.late.findings[*].code }
`

func TestAccTrustPolicyCheckIsKnownAtPlanAndWaitsForWhatIsNot(t *testing.T) {
	const normalized = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/agent"},"Action":"sts:AssumeRole"}]}`
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config: trustPolicyCheckConfig,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownOutputValue("normalized", knownvalue.StringExact(normalized)),
					plancheck.ExpectUnknownOutputValue("late"),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					output("valid", knownvalue.Bool(true)),
					output("late", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("UNSUPPORTED_ACTION_IN_POLICY")})),
				},
			},
			{Config: trustPolicyCheckConfig, PlanOnly: true},
		},
	})
}

func TestAccTrustPolicyCheckFailsThePlan(t *testing.T) {
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config:      `data "crossaccount_trust_policy_check" "this" { json = jsonencode({ Version = "2012-10-17", Statement = [] }) }`,
			PlanOnly:    true,
			ExpectError: wrapped("EMPTY_STATEMENT: Statement: The list of statements is empty"),
		}},
	})
}
