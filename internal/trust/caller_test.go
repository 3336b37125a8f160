// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"testing"
)

// Source: IAM User Guide, "Request temporary security credentials" (comparison
// of the operations).
func TestEachCallerHasItsOwnCall(t *testing.T) {
	const (
		saml = "arn:aws:iam::111111111111:saml-provider/Okta"
		oidc = "arn:aws:iam::111111111111:oidc-provider/idp.example.com"
		user = "arn:aws:iam::111111111111:user/alice"
	)
	calls := []string{AssumeRole, assumeRoleWithSAML, assumeRoleWithWebIdentity}
	for _, tt := range []struct{ key, caller, allowed string }{
		{"AWS", user, AssumeRole},
		{"Service", "lambda.amazonaws.com", AssumeRole},
		{"Service", cognito, AssumeRole},
		{"Federated", cognito, assumeRoleWithWebIdentity},
		{"Federated", "accounts.google.com", assumeRoleWithWebIdentity},
		{"Federated", oidc, assumeRoleWithWebIdentity},
		{"Federated", saml, assumeRoleWithSAML},
		{"Federated", "lambda.amazonaws.com", ""},
		{"Service", "accounts.google.com", ""},
		{"Service", saml, ""},
	} {
		d := mustParse(t, fmt.Sprintf(`{"Statement":{"Effect":"Allow","Principal":{%q:%q},"Action":"sts:*"}}`, tt.key, tt.caller))
		for _, action := range calls {
			want := ImplicitlyDenied
			if action == tt.allowed {
				want = Allowed
			}
			r := Request{Role: testRole, Caller: testCaller(t, tt.caller), Actions: []string{action}, IdentityPoliciesKnown: true}
			if got := d.Evaluate(r).Decision; got != want {
				t.Errorf("%s %s by %s: %s, want %s", tt.key, tt.caller, action, got, want)
			}
		}
	}
}

// Source: IAM User Guide, "IAM identifiers", "Unique identifiers".
func TestUniqueIDsAreOfUsersOrOfRoles(t *testing.T) {
	const (
		user    = "arn:aws:iam::111111111111:user/alice"
		role    = "arn:aws:iam::111111111111:role/Deployer"
		session = "arn:aws:sts::111111111111:assumed-role/Deployer/run-1"
	)
	for _, tt := range []struct {
		id, caller string
		userID     []string
		want       Fit
	}{
		{"AIDAEXAMPLE", user, nil, FitUnknown},
		{"AROAEXAMPLE", user, nil, FitNoMatch},
		{"AROAEXAMPLE", role, nil, FitUnknown},
		{"AROAEXAMPLE", session, nil, FitUnknown},
		{"AIDAEXAMPLE", session, nil, FitNoMatch},
		{"AIDAEXAMPLE", user, []string{"AIDAEXAMPLE"}, FitMatch},
		{"AROAEXAMPLE", session, []string{"AROAEXAMPLE:run-1"}, FitMatch},
		{"AROAEXAMPLE", session, []string{"AROAANOTHER:run-1"}, FitNoMatch},
	} {
		values := map[string][]string{}
		if tt.userID != nil {
			values["aws:userid"] = tt.userID
		}
		d := mustParse(t, `{"Statement":{"Effect":"Allow","Principal":{"AWS":"`+tt.id+`"},"Action":"sts:AssumeRole"}}`)
		e := d.Evaluate(Request{Role: testRole, Caller: testCaller(t, tt.caller), Context: mustContext(t, values, false)})
		if got := e.Statements[0].Principal(); got != tt.want {
			t.Errorf("%s for %s of %q: %s, want %s", tt.id, tt.caller, tt.userID, got, tt.want)
		}
	}
}
