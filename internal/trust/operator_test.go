// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// The definitions of this file are those of the IAM User Guide, "IAM JSON
// policy elements: Condition operators", written without a look at the code
// that they are compared with: regular expressions for patterns, fractions for
// numbers, net.IPNet for networks.

// definition tells whether a value of the request is what one value of the
// policy asks for, by a positive operator.
type definition func(policy, request string) bool

func like(policy, request string) bool {
	expression := strings.NewReplacer(`\*`, `(?s:.*)`, `\?`, `(?s:.)`).Replace(regexp.QuoteMeta(policy))
	return regexp.MustCompile(`^(?:` + expression + `)$`).MatchString(request)
}

func arnLike(policy, request string) bool {
	if strings.Count(request, ":") < 5 {
		return false
	}
	if policy == "*" {
		return true
	}
	if strings.Count(policy, ":") < 5 {
		return false
	}
	want, got := strings.SplitN(policy, ":", 6), strings.SplitN(request, ":", 6)
	for i := range want {
		if !like(want[i], got[i]) {
			return false
		}
	}
	return true
}

func numeric(holds func(sign int) bool) definition {
	return func(policy, request string) bool {
		p, okP := new(big.Rat).SetString(policy)
		r, okR := new(big.Rat).SetString(request)
		return okP && okR && holds(r.Cmp(p))
	}
}

func date(holds func(sign int) bool) definition {
	read := func(s string) (time.Time, bool) {
		if seconds, ok := new(big.Int).SetString(s, 10); ok {
			return time.Unix(seconds.Int64(), 0), true
		}
		for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01"} {
			if t, err := time.Parse(layout, s); err == nil {
				return t, true
			}
		}
		return time.Time{}, false
	}
	return func(policy, request string) bool {
		p, okP := read(policy)
		r, okR := read(request)
		return okP && okR && holds(r.Compare(p))
	}
}

func inNetwork(policy, request string) bool {
	if !strings.Contains(policy, "/") {
		policy += map[bool]string{true: "/128", false: "/32"}[strings.Contains(policy, ":")]
	}
	_, network, err := net.ParseCIDR(policy)
	ip := net.ParseIP(request)
	if err != nil || ip == nil || (len(network.IP) == net.IPv4len) == strings.Contains(request, ":") {
		return false
	}
	return network.Contains(ip)
}

var (
	isEqual   = func(sign int) bool { return sign == 0 }
	isLess    = func(sign int) bool { return sign < 0 }
	isNotMore = func(sign int) bool { return sign <= 0 }
	isMore    = func(sign int) bool { return sign > 0 }
	isNotLess = func(sign int) bool { return sign >= 0 }
)

// definitions has the operators as the documentation lists them. An operator
// with not holds where the other one does not.
var definitions = []struct {
	name   string
	not    bool
	holds  definition
	values []string // of policies and requests
}{
	{"StringEquals", false, func(p, r string) bool { return p == r }, texts},
	{"StringNotEquals", true, func(p, r string) bool { return p == r }, texts},
	{"StringEqualsIgnoreCase", false, strings.EqualFold, texts},
	{"StringNotEqualsIgnoreCase", true, strings.EqualFold, texts},
	{"StringLike", false, like, texts},
	{"StringNotLike", true, like, texts},
	{"ArnEquals", false, arnLike, arns},
	{"ArnLike", false, arnLike, arns},
	{"ArnNotEquals", true, arnLike, arns},
	{"ArnNotLike", true, arnLike, arns},
	{"NumericEquals", false, numeric(isEqual), numbers},
	{"NumericNotEquals", true, numeric(isEqual), numbers},
	{"NumericLessThan", false, numeric(isLess), numbers},
	{"NumericLessThanEquals", false, numeric(isNotMore), numbers},
	{"NumericGreaterThan", false, numeric(isMore), numbers},
	{"NumericGreaterThanEquals", false, numeric(isNotLess), numbers},
	{"DateEquals", false, date(isEqual), dates},
	{"DateNotEquals", true, date(isEqual), dates},
	{"DateLessThan", false, date(isLess), dates},
	{"DateLessThanEquals", false, date(isNotMore), dates},
	{"DateGreaterThan", false, date(isMore), dates},
	{"DateGreaterThanEquals", false, date(isNotLess), dates},
	{"Bool", false, func(p, r string) bool { return strings.EqualFold(p, r) && len(p) > 3 }, []string{"true", "false", "True", "FALSE", "no", "1"}},
	{"BinaryEquals", false, func(p, r string) bool { return p == r && p != "!" }, []string{"QmluYXJ5", "QmluYXJ4", "", "!"}},
	{"IpAddress", false, inNetwork, addresses},
	{"NotIpAddress", true, inNetwork, addresses},
}

var (
	texts = []string{"", "a", "A", "ab", "abc", "aXc", "a*", "*", "?", "a?c", "*b*", "a*b*c", "**", "é", "É", "ab c", "a*c", "abcabc", "*abc", "a$c", "a\nc", "日本", "日?"}
	arns  = []string{
		"*", "arn", "arn:aws:iam::111122223333:role/x", "arn:aws:iam::111122223333:role/*", "arn:aws:iam::*:role/x", "arn:*:*:*:*:*", "arn:aws:iam:*",
		"arn:aws:iam::111122223333:role/team/x", "arn:aws:s3:::b/a:b/c", "arn:aws:s3:::b/*", "arn:aws:s3:::*:b/c", "arn:aws:sns:eu-west-?:111122223333:t",
		"arn:aws:sns:eu-west-1:111122223333:t", "arn:aws:sns:eu-*:t", "a:b:c:d:e", "a:b:c:d:e:f",
	}
	numbers   = []string{"0", "-1", "1", "1.0", "10", "9", "1e1", "10.5", "0.1", "-0.5", "3600", "3599", "9007199254740993", "9007199254740992", "abc", ""}
	dates     = []string{"2026-01-01T00:00:00Z", "2026-01-01", "2026-01", "2025-12-31T23:59:59Z", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00Z", "1767225600", "1767225601", "0", "soon"}
	addresses = []string{
		"203.0.113.0/24", "203.0.113.5", "203.0.113.5/32", "203.0.113.9/24", "203.0.112.255", "0.0.0.0/0", "::/0", "2001:db8::1", "2001:DB8:0:0::1", "2001:db8::/32",
		"10.0.0.1", "10.0.0.0/8", "nothing", "203.0.113.0/31",
	}
)

func TestEveryOperatorIsDefinedHere(t *testing.T) {
	if len(definitions)+1 != len(baseOperators) { // Null has a test of its own
		t.Errorf("%d operators are defined here, %d in the code", len(definitions)+1, len(baseOperators))
	}
	for _, d := range definitions {
		if _, ok := baseOperators[d.name]; !ok {
			t.Errorf("the code has no %s", d.name)
		}
	}
}

func TestOperatorsHoldAsDocumentedForOneValue(t *testing.T) {
	for _, d := range definitions {
		for _, policy := range d.values {
			for _, request := range d.values {
				want := d.holds(policy, request) != d.not
				if got := holds(t, d.name, []string{policy}, []string{request}); got != truthOf(want) {
					t.Errorf("%s: policy %q, request %q: %v, want %v", d.name, policy, request, got, want)
				}
			}
		}
	}
}

func TestOperatorsHoldAsDocumentedForSeveralValuesAndForNone(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	some := func(values []string, least int) []string {
		list := make([]string, least+random.IntN(4-least))
		for i := range list {
			list[i] = values[random.IntN(len(values))]
		}
		return list
	}
	for range 100000 {
		d := definitions[random.IntN(len(definitions))]
		set := []string{"", "ForAllValues:", "ForAnyValue:"}[random.IntN(3)]
		ifExists := random.IntN(2) == 0
		policy, request := some(d.values, 1), some(d.values, 0)
		if set == "" {
			request = request[:min(len(request), 1)]
		}
		// Values of the policy are alternatives: one has to fit, or, for a
		// negated operator, none may.
		one := func(value string) bool {
			for _, p := range policy {
				if d.holds(p, value) {
					return !d.not
				}
			}
			return d.not
		}
		var want bool
		switch {
		case len(request) == 0 && ifExists:
			want = true
		case set != "" && strings.Join(request, "") == "": // no values, or empty ones alone
			want = set == "ForAllValues:"
		case set == "ForAllValues:":
			want = true
			for _, value := range request {
				want = want && one(value)
			}
		case set == "ForAnyValue:":
			for _, value := range request {
				want = want || one(value)
			}
		case len(request) == 0:
			want = d.not
		default:
			want = one(request[0])
		}
		name := set + d.name
		if ifExists {
			name += "IfExists"
		}
		if got := holds(t, name, policy, request); got != truthOf(want) {
			t.Fatalf("%s: policy %q, request %q: %v, want %v", name, policy, request, got, want)
		}
	}
}

// Source: IAM User Guide, "Set operators for multivalued context keys":
// ForAllValues holds, and ForAnyValue does not, where the values of the request
// are an empty data set, such as an empty string.
func TestAnEmptyStringIsASetWithoutValues(t *testing.T) {
	for _, tt := range []struct {
		operator string
		want     truth
	}{
		{"ForAllValues:StringEquals", yes}, {"ForAllValues:StringNotLike", yes}, {"ForAllValues:StringLikeIfExists", yes},
		{"ForAnyValue:StringLike", no}, {"ForAnyValue:StringNotEquals", no}, {"ForAnyValue:StringNotEqualsIfExists", no},
		{"StringLike", yes}, {"StringNotEquals", yes}, {"StringNotLike", no},
	} {
		if got := holds(t, tt.operator, []string{"*"}, []string{""}); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.operator, got, tt.want)
		}
	}
}

func TestNullTestsPresence(t *testing.T) {
	for _, tt := range []struct {
		values, request []string
		want            truth
	}{
		{[]string{"true"}, nil, yes},
		{[]string{"true"}, []string{"x"}, no},
		{[]string{"false"}, nil, no},
		{[]string{"false"}, []string{"x", "y"}, yes},
		{[]string{"TRUE"}, nil, yes},
		{[]string{"true", "false"}, nil, yes},
		{[]string{"maybe"}, nil, no},
	} {
		if got := holds(t, "Null", tt.values, tt.request); got != tt.want {
			t.Errorf("Null %q, request %q: %v, want %v", tt.values, tt.request, got, tt.want)
		}
	}
}

func TestWhatAWSDoesNotSayIsUnknown(t *testing.T) {
	if got := holds(t, "StringEquals", []string{"a"}, []string{"a", "b"}); got != unknown {
		t.Errorf("several values without a set operator: %v", got)
	}
	if got := holds(t, "ForAllValues:Null", []string{"true"}, nil); got != unknown {
		t.Errorf("ForAllValues:Null: %v", got)
	}
}

// Source: IAM User Guide, "IAM policy elements: Variables and tags": "You can't
// use a variable to replace parts of the ARN before the fifth colon".
func TestVariablesOfResourcesStandBehindTheFifthColon(t *testing.T) {
	for _, tt := range []struct {
		resource string
		want     truth
	}{
		{"arn:aws:iam::111111111111:role/${aws:PrincipalTag/role}", yes},
		{"arn:aws:iam::111111111111:${aws:PrincipalTag/none, 'role'}/Target", yes},
		{"arn:aws:iam::111111111111:role/${aws:PrincipalTag/none}", no},
		{"arn:aws:iam::111111111111:role/${aws:username}", no},
		{"arn:aws:iam::${aws:PrincipalAccount}:role/Target", unknown},
		{"arn:aws:iam::${aws:PrincipalAccount}:role/Other", no},
		{"arn:aws:iam::${aws:PrincipalTag/none, '111111111111'}:role/Target", unknown},
		{"${aws:PrincipalTag/none, 'arn:aws:iam::111111111111'}:role/Target", unknown},
		{"arn:aws:iam::${aws:PrincipalAccount}:role/${aws:PrincipalTag/missing, 'no'}", no},
	} {
		policy, err := ParseIdentityPolicy(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"` + tt.resource + `"}}`)
		if err != nil {
			t.Fatal(err)
		}
		r := Request{Role: testRole, Caller: testCaller(t, "arn:aws:iam::111111111111:user/alice"), IdentityPolicies: []Document{policy}, IdentityPoliciesKnown: true}
		r.Context = mustContext(t, map[string][]string{"aws:PrincipalTag/role": {"Target"}, "aws:PrincipalAccount": {"111111111111"}, "aws:username": {"alice"}}, true)
		e := mustParse(t, `{"Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}`).Evaluate(r)
		if got := e.identity[0].resource; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.resource, got, tt.want)
		}
		if tt.want == unknown && (e.Decision != Undecided || !slices.Equal(e.Missing(), []string{missingEarlyVariable})) {
			t.Errorf("%s: %s, missing %q", tt.resource, e.Decision, e.Missing())
		}
	}
}

// holds evaluates one condition on the key "k", by way of a document.
func holds(t *testing.T, operator string, policy, request []string) truth {
	t.Helper()
	values, err := json.Marshal(policy)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse(fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a","Condition":{%q:{"k":%s}}}}`, operator, values))
	if err != nil {
		t.Fatal(err)
	}
	context := mustContext(t, map[string][]string{"K": request}, true)
	e := d.Evaluate(Request{Role: testRole, Caller: testCaller(t, "lambda.amazonaws.com"), Context: context})
	return e.Statements[0].condition
}

var testRole = func() iamarn.Role {
	role, err := iamarn.ParseRole("arn:aws:iam::111111111111:role/Target")
	if err != nil {
		panic(err)
	}
	return role
}()

func testCaller(t testing.TB, s string) Caller {
	t.Helper()
	c, err := ParseCaller(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
