// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAssumableRoleTellsWhatItVerified(t *testing.T) {
	sts := newFakeSTS(t)
	got, diagnostics := sts.server(t).read("crossaccount_assumable_role", attrs{
		"role_arn": testRoleARN, "external_id": plantedExternalID, "session_name": "torque-env-1", "duration_seconds": 3600,
		"source_identity": "jane.doe", "tags": map[string]any{"team": "red", "env": ""}, "transitive_tag_keys": []any{"team"},
	})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{
		"role_arn": testRoleARN, "session_name": "torque-env-1",
		"assumable": true, "account_id": "222222222222", "caller_arn": testCallerARN, "role_chaining": false, "failure": nil,
		"external_id": nil, // sent, but not kept
	})

	if diff := cmp.Diff([]string{callGetCallerID, callAssumeRole, callGetCallerID}, sts.actions()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	sent := sts.calls[1]
	want := url.Values{
		"Action": {callAssumeRole}, "Version": {"2011-06-15"},
		"RoleArn": {testRoleARN}, "ExternalId": {plantedExternalID}, "RoleSessionName": {"torque-env-1"}, "DurationSeconds": {"3600"},
		"SourceIdentity": {"jane.doe"}, "Tags.member.1.Key": {"env"}, "Tags.member.1.Value": {""}, "Tags.member.2.Key": {"team"}, "Tags.member.2.Value": {"red"},
		"TransitiveTagKeys.member.1": {"team"},
		"Policy":                     {`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}`},
	}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("AssumeRole (-want +got):\n%s", diff)
	}
}

func TestAssumableRoleHasDefaults(t *testing.T) {
	sts := newFakeSTS(t)
	sts.callerARN = testCallerSession
	got, diagnostics := sts.server(t).read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"assumable": true, "caller_arn": "arn:aws:iam::111111111111:role/agent", "role_chaining": true, "session_name": nil})
	sent := sts.calls[1]
	for name, want := range map[string]string{"RoleSessionName": "crossaccount-check", "DurationSeconds": "900"} {
		if sent.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, sent.Get(name), want)
		}
	}
	for _, name := range []string{"ExternalId", "SourceIdentity", "Tags.member.1.Key", "TransitiveTagKeys.member.1"} {
		if sent.Has(name) {
			t.Errorf("%s was sent", name)
		}
	}
}

func TestOnFailureDecidesWhatADenialIs(t *testing.T) {
	sts := newFakeSTS(t)
	sts.refuse = refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)
	s := sts.server(t)

	const message = "STS refused sts:AssumeRole on " + testRoleARN + " for " + testCallerARN + ", and did not say why."
	for onFailure, severity := range map[any]string{nil: "", "error": "", "warn": "warning: "} {
		got, diagnostics := s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "on_failure": onFailure})
		if len(diagnostics) != 1 {
			t.Fatalf("on_failure %v: %d diagnostics: %s", onFailure, len(diagnostics), diagnostics)
		}
		if want := `AttributeName("role_arn"): ` + severity + "Role cannot be assumed: " + message; !strings.HasPrefix(diagnostics[0], want) {
			t.Errorf("on_failure %v: %s\nwant %s …", onFailure, diagnostics[0], want)
		}
		if (got != nil) != (severity != "") {
			t.Errorf("on_failure %v: the state is %v", onFailure, got)
		}
	}

	got, diagnostics := s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "on_failure": "report"})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"assumable": false, "account_id": "222222222222", "caller_arn": testCallerARN, "role_chaining": false})
	failure := got["failure"].(attrs)
	if remedy := failure["remedy"].(string); !strings.Contains(remedy, "The likeliest first:\n1. The trust policy of "+testRoleARN) {
		t.Errorf("remedy: %s", remedy)
	}
	delete(failure, "remedy")
	want := attrs{"kind": "access_denied", "side": "unknown", "hop": nil, "code": "AccessDenied", "message": message}
	if diff := cmp.Diff(want, failure); diff != "" {
		t.Errorf("failure (-want +got):\n%s", diff)
	}
}

func TestReportKeepsWhatIsKnownWhenSTSIsDown(t *testing.T) {
	sts := newFakeSTS(t)
	s := sts.server(t)
	sts.Close()
	got, diagnostics := s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "on_failure": "report"})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"assumable": false, "account_id": "222222222222", "caller_arn": nil, "role_chaining": nil})
	if kind := got["failure"].(attrs)["kind"]; kind != "network" {
		t.Errorf("kind %v, want network", kind)
	}
}

func TestAssumableRoleRefusesBeforeAnyCall(t *testing.T) {
	sts := newFakeSTS(t)
	s := sts.server(t)
	tests := map[string]struct {
		config attrs
		want   []string
	}{
		"all that is wrong": {
			attrs{
				"role_arn": "deploy", "external_id": "secret value", "session_name": "a b", "duration_seconds": 899, "source_identity": "x",
				"tags": map[string]any{"a": "1", "A": "2", "b": nil}, "transitive_tag_keys": []any{"c"}, "on_failure": "ignore",
			},
			[]string{
				`AttributeName("duration_seconds"): Invalid duration_seconds: A session lasts 900 to 43200 seconds, in whole ones, not 899 seconds: give a duration in between.`,
				`AttributeName("external_id"): Invalid external_id: At position 7, ' ' cannot stand in the external ID: use ASCII letters, digits and characters of _+=,.@:/-.`,
				`AttributeName("on_failure"): Invalid Attribute Value Match: Attribute on_failure value must be one of: ["error" "warn" "report"], got: "ignore"`,
				`AttributeName("role_arn"): Invalid role_arn: "deploy" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME.`,
				`AttributeName("session_name"): Invalid session_name: "a b" is not a valid session name: at position 2, ' ' cannot stand in a session name: use ASCII letters, digits and characters of _+=,.@-.`,
				`AttributeName("source_identity"): Invalid source_identity: The source identity has 1 character, not 2 to 64: give one of that length, or leave it out.`,
				`AttributeName("tags").ElementKeyString("a"): Invalid tags: The keys of the session tags "A" and "a" differ only in case, STS takes them for one: keep one.`,
				`AttributeName("tags").ElementKeyString("b"): Null in a map: The value of the tag "b" is null. Nothing can be made of it: remove the tag, or give its value, which may be empty.`,
				`AttributeName("transitive_tag_keys"): Invalid transitive_tag_keys: "c" is not the key of a session tag: only tags that are passed can be transitive, add it to tags or leave it out.`,
			},
		},
		"empty strings": {
			attrs{"role_arn": "", "external_id": "", "session_name": "", "source_identity": ""},
			[]string{
				`AttributeName("external_id"): Invalid external_id: This is an empty string: give a value, or null for the default.`,
				`AttributeName("role_arn"): Invalid role_arn: The role ARN is empty: an ARN has the form arn:aws:iam::123456789012:role/NAME.`,
				`AttributeName("session_name"): Invalid session_name: This is an empty string: give a value, or null for the default.`,
				`AttributeName("source_identity"): Invalid source_identity: This is an empty string: give a value, or null for the default.`,
			},
		},
		"session ARN": {
			attrs{"role_arn": "arn:aws:sts::222222222222:assumed-role/deploy/me"},
			[]string{`AttributeName("role_arn"): Invalid role_arn: "arn:aws:sts::222222222222:assumed-role/deploy/me" is not a valid role ARN: ` +
				`this is the ARN of a session of the role deploy: write the role's own, arn:aws:iam::222222222222:role/deploy (with the role's path before its name, if it has one).`},
		},
		"too long": {
			attrs{"role_arn": testRoleARN, "session_name": strings.Repeat("x", 65), "external_id": strings.Repeat("x", 1225), "duration_seconds": 43201},
			[]string{
				`AttributeName("duration_seconds"): Invalid duration_seconds: A session lasts 900 to 43200 seconds, in whole ones, not 43201 seconds: give a duration in between.`,
				`AttributeName("external_id"): Invalid external_id: The external ID has 1225 characters, not 2 to 1224: give one of that length, or leave it out.`,
				`AttributeName("session_name"): Invalid session_name: "` + strings.Repeat("x", 65) + `" is not a valid session name: at position 65, a session name has at most 64 characters, this one has 65.`,
			},
		},
		"as nanoseconds, 900 seconds modulo 2^64": {
			attrs{"role_arn": testRoleARN, "duration_seconds": int64(1<<55 + 900)},
			[]string{`AttributeName("duration_seconds"): Invalid duration_seconds: A session lasts 900 to 43200 seconds, in whole ones, not 36028797018964868 seconds: give a duration in between.`},
		},
		"unknown beside known": {
			attrs{"role_arn": unknown{}, "duration_seconds": 1, "tags": unknown{}, "transitive_tag_keys": []any{"c"}, "external_id": unknown{}},
			[]string{`AttributeName("duration_seconds"): Invalid duration_seconds: A session lasts 900 to 43200 seconds, in whole ones, not 1 second: give a duration in between.`},
		},
		"unknown in collections": {
			attrs{"role_arn": testRoleARN, "tags": map[string]any{"a": unknown{}, "b!": "x"}, "transitive_tag_keys": []any{"a", unknown{}}},
			[]string{`AttributeName("tags").ElementKeyString("b!"): Invalid tags: At position 2, '!' cannot stand in the key of the session tag "b!": use letters, digits, spaces and characters of _.:/=+-@.`},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantDiagnostics(t, s.validate("crossaccount_assumable_role", tt.config), tt.want...)
		})
	}
	if calls := sts.actions(); len(calls) > 0 {
		t.Errorf("STS was called: %s", calls)
	}
}

func TestCallerIdentityTellsThePartition(t *testing.T) {
	sts := newFakeSTS(t)
	sts.callerARN = "arn:aws-us-gov:iam::111111111111:user/ci"
	got, diagnostics := sts.server(t).read("crossaccount_caller_identity", attrs{"expected_accounts": []any{"Master | 111111111111"}})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"account_id": "111111111111", "partition": "aws-us-gov", "principal_arn": "arn:aws-us-gov:iam::111111111111:user/ci"})
}

func TestCallerIdentityRefuses(t *testing.T) {
	sts := newFakeSTS(t)
	s := sts.server(t)
	const wrongAccount = `AttributeName("expected_accounts"): Unexpected account: The provider calls AWS as ` + testCallerARN + `, in account 111111111111. Expected was %. ` +
		`Whatever is provisioned as this caller would land in the wrong account: use the credentials, the profile or the agent of an expected account, or add this account to expected_accounts.`
	for want, expected := range map[string][]any{
		"222222222222 (Dev), 333333333333":    {"Dev | 222222222222", "333333333333"},
		"none, as expected_accounts is empty": {},
	} {
		_, diagnostics := s.read("crossaccount_caller_identity", attrs{"expected_accounts": expected})
		wantDiagnostics(t, diagnostics, strings.ReplaceAll(wrongAccount, "%", want))
	}

	sts.refuse = refusing(callGetCallerID, http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired")
	_, diagnostics := sts.server(t).read("crossaccount_caller_identity", nil)
	wantDiagnostics(t, diagnostics, "Caller not known: The caller's credentials have expired.\n\n"+
		"Sign in again, with `aws sso login` or `aws login`; or replace the temporary credentials where they were put: access key, secret key and session token together.")
}

func TestUnknownProviderConfigurationIsNoOtherIdentity(t *testing.T) {
	s := newServer(t, attrs{"region": unknown{}, "access_key": unknown{}, "secret_key": "x", "shared_config_files": []any{unknown{}}})
	const want = `Provider configuration not known yet: The provider block's region, shared_config_files, access_key will only be known after apply, ` +
		`so it is not known as whom and where STS would be called. Calling without it could check another identity. ` +
		`Give the provider values that are known at plan, or apply what they depend on first.`
	for dataSource, config := range map[string]attrs{
		"crossaccount_assumable_role":  {"role_arn": testRoleARN, "on_failure": "report"},
		"crossaccount_assumable_roles": {"role_arns": []any{testRoleARN}, "on_failure": "report"},
		"crossaccount_caller_identity": {},
	} {
		_, diagnostics := s.read(dataSource, config)
		wantDiagnostics(t, diagnostics, want)
	}
}

func TestCancellingEndsAVerificationAtOnce(t *testing.T) {
	sts := newFakeSTS(t)
	ctx, cancel := context.WithCancel(t.Context())
	arrived := make(chan struct{})
	sts.refuse = func(_ http.ResponseWriter, form url.Values) bool {
		if form.Get("Action") == callAssumeRole {
			close(arrived)
			<-ctx.Done()
		}
		return false
	}
	s := sts.server(t)
	var cancelled time.Time
	go func() {
		<-arrived
		cancelled = time.Now()
		cancel()
	}()
	_, diagnostics := s.readContext(ctx, "crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "on_failure": "report"})
	if took := time.Since(cancelled); took > 2*time.Second {
		t.Errorf("it went on for %s", took)
	}
	wantDiagnostics(t, diagnostics, "Verification stopped: Terraform stopped the check of "+testRoleARN+" before STS had answered. Nothing is known of the role.")
}

func TestAStoppedIdentificationSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, diagnostics := newFakeSTS(t).server(t).readContext(ctx, "crossaccount_caller_identity", nil)
	wantDiagnostics(t, diagnostics, "Identification stopped: Terraform stopped the call of STS before it had answered. Nothing is known of the caller.")
}

func TestProviderBlockRefuses(t *testing.T) {
	tests := map[string]struct {
		config attrs
		want   []string
	}{
		"settings that don't go together": {
			attrs{"region": "EU", "secret_key": "x", "sts_endpoint": "sts.example.com", "token": "x"},
			[]string{
				`AttributeName("region"): Invalid region: "EU" is not a valid region: this is not the name of an AWS region, so its partition is not known: use a name such as us-east-1.`,
				`AttributeName("secret_key"): Invalid secret_key: A secret key cannot be used without its access key: give access_key, or leave secret_key out.`,
				`AttributeName("sts_endpoint"): Invalid sts_endpoint: This is not the URL of an endpoint: write it with its scheme, such as https://sts.eu-west-1.amazonaws.com.`,
			},
		},
		"limits": {
			attrs{"max_attempts": 0, "max_concurrency": 1001},
			[]string{
				`AttributeName("max_attempts"): Invalid Attribute Value: Attribute max_attempts value must be between 1 and 100, got: 0`,
				`AttributeName("max_concurrency"): Invalid Attribute Value: Attribute max_concurrency value must be between 1 and 1000, got: 1001`,
			},
		},
		"two identities": {
			attrs{"profile": "dev", "access_key": "AKIAEXAMPLE", "secret_key": "x"},
			[]string{`AttributeName("profile"): Two identities configured: Both profile and access_key are set, and each names an identity to call STS as. Remove one, so that it is clear who is checked.`},
		},
		"empty strings": {
			attrs{"region": "", "profile": "", "access_key": "", "secret_key": "", "token": "", "sts_endpoint": ""},
			[]string{
				`AttributeName("region"): Invalid region: This is an empty string: give a value, or null for the default.`,
				`AttributeName("profile"): Invalid profile: This is an empty string: give a value, or null for the default.`,
				`AttributeName("profile"): Two identities configured: Both profile and access_key are set, and each names an identity to call STS as. Remove one, so that it is clear who is checked.`,
				`AttributeName("access_key"): Invalid access_key: This is an empty string: give a value, or null for the default.`,
				`AttributeName("secret_key"): Invalid secret_key: This is an empty string: give a value, or null for the default.`,
				`AttributeName("token"): Invalid token: This is an empty string: give a value, or null for the default.`,
				`AttributeName("sts_endpoint"): Invalid sts_endpoint: This is an empty string: give a value, or null for the default.`,
			},
		},
		"known beside unknown": {
			attrs{"region": "EU", "access_key": unknown{}, "secret_key": "x", "max_attempts": 101, "shared_config_files": unknown{}, "shared_credentials_files": []any{unknown{}, nil}},
			[]string{
				`AttributeName("region"): Invalid region: "EU" is not a valid region: this is not the name of an AWS region, so its partition is not known: use a name such as us-east-1.`,
				`AttributeName("max_attempts"): Invalid Attribute Value: Attribute max_attempts value must be between 1 and 100, got: 101`,
				`AttributeName("shared_credentials_files").ElementKeyInt(1): Null in a list: An element of shared_credentials_files is null. Nothing can be made of it: remove it, or give its value.`,
			},
		},
		"two identities of which one may be null": {attrs{"profile": "dev", "access_key": unknown{}, "secret_key": unknown{}}, nil},
		"keys that may belong together":           {attrs{"access_key": "x", "secret_key": unknown{}, "token": "x"}, nil},
		"access key alone": {
			attrs{"access_key": "x"},
			[]string{`AttributeName("access_key"): Invalid access_key: An access key cannot be used without its secret key: give secret_key, or leave access_key out.`},
		},
		"token alone": {
			attrs{"token": "x"},
			[]string{`AttributeName("token"): Invalid token: A session token cannot be used without its keys: give access_key and secret_key, or leave token out.`},
		},
		"a null among files": {
			attrs{"shared_config_files": []any{nil}},
			[]string{`AttributeName("shared_config_files").ElementKeyInt(0): Null in a list: An element of shared_config_files is null. Nothing can be made of it: remove it, or give its value.`},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantDiagnostics(t, validateProvider(t, tt.config), tt.want...)
		})
	}
}
