// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

func TestEnforcementOfTheExternalIDIsLookedAtOnRequest(t *testing.T) {
	throttledProbe := func(w http.ResponseWriter, form url.Values) bool {
		return form.Get("ExternalId") != plantedExternalID && refusing(callAssumeRole, http.StatusBadRequest, "Throttling", "Rate exceeded")(w, form)
	}
	tests := map[string]struct {
		refuse      func(http.ResponseWriter, url.Values) bool
		enforcement any
		calls       int // of AssumeRole
		want        attrs
		kind        any
	}{
		"not by default":                      {nil, nil, 1, attrs{"assumable": true, "external_id_enforced": nil}, nil},
		"not when it is ignored":              {nil, "ignore", 1, attrs{"assumable": true, "external_id_enforced": nil}, nil},
		"enforced":                            {enforcing(), "report", 4, attrs{"assumable": true, "external_id_enforced": true}, nil},
		"enforced, as required":               {enforcing(), "require", 4, attrs{"assumable": true, "external_id_enforced": true}, nil},
		"not enforced":                        {nil, "report", 2, attrs{"assumable": true, "external_id_enforced": false}, nil},
		"not enforced, though it is required": {nil, "require", 2, attrs{"assumable": false, "external_id_enforced": false}, "external_id_not_enforced"},
		"not known":                           {throttledProbe, "report", 2, attrs{"assumable": true, "external_id_enforced": nil}, nil},
		"not known, though it is required":    {throttledProbe, "require", 2, attrs{"assumable": false, "external_id_enforced": nil}, "throttled"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			sts := newFakeSTS(t)
			sts.refuse = tt.refuse
			got, diagnostics := sts.server(t).read("crossaccount_assumable_role", attrs{
				"role_arn": testRoleARN, "external_id": plantedExternalID, "external_id_enforcement": tt.enforcement, "on_failure": "report",
			})
			wantDiagnostics(t, diagnostics)
			wantOutputs(t, got, tt.want)
			var kind any
			if failure, ok := got["failure"].(attrs); ok {
				kind = failure["kind"]
			}
			if kind != tt.kind {
				t.Errorf("kind %v, want %v", kind, tt.kind)
			}
			calls := sts.called()
			if len(calls) != tt.calls {
				t.Fatalf("AssumeRole was called %d times, want %d", len(calls), tt.calls)
			}
			for _, c := range calls {
				if policy := c.Get("Policy"); policy != `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}` {
					t.Errorf("a call has the session policy %q", policy)
				}
			}
		})
	}
}

func TestARoleThatDoesNotEnforceItsExternalIDIsToldWhatToAdd(t *testing.T) {
	_, diagnostics := newFakeSTS(t).server(t).read("crossaccount_assumable_role", attrs{
		"role_arn": testRoleARN, "external_id": plantedExternalID, "external_id_enforcement": "require",
	})
	wantDiagnostics(t, diagnostics, `AttributeName("role_arn"): Role cannot be assumed: `+testRoleARN+` let the caller in without its external ID: it does not enforce the external ID.`+"\n\n"+
		`Add the condition to each statement of the trust policy of `+testRoleARN+` that lets the caller in, as in `+
		`{"Effect":"Allow","Principal":{"AWS":"`+testCallerARN+`"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"EXTERNAL_ID"}}} `+
		`(with the external ID for EXTERNAL_ID).`)
}

func TestWhatTheChecksOfARoleTakeIsRefusedBeforeAnyCall(t *testing.T) {
	sts := newFakeSTS(t)
	s := sts.server(t)
	const noID = `AttributeName("external_id_enforcement"): Invalid external_id_enforcement: There is no external ID whose enforcement could be looked at: give external_id, or leave external_id_enforcement out.`
	wait := func(text string) string { return `AttributeName("wait_timeout"): Invalid wait_timeout: ` + text }
	tests := map[string]struct {
		config attrs
		want   []string
	}{
		"no external ID to look at":    {attrs{"external_id_enforcement": "require"}, []string{noID}},
		"no external ID to report on":  {attrs{"external_id_enforcement": "report"}, []string{noID}},
		"an external ID not known yet": {attrs{"external_id_enforcement": "require", "external_id": unknown{}}, nil},
		"an enforcement not known yet": {attrs{"external_id_enforcement": unknown{}}, nil},
		"another enforcement": {
			attrs{"external_id_enforcement": "yes"},
			[]string{`AttributeName("external_id_enforcement"): Invalid Attribute Value Match: Attribute external_id_enforcement value must be one of: ["ignore" "report" "require"], got: "yes"`},
		},
		"no duration":           {attrs{"wait_timeout": "2 minutes"}, []string{wait(`"2 minutes" is not a duration: write numbers with their units, such as 90s, 2m or 1m30s.`)}},
		"a number":              {attrs{"wait_timeout": "120"}, []string{wait(`"120" is not a duration: write numbers with their units, such as 90s, 2m or 1m30s.`)}},
		"too short":             {attrs{"wait_timeout": "0s"}, []string{wait(`A denial is waited out for 1s to 1h, not for 0s: give a duration in between, or null for not at all.`)}},
		"too long":              {attrs{"wait_timeout": "1h1s"}, []string{wait(`A denial is waited out for 1s to 1h, not for 1h1s: give a duration in between, or null for not at all.`)}},
		"negative":              {attrs{"wait_timeout": "-2m"}, []string{wait(`A denial is waited out for 1s to 1h, not for -2m: give a duration in between, or null for not at all.`)}},
		"an empty duration":     {attrs{"wait_timeout": ""}, []string{wait(`This is an empty string: give a value, or null for the default.`)}},
		"the longest":           {attrs{"wait_timeout": "1h"}, nil},
		"the shortest":          {attrs{"wait_timeout": "1s"}, nil},
		"a time not known yet":  {attrs{"wait_timeout": unknown{}}, nil},
		"a policy not known":    {attrs{"trust_policy": unknown{}}, nil},
		"an empty trust policy": {attrs{"trust_policy": ""}, []string{`AttributeName("trust_policy"): Invalid trust_policy: This is an empty string: give a value, or null for the default.`}},
		"no trust policy": {
			attrs{"trust_policy": `{"Statement":[{"Effect":"allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`},
			[]string{`AttributeName("trust_policy"): Invalid trust_policy: Line 1, column 25, Statement[0].Effect: "allow" is not allowed here: write "Allow" or "Deny".`},
		},
		"all at once": {
			attrs{"trust_policy": "{", "wait_timeout": "1", "external_id_enforcement": "report"},
			[]string{
				noID,
				`AttributeName("trust_policy"): Invalid trust_policy: Line 1, column 2: a name in double quotes should follow, but the document ends here.`,
				wait(`"1" is not a duration: write numbers with their units, such as 90s, 2m or 1m30s.`),
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.config["role_arn"] = testRoleARN
			wantDiagnostics(t, s.validate("crossaccount_assumable_role", tt.config), tt.want...)
		})
	}
	if calls := sts.actions(); len(calls) > 0 {
		t.Errorf("STS was called: %s", calls)
	}
}

func TestADenialIsExplainedByTheTrustPolicy(t *testing.T) {
	sts := newFakeSTS(t)
	sts.refuse = refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)
	s := sts.server(t)
	policy := func(principal string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"sts:AssumeRole",
			"Condition":{"StringEquals":{"sts:ExternalId":"another-` + plantedExternalID + `"}}}]}`
	}
	for name, tt := range map[string]struct{ principal, id, side, remedy string }{
		"another caller":    {"arn:aws:iam::111111111111:user/cd", "another-" + plantedExternalID, "target", "The trust policy that was given as trust_policy does not let the caller in."},
		"wrong external ID": {testCallerARN, plantedExternalID, "target", "StringEquals on sts:ExternalId does not hold"},
		"it would let in":   {testCallerARN, "another-" + plantedExternalID, "caller", "The trust policy that was given as trust_policy would allow this, so look at the caller's side first"},
	} {
		t.Run(name, func(t *testing.T) {
			got, diagnostics := s.read("crossaccount_assumable_role", attrs{
				"role_arn": testRoleARN, "external_id": tt.id, "trust_policy": policy(tt.principal), "on_failure": "report",
			})
			wantDiagnostics(t, diagnostics)
			wantOutputs(t, got, attrs{"trust_policy": nil}) // used, but not kept
			failure := got["failure"].(attrs)
			wantOutputs(t, failure, attrs{"kind": "access_denied", "side": tt.side})
			if remedy := failure["remedy"].(string); !strings.Contains(remedy, tt.remedy) || strings.Contains(remedy, plantedExternalID) {
				t.Errorf("remedy: %s", remedy)
			}
		})
	}
}

func TestATimeOutTellsHowLongAndHowOftenItWasTried(t *testing.T) {
	t.Parallel()
	sts := newFakeSTS(t)
	sts.refuse = refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)
	s := sts.server(t)
	_, diagnostics := s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "wait_timeout": "1s"})
	want := regexp.MustCompile(`^AttributeName\("role_arn"\): Role cannot be assumed: STS refused .* It still did so when wait_timeout, 1s, was over\.(?s:.*)\n\nIt was tried [23] times\.$`)
	if len(diagnostics) != 1 || !want.MatchString(diagnostics[0]) {
		t.Errorf("diagnostics: %s", diagnostics)
	}

	// How often depends on the moment, so it is in the diagnostic alone.
	got, diagnostics := s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "wait_timeout": "1s", "on_failure": "report"})
	wantDiagnostics(t, diagnostics)
	if failure := got["failure"].(attrs); strings.Contains(failure["message"].(string)+failure["remedy"].(string), "tried") {
		t.Errorf("failure: %v", failure)
	}
}

func TestARoleIsWaitedForAndTheLogTellsHowItGoes(t *testing.T) {
	t.Parallel()
	sts := newFakeSTS(t)
	var denied atomic.Bool
	sts.refuse = func(w http.ResponseWriter, form url.Values) bool {
		return form.Get("Action") == callAssumeRole && !denied.Swap(true) && refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)(w, form)
	}
	var log bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &log)
	got, diagnostics := sts.server(t).readContext(ctx, "crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "external_id": plantedExternalID, "wait_timeout": "1m"})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"assumable": true, "failure": nil, "wait_timeout": "1m"})
	if calls := len(sts.called()); calls != 4 { // one denial, then three successes in a row
		t.Errorf("AssumeRole was called %d times", calls)
	}

	wantNoSecret(t, log.String())
	lines, err := tflogtest.MultilineJSONDecode(&log)
	if err != nil {
		t.Fatal(err)
	}
	var told []map[string]any
	for _, line := range lines {
		if line["@message"] == "Waiting until a role is assumable" {
			told = append(told, map[string]any{
				"level": line["@level"], "role": line["role_arn"], "tries": line["tries"], "successes": line["successes"], "needed": line["successes_needed"],
			})
		}
	}
	var want []map[string]any
	for i, successes := range []float64{0, 1, 2} {
		want = append(want, map[string]any{"level": "info", "role": testRoleARN, "tries": float64(i + 1), "successes": successes, "needed": float64(3)})
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("the log (-want +got):\n%s", diff)
	}
}
