// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Form is a statement of a trust policy in the words of its author: an [AWS],
// [EKSServiceAccount], [EKSPodIdentity], [OIDC], [SAML], [Service], [Deny] or
// [Statement]. In a form, nil lists and empty strings are what the author left
// out, and an empty list is an error: it would lift the limit that it is for.
type Form interface{ draft(*draft) }

// Unknown stands in a form for a string that is not known yet, and by itself
// in a list for a list that is not. It is no UTF-8, so no author can mean it.
const Unknown = "\xff"

// Options are what every form takes.
type Options struct {
	Sid        string      // ASCII letters and digits, unique in the document
	Conditions []Condition // beside those that the form makes; all must hold
}

// Condition compares a key of a request's context with values, of which one
// must match (none, under a negated operator).
type Condition struct {
	Operator string
	Key      string
	Values   []string
}

// conditionsKnown reports whether nothing of the conditions is Unknown.
func (o Options) conditionsKnown() bool {
	return !slices.ContainsFunc(o.Conditions, func(c Condition) bool {
		return c.Operator == Unknown || c.Key == Unknown || slices.Contains(c.Values, Unknown)
	})
}

// FieldError is what is wrong with one field of a [Form].
type FieldError struct {
	Form       int    // 0-based, of the form; -1 for the document
	Block      string // the nested block that Field is in, as HCL names it; "" for none
	BlockIndex int    // 0-based, of that block
	Field      string // as HCL names it, such as "external_ids"; "" for the block as a whole
	Index      int    // 0-based, of the element of a list; -1 for none
	Reason     string // what is wrong and what to do; never an external ID
}

// Error returns the reason.
func (e *FieldError) Error() string { return e.Reason }

// FieldErrors are all that is wrong with the forms of a document, in order.
type FieldErrors []*FieldError

// Error returns one line for each error.
func (errs FieldErrors) Error() string { return errors.Join(errs.Unwrap()...).Error() }

// Unwrap gives the errors to [errors.As].
func (errs FieldErrors) Unwrap() []error {
	all := make([]error, len(errs))
	for i, e := range errs {
		all[i] = e
	}
	return all
}

// Build makes a trust policy of forms, one statement of each, in their order.
// The error is of type [FieldErrors] and tells all that is wrong. While
// something is [Unknown], the rest is checked and the zero Document returned.
func Build(forms ...Form) (Document, error) {
	var errs FieldErrors
	if len(forms) == 0 {
		errs = append(errs, &FieldError{Form: -1, Index: -1,
			Reason: "the policy has no statement, and IAM takes none without: say whom to trust, in an aws block for instance"})
	}
	d := Document{version: "2012-10-17"}
	known := true
	firstWith := map[string]int{} // by Sid, the form that has it
	for i, f := range forms {
		s := draft{form: i, known: true, sources: map[string]string{}}
		f.draft(&s)
		if sid := s.sid; sid != nil {
			if first, ok := firstWith[*sid]; ok {
				s.fail("sid", -1, "%s is the sid of statement %d, too (counted from 0), and IAM wants each but once: choose another", quote(*sid), first)
			} else {
				firstWith[*sid] = i
			}
		}
		sortConditions(s.conditions)
		d.statements = append(d.statements, s.statement)
		errs = append(errs, s.errs...)
		known = known && s.known
	}
	switch {
	case errs != nil:
		return Document{}, errs
	case !known:
		return Document{}, nil
	}
	return d, nil
}

// draft is the statement that a form becomes. Its methods add what is right
// and note what is wrong.
type draft struct {
	statement
	form    int
	known   bool              // nothing that was added is Unknown
	errs    FieldErrors       // in the order of the form's fields
	sources map[string]string // by operator and key, what of the form gives the condition

	block      string // the nested block that is being read, "" for none
	blockIndex int
}

func (d *draft) fail(field string, index int, format string, args ...any) {
	d.errs = append(d.errs, &FieldError{Form: d.form, Block: d.block, BlockIndex: d.blockIndex,
		Field: field, Index: index, Reason: fmt.Sprintf(format, args...)})
}

// one reads a field. It returns "" when the value is not given, not known yet,
// or wrong.
func (d *draft) one(field, value string, parse func(string) (string, error)) string {
	switch value {
	case "":
		return ""
	case Unknown:
		d.known = false
		return ""
	}
	s, err := parse(value)
	if err != nil {
		d.fail(field, -1, "%s", err)
		return ""
	}
	return s
}

// must reads a field that has to be given; what says what to give.
func (d *draft) must(field, value, what string, parse func(string) (string, error)) string {
	if value == "" {
		d.fail(field, -1, "this is empty: give %s", what)
	}
	return d.one(field, value, parse)
}

// all reads a list and returns it as a set, nil when it is not given. What is
// not known yet or wrong is left out of the set.
func (d *draft) all(field string, values []string, parse func(string) (string, error)) []string {
	if values == nil {
		return nil
	}
	if len(values) == 0 {
		d.fail(field, -1, "the list is empty, and would lift the limit that it is for: give at least one value, or leave %s out", field)
	}
	set := make([]string, 0, len(values))
	for i, v := range values {
		if v == Unknown {
			d.known = false
			continue
		}
		s, err := parse(v)
		if err != nil {
			d.fail(field, i, "%s", err)
			continue
		}
		set = append(set, s)
	}
	return asSet(set)
}

// mustAll reads a list that has to be given; what says what to give.
func (d *draft) mustAll(field string, values []string, what string, parse func(string) (string, error)) []string {
	if len(values) == 0 {
		d.fail(field, -1, "this is empty: give %s", what)
		return nil
	}
	return d.all(field, values, parse)
}

// condition adds a condition that a field of the form gives, unless it has no
// values, as when the field is not given.
func (d *draft) condition(field, name, key string, values ...string) {
	if len(values) == 0 || values[0] == "" {
		return
	}
	o, _ := parseOperator(name)
	d.sources[conditionID(o, key)] = field
	d.conditions = append(d.conditions, condition{o, key, values})
}

// conditionID is the same for conditions that stand at the same place of a
// policy: keys are compared ignoring case.
func conditionID(o operator, key string) string { return o.String() + " " + strings.ToLower(key) }

// options adds what every form takes. It comes last: conditions of the author
// must not meet those of the form.
func (d *draft) options(o Options) {
	if sid := d.one("sid", o.Sid, parseSid); sid != "" {
		d.sid = &sid
	}
	for i, c := range o.Conditions {
		d.block, d.blockIndex = "condition", i
		d.authorCondition(c)
	}
	d.block, d.blockIndex = "", 0
}

// Source: IAM User Guide, "IAM JSON policy elements: Sid".
func parseSid(s string) (string, error) {
	if !matches(`^[0-9A-Za-z]+$`, s) {
		return "", fmt.Errorf("%s is no sid: use ASCII letters and digits alone", quote(s))
	}
	return s, nil
}

// authorCondition adds a condition as its author wrote it. The same key under
// the same operator is refused: JSON has no place for both, and as one, their
// values would be alternatives.
func (d *draft) authorCondition(c Condition) {
	name := d.must("operator", c.Operator, "a condition operator, such as StringEquals", asIs)
	o, ok := parseOperator(name)
	if name != "" && !ok {
		d.fail("operator", -1, "there is no condition operator %s%s", quote(name), operatorMeant(name))
	}
	key := d.must("key", c.Key, "what is compared, such as aws:PrincipalOrgID", asIs)
	if ok && key != "" {
		id := conditionID(o, key)
		if source := d.sources[id]; source != "" {
			d.fail("key", -1, "the condition %s on %s stands in %s, too: a policy can hold both only as one list of alternatives, "+
				"which lets in more than either; keep one, or use another operator", o, key, source)
		}
		d.sources[id] = fmt.Sprintf("condition %d (counted from 0)", d.blockIndex)
	}
	values := d.mustAll("values", c.Values, "at least one value: without, the condition could not hold", asIs)
	d.conditions = append(d.conditions, condition{o, key, values})
}

func asIs(s string) (string, error) { return s, nil }
