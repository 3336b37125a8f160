// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"strings"
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
)

func TestThePageHasEveryKindWithSymptomCausesAndRemedy(t *testing.T) {
	var page strings.Builder
	if err := write(&page); err != nil {
		t.Fatal(err)
	}
	sections := strings.Split(page.String(), "\n### ")[1:]
	if len(sections) != len(assume.Kinds()) {
		t.Errorf("there are %d sections for %d kinds", len(sections), len(assume.Kinds()))
	}
	for i, kind := range assume.Kinds() {
		doc := kind.Doc()
		for _, want := range append([]string{"`" + string(kind) + "`\n\n" + doc.Symptom, "What to do: " + doc.Remedy}, doc.Causes...) {
			if !strings.Contains(sections[i], want) {
				t.Errorf("the section of %s does not say %q", kind, want)
			}
		}
	}
	for _, side := range assume.Sides() {
		if !strings.Contains(page.String(), "| `"+string(side)+"` | "+side.Doc()+" |") {
			t.Errorf("the page does not say what side %s is", side)
		}
	}
}
