// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
)

// described checks that a description is a sentence that says more than the name.
func described(t *testing.T, what, name, description string) {
	t.Helper()
	first, _, _ := strings.Cut(description, "\n")
	if !strings.HasSuffix(first, ".") && !strings.HasSuffix(first, ":") {
		t.Errorf("%s: the description is no sentence: %q", what, first)
	}
	words := strings.FieldsFunc(strings.ToLower(first), func(r rune) bool { return r < 'a' || r > 'z' })
	more := slices.DeleteFunc(words, func(w string) bool {
		return strings.Contains(name, w) || slices.Contains([]string{"the", "a", "an", "of"}, w)
	})
	if len(more) < 2 {
		t.Errorf("%s: the description says no more than the name: %q", what, first)
	}
}

func describedBlock(t *testing.T, what string, b *tfprotov5.SchemaBlock) {
	t.Helper()
	for _, a := range b.Attributes {
		described(t, what+"."+a.Name, a.Name, a.Description)
	}
	for _, nested := range b.BlockTypes {
		described(t, what+"."+nested.TypeName, nested.TypeName, nested.Block.Description)
		describedBlock(t, what+"."+nested.TypeName, nested.Block)
	}
}

func TestEveryDescriptionSaysMoreThanTheName(t *testing.T) {
	schema := startServer(t).schema
	describedBlock(t, "provider", schema.Provider.Block)
	for _, kind := range []map[string]*tfprotov5.Schema{schema.DataSourceSchemas, schema.ResourceSchemas, schema.EphemeralResourceSchemas} {
		for _, name := range sortedNames(kind) {
			described(t, name, name, kind[name].Block.Description)
			describedBlock(t, name, kind[name].Block)
		}
	}
	for _, name := range sortedNames(schema.Functions) {
		f := schema.Functions[name]
		described(t, name, name, f.Description)
		for _, p := range f.Parameters {
			described(t, name+"("+p.Name+")", p.Name, p.Description)
		}
	}
}

func TestEveryObjectHasItsPage(t *testing.T) {
	schema := startServer(t).schema
	for folder, names := range map[string][]string{
		"data-sources":        slices.Collect(maps.Keys(schema.DataSourceSchemas)),
		"resources":           slices.Collect(maps.Keys(schema.ResourceSchemas)),
		"ephemeral-resources": slices.Collect(maps.Keys(schema.EphemeralResourceSchemas)),
		"functions":           slices.Collect(maps.Keys(schema.Functions)),
	} {
		for _, name := range names {
			page := filepath.Join("..", "..", "docs", folder, strings.TrimPrefix(name, typeName+"_")+".md")
			if _, err := os.Stat(page); err != nil {
				t.Errorf("%s has no page: run make docs", name)
			}
		}
	}
}
