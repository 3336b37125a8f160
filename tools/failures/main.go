// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Command failures prints the guide to the failures of a verification, from the descriptions that the provider's own
// messages are made of.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
)

const head = `---
page_title: "When STS says no"
subcategory: ""
description: |-
  What each kind of failure of a verification means, what causes it, and what to do.
---

# When STS says no

When a role can't be assumed, ` + "`failure`" + ` of [crossaccount_assumable_role](../data-sources/assumable_role.md), and of each of the ` + "`results`" + ` of
[crossaccount_assumable_roles](../data-sources/assumable_roles.md), tells its ` + "`kind`" + `, on which ` + "`side`" + ` the cause is, what happened (` + "`message`" + `), what to
do (` + "`remedy`" + `), and, in a chain, which block ` + "`via`" + ` it was (` + "`hop`" + `). The error of
[crossaccount_credentials](../ephemeral-resources/credentials.md) says the same. The message and the remedy are about the very role and caller; this
page is about the kinds. What AWS does not tell, the provider does not claim: it then lists what it can be, the likeliest first.

## What helps whom

- For yourself: give ` + "`trust_policy`" + `, where you know it. A denial is then explained by the statement that comes nearest, and by what it misses.
- For the owner of the role: ` + "`trust_policy_statement`" + ` is what the role's trust policy needs, with ` + "`" + assume.ExternalIDPlaceholder + "`" + ` for the external ID.
- For those who manage the caller: ` + "`identity_policy`" + ` is what the caller needs.
- For a role that was created or changed moments ago: ` + "`wait_timeout`" + ` waits a denial out, and nothing else.
- For many roles: one error groups them by cause, the shortest remedy first.

Whom a trust policy lets in can be told before STS is asked, and without credentials:
[crossaccount_trust_policy_evaluation](../data-sources/trust_policy_evaluation.md) explains its answer in the same way. Here it stands in a
postcondition, for a caller that gives no external ID:

![A plan that is refused: the caller gives no external ID, and the trust policy asks for one.](images/denied.svg)
`

func main() {
	if err := write(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func write(out io.Writer) error {
	text := head + "\n## Sides\n\n| `side` | Where the cause is |\n|---|---|\n"
	for _, side := range assume.Sides() {
		text += fmt.Sprintf("| `%s` | %s |\n", side, side.Doc())
	}
	text += "\n## Kinds\n"
	for _, kind := range assume.Kinds() {
		doc := kind.Doc()
		causes := "Causes, the likeliest first"
		if len(doc.Causes) == 1 {
			causes = "Cause"
		}
		text += fmt.Sprintf("\n### `%s`\n\n%s\n\n%s:\n\n", kind, doc.Symptom, causes)
		for _, cause := range doc.Causes {
			text += "- " + cause + "\n"
		}
		text += "\nWhat to do: " + doc.Remedy + "\n"
	}
	_, err := io.WriteString(out, text)
	return err
}
