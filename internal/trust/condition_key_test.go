// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// keyFindings returns what is found about the name of a condition key.
func keyFindings(tb testing.TB, operator, key, value string) []string {
	tb.Helper()
	d := mustParse(tb, fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{%q:{%q:%q}}}}`, operator, key, value))
	var found []string
	for _, f := range d.Check() {
		if f.Code == "INVALID_GLOBAL_CONDITION_KEY" || f.Code == "INVALID_SERVICE_CONDITION_KEY" {
			found = append(found, f.Code+": "+f.Message)
		}
	}
	return found
}

func TestATypoInAConditionKeyIsFound(t *testing.T) {
	for key, want := range map[string]struct{ code, meant string }{
		"sts:ExternId":                    {"INVALID_SERVICE_CONDITION_KEY", "sts:ExternalId"},
		"sts:ExternalID2":                 {"INVALID_SERVICE_CONDITION_KEY", "sts:ExternalId"},
		"STS:external_id":                 {"INVALID_SERVICE_CONDITION_KEY", "sts:ExternalId"},
		"sts:External-Id":                 {"INVALID_SERVICE_CONDITION_KEY", "sts:ExternalId"},
		"sts: ExternalId":                 {"INVALID_SERVICE_CONDITION_KEY", "sts:ExternalId"},
		"aws:ExternalId":                  {"INVALID_GLOBAL_CONDITION_KEY", "sts:ExternalId"},
		"aws:PrincipleArn":                {"INVALID_GLOBAL_CONDITION_KEY", "aws:PrincipalArn"},
		"aws:PrincipalOrgId2":             {"INVALID_GLOBAL_CONDITION_KEY", "aws:PrincipalOrgID"},
		"aws:multi_factor_auth_present":   {"INVALID_GLOBAL_CONDITION_KEY", "aws:MultiFactorAuthPresent"},
		"aws:SourceVp":                    {"INVALID_GLOBAL_CONDITION_KEY", "aws:SourceIp or aws:SourceVpc"},
		"aws:PrincipalTags/team":          {"INVALID_GLOBAL_CONDITION_KEY", "aws:PrincipalTag/team"},
		"aws:RequestTags/a/b":             {"INVALID_GLOBAL_CONDITION_KEY", "aws:RequestTag/a/b"},
		"aws:PrincipalTag":                {"INVALID_GLOBAL_CONDITION_KEY", "aws:PrincipalTag/TAG"},
		"iam:ResourcesTag/sts:ExternalId": {"INVALID_SERVICE_CONDITION_KEY", "iam:ResourceTag/sts:ExternalId"},
		"iam:PolicyArns":                  {"INVALID_SERVICE_CONDITION_KEY", "iam:PolicyARN"},
	} {
		text := fmt.Sprintf("%s: %q is a condition key that AWS does not document, and that differs little from %s. "+
			"No request has a key that does not exist, so that the condition never holds. Did you mean %[3]s?", want.code, key, want.meant)
		if got := keyFindings(t, "StringEquals", key, "x"); !slices.Equal(got, []string{text}) {
			t.Errorf("%s: %q, want %q", key, got, text)
		}
	}
}

func TestAKeyThatMayBeNewIsTaken(t *testing.T) {
	for _, key := range []string{
		"aws:PrincipalColour", "aws:Principal", "aws:X", "aws:", "sts:Id", "sts:SessionPolicyArn", "iam:Path", "sts:ExternalIdentity", "aws:PrincipalTag/", "aws:PrincipalTag/aws:PrincipleArn",
		"aws:RequestTag/tem", "sts:RequestContext/identitystore:UserId", "ec2:SourceInstanceArn", "saml:aut", "s3:ExternId", "ExternId", "stss:ExternalId", "awssts:ExternalId",
		"token.actions.githubusercontent.com:subs", "oidc.eks.eu-central-1.amazonaws.com/id/X:sub", strings.Repeat("aws:PrincipalArn", 1000),
	} {
		if got := keyFindings(t, "StringEquals", key, "x"); got != nil {
			t.Errorf("%s: %q", key, got)
		}
	}
}

func TestATypoInAConditionKeyTellsWhatTheConditionDoes(t *testing.T) {
	for operator, want := range map[string]string{
		"StringEquals": "never holds", "StringEqualsIfExists": "always holds", "StringNotEquals": "always holds", "ForAllValues:StringLike": "always holds",
		"ForAnyValue:StringNotEquals": "never holds", "Null true": "always holds", "Null false": "never holds", "Null maybe": "never holds",
		"ForAnyValue:Null true": "has no meaning that AWS documents",
	} {
		operator, value, _ := strings.Cut(operator, " ")
		got := keyFindings(t, operator, "sts:ExternId", value)
		if len(got) != 1 || !strings.Contains(got[0], "so that the condition "+want+". ") {
			t.Errorf("%s %s: %q, want that it %s", operator, value, got, want)
		}
	}
}

// checkedKeys are the names of the known keys whose like are looked for, each
// with a tag where it takes one.
func checkedKeys() []string {
	var keys []string
	for _, k := range conditionKeys {
		if strings.HasPrefix(k.name, "saml:") {
			continue
		}
		if strings.HasSuffix(k.name, "/") {
			keys = append(keys, k.name+"team")
			continue
		}
		keys = append(keys, k.name)
	}
	return keys
}

func TestNoKnownKeyIsTakenForATypo(t *testing.T) {
	for _, key := range checkedKeys() {
		for _, written := range []string{key, strings.ToLower(key), strings.ToUpper(key)} {
			if got := keyFindings(t, "StringEquals", written, "x"); got != nil {
				t.Errorf("%s: %q", written, got)
			}
		}
	}
}

func TestEachLetterOfAKnownKeyCounts(t *testing.T) {
	known := checkedKeys()
	isKnown := func(key string) bool {
		return slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, key) })
	}
	tried := 0
	for _, key := range known {
		name, _, _ := strings.Cut(key, "/")
		rest := strings.TrimPrefix(key, name)
		for i := strings.IndexByte(name, ':') + 1; i < len(name); i++ {
			typos := []string{name[:i] + name[i+1:], name[:i+1] + name[i:]}
			if i+1 < len(name) {
				typos = append(typos, name[:i]+name[i+1:i+2]+name[i:i+1]+name[i+2:])
			}
			for _, typo := range typos {
				if isKnown(typo + rest) {
					continue
				}
				tried++
				got := keyFindings(t, "StringEquals", typo+rest, "x")
				if len(got) != 1 || !strings.Contains(got[0], key) {
					t.Errorf("%s is not taken for a typo of %s: %q", typo+rest, key, got)
				}
			}
		}
	}
	if tried < 2000 {
		t.Errorf("only %d typos were tried", tried)
	}
}

func TestAnExternalIDIsNotShownWhereItsKeyHasATypo(t *testing.T) {
	for _, key := range []string{"sts:ExternalId", "sts:ExternId", "STS:external_id", "aws:ExternalId"} {
		r := Check(fmt.Sprintf(`{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole",`+
			`"Condition":{"StringEquals":{%q:["planted-*-secret","${planted-secret}"]},"Bool":{%[1]q:"planted-secret"},"NumericEquals":{%[1]q:"planted-secret"}}}}`, key))
		text := fmt.Sprint(r.Findings)
		if len(r.Findings) < 3 || strings.Contains(text, "planted") {
			t.Errorf("%s: %s", key, text)
		}
	}
}

func TestTheListsOfKeysHaveKnownKeysAlone(t *testing.T) {
	for _, list := range [][]string{callerKeys, keysOfAnybody} {
		for _, key := range list {
			if knownKey(key) == nil {
				t.Errorf("%s is no known key", key)
			}
		}
	}
	for i, k := range conditionKeys[1:] {
		if before := conditionKeys[i].name; strings.ToLower(before) >= strings.ToLower(k.name) {
			t.Errorf("%s stands behind %s", k.name, before)
		}
	}
}
