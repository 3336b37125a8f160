// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Command findings prints the page of the documentation that lists all findings on trust policies, from the rules that
// the check follows.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "Error: the page of findings can't be printed: %v\n", err)
		os.Exit(1)
	}
}

const head = `---
page_title: "Findings on trust policies"
subcategory: ""
description: |-
  All that is looked for in the trust policy of a role, what to do about it, and how sure it is.
---

# Findings on trust policies

The data source ` + "`crossaccount_trust_policy_check`" + ` looks for what is on this page. Codes are those of AWS IAM Access Analyzer where it has one.

How sure it is that AWS has a rule is told with each: it was ` + "%s" + `, which means that IAM's answer is on record; it is ` +
	"%s" + `; it is ` + "%s" + `, which stand in for IAM or check policies; or it is ` + "%s" + `, from how documents are read and policies are evaluated.

No finding does not mean that nothing is wrong: whether a principal exists, whose an account is, and what other policies say, a document does not tell.
`

func run(out io.Writer) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, head, trust.EvidenceReproduced, trust.EvidenceDocumented, trust.EvidencePeers, trust.EvidenceOwn)
	for _, part := range []struct {
		severity trust.Severity
		title    string
		text     string
	}{
		{trust.SeverityError, "Errors", "IAM refuses a document with one of these when the role is created or its trust policy is updated."},
		{trust.SeverityWarning, "Warnings", "IAM stores a document with these, but it does something else than it seems to, or lets in more than it should."},
	} {
		fmt.Fprintf(w, "\n## %s\n\n%s\n", part.title, part.text)
		for _, r := range trust.Rules() {
			if r.Severity == part.severity {
				fmt.Fprint(w, section(r))
			}
		}
	}
	return w.Flush()
}

func section(r trust.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s\n\n%s\n\n- Severity: `%s`\n- What to do: %s\n", r.Code, r.Meaning, r.Severity, r.Remedy)
	if r.Answer != "" {
		fmt.Fprintf(&b, "- Answer: `%s`\n", r.Answer)
	}
	fmt.Fprintf(&b, "- How sure: %s\n- Source: %s\n", r.Evidence, r.Source)
	return b.String()
}
