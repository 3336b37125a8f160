// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testFleet returns the ARNs of n roles, each in an account of its own.
func testFleet(n int) []any {
	arns := make([]any, n)
	for i := range arns {
		arns[i] = fmt.Sprintf("arn:aws:iam::2222222222%02d:role/deploy", i)
	}
	return arns
}

// refusingSome gives some roles of testFleet an answer of their own; all others
// enforce the planted external ID.
func refusingSome(answers map[int]func(http.ResponseWriter, url.Values) bool) func(http.ResponseWriter, url.Values) bool {
	byRole := map[any]func(http.ResponseWriter, url.Values) bool{}
	for i, arn := range testFleet(100) {
		byRole[arn] = enforcing()
		if answer, ok := answers[i]; ok {
			byRole[arn] = answer
		}
	}
	return func(w http.ResponseWriter, form url.Values) bool {
		return form.Get("Action") == callAssumeRole && byRole[form.Get("RoleArn")](w, form)
	}
}

// fiveReasons lets 10 of 50 roles fail.
func fiveReasons() func(http.ResponseWriter, url.Values) bool {
	lenient := func(http.ResponseWriter, url.Values) bool { return false }
	denied := refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)
	organization := refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial+" with an explicit deny in a service control policy")
	duration := refusing(callAssumeRole, http.StatusBadRequest, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	region := refusing(callAssumeRole, http.StatusForbidden, "RegionDisabledException", "STS is not activated in this region for account:x. Your account administrator can activate STS in this region using the IAM Console.")
	return refusingSome(map[int]func(http.ResponseWriter, url.Values) bool{
		3: denied, 14: denied, 41: denied,
		7: organization, 8: organization,
		11: lenient, 30: lenient,
		20: duration, 21: duration,
		49: region,
	})
}

// The text that somebody reads who was woken up by it.
func TestOneDiagnosticTellsOfAFleetGroupedByCause(t *testing.T) {
	sts := newFakeSTS(t)
	sts.refuse = fiveReasons()
	s := sts.server(t)
	golden, err := os.ReadFile(filepath.Join("testdata", "fleet_diagnostic.golden"))
	if err != nil {
		t.Fatal(err)
	}
	config := attrs{"role_arns": testFleet(50), "external_id": plantedExternalID, "external_id_enforcement": "require", "duration_seconds": 3600}
	for onFailure, prefix := range map[string]string{"error": "", "warn": "warning: "} {
		config["on_failure"] = onFailure
		_, diagnostics := s.read("crossaccount_assumable_roles", config)
		wantDiagnostics(t, diagnostics, `AttributeName("role_arns"): `+prefix+`Roles cannot be assumed: `+strings.TrimSuffix(string(golden), "\n"))
	}
}

func TestPartialResultsOfAFleetAreKept(t *testing.T) {
	sts := newFakeSTS(t)
	sts.refuse = fiveReasons()
	got, diagnostics := sts.server(t).read("crossaccount_assumable_roles", attrs{
		"role_arns": testFleet(50), "external_id": plantedExternalID, "external_id_enforcement": "require", "on_failure": "report",
	})
	wantDiagnostics(t, diagnostics)
	fleet := testFleet(50)
	failed := []int{3, 7, 8, 11, 14, 20, 21, 30, 41, 49}
	var good, bad []any
	for i, arn := range fleet {
		if slices.Contains(failed, i) {
			bad = append(bad, arn)
		} else {
			good = append(good, arn)
		}
	}
	wantOutputs(t, got, attrs{
		"assumable_role_arns": good, "failed_role_arns": bad, "all_assumable": false,
		"external_id": nil, "role_arns": fleet,
	})
	results := got["results"].(map[string]any)
	if len(results) != 50 {
		t.Errorf("there are %d results", len(results))
	}
	if diff := cmp.Diff(attrs{"assumable": true, "account_id": "222222222200", "external_id_enforced": true, "failure": nil}, results[fleet[0].(string)]); diff != "" {
		t.Errorf("the result of a good role (-want +got):\n%s", diff)
	}
	for i, want := range map[int]attrs{
		3:  {"kind": "access_denied", "side": "unknown"},
		7:  {"kind": "access_denied", "side": "organization"},
		11: {"kind": "external_id_not_enforced", "side": "target"},
		20: {"kind": "duration_exceeds_maximum"},
		49: {"kind": "region_disabled"},
	} {
		result := results[fleet[i].(string)].(attrs)
		var enforced any
		if i == 11 {
			enforced = false
		}
		wantOutputs(t, result, attrs{"assumable": false, "external_id_enforced": enforced})
		wantOutputs(t, result["failure"].(attrs), want)
	}
}

func TestAFleetIsSummedUp(t *testing.T) {
	sts := newFakeSTS(t)
	sts.refuse = refusingRole(testHop2, http.StatusForbidden, "AccessDenied", testUsualDenial)
	s := sts.server(t)
	got, diagnostics := s.read("crossaccount_assumable_roles", attrs{"role_arns": []any{testRoleARN, testHop2}, "on_failure": "report"})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"summary": strings.Join([]string{
		"ROLE                                        ASSUMABLE  FAILURE",
		"arn:aws:iam::222222222222:role/deploy       yes        -",
		"arn:aws:iam::444444444444:role/team/second  no         access_denied",
		"",
	}, "\n")})

	got, diagnostics = s.read("crossaccount_assumable_roles", attrs{"role_arns": []any{}})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{
		"results": map[string]any{}, "assumable_role_arns": []any{}, "failed_role_arns": []any{}, "all_assumable": true, "summary": "ROLE  ASSUMABLE  FAILURE\n",
	})
}

func TestAFleetIsCheckedWithWhatEachRoleNeeds(t *testing.T) {
	sts := newFakeSTS(t)
	const own = plantedExternalID + "-of-its-own"
	sts.refuse = func(w http.ResponseWriter, form url.Values) bool {
		return form.Get("RoleArn") == testRoleARN && form.Get("ExternalId") != own && refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)(w, form)
	}
	got, diagnostics := sts.server(t).read("crossaccount_assumable_roles", attrs{
		"role_arns": []any{testHop2, testRoleARN}, "external_id": plantedExternalID, "external_ids": map[string]any{testRoleARN: own},
		"trust_policies": map[string]any{testHop2: `{"Version":"2012-10-17","Statement":[]}`},
		"session_name":   "torque-env-1", "duration_seconds": 3600, "tags": map[string]any{"team": "red"},
		"via": []any{attrs{"role_arn": testHop1, "external_id": plantedExternalID + "-1"}},
	})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"all_assumable": true, "external_id": nil, "external_ids": nil, "trust_policies": nil, "trust_policy": nil})
	if via := got["via"].([]any)[0].(attrs); via["external_id"] != nil || via["role_arn"] != testHop1 {
		t.Errorf("via: %v", via)
	}

	calls := sts.called()
	slices.SortFunc(calls, func(a, b url.Values) int { return strings.Compare(b.Get("RoleArn"), a.Get("RoleArn")) })
	var sent [][]string
	for _, c := range calls {
		sent = append(sent, []string{c.Get("RoleArn"), c.Get("ExternalId"), c.Get("RoleSessionName"), c.Get("DurationSeconds"), c.Get("Tags.member.1.Value")})
	}
	want := [][]string{
		{testHop2, plantedExternalID, "torque-env-1", "3600", "red"},
		{testHop1, plantedExternalID + "-1", "crossaccount-check", "900", ""}, // once for both
		{testRoleARN, own, "torque-env-1", "3600", "red"},
	}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("AssumeRole (-want +got):\n%s", diff)
	}
}

func TestAFleetIsRefusedBeforeAnyCall(t *testing.T) {
	sts := newFakeSTS(t)
	s := sts.server(t)
	const other = "arn:aws:iam::222222222222:role/deplyo"
	misspelt := func(attribute string) string {
		return `AttributeName("` + attribute + `").ElementKeyString("` + other + `"): Role not listed: "` + other + `" is not an element of role_arns, ` +
			`so that this would be used for no role: write the ARN as it is there, or remove this.`
	}
	tests := map[string]struct {
		config attrs
		want   []string
	}{
		"all that is wrong": {
			attrs{
				"role_arns": []any{"deploy", testRoleARN, nil, testRoleARN, testHop1}, "external_ids": map[string]any{other: "xx", testRoleARN: nil, testHop1: "a b"},
				"trust_policies": map[string]any{other: "{}", testRoleARN: "x", testHop1: ""}, "session_name": "a b", "wait_timeout": "x",
			},
			[]string{
				`AttributeName("role_arns").ElementKeyInt(0): Invalid role_arns: "deploy" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME.`,
				`AttributeName("role_arns").ElementKeyInt(2): Null in a list: An element of role_arns is null. Nothing can be made of it: remove it, or give its value.`,
				`AttributeName("role_arns").ElementKeyInt(3): Role given twice: ` + testRoleARN + ` is given twice, as element 1 and as element 3: remove one.`,
				misspelt("external_ids"),
				misspelt("trust_policies"),
				`AttributeName("external_ids").ElementKeyString("` + testRoleARN + `"): Null in a map: The value for ` + testRoleARN + ` is null. Nothing can be made of it: remove the role from external_ids, or give its value.`,
				`AttributeName("external_ids").ElementKeyString("` + testHop1 + `"): Invalid external_id: At position 2, ' ' cannot stand in the external ID: use ASCII letters, digits and characters of _+=,.@:/-.`,
				`AttributeName("trust_policies").ElementKeyString("` + testRoleARN + `"): Invalid trust_policies: Line 1, column 1: a value should follow, but here is 'x'.`,
				`AttributeName("trust_policies").ElementKeyString("` + testHop1 + `"): Invalid trust_policies: The value for ` + testHop1 + ` is an empty string: remove the role from trust_policies, or give its value.`,
				`AttributeName("session_name"): Invalid session_name: "a b" is not a valid session name: at position 2, ' ' cannot stand in a session name: use ASCII letters, digits and characters of _+=,.@-.`,
				`AttributeName("wait_timeout"): Invalid wait_timeout: "x" is not a duration: write numbers with their units, such as 90s, 2m or 1m30s.`,
			},
		},
		"what is common is told once": {
			attrs{"role_arns": testFleet(50), "external_id": "a b", "duration_seconds": 1, "via": []any{attrs{"role_arn": testHop1, "duration_seconds": 1}}},
			[]string{
				`AttributeName("external_id"): Invalid external_id: At position 2, ' ' cannot stand in the external ID: use ASCII letters, digits and characters of _+=,.@:/-.`,
				`AttributeName("duration_seconds"): Invalid duration_seconds: A session lasts 900 to 43200 seconds, in whole ones, not 1 second: give a duration in between.`,
				`AttributeName("via").ElementKeyInt(0).AttributeName("duration_seconds"): Invalid duration_seconds: A session lasts 900 to 43200 seconds, in whole ones, not 1 second: give a duration in between.`,
			},
		},
		"what is common, without a role": {
			attrs{"role_arns": []any{}, "session_name": "a b"},
			[]string{`AttributeName("session_name"): Invalid session_name: "a b" is not a valid session name: at position 2, ' ' cannot stand in a session name: use ASCII letters, digits and characters of _+=,.@-.`},
		},
		"a role in another partition than the hop": {
			attrs{"role_arns": []any{testRoleARN, "arn:aws-cn:iam::222222222222:role/deploy"}, "via": []any{attrs{"role_arn": testHop1}}},
			[]string{`AttributeName("role_arns").ElementKeyInt(1): Invalid role_arn: The role is in partition aws-cn, the one before it in the chain in aws, and no role can be assumed across partitions: use roles of one.`},
		},
		"roles without an external ID to look at": {
			attrs{"role_arns": []any{testHop1, testRoleARN, testHop2}, "external_ids": map[string]any{testRoleARN: "xx"}, "external_id_enforcement": "require"},
			[]string{`AttributeName("external_id_enforcement"): Invalid external_id_enforcement: There is no external ID whose enforcement could be looked at for ` + testHop1 + `, ` + testHop2 +
				`: give external_id, name each role in external_ids, or leave external_id_enforcement out.`},
		},
		"external IDs not known yet": {
			attrs{"role_arns": []any{testHop1, testRoleARN}, "external_ids": map[string]any{testRoleARN: unknown{}, testHop1: unknown{}}, "external_id_enforcement": "require"}, nil,
		},
		"all external IDs not known yet":    {attrs{"role_arns": []any{testHop1}, "external_ids": unknown{}, "external_id_enforcement": "require"}, nil},
		"the external ID not known yet":     {attrs{"role_arns": []any{testHop1}, "external_id": unknown{}, "external_id_enforcement": "require"}, nil},
		"roles not known yet":               {attrs{"role_arns": unknown{}, "external_ids": map[string]any{other: "xx"}, "trust_policies": unknown{}}, nil},
		"a role not known yet may be a key": {attrs{"role_arns": []any{testRoleARN, unknown{}}, "external_ids": map[string]any{other: "xx"}}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantDiagnostics(t, s.validate("crossaccount_assumable_roles", tt.config), tt.want...)
		})
	}
	for name, tt := range chainRefusals { // a fleet is as wrong as each of its roles
		config := attrs{"role_arns": []any{tt.config["role_arn"]}}
		for name, value := range tt.config {
			if name != "role_arn" {
				config[name] = value
			}
		}
		t.Run(name, func(t *testing.T) {
			var want []string
			for _, text := range tt.want {
				want = append(want, strings.Replace(text, `AttributeName("role_arn"): Invalid role_arn: The role is`, `AttributeName("role_arns").ElementKeyInt(0): Invalid role_arn: The role is`, 1))
			}
			if name == "another partition" { // the hop's own comes first, and says the same with a path of its own
				want = []string{want[0], tt.want[1]}
			}
			wantDiagnostics(t, s.validate("crossaccount_assumable_roles", config), want...)
		})
	}
	if calls := sts.actions(); len(calls) > 0 {
		t.Errorf("STS was called: %s", calls)
	}
}

func TestAStoppedFleetSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := newFakeSTS(t).server(t)
	for n, roles := range map[int]string{1: "1 role", 3: "3 roles"} {
		_, diagnostics := s.readContext(ctx, "crossaccount_assumable_roles", attrs{"role_arns": testFleet(n), "on_failure": "report"})
		wantDiagnostics(t, diagnostics, "Verification stopped: Terraform stopped the check of "+roles+" before STS had answered for each. Nothing is known of any.")
	}
}

func TestAFleetKeepsWhatIsKnownWhenSTSIsDown(t *testing.T) {
	got, diagnostics := newFakeSTSThatIsDown(t).read("crossaccount_assumable_roles", attrs{"role_arns": testFleet(2), "on_failure": "report"})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"all_assumable": false, "failed_role_arns": testFleet(2), "assumable_role_arns": []any{}})
	for _, arn := range testFleet(2) {
		wantOutputs(t, got["results"].(map[string]any)[arn.(string)].(attrs)["failure"].(attrs), attrs{"kind": "network", "hop": nil})
	}
}

func TestAFleetThatWasWaitedForTellsHowOftenItWasTried(t *testing.T) {
	t.Parallel()
	sts := newFakeSTS(t)
	sts.refuse = refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)
	_, diagnostics := sts.server(t).read("crossaccount_assumable_roles", attrs{"role_arns": testFleet(2), "wait_timeout": "1s"})
	if len(diagnostics) != 1 || !strings.HasSuffix(diagnostics[0], "\n\nThese were tried up to 3 times.") && !strings.HasSuffix(diagnostics[0], "\n\nThese were tried up to 2 times.") {
		t.Errorf("diagnostics: %s", diagnostics)
	}
}

// Two pieces of code store a failure: that of a fleet is written for memory.
func TestAFailureOfAFleetIsStoredAsThatOfARole(t *testing.T) {
	for name, tt := range map[string]struct {
		refused string // the role
		hop     any
	}{
		"of the role itself": {testRoleARN, nil},
		"of the second hop":  {testHop2, int64(2)},
	} {
		t.Run(name, func(t *testing.T) {
			sts := newFakeSTS(t)
			sts.refuse = refusingRole(tt.refused, http.StatusForbidden, "AccessDenied", testUsualDenial)
			s := sts.server(t)
			via := []any{attrs{"role_arn": testHop1}, attrs{"role_arn": testHop2}}
			one, diagnostics := s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "via": via, "on_failure": "report"})
			wantDiagnostics(t, diagnostics)
			many, diagnostics := s.read("crossaccount_assumable_roles", attrs{"role_arns": []any{testRoleARN}, "via": via, "on_failure": "report"})
			wantDiagnostics(t, diagnostics)
			failure := one["failure"].(attrs)
			wantOutputs(t, failure, attrs{"kind": "access_denied", "code": "AccessDenied", "hop": tt.hop})
			if diff := cmp.Diff(failure, many["results"].(map[string]any)[testRoleARN].(attrs)["failure"]); diff != "" {
				t.Errorf("of a role (-), of a fleet (+):\n%s", diff)
			}
		})
	}
}
