// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	testHop1 = "arn:aws:iam::333333333333:role/first"
	testHop2 = "arn:aws:iam::444444444444:role/team/second"

	// What follows from testHop2 being the caller of testRoleARN.
	testChainIdentity  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"` + testRoleARN + `"}]}`
	testChainStatement = `{"Effect":"Allow","Principal":{"AWS":"` + testHop2 + `"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"EXTERNAL_ID"}}}`
)

func hopPolicyFor(role string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"],"Resource":["` + role + `"]}]}`
}

func TestHopsAreAssumedInOrder(t *testing.T) {
	sts := newFakeSTS(t)
	got, diagnostics := sts.server(t).read("crossaccount_assumable_role", attrs{
		"role_arn": testRoleARN, "external_id": plantedExternalID,
		"via": []any{
			attrs{
				"role_arn": testHop1, "external_id": plantedExternalID + "-1", "session_name": "hop-1", "duration_seconds": 1200,
				"source_identity": "jane.doe", "tags": map[string]any{"team": "red"}, "transitive_tag_keys": []any{"team"},
			},
			attrs{"role_arn": testHop2},
		},
	})
	wantDiagnostics(t, diagnostics)
	hop := func(arn string) attrs {
		return attrs{"role_arn": arn, "external_id": nil, "session_name": nil, "duration_seconds": nil, "source_identity": nil, "tags": nil, "transitive_tag_keys": nil}
	}
	first := hop(testHop1)
	first["session_name"], first["duration_seconds"], first["source_identity"] = "hop-1", int64(1200), "jane.doe"
	first["tags"], first["transitive_tag_keys"] = map[string]any{"team": "red"}, []any{"team"}
	wantOutputs(t, got, attrs{
		"assumable": true, "account_id": "222222222222", "caller_arn": testCallerARN, "role_chaining": false, "failure": nil,
		"external_id": nil, "via": []any{first, hop(testHop2)}, // external IDs are sent, but not kept
	})

	common := url.Values{"Action": {callAssumeRole}, "Version": {"2011-06-15"}, "RoleSessionName": {"crossaccount-check"}, "DurationSeconds": {"900"}}
	with := func(values url.Values) url.Values {
		for name, value := range common {
			if !values.Has(name) {
				values[name] = value
			}
		}
		return values
	}
	want := []url.Values{
		with(url.Values{
			"RoleArn": {testHop1}, "ExternalId": {plantedExternalID + "-1"}, "RoleSessionName": {"hop-1"}, "DurationSeconds": {"1200"}, "SourceIdentity": {"jane.doe"},
			"Tags.member.1.Key": {"team"}, "Tags.member.1.Value": {"red"}, "TransitiveTagKeys.member.1": {"team"}, "Policy": {hopPolicyFor(testHop2)},
		}),
		with(url.Values{"RoleArn": {testHop2}, "Policy": {hopPolicyFor(testRoleARN)}}),
		with(url.Values{"RoleArn": {testRoleARN}, "ExternalId": {plantedExternalID},
			"Policy": {`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}`}}),
	}
	if diff := cmp.Diff(want, sts.called()); diff != "" {
		t.Errorf("AssumeRole (-want +got):\n%s", diff)
	}
}

func TestPoliciesToPasteNameTheLastHopAndNoExternalID(t *testing.T) {
	sts := newFakeSTS(t)
	s := sts.server(t)
	config := attrs{"role_arn": testRoleARN, "external_id": plantedExternalID, "via": []any{attrs{"role_arn": testHop1}, attrs{"role_arn": testHop2}}, "on_failure": "report"}
	want := attrs{"identity_policy": testChainIdentity, "trust_policy_statement": testChainStatement}
	got, diagnostics := s.read("crossaccount_assumable_role", config)
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, want)

	got, diagnostics = s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "tags": map[string]any{"team": "red"}})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{
		"identity_policy":        `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"` + testRoleARN + `"}]}`,
		"trust_policy_statement": `{"Effect":"Allow","Principal":{"AWS":"` + testCallerARN + `"},"Action":["sts:AssumeRole","sts:TagSession"]}`,
	})

	// The hop is known when the caller is not.
	sts.Close()
	got, diagnostics = s.read("crossaccount_assumable_role", config)
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, want)
	got, diagnostics = newFakeSTSThatIsDown(t).read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "on_failure": "report"})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"identity_policy": nil, "trust_policy_statement": nil, "caller_arn": nil, "external_id_enforced": nil})
}

// newFakeSTSThatIsDown returns the provider, configured to call what does not answer.
func newFakeSTSThatIsDown(t *testing.T) *server {
	t.Helper()
	sts := newFakeSTS(t)
	sts.Close()
	return sts.server(t)
}

func TestTheHopThatFailsIsNamed(t *testing.T) {
	via := []any{attrs{"role_arn": testHop1}, attrs{"role_arn": testHop2}}
	callers := map[string]string{
		testHop1:    testCallerARN,
		testHop2:    testHop1,
		testRoleARN: testHop2,
	}
	for arn, hop := range map[string]any{testHop1: int64(1), testHop2: int64(2), testRoleARN: nil} {
		t.Run(arn, func(t *testing.T) {
			sts := newFakeSTS(t)
			sts.refuse = refusingRole(arn, http.StatusForbidden, "AccessDenied", "Access denied, as a message that says nothing")
			s := sts.server(t)
			got, diagnostics := s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "via": via, "on_failure": "report"})
			wantDiagnostics(t, diagnostics)
			failure := got["failure"].(attrs)
			wantOutputs(t, failure, attrs{"kind": "access_denied", "hop": hop, "code": "AccessDenied"})
			if message := failure["message"].(string); !strings.Contains(message, "STS refused sts:AssumeRole on "+arn+" for "+callers[arn]) {
				t.Errorf("message: %s", message)
			}
			wantOutputs(t, got, attrs{"assumable": false, "account_id": "222222222222", "caller_arn": testCallerARN})

			_, diagnostics = s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "via": via})
			prefix := `AttributeName("role_arn"): Role cannot be assumed: `
			switch hop {
			case int64(1):
				prefix += "Hop 1 of the chain failed. STS refused"
			case int64(2):
				prefix += "Hop 2 of the chain failed. STS refused"
			default:
				prefix += "STS refused"
			}
			if len(diagnostics) != 1 || !strings.HasPrefix(diagnostics[0], prefix) {
				t.Errorf("diagnostics: %s\nwant %s …", diagnostics, prefix)
			}
		})
	}
}

// chainRefusals are chains that AWS refuses whatever the trust policies say,
// for whatever takes blocks via.
var chainRefusals = map[string]struct {
	config attrs
	want   []string
}{
	"all that is wrong with a hop": {
		attrs{"role_arn": testRoleARN, "via": []any{attrs{
			"role_arn": "first", "external_id": "secret value", "session_name": "a b", "duration_seconds": 899, "source_identity": "x",
			"tags": map[string]any{"a": "1", "A": "2", "b": nil}, "transitive_tag_keys": []any{"c"},
		}}},
		[]string{
			`AttributeName("via").ElementKeyInt(0).AttributeName("duration_seconds"): Invalid duration_seconds: A session lasts 900 to 43200 seconds, in whole ones, not 899 seconds: give a duration in between.`,
			`AttributeName("via").ElementKeyInt(0).AttributeName("external_id"): Invalid external_id: At position 7, ' ' cannot stand in the external ID: use ASCII letters, digits and characters of _+=,.@:/-.`,
			`AttributeName("via").ElementKeyInt(0).AttributeName("role_arn"): Invalid role_arn: "first" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME.`,
			`AttributeName("via").ElementKeyInt(0).AttributeName("session_name"): Invalid session_name: "a b" is not a valid session name: at position 2, ' ' cannot stand in a session name: use ASCII letters, digits and characters of _+=,.@-.`,
			`AttributeName("via").ElementKeyInt(0).AttributeName("source_identity"): Invalid source_identity: The source identity has 1 character, not 2 to 64: give one of that length, or leave it out.`,
			`AttributeName("via").ElementKeyInt(0).AttributeName("tags").ElementKeyString("a"): Invalid tags: The keys of the session tags "A" and "a" differ only in case, STS takes them for one: keep one.`,
			`AttributeName("via").ElementKeyInt(0).AttributeName("tags").ElementKeyString("b"): Null in a map: The value of the tag "b" is null. Nothing can be made of it: remove the tag, or give its value, which may be empty.`,
			`AttributeName("via").ElementKeyInt(0).AttributeName("transitive_tag_keys"): Invalid transitive_tag_keys: "c" is not the key of a session tag: only tags that are passed can be transitive, add it to tags or leave it out.`,
		},
	},
	"more than an hour behind a hop": {
		attrs{"role_arn": testRoleARN, "duration_seconds": 3601, "via": []any{attrs{"role_arn": testHop1, "duration_seconds": 43200}, attrs{"role_arn": testHop2, "duration_seconds": 7200}}},
		[]string{
			`AttributeName("duration_seconds"): Invalid duration_seconds: What a role session assumes lasts at most 3600 seconds, not 3601: ask for at most 3600, or leave duration_seconds out.`,
			`AttributeName("via").ElementKeyInt(1).AttributeName("duration_seconds"): Invalid duration_seconds: What a role session assumes lasts at most 3600 seconds, not 7200: ask for at most 3600, or leave duration_seconds out.`,
		},
	},
	"what an earlier hop has settled": {
		attrs{
			"role_arn": testRoleARN, "tags": map[string]any{"TEAM": "blue"}, "source_identity": "john.doe",
			"via": []any{attrs{"role_arn": testHop1, "tags": map[string]any{"team": "red"}, "transitive_tag_keys": []any{"team"}, "source_identity": "jane.doe"}, attrs{"role_arn": testHop2}},
		},
		[]string{
			`AttributeName("source_identity"): Invalid source_identity: An earlier hop sets another source identity, which stays with all further sessions and cannot be changed: leave it out, it is passed on.`,
			`AttributeName("tags").ElementKeyString("TEAM"): Invalid tags: The session tag "TEAM" is transitive from an earlier hop on, and cannot be given again: leave it out, it is passed on.`,
		},
	},
	"another partition": {
		attrs{"role_arn": testRoleARN, "via": []any{attrs{"role_arn": testHop1}, attrs{"role_arn": "arn:aws-cn:iam::444444444444:role/second"}}},
		[]string{
			`AttributeName("role_arn"): Invalid role_arn: The role is in partition aws, the one before it in the chain in aws-cn, and no role can be assumed across partitions: use roles of one.`,
			`AttributeName("via").ElementKeyInt(1).AttributeName("role_arn"): Invalid role_arn: The role is in partition aws-cn, the one before it in the chain in aws, and no role can be assumed across partitions: use roles of one.`,
		},
	},
	"empty strings": {
		attrs{"role_arn": testRoleARN, "via": []any{attrs{"role_arn": "", "external_id": "", "session_name": "", "source_identity": ""}}},
		[]string{
			`AttributeName("via").ElementKeyInt(0).AttributeName("external_id"): Invalid external_id: This is an empty string: give a value, or null for the default.`,
			`AttributeName("via").ElementKeyInt(0).AttributeName("role_arn"): Invalid role_arn: The role ARN is empty: an ARN has the form arn:aws:iam::123456789012:role/NAME.`,
			`AttributeName("via").ElementKeyInt(0).AttributeName("session_name"): Invalid session_name: This is an empty string: give a value, or null for the default.`,
			`AttributeName("via").ElementKeyInt(0).AttributeName("source_identity"): Invalid source_identity: This is an empty string: give a value, or null for the default.`,
		},
	},
	"known beside unknown": {
		attrs{"role_arn": unknown{}, "duration_seconds": 3601, "via": []any{
			attrs{"role_arn": unknown{}, "external_id": unknown{}, "session_name": unknown{}, "duration_seconds": unknown{}, "source_identity": unknown{}, "tags": unknown{}, "transitive_tag_keys": []any{"c"}},
			attrs{"role_arn": testHop2, "source_identity": "x", "tags": map[string]any{"a": unknown{}}, "transitive_tag_keys": unknown{}},
		}},
		[]string{
			`AttributeName("duration_seconds"): Invalid duration_seconds: What a role session assumes lasts at most 3600 seconds, not 3601: ask for at most 3600, or leave duration_seconds out.`,
			`AttributeName("via").ElementKeyInt(1).AttributeName("source_identity"): Invalid source_identity: The source identity has 1 character, not 2 to 64: give one of that length, or leave it out.`,
		},
	},
	"hops that are not known":     {attrs{"role_arn": testRoleARN, "via": unknown{}, "duration_seconds": 3601}, nil},
	"hops that may be of another": {attrs{"role_arn": testRoleARN, "via": []any{attrs{"role_arn": unknown{}}}}, nil},
}

func TestChainsAreRefusedBeforeAnyCall(t *testing.T) {
	sts := newFakeSTS(t)
	s := sts.server(t)
	for name, tt := range chainRefusals {
		t.Run(name, func(t *testing.T) {
			wantDiagnostics(t, s.validate("crossaccount_assumable_role", tt.config), tt.want...)
		})
	}
	if calls := sts.actions(); len(calls) > 0 {
		t.Errorf("STS was called: %s", calls)
	}
}
