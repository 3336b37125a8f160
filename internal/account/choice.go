// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// DefaultSeparator stands between the label and the account of a choice.
const DefaultSeparator = "|"

// Options say how a choice is read. The zero value is the usual way.
type Options struct {
	// Separator stands between label and account; "" means [DefaultSeparator].
	Separator string
	// ZeroPad adds the leading zeros that an ID of fewer than 12 digits lacks.
	// It is off unless asked for: a short ID may as well lack its end.
	ZeroPad bool
}

func (o Options) separator() string {
	if o.Separator == "" {
		return DefaultSeparator
	}
	return o.Separator
}

// CheckSeparator returns an error unless s can separate labels from accounts:
// one with a digit, or "-" alone, would split account IDs.
func CheckSeparator(s string) error {
	switch {
	case s == "":
		return fmt.Errorf("the separator is empty: give at least one character, such as %q", DefaultSeparator)
	case !utf8.ValidString(s):
		return fmt.Errorf("the separator %s is not valid UTF-8: use plain characters, such as %q", quote(s), DefaultSeparator)
	case strings.ContainsAny(s, "0123456789"):
		return fmt.Errorf("the separator %s has a digit, which would split account IDs: use another character, such as %q",
			quote(s), DefaultSeparator)
	case s == "-":
		return fmt.Errorf("the separator %s stands in account IDs such as 1234-5678-9012, which it would split: use another, such as %q or %q",
			quote(s), " - ", DefaultSeparator)
	}
	return nil
}

// Choice is one account that is offered to people, with the label they know
// it by. The zero Choice is none; every other one has a valid ID.
type Choice struct {
	Label string // "" when the choice is a bare account
	ID    ID
}

// Parse reads a choice. The last separator splits it into label and account,
// white space around both is trimmed; without a separator all of it is the
// account. Errors are [*Error].
func Parse(choice string, o Options) (Choice, error) {
	trimmed, front := trimSpace(choice)
	if trimmed == "" {
		return Choice{}, newError(ReasonEmpty, source{input: choice}, "", 0)
	}

	sep := o.separator()
	i := strings.LastIndex(trimmed, sep)
	if i < 0 {
		if !strings.ContainsFunc(trimmed, unicode.IsDigit) {
			return Choice{}, newError(ReasonOnlyLabel, source{input: choice}, "", len(choice))
		}
		id, err := parseID(trimmed, source{input: choice, offset: front}, o.ZeroPad)
		return Choice{ID: id}, err
	}

	label, _ := trimSpace(trimmed[:i])
	rest, skipped := trimSpace(trimmed[i+len(sep):])
	if rest == "" {
		return Choice{}, newError(ReasonOnlyLabel, source{input: choice}, "", len(choice))
	}
	id, err := parseID(rest, source{input: choice, offset: front + i + len(sep) + skipped}, o.ZeroPad)
	if err != nil {
		return Choice{}, err
	}
	return Choice{Label: label, ID: id}, nil
}

// Format writes the choice that [Parse] reads back as label and id. It is an
// error when label is empty, is surrounded by white space, or is not valid
// UTF-8: such a label would come back changed.
func Format(label string, id ID, o Options) (string, error) {
	switch trimmed, _ := trimSpace(label); {
	case id.IsZero():
		return "", fmt.Errorf("the choice %s has no account ID", quote(label))
	case trimmed == "":
		return "", fmt.Errorf("the label of account %s is empty: give the name that people know the account by", id)
	case trimmed != label:
		return "", fmt.Errorf("the label %s of account %s has white space around it, which is lost when the choice is read: write %s",
			quote(label), id, quote(trimmed))
	case !utf8.ValidString(label):
		return "", fmt.Errorf("the label %s of account %s is not valid UTF-8: use plain characters", quote(label), id)
	}
	return label + " " + o.separator() + " " + id.String(), nil
}

// CheckAllowed returns an error unless c is among the allowed choices: its
// account must be there, and where both have a label, the labels must agree.
func (c Choice) CheckAllowed(allowed []Choice) error {
	var other string
	for _, a := range allowed {
		if a.ID != c.ID {
			continue
		}
		if a.Label == c.Label || a.Label == "" || c.Label == "" {
			return nil
		}
		other = a.Label
	}
	if other != "" {
		return fmt.Errorf("account %s is allowed as %s, but was chosen as %s: one of the two names the wrong account, make label and account agree",
			c.ID, quote(other), quote(c.Label))
	}
	return fmt.Errorf("account %s%s is not among the allowed choices: choose one of those, or add it to them", c.ID, c.labelNote())
}

// labelNote returns the label as it stands in a message behind the account.
func (c Choice) labelNote() string {
	if c.Label == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", quote(c.Label))
}
