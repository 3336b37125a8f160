// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestAnExternalIDThatNeedNotBeGivenIsFoundOnce(t *testing.T) {
	const (
		role    = `{"AWS":"arn:aws:iam::111122223333:role/ci"}`
		account = `{"AWS":"111122223333"}`
		service = `{"Service":"cognito-idp.amazonaws.com"}`
		open    = "EXTERNAL_ID_NOT_REQUIRED"
		id      = `{"sts:ExternalId":"planted-secret"}`
	)
	statement := func(principal, action, conditions string) string {
		return fmt.Sprintf(`{"Effect":"Allow","Principal":%s,"Action":%s,"Condition":{%s}}`, principal, action, conditions)
	}
	assuming := func(principal, conditions string) string { return statement(principal, `"sts:AssumeRole"`, conditions) }
	denying := func(conditions string) string {
		return `{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{` + conditions + `}}`
	}
	for name, tt := range map[string]struct {
		statements string
		want       []string
	}{
		"equal":                          {assuming(role, `"StringEquals":`+id), nil},
		"like":                           {assuming(role, `"StringLike":`+id), nil},
		"any value":                      {assuming(role, `"ForAnyValue:StringEquals":`+id), nil},
		"any value that is not":          {assuming(role, `"ForAnyValue:StringNotEquals":`+id), nil},
		"present":                        {assuming(role, `"Null":{"sts:ExternalId":"false"}`), nil},
		"if it exists":                   {assuming(role, `"StringEqualsIfExists":`+id), []string{open}},
		"in any case":                    {assuming(role, `"StringEqualsIfExists":{"STS:externalid":"x"}`), []string{open}},
		"not equal":                      {assuming(role, `"StringNotEquals":`+id), []string{open}},
		"not like, if it exists":         {assuming(role, `"StringNotLikeIfExists":`+id), []string{open}},
		"all values":                     {assuming(role, `"ForAllValues:StringEquals":`+id), []string{open}},
		"absent":                         {assuming(role, `"Null":{"sts:ExternalId":"true"}`), []string{open}},
		"neither absent nor present":     {assuming(role, `"Null":{"sts:ExternalId":"maybe"}`), []string{"TYPE_MISMATCH_BOOLEAN"}},
		"what AWS does not explain":      {assuming(role, `"ForAllValues:Null":{"sts:ExternalId":"true"}`), nil},
		"two that need not be given":     {assuming(role, `"ForAllValues:StringEquals":`+id+`,"StringNotEquals":`+id), []string{open}},
		"if it exists, and present":      {assuming(role, `"StringEqualsIfExists":`+id+`,"Null":{"sts:ExternalId":"false"}`), nil},
		"not equal, but like":            {assuming(role, `"StringNotEquals":`+id+`,"StringLike":{"sts:ExternalId":"acme-*"}`), nil},
		"all values, and present":        {assuming(role, `"ForAllValues:StringEquals":`+id+`,"Null":{"sts:ExternalId":"false"}`), []string{"FORALLVALUES_WITH_SINGLE_VALUED_KEY"}},
		"for an account":                 {assuming(account, `"StringEqualsIfExists":`+id), []string{open}},
		"for an account by a role":       {assuming(account, `"StringEqualsIfExists":`+id+`,"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/ci"}`), []string{open}},
		"for a service":                  {assuming(service, `"StringEqualsIfExists":`+id), []string{open}},
		"for everybody":                  {assuming(`{"AWS":"*"}`, `"StringEqualsIfExists":`+id), []string{"UNRESTRICTED_PRINCIPAL", open}},
		"with session tags":              {statement(role, `["sts:AssumeRole","sts:TagSession"]`, `"StringNotEquals":`+id), []string{open}},
		"session tags alone":             {statement(role, `"sts:TagSession"`, `"StringNotEquals":`+id), nil},
		"of the account, without any":    {assuming(account, `"Bool":{"aws:SecureTransport":"true"}`), []string{"ACCOUNT_WITHOUT_CONDITION"}},
		"another key that is not":        {assuming(role, `"StringNotEquals":{"aws:PrincipalTag/team":"red"}`), nil},
		"denied":                         {denying(`"StringNotEquals":` + id), nil},
		"denied to all who give none":    {assuming(role, `"StringEqualsIfExists":`+id) + "," + denying(`"Null":{"sts:ExternalId":"true"}`), nil},
		"denied to all who give another": {assuming(role, `"StringEqualsIfExists":`+id) + "," + denying(`"StringNotEquals":`+id), nil},
		"denied to some who give none":   {assuming(role, `"StringEqualsIfExists":`+id) + "," + denying(`"Null":{"sts:ExternalId":"true"},"Bool":{"aws:SecureTransport":"false"}`), []string{open}},
		"denied to who gives it":         {assuming(role, `"StringEqualsIfExists":`+id) + "," + denying(`"StringEquals":`+id), []string{open}},
		"in two statements":              {assuming(role, `"StringEqualsIfExists":`+id) + "," + assuming(account, `"StringNotEquals":`+id), []string{open, open}},
	} {
		t.Run(name, func(t *testing.T) {
			r := Check(`{"Version":"2012-10-17","Statement":[` + tt.statements + `]}`)
			var codes []string
			for _, f := range r.Findings {
				codes = append(codes, f.Code)
			}
			if !slices.Equal(codes, tt.want) {
				t.Errorf("%v, want %v", r.Findings, tt.want)
			}
			if text := fmt.Sprint(r.Findings); strings.Contains(text, "planted") {
				t.Errorf("an external ID is shown: %s", text)
			}
		})
	}
}

func TestWhoeverLetsInWithoutTheExternalIDIsWarned(t *testing.T) {
	request := stranger(t, nil)
	let, kept := 0, 0
	for _, name := range operatorNames().names {
		o, _ := parseOperator(name)
		for _, value := range []string{"true", "false", "x"} {
			d := mustParse(t, fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"999988887777"},"Condition":{%q:{"sts:ExternalId":%q}}}}`, name, value))
			decision := d.Evaluate(request).Decision
			warned := slices.ContainsFunc(d.Check(), func(f Finding) bool { return f.Code == "EXTERNAL_ID_NOT_REQUIRED" })
			if warned != (decision == Allowed) {
				t.Errorf("%s with %s: without external ID the request is %s, and that somebody is warned is %t", o, value, decision, warned)
			}
			if warned {
				let++
			} else {
				kept++
			}
		}
	}
	if let < 100 || kept < 100 {
		t.Errorf("%d conditions let in a request without external ID, %d do not", let, kept)
	}
}
