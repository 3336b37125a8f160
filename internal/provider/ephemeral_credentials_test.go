// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
)

func TestCredentialsAreThoseOfTheSession(t *testing.T) {
	sts := newFakeSTS(t)
	got, diagnostics := sts.server(t).openCredentials(attrs{"role_arn": testRoleARN, "external_id": plantedExternalID})
	wantDiagnostics(t, diagnostics)
	const session = "arn:aws:sts::222222222222:assumed-role/deploy/crossaccount"
	wantOutputs(t, got, attrs{
		"access_key_id": plantedProbeKeyID, "secret_access_key": plantedProbeSecret, "session_token": plantedProbeToken + "|" + session,
		"expiration": "2100-01-01T00:00:00Z", "assumed_role_arn": session, "account_id": "222222222222",
		"external_id": plantedExternalID, // Terraform wants back what was given
	})
	want := []url.Values{{
		"Action": {callAssumeRole}, "Version": {"2011-06-15"}, "RoleArn": {testRoleARN}, "ExternalId": {plantedExternalID},
		"RoleSessionName": {"crossaccount"}, "DurationSeconds": {"3600"}, // and no Policy: the session may do what the role may
	}}
	if diff := cmp.Diff(want, sts.called()); diff != "" {
		t.Errorf("AssumeRole (-want +got):\n%s", diff)
	}
}

func TestCredentialsAreGivenByWayOfHops(t *testing.T) {
	sts := newFakeSTS(t)
	got, diagnostics := sts.server(t).openCredentials(attrs{
		"role_arn": testRoleARN, "session_name": "torque-env-1", "duration_seconds": 1800, "source_identity": "jane.doe",
		"tags": map[string]any{"team": "red"}, "transitive_tag_keys": []any{"team"},
		"via": []any{attrs{"role_arn": testHop1, "external_id": plantedExternalID}},
	})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"assumed_role_arn": "arn:aws:sts::222222222222:assumed-role/deploy/torque-env-1"})
	want := []url.Values{
		{
			"Action": {callAssumeRole}, "Version": {"2011-06-15"}, "RoleArn": {testHop1}, "ExternalId": {plantedExternalID},
			"RoleSessionName": {"crossaccount-check"}, "DurationSeconds": {"900"}, "Policy": {hopPolicyFor(testRoleARN)},
		},
		{
			"Action": {callAssumeRole}, "Version": {"2011-06-15"}, "RoleArn": {testRoleARN}, "RoleSessionName": {"torque-env-1"}, "DurationSeconds": {"1800"},
			"SourceIdentity": {"jane.doe"}, "Tags.member.1.Key": {"team"}, "Tags.member.1.Value": {"red"}, "TransitiveTagKeys.member.1": {"team"},
		},
	}
	if diff := cmp.Diff(want, sts.called()); diff != "" {
		t.Errorf("AssumeRole (-want +got):\n%s", diff)
	}
}

func TestCredentialsThatCannotBeHadAreExplained(t *testing.T) {
	sts := newFakeSTS(t)
	sts.refuse = refusingRole(testHop1, http.StatusForbidden, "AccessDenied", testUsualDenial+" because no role trust policy allows the sts:AssumeRole action")
	_, diagnostics := sts.server(t).openCredentials(attrs{"role_arn": testRoleARN, "via": []any{attrs{"role_arn": testHop1}}})
	wantDiagnostics(t, diagnostics, `AttributeName("role_arn"): Role cannot be assumed: Hop 1 of the chain failed. STS refused sts:AssumeRole on `+testHop1+` for `+testCallerARN+`: no role trust policy allows it.`+"\n\n"+
		`Let the trust policy of `+testHop1+` allow sts:AssumeRole to `+testCallerARN+`: a statement must name it, or its account, and all conditions of the statement must hold. `+
		`No external ID was sent: if there is a condition on sts:ExternalId, give external_id.`)
}

func TestCredentialsAreRefusedBeforeAnyCall(t *testing.T) {
	sts := newFakeSTS(t)
	s := sts.server(t)
	for name, tt := range chainRefusals {
		t.Run(name, func(t *testing.T) {
			wantDiagnostics(t, s.validateCredentials(tt.config), tt.want...)
		})
	}
	wantDiagnostics(t, s.validateCredentials(attrs{"role_arn": "deploy", "external_id": "", "session_name": "a b", "duration_seconds": 899}),
		`AttributeName("duration_seconds"): Invalid duration_seconds: A session lasts 900 to 43200 seconds, in whole ones, not 899 seconds: give a duration in between.`,
		`AttributeName("external_id"): Invalid external_id: This is an empty string: give a value, or null for the default.`,
		`AttributeName("role_arn"): Invalid role_arn: "deploy" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME.`,
		`AttributeName("session_name"): Invalid session_name: "a b" is not a valid session name: at position 2, ' ' cannot stand in a session name: use ASCII letters, digits and characters of _+=,.@-.`,
	)
	if calls := sts.actions(); len(calls) > 0 {
		t.Errorf("STS was called: %s", calls)
	}
}

func TestCredentialsAreNotThoseOfAnotherCaller(t *testing.T) {
	s := newServer(t, attrs{"access_key": unknown{}, "secret_key": "x"})
	_, diagnostics := s.openCredentials(attrs{"role_arn": testRoleARN})
	wantDiagnostics(t, diagnostics, `Provider configuration not known yet: The provider block's access_key will only be known after apply, `+
		`so it is not known as whom and where STS would be called. Calling without it could check another identity. `+
		`Give the provider values that are known at plan, or apply what they depend on first.`)
}

func TestCredentialsThatAreNoLongerWantedAreNotGiven(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, diagnostics := newFakeSTS(t).server(t).openCredentialsContext(ctx, attrs{"role_arn": testRoleARN})
	wantDiagnostics(t, diagnostics, "Assuming the role stopped: Terraform stopped before STS had given credentials for "+testRoleARN+". There are none.")
}

// What is asked for is the same everywhere, and so are its names, types and descriptions.
func TestARoleIsAskedForWithTheSameArgumentsEverywhere(t *testing.T) {
	s := newServer(t, nil)
	one := s.schema.DataSourceSchemas["crossaccount_assumable_role"].Block
	many := s.schema.DataSourceSchemas["crossaccount_assumable_roles"].Block
	credentials := s.schema.EphemeralResourceSchemas[credentialsType].Block
	for _, block := range []*tfprotov5.SchemaBlock{many, credentials} {
		if diff := cmp.Diff(arguments(one.BlockTypes[0].Block), arguments(block.BlockTypes[0].Block)); diff != "" {
			t.Errorf("via (-one +other):\n%s", diff)
		}
	}
	hop := arguments(one.BlockTypes[0].Block)
	for _, name := range slices.Sorted(maps.Keys(hop)) {
		if _, ok := arguments(credentials)[name]; !ok {
			t.Errorf("crossaccount_credentials has no %s", name)
		}
	}
	singular, plural := arguments(one), arguments(many)
	delete(singular, "role_arn")
	for name, own := range map[string]bool{"role_arns": true, "external_ids": true, "trust_policies": true} {
		if _, ok := plural[name]; ok != own {
			t.Errorf("crossaccount_assumable_roles has no %s", name)
		}
		delete(plural, name)
	}
	if diff := cmp.Diff(singular, plural); diff != "" {
		t.Errorf("arguments (-one +many):\n%s", diff)
	}
}

// arguments describes the arguments of a block, by name.
func arguments(b *tfprotov5.SchemaBlock) map[string]string {
	described := map[string]string{}
	for _, a := range b.Attributes {
		if a.Required || a.Optional {
			described[a.Name] = strings.Join([]string{a.Type.String(), a.Description}, ": ")
			if a.Sensitive {
				described[a.Name] += " (sensitive)"
			}
		}
	}
	return described
}
