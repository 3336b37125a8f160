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
page_title: "Failures of a verification"
description: |-
  What each kind of failure of crossaccount_assumable_role means, what causes it, and what to do.
---

# Failures of a verification

When a role can't be assumed, ` + "`failure`" + ` of [crossaccount_assumable_role](../data-sources/assumable_role.md) tells its ` + "`kind`" + `, on which
` + "`side`" + ` the cause is, what happened (` + "`message`" + `) and what to do (` + "`remedy`" + `). The message and the remedy are about the very role
and caller; this page is about the kinds. What AWS does not tell, the provider does not claim: it then lists what it can be,
the likeliest first.
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
		text += "\n" + doc.Remedy + "\n"
	}
	_, err := io.WriteString(out, text)
	return err
}
