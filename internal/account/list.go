// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package account

import "fmt"

// ElementError is the error of one element of a list of choices.
type ElementError struct {
	Index int // 0-based
	Err   error
}

// Error returns the element's error; the index is for the caller to show.
func (e *ElementError) Error() string { return e.Err.Error() }

// Unwrap returns the element's error.
func (e *ElementError) Unwrap() error { return e.Err }

// ParseAll reads a list of choices, in order. Every element that is wrong has
// its error, in order of index; choices are returned only if there is none.
// Besides what [Parse] refuses, an account that is chosen twice is an error,
// and so is a label that stands for two accounts: either would lose an entry
// in a map by account or by label.
func ParseAll(choices []string, o Options) ([]Choice, []*ElementError) {
	parsed := make([]Choice, 0, len(choices))
	byID := make(map[ID]int, len(choices))
	byLabel := make(map[string]int, len(choices))
	var errs []*ElementError
	fail := func(i int, err error) { errs = append(errs, &ElementError{Index: i, Err: err}) }

	for i, s := range choices {
		c, err := Parse(s, o)
		parsed = append(parsed, c)
		if err != nil {
			fail(i, err)
			continue
		}
		if first, ok := byID[c.ID]; ok {
			fail(i, fmt.Errorf("account %s is chosen twice, as %s (element %d) and as %s (element %d): remove one",
				c.ID, quote(choices[first]), first, quote(s), i))
			continue
		}
		byID[c.ID] = i
		if c.Label == "" {
			continue
		}
		if first, ok := byLabel[c.Label]; ok {
			fail(i, fmt.Errorf("label %s stands for two accounts, %s (element %d) and %s (element %d): give each account its own label",
				quote(c.Label), parsed[first].ID, first, c.ID, i))
			continue
		}
		byLabel[c.Label] = i
	}
	if errs != nil {
		return nil, errs
	}
	return parsed, nil
}
