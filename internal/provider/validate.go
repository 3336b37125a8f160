// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// checkedString is a domain check as a validator; unknown and null are passed
// over, as validators do.
type checkedString struct {
	description string
	check       func(string) error
}

var _ validator.String = checkedString{}

// checked makes a validator of a check whose errors say what to do.
func checked(description string, check func(string) error) validator.String {
	return checkedString{description, check}
}

// notEmpty refuses an empty string where leaving the attribute out means a
// default: whoever sets it means something else.
var notEmpty = checked("must not be empty", notEmptyError)

func notEmptyError(s string) error {
	if s == "" {
		return errors.New("this is an empty string: give a value, or null for the default")
	}
	return nil
}

func (v checkedString) Description(context.Context) string         { return v.description }
func (v checkedString) MarkdownDescription(context.Context) string { return v.description }

func (v checkedString) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := v.check(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+lastName(req.Path), sentence(err))
	}
}

// lastName returns the name of the attribute that p leads to or into.
func lastName(p path.Path) string {
	var name string
	for _, step := range p.Steps() {
		if s, ok := step.(path.PathStepAttributeName); ok {
			name = string(s)
		}
	}
	return name
}

// sentence returns the error's text as a sentence of a diagnostic.
func sentence(err error) string { return clause(err) + "." }

// clause returns the error's text as a sentence, or a line for each of several
// errors, without the last full stop, which Terraform adds to the errors of
// functions.
func clause(err error) string {
	lines := strings.Split(err.Error(), "\n")
	for i, line := range lines {
		if r, size := utf8.DecodeRuneInString(line); unicode.IsLower(r) {
			lines[i] = string(unicode.ToUpper(r)) + line[size:]
		}
	}
	return strings.Join(lines, ".\n")
}

// fullyKnown reports whether v holds nothing unknown, elements included.
func fullyKnown(v attr.Value) bool {
	if v.IsUnknown() {
		return false
	}
	list, ok := v.(types.List)
	if !ok {
		return true
	}
	for _, e := range list.Elements() {
		if e.IsUnknown() {
			return false
		}
	}
	return true
}

// elementsOf returns the elements of a list of strings, none when it is not
// known yet.
func elementsOf(ctx context.Context, list types.List, diags *diag.Diagnostics) []types.String {
	if list.IsUnknown() {
		return nil
	}
	var elements []types.String
	diags.Append(list.ElementsAs(ctx, &elements, false)...)
	return elements
}

// stringsOf returns the elements of a list of strings; one that is not known
// yet is empty. A null among them is an error: it would silently be empty.
func stringsOf(ctx context.Context, list types.List, at path.Path, diags *diag.Diagnostics) []string {
	elements := elementsOf(ctx, list, diags)
	out := make([]string, 0, len(elements))
	for i, e := range elements {
		if e.IsNull() {
			addNullElement(at.AtListIndex(i), diags)
		}
		out = append(out, e.ValueString())
	}
	return out
}

func addNullElement(at path.Path, diags *diag.Diagnostics) {
	diags.AddAttributeError(at, "Null in a list",
		fmt.Sprintf("An element of %s is null. Nothing can be made of it: remove it, or give its value.", lastName(at)))
}

// sortedNames returns the keys of a map in a stable order.
func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
