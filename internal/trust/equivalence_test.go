// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"encoding/json"
	"slices"
	"testing"

	policyequivalence "github.com/hashicorp/awspolicyequivalence"
)

// equivalent asks what decides in hashicorp/aws whether a role's trust policy
// has to be changed.
func equivalent(t *testing.T, a, b string) bool {
	t.Helper()
	same, err := policyequivalence.PoliciesAreEquivalent(a, b)
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, a, b)
	}
	return same
}

func TestNormalizingMakesNoOtherPolicy(t *testing.T) {
	for _, text := range documents(t) {
		d, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if !equivalent(t, withoutDuplicates(t, text), d.String()) {
			t.Errorf("%s\nis another policy as\n%s", text, d)
		}
	}
}

// withoutDuplicates leaves each value of a condition once. To IAM, values are a
// set; the library counts how often each is there. It does not count actions
// and principals.
// Source: IAM User Guide, "Conditions with multiple context keys or values".
func withoutDuplicates(t *testing.T, text string) string {
	t.Helper()
	var document any
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	var once func(v any) any
	once = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for key, value := range v {
				v[key] = once(value)
			}
			return v
		case []any:
			var kept []any
			for _, e := range v {
				if e = once(e); !slices.ContainsFunc(kept, func(k any) bool { s, ok := e.(string); return ok && s == k }) {
					kept = append(kept, e)
				}
			}
			return kept
		default:
			return v
		}
	}
	out, err := json.Marshal(once(document))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// A form is written as AWS documents it, whatever the order of its lists, and
// no two forms are one policy.
func TestFormsAreAsManyPolicies(t *testing.T) {
	for name, tt := range forms {
		d, err := Build(tt.form)
		if err != nil {
			t.Fatal(err)
		}
		for other, documented := range forms {
			if equivalent(t, d.String(), `{"Version":"2012-10-17","Statement":`+documented.want+`}`) != (name == other) {
				t.Errorf("%q and %q: equivalent is %t", name, other, name != other)
			}
		}
	}
}

func TestAPolicyWithOneDifferenceIsAnother(t *testing.T) {
	policy := func(f AWS) string {
		d, err := Build(f)
		if err != nil {
			t.Fatal(err)
		}
		return d.String()
	}
	base := AWS{Principals: []string{agent}, ExternalIDs: []string{"acme-7f3c1b", "acme-2"}}
	for name, change := range map[string]func(*AWS){
		"another external ID":     func(f *AWS) { f.ExternalIDs = []string{"acme-7f3c1B", "acme-2"} },
		"one external ID less":    func(f *AWS) { f.ExternalIDs = f.ExternalIDs[:1] },
		"no external ID":          func(f *AWS) { f.ExternalIDs = nil },
		"another role":            func(f *AWS) { f.Principals = []string{"arn:aws:iam::111111111111:role/agent"} },
		"the account of the role": func(f *AWS) { f.Match = MatchAccount },
		"session tags":            func(f *AWS) { f.AllowTags = true },
		"one condition more":      func(f *AWS) { f.RequireMFA = true },
	} {
		changed := base
		change(&changed)
		if equivalent(t, policy(base), policy(changed)) {
			t.Errorf("%s: taken for the same policy", name)
		}
	}
}
