// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
)

// What a description says that a value must be, or may be at most, is held:
// the value next to it is refused, on that attribute. The texts of the errors
// are tested elsewhere.
func TestEachClaimOfADescriptionIsHeld(t *testing.T) {
	const account, targetRole, assumableRole, fleet = "crossaccount_account", "crossaccount_target_role", "crossaccount_assumable_role", "crossaccount_assumable_roles"
	role := func(name string, value any) attrs { return attrs{"role_arn": testRoleARN, name: value} }
	target := func(name string, value any) attrs {
		config := attrs{"account": "111111111111", "role_name": "x"}
		config[name] = value
		return config
	}
	offered := func(label string) attrs { return attrs{"accounts": map[string]any{label: "111111111111"}} }
	tags := func(n int) map[string]any {
		m := map[string]any{}
		for i := range n {
			m[fmt.Sprint("k", i)] = ""
		}
		return m
	}
	s := newServer(t, nil)
	tests := []struct {
		dataSource, attribute, claim string
		wrong                        []attrs
	}{
		{account, "separator", "it holds no digit, and is not `-` alone", []attrs{{"choice": "111111111111", "separator": "x1"}, {"choice": "111111111111", "separator": "-"}}},
		{account, "zero_pad", "otherwise a short ID is an error", []attrs{{"choice": "11111111111"}}},
		{account, "allowed_choices", "must be among them", []attrs{{"choice": "111111111111", "allowed_choices": []any{"222222222222"}}}},
		{account, "allowed_choices", "the labels must agree", []attrs{{"choice": "A | 111111111111", "allowed_choices": []any{"B | 111111111111"}}}},
		{"crossaccount_accounts", "allowed_choices", "must be among them", []attrs{{"choices": []any{"111111111111"}, "allowed_choices": []any{}}}},
		{"crossaccount_account_choices", "accounts", "at least one", []attrs{{"accounts": map[string]any{}}}},
		{"crossaccount_account_choices", "accounts", "no comma, no white space around it, nothing that is invisible, and neither `{{` nor `{%`", []attrs{
			offered("a,b"), offered(" a"), offered("a\u200b"), offered("{{"), offered("{%"),
		}},
		{targetRole, "role_name", "1 to 64 letters, digits and characters of `_+=,.@-`", []attrs{
			target("role_name", ""), target("role_name", strings.Repeat("x", 65)), target("role_name", "x:"), target("role_name", "ü"),
		}},
		{targetRole, "role_name", "without its path", []attrs{target("role_name", "team/x")}},
		{targetRole, "path", "`/`, or up to 512 characters that begin and end with `/`", []attrs{
			target("path", ""), target("path", "a/"), target("path", "/a"), target("path", "/"+strings.Repeat("x", 511)+"/"),
		}},
		{targetRole, "partition", "one of `aws`, ", []attrs{target("partition", "aws-mars"), target("partition", "")}},
		{assumableRole, "external_id", "2 to 1224 letters, digits and characters of `_+=,.@:/-`", []attrs{
			role("external_id", "x"), role("external_id", strings.Repeat("x", 1225)), role("external_id", "a b"), role("external_id", "äö"),
		}},
		{assumableRole, "session_name", "2 to 64 letters, digits and characters of `_+=,.@-`", []attrs{
			role("session_name", "x"), role("session_name", strings.Repeat("x", 65)), role("session_name", "a/b"),
		}},
		{assumableRole, "duration_seconds", "900 to 43200", []attrs{role("duration_seconds", 899), role("duration_seconds", 43201), role("duration_seconds", -900)}},
		{assumableRole, "source_identity", "2 to 64 letters, digits and characters of `_+=,.@-`", []attrs{
			role("source_identity", "x"), role("source_identity", strings.Repeat("x", 65)), role("source_identity", "a b"),
		}},
		{assumableRole, "tags", "50 at most", []attrs{role("tags", tags(51))}},
		{assumableRole, "tags", "keys of 1 to 128 characters", []attrs{role("tags", map[string]any{"": "x"}), role("tags", map[string]any{strings.Repeat("k", 129): "x"})}},
		{assumableRole, "tags", "that differ by more than case", []attrs{role("tags", map[string]any{"Team": "x", "team": "x"})}},
		{assumableRole, "tags", "values of at most 256", []attrs{role("tags", map[string]any{"k": strings.Repeat("v", 257)})}},
		{assumableRole, "transitive_tag_keys", "The keys of those `tags`", []attrs{role("transitive_tag_keys", []any{"k"})}},
		{assumableRole, "duration_seconds", "3600 at most when the caller is itself a role session, as behind a hop", []attrs{
			{"role_arn": testRoleARN, "duration_seconds": 3601, "via": []any{attrs{"role_arn": testHop1}}},
		}},
		{assumableRole, "trust_policy", "as JSON", []attrs{role("trust_policy", "x"), role("trust_policy", "")}},
		{assumableRole, "external_id_enforcement", "no (`ignore`); yes, for the value of `external_id_enforced` alone (`report`)", []attrs{role("external_id_enforcement", "no")}},
		{assumableRole, "external_id_enforcement", "It needs an external ID.", []attrs{role("external_id_enforcement", "report"), role("external_id_enforcement", "require")}},
		{assumableRole, "wait_timeout", "a duration such as `90s`, `2m` or `1m30s`, from `1s` to `1h`", []attrs{
			role("wait_timeout", "90"), role("wait_timeout", "999ms"), role("wait_timeout", "3601s"), role("wait_timeout", ""),
		}},
		{fleet, "role_arns", "each once", []attrs{{"role_arns": []any{testRoleARN, testRoleARN}}}},
		{fleet, "external_ids", "by the ARN of the role", []attrs{{"role_arns": []any{testRoleARN}, "external_ids": map[string]any{"deploy": "xx"}}}},
		{fleet, "trust_policies", "as JSON, by the ARN of the role", []attrs{
			{"role_arns": []any{testRoleARN}, "trust_policies": map[string]any{"deploy": "{}"}}, {"role_arns": []any{testRoleARN}, "trust_policies": map[string]any{testRoleARN: "x"}},
		}},
		{assumableRole, "on_failure", "an `error`; a warning (`warn`); or nothing but the value of `failure` (`report`)", []attrs{role("on_failure", "ignore"), role("on_failure", "")}},
	}
	for _, tt := range tests {
		t.Run(strings.TrimPrefix(tt.dataSource, typeName+"_")+" "+tt.attribute+": "+tt.claim, func(t *testing.T) {
			wantClaim(t, s.schema.DataSourceSchemas[tt.dataSource], tt.attribute, tt.claim)
			for _, config := range tt.wrong {
				attribute := tt.attribute
				if _, ok := config[attribute]; !ok || attribute == "allowed_choices" {
					attribute = "choice" // that is what is wrong, given this attribute
				}
				if found := s.validate(tt.dataSource, config); len(found) != 1 || !strings.HasPrefix(found[0], `AttributeName("`+attribute) {
					t.Errorf("%v: %d diagnostics, want one on %s: %s", config, len(found), attribute, found)
				}
			}
		})
	}
}

func TestEachClaimOfTheProviderBlockIsHeld(t *testing.T) {
	s := startServer(t)
	for _, tt := range []struct {
		attribute, claim string
		wrong            []attrs
	}{
		{"region", "such as `eu-central-1`", []attrs{{"region": "EU"}, {"region": "us-east-1a"}}},
		{"access_key", "together with `secret_key`", []attrs{{"access_key": "x"}}},
		{"secret_key", "that belongs to `access_key`", []attrs{{"secret_key": "x"}}},
		{"token", "when `access_key` and `secret_key` are temporary", []attrs{{"token": "x"}}},
		{"sts_endpoint", "The URL of STS", []attrs{{"sts_endpoint": "localhost:4566"}}},
		{"max_attempts", "1 to 100", []attrs{{"max_attempts": 0}, {"max_attempts": 101}}},
		{"max_concurrency", "1 to 1000", []attrs{{"max_concurrency": 0}, {"max_concurrency": 1001}}},
	} {
		t.Run(tt.attribute+": "+tt.claim, func(t *testing.T) {
			wantClaim(t, s.schema.Provider, tt.attribute, tt.claim)
			for _, config := range tt.wrong {
				if found := validateProvider(t, config); len(found) != 1 || !strings.HasPrefix(found[0], `AttributeName("`+tt.attribute) {
					t.Errorf("%v: %d diagnostics, want one on it: %s", config, len(found), found)
				}
			}
		})
	}
}

// Two claims hold only once it is known who calls.
func TestEachClaimAboutTheCallerIsHeld(t *testing.T) {
	sts := newFakeSTS(t)
	sts.callerARN = testCallerSession
	s := sts.server(t)
	wantClaim(t, s.schema.DataSourceSchemas["crossaccount_assumable_role"], "duration_seconds", "3600 at most when the caller is itself a role session")
	got, diagnostics := s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "duration_seconds": 3601, "on_failure": "report"})
	wantDiagnostics(t, diagnostics)
	if kind := got["failure"].(attrs)["kind"]; kind != "duration_exceeds_chaining_limit" {
		t.Errorf("kind = %v", kind)
	}

	wantClaim(t, s.schema.Provider, "max_attempts", "Denials are never retried.")
	sts.refuse = refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)
	before := len(sts.actions())
	s = newServer(t, attrs{"region": "us-east-1", "sts_endpoint": sts.URL, "max_attempts": 5, "access_key": plantedKeyID, "secret_key": plantedSecret})
	s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "on_failure": "report"})
	if calls := sts.actions()[before:]; len(calls) != 2 {
		t.Errorf("calls: %s, want one of each action", calls)
	}
}

// wantClaim fails unless the attribute's description makes the claim.
func wantClaim(t *testing.T, schema *tfprotov5.Schema, attribute, claim string) {
	t.Helper()
	for _, a := range schema.Block.Attributes {
		if a.Name == attribute {
			if !strings.Contains(a.Description, claim) {
				t.Errorf("the description of %s does not say %q: %s", attribute, claim, a.Description)
			}
			return
		}
	}
	t.Errorf("there is no attribute %s", attribute)
}
