// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

func TestTrustPolicyFailsOnWhatTheAuthorSays(t *testing.T) {
	s := newTrustPolicyServer(t)
	const (
		on     = `AttributeName("aws").ElementKeyInt(0): `
		unwise = "Unwise trust policy: " + unwiseDetail + "\n\nACCOUNT_WITHOUT_CONDITION: " + unwiseMessage
	)
	findings := []any{attrs{"code": "ACCOUNT_WITHOUT_CONDITION", "severity": "warning", "statement": int64(0), "message": unwiseMessage}}
	config := func(failOn any) attrs {
		return attrs{"aws": block(attrs{"principals": []any{"111111111111"}}), "fail_on": failOn}
	}
	for name, tt := range map[string]struct {
		failOn           any
		validated, plans []string
	}{
		"by default": {nil, nil, []string{on + "warning: " + unwise}},
		"error":      {"error", nil, []string{on + "warning: " + unwise}},
		"warning":    {"warning", []string{on + unwise}, []string{on + unwise}},
		"none":       {"none", nil, nil},
		"unknown":    {unknown{}, nil, []string{on + "warning: " + unwise}},
	} {
		t.Run(name, func(t *testing.T) {
			wantDiagnostics(t, s.validate(config(tt.failOn)), tt.validated...)
			planned, diagnostics := s.plan(nil, config(tt.failOn))
			wantDiagnostics(t, diagnostics, tt.plans...)
			if planned != nil {
				wantOutputs(t, planned, attrs{"findings": findings})
			}
		})
	}
}

func TestTrustPolicyOfTooManyCharactersIsRefused(t *testing.T) {
	s := newTrustPolicyServer(t)
	config := func(roles int) attrs {
		principals := make([]any, roles)
		for i := range principals {
			principals[i] = fmt.Sprintf("arn:aws:iam::111111111111:role/agent-%04d", i)
		}
		return attrs{"aws": block(attrs{"principals": principals})}
	}
	// Each role takes 44 characters, with its quotes and comma, and all else 105.
	const (
		overDefault = `POLICY_SIZE_EXCEEDS_DEFAULT_QUOTA: The document has 2085 characters, white space outside of strings not counted, and the quota is 2048 unless it has been raised. ` +
			`Shorten it, or ask for up to 4096 in Service Quotas, "AWS Identity and Access Management (IAM)", "Role trust policy length". ` +
			`IAM answers: Cannot exceed quota for ACLSizePerRole: 2048`
		overMaximum = `POLICY_SIZE_EXCEEDS_MAXIMUM: The document has 4153 characters, white space outside of strings not counted, and AWS raises the quota to 4096 at most. ` +
			`Trust fewer principals by name, or use a condition such as aws:PrincipalOrgID in their stead. IAM answers: Cannot exceed quota for ACLSizePerRole: 4096`
	)
	for name, tt := range map[string]struct {
		roles      int
		characters int64
		want       []string
	}{
		"within the default":   {44, 2041, nil},
		"on request":           {45, 2085, []string{"warning: Unwise trust policy: " + unwiseDetail + "\n\n" + overDefault}},
		"beyond what there is": {92, 4153, []string{"Invalid trust policy: IAM would not store this document as the trust policy of a role.\n\n" + overMaximum}},
	} {
		t.Run(name, func(t *testing.T) {
			planned, diagnostics := s.plan(nil, config(tt.roles))
			wantDiagnostics(t, diagnostics, tt.want...)
			if planned != nil {
				wantOutputs(t, planned, attrs{"characters": tt.characters})
			}
		})
	}
}

func TestTrustPolicyFindingsStandOnTheirBlock(t *testing.T) {
	findings := []trust.Finding{
		{Code: "TOO_LONG", Severity: trust.SeverityWarning, Statement: -1, Message: "It is long."},
		{Code: "BAD_ACTION", Severity: trust.SeverityError, Statement: 1, Path: "Statement[1].Action", Message: "It is bad."},
	}
	const (
		long = "Unwise trust policy: This document does something else than it seems to, or lets in more than it should.\n\nTOO_LONG: It is long."
		bad  = `AttributeName("service").ElementKeyInt(0): Invalid trust policy: IAM would not store this document as the trust policy of a role.` +
			"\n\nBAD_ACTION: Statement[1].Action: It is bad."
	)
	for name, tt := range map[string]struct {
		failOn           types.String
		errors, warnings []string
	}{
		"by default": {types.StringNull(), []string{bad}, []string{long}},
		"error":      {types.StringValue("error"), []string{bad}, []string{long}},
		"warning":    {types.StringValue("warning"), []string{long, bad}, nil},
		"none":       {types.StringValue("none"), nil, nil},
		"unknown":    {types.StringUnknown(), nil, []string{long, bad}},
	} {
		t.Run(name, func(t *testing.T) {
			r := trustPolicyReport{findings, []path.Path{path.Root("aws").AtListIndex(0), path.Root("service").AtListIndex(0)}, tt.failOn}
			var errors, warnings diag.Diagnostics
			r.addFailing(&errors)
			r.addWarnings(&warnings)
			if len(errors) != errors.ErrorsCount() || len(warnings) != warnings.WarningsCount() {
				t.Errorf("errors %v, warnings %v", errors, warnings)
			}
			wantDiagnostics(t, diagnosticTexts(errors), tt.errors...)
			wantDiagnostics(t, diagnosticTexts(warnings), tt.warnings...)
		})
	}

	var diags diag.Diagnostics
	list := findingsValue(t.Context(), findings, &diags)
	want := `[{"code":"TOO_LONG","message":"It is long.","severity":"warning","statement":<null>},{"code":"BAD_ACTION","message":"Statement[1].Action: It is bad.","severity":"error","statement":1}]`
	if list.String() != want || len(diags) > 0 {
		t.Errorf("findings: %s, %v\nwant      %s", list, diags, want)
	}
}

func diagnosticTexts(diags diag.Diagnostics) []string {
	var out []string
	for _, d := range diags {
		text := d.Summary() + ": " + d.Detail()
		if d, ok := d.(diag.DiagnosticWithPath); ok {
			steps := ""
			for i, step := range d.Path().Steps() {
				if i > 0 {
					steps += "."
				}
				switch step := step.(type) {
				case path.PathStepAttributeName:
					steps += fmt.Sprintf("AttributeName(%q)", string(step))
				case path.PathStepElementKeyInt:
					steps += fmt.Sprintf("ElementKeyInt(%d)", int(step))
				}
			}
			text = steps + ": " + text
		}
		out = append(out, text)
	}
	return out
}
