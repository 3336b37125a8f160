// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// DefaultInputName is the input that Torque's documentation offers accounts in.
const DefaultInputName = "AWS Account"

// maxInputName keeps a name, escaped, below the 1024 characters that a key of
// YAML has at most. Source: YAML 1.2.2, "Implicit Keys".
const maxInputName = 255

// Input is what a blueprint says of the input that offers accounts.
type Input struct {
	Name        string
	Description string // "" for none
	Default     string // the choice that the form begins with; "" for none
}

// InputYAML returns the input as it stands below inputs in a blueprint: a
// mapping from its name, without a newline at the end. Every text is quoted,
// so that YAML takes none for something else.
// Source: Torque documentation, "Blueprint YAML Structure", inputs.
func (o Offer) InputYAML(in Input) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:\n  type: string\n", quoted(in.Name))
	if in.Description != "" {
		fmt.Fprintf(&b, "  description: %s\n", quoted(in.Description))
	}
	if in.Default != "" {
		fmt.Fprintf(&b, "  default: %s\n", quoted(in.Default))
	}
	b.WriteString("  allowed-values:\n")
	for _, text := range o.texts {
		fmt.Fprintf(&b, "    - %s\n", quoted(text))
	}
	fmt.Fprintf(&b, "  pattern: %s\n", quoted(o.Pattern()))
	fmt.Fprintf(&b, "  validation-description: %s", quoted(o.ValidationDescription()))
	return b.String()
}

// InputSourceJSON returns what an input source of Torque reads: choices for
// the JSONPath $[*].choice, labels to show for $[*].label.
// Source: Torque documentation, "Input Sources".
func (o Offer) InputSourceJSON() string {
	entries := make([]string, 0, len(o.texts))
	for i, c := range o.choices {
		entries = append(entries, fmt.Sprintf(`{"label":%s,"account_id":"%s","choice":%s}`, quoted(c.Label), c.ID, quoted(o.texts[i])))
	}
	return "[" + strings.Join(entries, ",") + "]"
}

// CheckInputName returns an error unless a blueprint can have an input of this
// name and refer to it, as in {{ .inputs.["AWS Account"] }}.
func CheckInputName(name string) error {
	switch trimmed, _ := trimSpace(name); {
	case trimmed == "":
		return fmt.Errorf("the name of the input is empty: give one, such as %q", DefaultInputName)
	case trimmed != name:
		return fmt.Errorf("the name %s of the input has white space around it: write %s", quote(name), quote(trimmed))
	case utf8.RuneCountInString(name) > maxInputName:
		return fmt.Errorf("the name %s of the input has %d characters: use at most %d", quote(name), utf8.RuneCountInString(name), maxInputName)
	case strings.Contains(name, `"`):
		return fmt.Errorf("the name %s of the input has a double quote, with which a blueprint can't refer to it: write it without", quote(name))
	}
	return checkShown(fmt.Sprintf("the name %s of the input", quote(name)), name)
}

// CheckDescription returns an error unless a form can show s, which may have
// several lines, as the description of an input.
func CheckDescription(s string) error {
	if s == "" {
		return errors.New("the description is empty: write one, or leave it out")
	}
	return checkShown("the description", strings.ReplaceAll(s, "\n", " "))
}

// escapes are all that need be escaped of what a form shows.
var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// quoted returns s, which a form shows but for its newlines, as a string of
// JSON, and so of YAML.
func quoted(s string) string { return `"` + escapes.Replace(s) + `"` }
