// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// requestCase is a line of documented.jsonl or evaluate.jsonl.gz: a request,
// and what becomes of it by AWS's rules. See testdata/cases/README.md.
type requestCase struct {
	ID, Name         string
	Actions          []string
	Principal        string
	RoleARN          string `json:"role_arn"`
	Context          map[string][]string
	IdentityPolicies []json.RawMessage `json:"identity_policies"`
	TrustPolicy      json.RawMessage   `json:"trust_policy"`
	Expected         expectation
}

// expectation is the decision alone, or with what it is made of.
type expectation struct {
	Decision   Decision
	Trust      Trust
	PerAction  map[string]Decision `json:"per_action"`
	Statements []struct {
		Index      int
		Effect     string
		Matched    bool
		Action     bool
		Principal  string
		Condition  bool
		Conditions []struct {
			Operator, Key string
			Matches       bool
		}
	}
}

func (e *expectation) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte(`"`)) {
		return json.Unmarshal(data, &e.Decision)
	}
	type plain expectation
	return json.Unmarshal(data, (*plain)(e))
}

// caseLines returns the lines of a file of cases.
func caseLines(tb testing.TB, name string) [][]byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "cases", name))
	if err != nil {
		tb.Fatal(err)
	}
	var r io.Reader = bytes.NewReader(data)
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			tb.Fatal(err)
		}
	}
	var lines [][]byte
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		lines = append(lines, bytes.Clone(scanner.Bytes()))
	}
	if err := scanner.Err(); err != nil {
		tb.Fatal(err)
	}
	return lines
}

// requestCases returns all requests that have an expected decision.
func requestCases(tb testing.TB) []requestCase {
	tb.Helper()
	var cases []requestCase
	for _, name := range []string{"documented.jsonl", "evaluate.jsonl.gz"} {
		for _, line := range caseLines(tb, name) {
			var c requestCase
			if err := json.Unmarshal(line, &c); err != nil {
				tb.Fatal(err)
			}
			if c.ID == "" {
				c.ID = c.Name
			}
			cases = append(cases, c)
		}
	}
	const documented, evaluated = 46, 3790
	if len(cases) != documented+evaluated {
		tb.Fatalf("there are %d requests, want %d", len(cases), documented+evaluated)
	}
	return cases
}

// read returns the trust policy and the request of a case.
func (c *requestCase) read(tb testing.TB) (Document, Request) {
	tb.Helper()
	must := func(err error) {
		if err != nil {
			tb.Fatalf("%s: %v", c.ID, err)
		}
	}
	d, err := Parse(string(c.TrustPolicy))
	must(err)
	r := Request{Actions: c.Actions, IdentityPoliciesKnown: true}
	r.Role, err = iamarn.ParseRole(c.RoleARN)
	must(err)
	r.Caller, err = ParseCaller(c.Principal)
	must(err)
	r.Context = mustContext(tb, c.Context, true)
	for _, p := range c.IdentityPolicies {
		policy, err := ParseIdentityPolicy(string(p))
		must(err)
		r.IdentityPolicies = append(r.IdentityPolicies, policy)
	}
	return d, r
}

func TestEvaluateDecidesEveryCase(t *testing.T) {
	principals := map[string]Fit{"Match": FitMatch, "SessionRoleMatch": FitMatch, "AccountLevelMatch": FitAccountMatch, "NoMatch": FitNoMatch}
	for _, c := range requestCases(t) {
		d, r := c.read(t)
		got := d.Evaluate(r)
		wrong := func(what string, got, want any) {
			t.Errorf("%s: %s is %v, want %v\n%s", c.ID, what, got, want, c.TrustPolicy)
		}
		if got.Decision != c.Expected.Decision {
			wrong("the decision", got.Decision, c.Expected.Decision)
		}
		if want := c.Expected.Trust; want != "" && got.Trust != want {
			wrong("the trust", got.Trust, want)
		}
		if want := c.Expected.PerAction; want != nil {
			if len(got.Actions) != len(want) {
				wrong("the number of actions", len(got.Actions), len(want))
			}
			for _, a := range got.Actions {
				if a.Decision != want[a.Action] {
					wrong(a.Action, a.Decision, want[a.Action])
				}
			}
			continue
		}
		if c.Expected.Statements == nil {
			continue // of documented.jsonl
		}
		if len(got.Statements) != len(c.Expected.Statements) {
			wrong("the number of statements", len(got.Statements), len(c.Expected.Statements))
			continue
		}
		for i, want := range c.Expected.Statements {
			s := &got.Statements[i]
			for _, v := range []struct {
				what      string
				got, want any
			}{
				{"index", s.Index, want.Index},
				{"effect", s.Effect(), want.Effect},
				{"matched", s.Matched(), fitOf(truthOf(want.Matched))},
				{"action", s.Action(), fitOf(truthOf(want.Action))},
				{"principal", s.Principal(), principals[want.Principal]},
				{"condition", s.Condition(), fitOf(truthOf(want.Condition))},
			} {
				if v.got != v.want {
					wrong(v.what, v.got, v.want)
				}
			}
			conditions := make(map[string]truth)
			for j, c := range s.statement.conditions {
				conditions[c.operator.String()+" "+c.key] = s.conditions[j]
			}
			if len(conditions) != len(want.Conditions) {
				wrong("the number of conditions", len(conditions), len(want.Conditions))
			}
			for _, w := range want.Conditions {
				if got := conditions[w.Operator+" "+w.Key]; got != truthOf(w.Matches) {
					wrong(w.Operator+" "+w.Key, got, w.Matches)
				}
			}
		}
	}
}

func BenchmarkEvaluate(b *testing.B) {
	type pair struct {
		d Document
		r Request
	}
	var pairs []pair
	for _, c := range requestCases(b) {
		d, r := c.read(b)
		pairs = append(pairs, pair{d, r})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p := &pairs[i%len(pairs)]
		p.d.Evaluate(p.r)
	}
}

func BenchmarkParseAndEvaluate(b *testing.B) {
	type pair struct {
		text string
		r    Request
	}
	var pairs []pair
	for _, c := range requestCases(b) {
		_, r := c.read(b)
		pairs = append(pairs, pair{string(c.TrustPolicy), r})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p := &pairs[i%len(pairs)]
		d, err := Parse(p.text)
		if err != nil {
			b.Fatal(err)
		}
		d.Evaluate(p.r)
	}
}

func BenchmarkCheck(b *testing.B) {
	var policies []Document
	for _, c := range requestCases(b) {
		d, _ := c.read(b)
		policies = append(policies, d)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		policies[i%len(policies)].Check()
	}
}

func BenchmarkNewContext(b *testing.B) {
	var contexts []map[string][]string
	for _, c := range requestCases(b) {
		contexts = append(contexts, c.Context)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		NewContext(contexts[i%len(contexts)], true)
	}
}
