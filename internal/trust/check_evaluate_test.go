// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// The tests in this file hold what the check concludes to what evaluation
// decides.

// stranger returns a request of somebody who has nothing to do with the role.
func stranger(t *testing.T, values map[string][]string) Request {
	t.Helper()
	role, err := iamarn.ParseRole("arn:aws:iam::111122223333:role/target")
	if err != nil {
		t.Fatal(err)
	}
	caller, err := ParseCaller("arn:aws:sts::999988887777:assumed-role/stranger/session")
	if err != nil {
		t.Fatal(err)
	}
	context, errs := NewContext(values, true)
	if errs != nil {
		t.Fatal(errs)
	}
	policy := mustParse(t, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
	return Request{Role: role, Caller: caller, Context: context, IdentityPolicies: []Document{policy}, IdentityPoliciesKnown: true}
}

func TestConditionsThatRequireTheirKeyFailWithoutIt(t *testing.T) {
	values := map[valueType]string{
		stringType: "x", arnType: "arn:aws:iam::111122223333:role/x", numericType: "1", dateType: "2026-01-01", boolType: "true", binaryType: "YWJj", ipType: "203.0.113.1",
	}
	request := stranger(t, nil)
	for _, name := range operatorNames().names {
		o, _ := parseOperator(name)
		of := baseOperators[o.base].of
		tried := []string{values[of]}
		if of == presenceType {
			if tried = []string{"true", "false"}; o.set != noSet {
				continue // AWS does not say what that means
			}
		}
		for _, value := range tried {
			d := mustParse(t, fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"},"Condition":{%q:{"key":%q}}}}`, name, value))
			fails := d.Evaluate(request).Statements[0].Condition() == FitNoMatch
			if got := d.statements[0].conditions[0].requiresKey(); got != fails {
				t.Errorf("%s with %s requires its key: %t; without it, it fails: %t", name, value, got, fails)
			}
		}
	}
}

func TestWhoeverLetsInAStrangerIsWarned(t *testing.T) {
	request := stranger(t, map[string][]string{
		"aws:PrincipalArn": {"arn:aws:iam::999988887777:role/stranger"}, "aws:PrincipalAccount": {"999988887777"}, "aws:PrincipalType": {"AssumedRole"},
		"aws:userid": {"AROASTRANGER12345678:session"}, "aws:PrincipalOrgID": {"o-strangers1"}, "aws:PrincipalOrgPaths": {"o-strangers1/r-s/ou-s/"},
		"aws:SourceIp": {"198.51.100.7"}, "aws:SecureTransport": {"true"}, "aws:ViaAWSService": {"false"}, "sts:RoleSessionName": {"session"},
	})
	warned := []string{"UNRESTRICTED_PRINCIPAL", "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL"}
	let := 0
	for _, text := range documents(t) {
		d := mustParse(t, text)
		if d.Evaluate(request).Decision != Allowed {
			continue
		}
		let++
		if !slices.ContainsFunc(d.Check(), func(f Finding) bool { return slices.Contains(warned, f.Code) }) {
			t.Errorf("nobody is warned of %s", text)
		}
	}
	if let < 20 {
		t.Errorf("only %d documents let in a stranger", let)
	}
}

// Everybody is named here, by an Allow with a condition, or by one without and a
// Deny of all others.
func TestWhoeverLetsInAStrangerByAPatternIsWarned(t *testing.T) {
	request := stranger(t, map[string][]string{
		"aws:PrincipalArn": {"arn:aws:iam::999988887777:role/stranger"}, "aws:PrincipalAccount": {"999988887777"}, "aws:userid": {"AROASTRANGER12345678:session"},
		"aws:PrincipalOrgID": {"o-strangers1"}, "aws:PrincipalOrgPaths": {"o-strangers1/r-s/ou-s/"}, "aws:SourceVpc": {"vpc-5"},
	})
	let, kept := 0, 0
	for _, tt := range []struct {
		key    string
		values []string
	}{
		{"aws:PrincipalArn", []string{"*", "arn:*", "arn:aws:iam::*:role/stranger", "arn:aws:iam::9999????7777:role/*", "arn:aws:iam::111122223333:role/*"}},
		{"aws:PrincipalAccount", []string{"*", "9*", "????????????", "111122223333"}},
		{"aws:PrincipalOrgID", []string{"*", "o-*", "o-stranger?1", "o-a1b2c3d4e5"}},
		{"aws:PrincipalOrgPaths", []string{"*", "o-*", "o-*/r-s/*", "o-a1b2c3d4e5/*"}},
		{"aws:userid", []string{"*", "AROA*", "*:session", "AROAEXAMPLE123456789:*"}},
		{"aws:SourceVpc", []string{"*", "vpc-*", "vpc-1"}},
	} {
		for _, value := range tt.values {
			allow, deny := "StringLike", "StringNotLike"
			if tt.key == "aws:PrincipalOrgPaths" {
				allow, deny = "ForAnyValue:StringLike", "" // AWS documents no Deny of all others for it
			}
			texts := []string{fmt.Sprintf(`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{%q:{%q:%q}}}]}`, allow, tt.key, value)}
			if deny != "" {
				texts = append(texts, fmt.Sprintf(`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},`+
					`{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{%q:{%q:%q}}}]}`, deny, tt.key, value))
			}
			for _, text := range texts {
				d := mustParse(t, text)
				isWarned := slices.ContainsFunc(d.Check(), func(f Finding) bool { return f.Code == "UNRESTRICTED_PRINCIPAL" })
				switch decision := d.Evaluate(request).Decision; {
				case decision == Allowed && !isWarned:
					t.Errorf("nobody is warned of %s", text)
				case decision == Allowed:
					let++
				case isWarned:
					t.Errorf("there is a warning of %s, which keeps strangers out", text)
				default:
					kept++
				}
			}
		}
	}
	if let < 30 || kept < 10 {
		t.Errorf("%d policies let in a stranger, %d keep one out", let, kept)
	}
}

func TestWhoeverLetsInAStrangersWorkflowIsWarned(t *testing.T) {
	request := stranger(t, map[string][]string{
		github + ":sub": {"repo:acme-stranger/app:ref:refs/heads/main"}, github + ":aud": {"sts.amazonaws.com"}, github + ":repository_owner": {"acme-stranger"},
	})
	request.Actions = []string{"sts:AssumeRoleWithWebIdentity"}
	var err error
	if request.Caller, err = ParseCaller("arn:aws:iam::111122223333:oidc-provider/" + github); err != nil {
		t.Fatal(err)
	}
	warned := []string{"MISSING_IDENTITY_PROVIDER_CONTROL", "WEAK_IDENTITY_PROVIDER_CONTROL", "UNSPECIFIC_GITHUB_SUBJECT"}
	let, kept := 0, 0
	for _, name := range operatorNames().names {
		o, _ := parseOperator(name)
		if of := baseOperators[o.base].of; of != stringType && of != presenceType {
			continue
		}
		for _, values := range []string{
			`"*"`, `"?*"`, `["*","repo:acme/app:*"]`, `"repo:*"`, `"repo:*/*"`, `"repo:acme*"`, `"repo:acme?stranger/app:*"`, `"*:ref:refs/heads/main"`, `"re?o:*"`, `"r*/app:*"`, `"*epo:*/app*"`,
			`"repo:acme/app:*"`, `"repo:acme/app:ref:refs/heads/main"`, `"repo:acme/*"`, `"repository_owner_id:1:*"`, `"false"`, `"true"`, `[]`,
		} {
			for _, key := range []string{":sub", ":repository_owner"} {
				text := fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":%q},"Condition":{%q:{%q:%s}}}}`,
					request.Caller, name, github+key, values)
				d := mustParse(t, text)
				isWarned := slices.ContainsFunc(d.Check(), func(f Finding) bool { return slices.Contains(warned, f.Code) })
				switch decision := d.Evaluate(request).Decision; {
				case decision == Allowed && !isWarned:
					t.Errorf("nobody is warned of %s", text)
				case decision == Allowed:
					let++
				case !isWarned:
					kept++
				}
			}
		}
	}
	if let < 100 || kept < 20 {
		t.Errorf("%d conditions let in a stranger, %d keep others out without a finding", let, kept)
	}
}
