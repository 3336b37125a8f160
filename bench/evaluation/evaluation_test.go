// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package evaluation

import (
	"path/filepath"
	"testing"
)

// TestOurSideDecidesAsExpected covers all that is measured.
func TestOurSideDecidesAsExpected(t *testing.T) {
	cases, err := readCases(filepath.Join("..", "..", "internal", "trust", "testdata", "cases"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		work  *work
		pairs int
	}{
		{"cases", cases, 46 + 3790},
		{"one policy", ofOnePolicy(1000), 1000},
		{"one request", ofOneRequest(1000), 1000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "work.json")
			if err := tt.work.write(file); err != nil {
				t.Fatal(err)
			}
			w, err := readWork(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, prepare := range []func(){func() {}, w.prepare} {
				prepare()
				o := w.measure(durations{})
				if len(o.Answers) != tt.pairs || w.agreeing(o.Answers) != tt.pairs {
					t.Errorf("of %d answers %d are as expected, want %d", len(o.Answers), w.agreeing(o.Answers), tt.pairs)
				}
			}
		})
	}
}

func TestWhatIsNotAnsweredAsExpectedIsLeftOut(t *testing.T) {
	w := ofOnePolicy(4)
	w.Policies = append(w.Policies, "{}")
	w.Pairs[1].Policy = 1
	w.Pairs[2].Expected = denied
	answers := w.measure(durations{}).Answers
	if answers[1] != "" {
		t.Fatalf("a policy without a statement is answered with %q", answers[1])
	}
	if n := w.agreeing(answers); n != 2 {
		t.Errorf("%d answers are as expected, want 2", n)
	}
	rest, refused, differing := w.agreed(answers)
	if refused != 1 || differing != 1 || len(rest.Pairs) != 2 || rest.Pairs[0].Request != 0 || rest.Pairs[1].Request != 3 {
		t.Errorf("%d are refused, %d differ, and these stay: %+v", refused, differing, rest.Pairs)
	}
}

func TestTheTimeOfAPairIsThatOfThePassesSharedOut(t *testing.T) {
	o := outcome{Passes: 4, Seconds: 2, Answers: make([]string, 100)}
	if got := o.perPair(); got != 5000 {
		t.Errorf("a pair takes %v µs, want 5000", got)
	}
}

func TestPoliciesThatGrowAllowTheirRequest(t *testing.T) {
	for _, p := range parts {
		if _, err := p.measure(t.Context(), 1, durations{}); err != nil {
			t.Errorf("%s: %v", p.name, err)
		}
	}
}
