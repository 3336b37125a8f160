// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

func TestFunctionsReturn(t *testing.T) {
	s := newServer(t, nil)
	tests := []struct {
		function  string
		arguments []any
		want      any
	}{
		{"account_parse", []any{"Dev | 123456789012"}, attrs{"account_id": "123456789012", "label": "Dev"}},
		{"account_parse", []any{"123456789012"}, attrs{"account_id": "123456789012", "label": nil}},
		{"account_format", []any{"A | B", "1234-5678-9012"}, "A | B | 123456789012"},
		{"role_arn_build", []any{"Dev | 123456789012", "deploy", nil, nil}, "arn:aws:iam::123456789012:role/deploy"},
		{"role_arn_build", []any{"123456789012", "deploy", "/a/b/", "aws-iso-f"}, "arn:aws-iso-f:iam::123456789012:role/a/b/deploy"},
		{"role_arn_parse", []any{"arn:aws-cn:iam::123456789012:role/a/b/deploy"}, attrs{
			"partition": "aws-cn", "account_id": "123456789012", "role_name": "deploy", "path": "/a/b/", "session_name": nil,
		}},
		{"role_arn_parse", []any{"arn:aws:sts::123456789012:assumed-role/deploy/ci"}, attrs{
			"partition": "aws", "account_id": "123456789012", "role_name": "deploy", "path": nil, "session_name": "ci",
		}},
		{"session_name", []any{"a b", "c"}, "a-b-c"},
		{"trust_policy_normalize", []any{goodTrustPolicy}, goodTrustPolicyNormalized},
		{"trust_policy_normalize", []any{goodTrustPolicyNormalized}, goodTrustPolicyNormalized},
	}
	for _, tt := range tests {
		t.Run(tt.function, func(t *testing.T) {
			got, err := s.call(tt.function, tt.arguments...)
			if err != "" {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%v (-want +got):\n%s", tt.arguments, diff)
			}
		})
	}
}

func TestARoleARNThatWasBuiltComesApartAgain(t *testing.T) {
	s := newServer(t, nil)
	random := rand.New(rand.NewPCG(5, 6))
	const nameChars = "abcXYZ019_+=,.@-"
	text := func(chars string, least, most int) string {
		b := make([]byte, least+random.IntN(most-least+1))
		for i := range b {
			b[i] = chars[random.IntN(len(chars))]
		}
		return string(b)
	}
	for _, partition := range iamarn.PartitionIDs() {
		for range 200 {
			want := attrs{
				"partition": partition, "account_id": fmt.Sprintf("%012d", random.Int64N(1e12)),
				"path": "/", "role_name": text(nameChars, 1, 64), "session_name": nil,
			}
			if random.IntN(4) > 0 {
				want["path"] = "/" + text(nameChars+"/:*?!~\"\\'$", 1, 510) + "/"
			}
			arn, err := s.call("role_arn_build", want["account_id"], want["role_name"], want["path"], partition)
			if err != "" {
				t.Fatal(err)
			}
			got, err := s.call("role_arn_parse", arn)
			if err != "" {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", arn, diff)
			}
		}
	}
}

func TestFunctionErrorsStandOnTheirArgument(t *testing.T) {
	s := newServer(t, nil)
	tests := map[string]struct {
		function  string
		arguments []any
		want      string // with "@" and the argument behind it
	}{
		"account_parse": {
			"account_parse", []any{""},
			strings.TrimSuffix(emptyChoice, ".") + " @choice",
		},
		"account_format, label": {
			"account_format", []any{" Dev", "123456789012"},
			`Invalid label: The label " Dev" of account 123456789012 has white space around it, which is lost when the choice is read: write "Dev" @label`,
		},
		"account_format, account": {
			"account_format", []any{"Dev", "12345678901"},
			`Invalid account ID: "12345678901" is no account ID: it has 11 digits, an account ID has 12; ` +
				`a leading zero was probably lost: write it in quotes, as in "012345678901" @account_id`,
		},
		"role_arn_build, account": {
			"role_arn_build", []any{"", "deploy", nil, nil},
			strings.TrimSuffix(emptyChoice, ".") + " @account",
		},
		"role_arn_build, path": {
			"role_arn_build", []any{"123456789012", "deploy", "team", nil},
			`Invalid path: "team" is not a valid path: a path begins with "/": write "/" for none, or a path such as "/team/" @path`,
		},
		"role_arn_build, all": {
			"role_arn_build", []any{"", "a b", "team", "x"},
			strings.TrimSuffix(emptyChoice, ".") + "\n" +
				`Invalid role name: "a b" is not a valid role name: at position 2, ' ' cannot stand in a role name: use ASCII letters, digits and characters of _+=,.@-` + "\n" +
				`Invalid path: "team" is not a valid path: a path begins with "/": write "/" for none, or a path such as "/team/"` + "\n" +
				`Invalid partition: "x" is not a valid partition: there is no such partition, use one of aws, aws-cn, aws-us-gov, aws-iso, aws-iso-b, aws-iso-e, aws-iso-f, aws-eusc @account`,
		},
		"role_arn_parse, user": {
			"role_arn_parse", []any{"arn:aws:iam::123456789012:user/alice"},
			`Invalid role ARN: "arn:aws:iam::123456789012:user/alice" is not a valid role ARN: it names a user, not a role: write the ARN of a role or of a role session @arn`,
		},
		"role_arn_parse, no ARN": {
			"role_arn_parse", []any{"deploy"},
			`Invalid role ARN: "deploy" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME @arn`,
		},
		"trust_policy_normalize": {
			"trust_policy_normalize", []any{"{\"Statement\":[],\n \"Comment\":\"x\",\"Id\":1}"},
			"Invalid policy document: Line 2, column 2, Comment: a policy has no such element: use one of Version, Id, Statement.\n" +
				"Line 2, column 21, Id: here is a number, where a string belongs @json",
		},
		"session_name": {
			"session_name", []any{"x"},
			`No session name: "x" is not a valid session name: the parts have too few of the characters that AWS takes: give at least 2 letters or digits`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := s.call(tt.function, tt.arguments...)
			if got != nil {
				t.Errorf("a result came with the error: %v", got)
			}
			if diff := cmp.Diff(tt.want, err); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}
