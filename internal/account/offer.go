// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parameterSeparator stands between the values of a Torque parameter.
// Source: Torque documentation, "Blueprint YAML Structure", inputs of type parameter.
const parameterSeparator = ","

// Offer is a list of accounts that a form offers. The zero Offer offers none;
// every other one came through [NewOffer], and all of its choices read back.
type Offer struct {
	choices []Choice // sorted by label
	texts   []string // what is offered, in the same order
}

// LabelError is the error of the account with one label.
type LabelError struct {
	Label string
	Err   error
}

// Error returns the error's text, which names the label or the account.
func (e *LabelError) Error() string { return e.Err.Error() }

// Unwrap returns the error of the label or of the account.
func (e *LabelError) Unwrap() error { return e.Err }

// NewOffer offers accounts, which are account IDs by label, sorted by label.
// The errors are all that is wrong, in that order; those of one account are a
// [*LabelError]. It is an error when nothing is offered, when an account is
// offered twice, and when a choice would not read back as label and account:
// by [Parse], out of a Torque parameter, or split as in a blueprint.
func NewOffer(accounts map[string]string, o Options) (Offer, []error) {
	if len(accounts) == 0 {
		return Offer{}, []error{errors.New("no account is offered: give at least one")}
	}
	var offer Offer
	var errs []error
	byID := make(map[ID]string, len(accounts))
	for _, label := range slices.Sorted(maps.Keys(accounts)) {
		c, text, err := offered(label, accounts[label], o)
		if first, twice := byID[c.ID]; err == nil && twice {
			err = fmt.Errorf("account %s is offered twice, as %s and as %s: remove one", c.ID, quote(first), quote(label))
		}
		if err != nil {
			errs = append(errs, &LabelError{label, err})
			continue
		}
		byID[c.ID] = label
		offer.choices, offer.texts = append(offer.choices, c), append(offer.texts, text)
	}
	if errs != nil {
		return Offer{}, errs
	}
	return offer, nil
}

// offered returns the choice of one account, and how it is written.
func offered(label, account string, o Options) (Choice, string, error) {
	id, err := parseID(account, source{input: account, place: byItself}, o.ZeroPad)
	if err != nil {
		return Choice{}, "", fmt.Errorf("label %s: %w", quote(label), err)
	}
	text, err := Format(label, id, o)
	if err != nil {
		return Choice{}, "", err
	}
	if err := checkShown(fmt.Sprintf("the label %s of account %s", quote(label), id), label); err != nil {
		return Choice{}, "", err
	}
	if strings.Contains(label, parameterSeparator) {
		return Choice{}, "", fmt.Errorf("the label %s of account %s has a comma, at which Torque splits the values of a parameter: write it without", quote(label), id)
	}

	c := Choice{label, id}
	// A separator that overlaps itself is found elsewhere from the left, where Liquid looks, than from the right.
	parts := strings.Split(text, o.separator())
	if back, err := Parse(text, o); err != nil || back != c || strings.TrimSpace(parts[len(parts)-1]) != id.String() {
		return Choice{}, "", fmt.Errorf("the choice %s would not be read back as this label and this account, as the separator %s overlaps it: use another separator, such as %q",
			quote(text), quote(o.separator()), DefaultSeparator)
	}
	return c, text, nil
}

// CheckOfferSeparator returns an error unless s can separate the labels and
// accounts of an offer: besides what [CheckSeparator] refuses, what a form
// would not show, and a comma.
func CheckOfferSeparator(s string) error {
	if err := CheckSeparator(s); err != nil {
		return err
	}
	if strings.Contains(s, parameterSeparator) {
		return fmt.Errorf("the separator %s has a comma, at which Torque splits the values of a parameter: use another character, such as %q", quote(s), DefaultSeparator)
	}
	return checkShown("the separator "+quote(s), s)
}

// checkShown returns an error unless a form shows s as it is; what names it
// in the message. What is invisible is refused, as two labels could look alike.
func checkShown(what, s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("%s is not valid UTF-8: use plain characters", what)
	}
	for i, r := range s {
		if !unicode.IsGraphic(r) {
			e := newError(ReasonNotADigit, source{input: s}, "", i)
			return fmt.Errorf("%s has %s at position %d, which a form does not show: remove it", what, e.character(), e.Pos)
		}
	}
	for _, begin := range []string{"{{", "{%"} {
		if strings.Contains(s, begin) {
			return fmt.Errorf("%s has %s, with which a template begins in a blueprint: write it without", what, quote(begin))
		}
	}
	return nil
}

// Choices returns the choices, sorted by label.
func (o Offer) Choices() []string { return slices.Clone(o.texts) }

// Choice returns the choice with the label. Errors name the labels there are.
func (o Offer) Choice(label string) (string, error) {
	for i, c := range o.choices {
		if c.Label == label {
			return o.texts[i], nil
		}
	}
	const most = 10
	labels := make([]string, 0, most)
	for _, c := range o.choices[:min(most, len(o.choices))] {
		labels = append(labels, quote(c.Label))
	}
	if len(o.choices) > most {
		labels = append(labels, fmt.Sprintf("or one of %d more", len(o.choices)-most))
	}
	return "", fmt.Errorf("the label %s is not offered: give one of %s", quote(label), strings.Join(labels, ", "))
}

// ParameterValue returns the value of a Torque parameter that offers the
// choices in an input of type parameter.
func (o Offer) ParameterValue() string { return strings.Join(o.texts, parameterSeparator) }

// Pattern returns a regular expression that matches the choices and nothing
// else, in the dialects of Go, JavaScript, Python and .NET. The last two let $
// stand in front of a newline at the end, too, unless they match in full.
func (o Offer) Pattern() string {
	quoted := make([]string, 0, len(o.texts))
	for _, text := range o.texts {
		quoted = append(quoted, regexp.QuoteMeta(text))
	}
	return "^(?:" + strings.Join(quoted, "|") + ")$"
}

// ValidationDescription tells somebody whose value [Offer.Pattern] does not
// match what to give.
func (o Offer) ValidationDescription() string {
	if len(o.texts) == 1 {
		return fmt.Sprintf("The account has to be the one that is offered: %q.", o.texts[0])
	}
	return fmt.Sprintf("The account has to be one of the %d that are offered, written as they are, such as %q.", len(o.texts), o.texts[0])
}
