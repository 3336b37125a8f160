// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// isDenial reports whether nobody gets in.
func isDenial(d Decision) bool { return d == ExplicitlyDenied || d == ImplicitlyDenied }

func mustParse(t testing.TB, text string) Document {
	t.Helper()
	d, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustContext(t testing.TB, values map[string][]string, complete bool) Context {
	t.Helper()
	c, errs := NewContext(values, complete)
	for _, err := range errs {
		t.Error(err)
	}
	return c
}

func TestActionsThatOnlyLookAlikeAreOthers(t *testing.T) {
	for _, tt := range []struct {
		action string
		want   Fit
	}{
		{"sts:AssumeRole", FitMatch}, {"STS:assumerole", FitMatch}, {"sts:Assume*", FitMatch}, {"?ts:AssumeRole", FitMatch},
		{"\u017fts:AssumeRole", FitNoMatch}, {"\u017fts:Assume*", FitNoMatch}, {"sts:AssumeRole ", FitNoMatch}, {"sts:AssumeRol", FitNoMatch},
	} {
		d := mustParse(t, `{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"`+tt.action+`"}}`)
		e := d.Evaluate(Request{Role: testRole, Caller: testCaller(t, "arn:aws:iam::111111111111:user/alice")})
		if got := e.Statements[0].Action(); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.action, got, tt.want)
		}
	}
}

func TestContextsThatNoRequestHasAreRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		values map[string][]string
		want   string
	}{
		"one key twice": {map[string][]string{"aws:username": {"a"}, "AWS:UserName": {"b"}}, `the keys "AWS:UserName" and "aws:username" differ only in case, and AWS takes them for one: keep one`},
		"no name":       {map[string][]string{" ": {"a"}}, `a condition key has no name: write it as AWS does, such as sts:ExternalId`},
		"a session": {map[string][]string{"AWS:principalarn": {"arn:aws:sts::111111111111:assumed-role/Deployer/run-1"}},
			`"AWS:principalarn" of a session is the ARN of its role, with the role's path, and not the session's own: write arn:aws:iam::123456789012:role/PATH/NAME`},
		"a long value": {map[string][]string{"k": {strings.Repeat("x", maxContextValue+1)}}, `a value of "k" has 100001 characters, more than the 100000 that a request can have`},
	} {
		t.Run(name, func(t *testing.T) {
			c, errs := NewContext(tt.values, true)
			if len(errs) != 1 || errs[0].Error() != tt.want {
				t.Errorf("%v, want %s", errs, tt.want)
			}
			if c.complete || c.values != nil {
				t.Errorf("there is a context: %+v", c)
			}
		})
	}
}

func TestWhatIsWrongWithAContextComesInTheOrderOfTheKeys(t *testing.T) {
	session := []string{"arn:aws:sts::111111111111:assumed-role/Deployer/run-1"}
	values := map[string][]string{
		"k": {strings.Repeat("x", maxContextValue+1)}, "K": nil, "aws:PrincipalARN": session, "aws:principalarn": session, "": nil,
	}
	want := []struct{ key, begins string }{
		{"", "a condition key has no name"},
		{"aws:PrincipalARN", `"aws:PrincipalARN" of a session is`},
		{"aws:principalarn", `"aws:principalarn" of a session is`},
		{"aws:principalarn", `the keys "aws:PrincipalARN" and "aws:principalarn" differ`},
		{"k", `a value of "k" has 100001 characters`},
		{"k", `the keys "K" and "k" differ`},
	}
	for range 20 { // a map has no order
		_, errs := NewContext(values, true)
		if len(errs) != len(want) {
			t.Fatalf("%d errors, want %d: %v", len(errs), len(want), errs)
		}
		for i, w := range want {
			if errs[i].Key != w.key || !strings.HasPrefix(errs[i].Reason, w.begins) {
				t.Errorf("error %d is that of %q, %s; want %q, %s …", i, errs[i].Key, errs[i].Reason, w.key, w.begins)
			}
		}
	}
}

func TestAnotherDenyNeverAllowsMore(t *testing.T) {
	cases := requestCases(t)
	random := rand.New(rand.NewPCG(7, 8))
	for _, c := range cases {
		d, r := c.read(t)
		before := d.Evaluate(r).Decision
		other, _ := cases[random.IntN(len(cases))].read(t)
		for _, s := range other.statements {
			s.effect = deny
			d.statements = append(slices.Clone(d.statements), s)
		}
		if after := d.Evaluate(r).Decision; isDenial(before) && !isDenial(after) || before == ExplicitlyDenied && after != before {
			t.Errorf("%s: %s, and %s with another Deny", c.ID, before, after)
		}
	}
}

func TestTheOrderOfStatementsMeansNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for _, c := range requestCases(t) {
		d, r := c.read(t)
		before := d.Evaluate(r)
		d.statements = slices.Clone(d.statements)
		random.Shuffle(len(d.statements), func(i, j int) { d.statements[i], d.statements[j] = d.statements[j], d.statements[i] })
		random.Shuffle(len(r.IdentityPolicies), func(i, j int) {
			r.IdentityPolicies[i], r.IdentityPolicies[j] = r.IdentityPolicies[j], r.IdentityPolicies[i]
		})
		if after := d.Evaluate(r); after.Decision != before.Decision || after.Trust != before.Trust {
			t.Errorf("%s: %s, %s, and %s, %s in another order", c.ID, before.Decision, before.Trust, after.Decision, after.Trust)
		}
	}
}

func TestNormalizingChangesNoDecision(t *testing.T) {
	for _, c := range requestCases(t) {
		d, r := c.read(t)
		again := mustParse(t, d.String())
		if again.String() != d.String() {
			t.Errorf("%s: normalized twice, it is %s, and not %s", c.ID, again, d)
		}
		if before, after := d.Evaluate(r), again.Evaluate(r); after.Decision != before.Decision || after.Trust != before.Trust || after.Explanation() != before.Explanation() {
			t.Errorf("%s: %s, and %s once normalized", c.ID, before.Explanation(), after.Explanation())
		}
	}
}

// trueWithout reports whether an operator may hold because a key is missing.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
func trueWithout(operator string) bool {
	return strings.HasSuffix(operator, "IfExists") || strings.HasPrefix(operator, "ForAllValues:") ||
		strings.Contains(operator, "Not") || operator == "Null"
}

func TestALostValueAllowsNothingUnlessAMissingKeyDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for _, c := range requestCases(t) {
		d, r := c.read(t)
		exempt := slices.ContainsFunc(slices.Concat([]Document{d}, r.IdentityPolicies), func(d Document) bool {
			return slices.ContainsFunc(d.statements, func(s statement) bool {
				return slices.ContainsFunc(s.conditions, func(c condition) bool {
					return s.effect == deny || trueWithout(c.operator.String())
				})
			})
		})
		if exempt || !isDenial(d.Evaluate(r).Decision) || len(r.Context.values) == 0 {
			continue
		}
		values := maps.Clone(c.Context)
		keys := slices.Sorted(maps.Keys(values))
		lost := keys[random.IntN(len(keys))]
		delete(values, lost)
		r.Context = mustContext(t, values, true)
		if after := d.Evaluate(r); !isDenial(after.Decision) {
			t.Errorf("%s: denied, and %s without %s", c.ID, after.Decision, lost)
		}
	}
}

// forget returns the request with less known: some keys, and perhaps the
// caller's policies. What follows from caller and role stays as it was.
func forget(t *testing.T, random *rand.Rand, r Request) Request {
	t.Helper()
	values := make(map[string][]string)
	for _, key := range []string{
		"aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:username", "aws:PrincipalIsAWSService", "aws:ResourceAccount",
		"aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList",
		"sts:ExternalId", "sts:DurationSeconds", "sts:AWSServiceName",
	} {
		values[key] = r.Context.values[strings.ToLower(key)]
	}
	for key := range r.Context.values {
		for known := range values {
			if strings.EqualFold(known, key) {
				key = ""
				break
			}
		}
		if key != "" && random.IntN(2) == 0 {
			values[key] = r.Context.values[key]
		}
	}
	if random.IntN(2) == 0 {
		delete(values, "sts:ExternalId")
		if r.Caller.isProvider() {
			values["sts:ExternalId"] = r.Context.values["sts:externalid"]
		}
	}
	r.Context = mustContext(t, values, false)
	if random.IntN(2) == 0 {
		r.IdentityPolicies, r.IdentityPoliciesKnown = nil, false
	}
	return r
}

// Whether a denial is explicit may turn out later: a Deny that is unknown may
// come on top of a denial that is certain.
func TestWhatIsKnownStaysTrueOnceMoreIsKnown(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	definite := make(map[Decision]int)
	for _, c := range requestCases(t) {
		d, r := c.read(t)
		all := d.Evaluate(r)
		for range 5 {
			less := d.Evaluate(forget(t, random, r))
			definite[less.Decision]++
			switch {
			case less.Decision == Undecided:
				if len(less.Missing()) == 0 {
					t.Errorf("%s: unknown, and nothing is missing", c.ID)
				}
			case isDenial(less.Decision) != isDenial(all.Decision), less.Decision == ExplicitlyDenied && all.Decision != ExplicitlyDenied:
				t.Errorf("%s: %s, and %s once all is known", c.ID, less.Decision, all.Decision)
			}
			if less.Decision != Undecided && less.Missing() != nil {
				t.Errorf("%s: %s, and still missing %q", c.ID, less.Decision, less.Missing())
			}
			if less.Trust != TrustUnknown && less.Trust != all.Trust && !(less.Trust == TrustNone && all.Trust == TrustDeny) {
				t.Errorf("%s: trust %s, and %s once all is known", c.ID, less.Trust, all.Trust)
			}
			for i := range less.Statements {
				for _, v := range [][2]Fit{
					{less.Statements[i].Matched(), all.Statements[i].Matched()},
					{less.Statements[i].Action(), all.Statements[i].Action()},
					{less.Statements[i].Principal(), all.Statements[i].Principal()},
					{less.Statements[i].Condition(), all.Statements[i].Condition()},
				} {
					if v[0] != FitUnknown && v[0] != v[1] {
						t.Errorf("%s, statement %d: %s, and %s once all is known", c.ID, i, v[0], v[1])
					}
				}
			}
		}
	}
	for _, d := range []Decision{Allowed, ExplicitlyDenied, ImplicitlyDenied, Undecided} {
		if definite[d] < 500 {
			t.Errorf("only %d requests of which little is known are %s", definite[d], d)
		}
	}
}

func TestWhatIsMissingLeadsToADecision(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 18))
	filled := 0
	for _, c := range requestCases(t) {
		d, all := c.read(t)
		want := d.Evaluate(all).Decision
		for range 2 {
			r := forget(t, random, all)
			e := d.Evaluate(r)
			for range 2 { // policies that come to be known may ask for more
				values := maps.Clone(r.Context.values)
				for _, name := range e.Missing() {
					filled++
					if name == missingIdentityPolicies {
						r.IdentityPolicies, r.IdentityPoliciesKnown = all.IdentityPolicies, true
						continue
					}
					values[strings.ToLower(name)] = all.Context.values[strings.ToLower(name)]
				}
				r.Context = mustContext(t, values, false)
				e = d.Evaluate(r)
			}
			if isDenial(e.Decision) != isDenial(want) || e.Decision == Undecided {
				t.Errorf("%s: %s, want %s, when all is known that was missing", c.ID, e.Decision, want)
			}
		}
	}
	if filled < 2000 {
		t.Errorf("only %d things were missing", filled)
	}
}

func TestAnEvaluationIsTheSameEachTime(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 16))
	for _, c := range requestCases(t) {
		d, r := c.read(t)
		r = forget(t, random, r)
		first, second := d.Evaluate(r), d.Evaluate(r)
		if first.Explanation() != second.Explanation() || !slices.Equal(first.Missing(), second.Missing()) {
			t.Errorf("%s: %s\n%s", c.ID, first.Explanation(), second.Explanation())
		}
	}
}

func TestAnExternalIDIsNeverShown(t *testing.T) {
	const wanted, sent = "wanted-by-policy", "sent-by-caller"
	for _, operator := range []string{"StringEquals", "StringNotEquals", "StringLike", "ForAnyValue:StringEquals", "StringEqualsIgnoreCaseIfExists", "Null", "Bool", "NumericLessThan", "ArnLike"} {
		for _, values := range []map[string][]string{{}, {"sts:externalid": {sent}}, {"STS:ExternalID": {wanted}}, {"sts:ExternalId": {sent, wanted}}, {"sts:ExternalId": nil}} {
			d := mustParse(t, fmt.Sprintf(`{"Version":"2012-10-17","Statement":[
				{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{%q:{"sts:ExternalId":%q}}},
				{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{%[1]q:{"Sts:ExternalId":%[2]q}}}]}`, operator, wanted))
			context := mustContext(t, values, false)
			e := d.Evaluate(Request{Role: testRole, Caller: testCaller(t, "arn:aws:iam::111111111111:user/alice"), Context: context})
			text := fmt.Sprint(e.Explanation(), e.Missing(), e.Reasons(0), e.Reasons(1))
			if strings.Contains(text, wanted) || strings.Contains(text, sent) {
				t.Errorf("%s, %v: %s", operator, values, text)
			}
		}
	}
}

func TestHostileDocumentsAreEvaluatedFast(t *testing.T) {
	many := func(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	statement := func(rest string) string {
		return `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",` + rest + `}]}`
	}
	value := strings.Repeat("a", maxContextValue)
	for name, text := range map[string]string{
		"statements": `{"Statement":[` + many(3000, `{"Effect":"Deny","Action":"*"}`) + `]}`,
		"principals": statement(`"Principal":{"AWS":[` + many(9000, `"AROAEXAMPLE"`) + `]}`),
		"actions":    `{"Statement":[{"Effect":"Allow","Action":[` + many(9000, `"sts:*a*b"`) + `]}]}`,
		"values":     statement(`"Condition":{"StringLike":{"k":[` + many(9000, `"*a*b"`) + `]}}`),
		"wildcards":  statement(`"Condition":{"StringLike":{"k":"` + strings.Repeat("*a?", 40000) + `b"}}`),
		"variables":  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a","Condition":{"StringLike":{"k":"` + strings.Repeat("${k}", 100) + `"}}}]}`,
		"no end":     `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a","Condition":{"StringLike":{"k":"` + strings.Repeat("${", 60000) + `"}}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			d := mustParse(t, text)
			context := mustContext(t, map[string][]string{"k": {value}}, true)
			timely(t, func() {
				e := d.Evaluate(Request{Role: testRole, Caller: testCaller(t, "arn:aws:iam::222222222222:role/Caller"), Context: context})
				if text := e.Explanation(); len(text) > 10000 {
					t.Errorf("the explanation has %d bytes", len(text))
				}
				for i := range e.Statements {
					e.Reasons(i)
				}
			})
		})
	}
}

func FuzzEvaluate(f *testing.F) {
	for i, c := range requestCases(f) {
		if i%40 == 0 {
			f.Add(string(c.TrustPolicy), c.Principal, "sts:ExternalId", "x")
		}
	}
	f.Fuzz(func(t *testing.T, text, principal, key, value string) {
		d, err := Parse(text)
		if err != nil {
			return
		}
		caller, err := ParseCaller(principal)
		if err != nil {
			return
		}
		context, errs := NewContext(map[string][]string{key: {value}}, len(value)%2 == 0)
		if errs != nil {
			return
		}
		r := Request{Role: testRole, Caller: caller, Context: context, IdentityPoliciesKnown: len(value)%3 == 0}
		e := d.Evaluate(r)
		if e.Explanation() == "" || len(e.Statements) != len(d.statements) || e.Decision == Undecided && len(e.Missing()) == 0 {
			t.Fatalf("%s, %q", e.Explanation(), e.Missing())
		}
		if e.Decision == Allowed && e.Trust != TrustDirect && e.Trust != TrustAccount && e.Trust != TrustUnknown {
			t.Fatalf("allowed, with trust %s", e.Trust)
		}
	})
}
