// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

func TestThePageTellsOfEveryRule(t *testing.T) {
	var page bytes.Buffer
	if err := run(&page); err != nil {
		t.Fatal(err)
	}
	for _, r := range trust.Rules() {
		if n := strings.Count(page.String(), "\n### "+r.Code+"\n\n"+r.Meaning+"\n"); n != 1 {
			t.Errorf("%s is there %d times", r.Code, n)
		}
	}
	const action = "\n### UNSUPPORTED_ACTION_IN_POLICY\n\n" +
		"An action is none of those that a trust policy can have; wildcards are not taken, and upper and lower case count.\n\n" +
		"- Severity: `error`\n" +
		"- What to do: Name `sts:AssumeRole` or another of the six by its full name.\n" +
		"- Answer: `AssumeRole policy may only specify STS AssumeRole actions.`\n" +
		"- How sure: seen on AWS\n" +
		"- Source: IAM User Guide, \"Create a role using custom trust policies\"\n"
	if !strings.Contains(page.String(), action) {
		t.Errorf("a section differs from\n%s", action)
	}
}
