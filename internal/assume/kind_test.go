// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"slices"
	"testing"
)

func TestEveryKindAndSideIsDescribed(t *testing.T) {
	for _, kind := range Kinds() {
		doc := kind.Doc()
		if doc.Symptom == "" || len(doc.Causes) == 0 || slices.Contains(doc.Causes, "") || doc.Remedy == "" {
			t.Errorf("%s: %+v", kind, doc)
		}
	}
	for _, side := range Sides() {
		if side.Doc() == "" {
			t.Errorf("%s is not described", side)
		}
	}
}
