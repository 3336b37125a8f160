// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Callers as AWS names them, and what each may expect. A session's name differs
// from run to run, and is told nowhere.
// Source: IAM User Guide, "AWS JSON policy elements: Principal"; Amazon EKS User
// Guide, "IAM roles for service accounts" and "EKS Pod Identity".
func TestCallerIdentityKnowsEveryKindOfCaller(t *testing.T) {
	const account = "111111111111"
	role := func(name string) attrs {
		return attrs{"principal_type": "AssumedRole", "principal_arn": "arn:aws:iam::" + account + ":role/" + name, "role_name": name, "role_session": true}
	}
	tests := map[string]struct {
		arn  string
		want attrs
	}{
		"an EKS service account (IRSA), by the AWS SDK for Go": {
			"arn:aws:sts::" + account + ":assumed-role/torque-agent/1764094523123456789", role("torque-agent"),
		},
		"an EKS service account (IRSA), by boto3": {
			"arn:aws:sts::" + account + ":assumed-role/torque-agent/botocore-session-1764094523", role("torque-agent"),
		},
		"an EKS Pod Identity": {
			"arn:aws:sts::" + account + ":assumed-role/torque-agent/eks-agents-torque-agen-2b1f3c4d-5e6f-4a0b-9c1d-7e8f90a1b2c3", role("torque-agent"),
		},
		"an instance": {"arn:aws:sts::" + account + ":assumed-role/agent/i-0123456789abcdef0", role("agent")},
		"IAM Identity Center": {
			"arn:aws:sts::" + account + ":assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jane.doe@example.com", role("AWSReservedSSO_Admin_0123456789abcdef"),
		},
		"the root user": {
			"arn:aws:iam::" + account + ":root",
			attrs{"principal_type": "Account", "principal_arn": "arn:aws:iam::" + account + ":root", "role_name": nil, "role_session": false},
		},
		"a user with a path": {
			"arn:aws:iam::" + account + ":user/team/ci",
			attrs{"principal_type": "User", "principal_arn": "arn:aws:iam::" + account + ":user/team/ci", "role_name": nil, "role_session": false},
		},
		"a federated user": {
			"arn:aws:sts::" + account + ":federated-user/alice",
			attrs{"principal_type": "FederatedUser", "principal_arn": "arn:aws:sts::" + account + ":federated-user/alice", "role_name": nil, "role_session": false},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			sts := newFakeSTS(t)
			sts.callerARN = tt.arn
			s := sts.server(t)
			got, diagnostics := s.read("crossaccount_caller_identity", nil)
			wantDiagnostics(t, diagnostics)
			tt.want["account_id"], tt.want["partition"], tt.want["expected_accounts"] = account, "aws", nil
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}

			// Chaining ahead: the check of a role knows it of the same caller.
			got, diagnostics = s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "duration_seconds": 3601, "on_failure": "report"})
			wantDiagnostics(t, diagnostics)
			wantOutputs(t, got, attrs{"role_chaining": tt.want["role_session"], "caller_arn": tt.want["principal_arn"], "assumable": tt.want["role_session"] == false})
			if failure, ok := got["failure"].(attrs); ok {
				wantOutputs(t, failure, attrs{"kind": "duration_exceeds_chaining_limit"})
			}
		})
	}
}

// As a pod on EKS does it: the token of the service account is exchanged for a
// session, by the AWS SDK, and the provider block is empty.
func TestCallerIdentityOfAPodIsItsRole(t *testing.T) {
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("the-token-of-the-service-account"), 0o600); err != nil {
		t.Fatal(err)
	}
	sts := newFakeSTS(t)
	const session = "arn:aws:sts::111111111111:assumed-role/torque-agent/1764094523123456789"
	sts.refuse = func(w http.ResponseWriter, form url.Values) bool {
		if form.Get("Action") != "AssumeRoleWithWebIdentity" {
			return false
		}
		if form.Get("WebIdentityToken") != "the-token-of-the-service-account" || form.Get("RoleArn") != "arn:aws:iam::111111111111:role/torque-agent" {
			t.Errorf("AssumeRoleWithWebIdentity got %v", form)
		}
		w.Header().Set("Content-Type", "text/xml")
		writeAssumed(w, "AssumeRoleWithWebIdentity", session)
		return true
	}
	for name, value := range map[string]string{
		"AWS_ROLE_ARN": "arn:aws:iam::111111111111:role/torque-agent", "AWS_WEB_IDENTITY_TOKEN_FILE": token,
		"AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL_STS": sts.URL,
	} {
		t.Setenv(name, value)
	}
	s := newServer(t, nil)
	got, diagnostics := s.read("crossaccount_caller_identity", attrs{"expected_accounts": []any{"Master | 111111111111"}})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{
		"principal_arn": "arn:aws:iam::111111111111:role/torque-agent", "principal_type": "AssumedRole", "role_name": "torque-agent", "role_session": true,
	})
	got, diagnostics = s.read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"assumable": true, "role_chaining": true, "caller_arn": "arn:aws:iam::111111111111:role/torque-agent"})
}
