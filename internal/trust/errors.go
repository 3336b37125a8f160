// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
	"strings"
)

// Error tells what is wrong with the text of a policy document, and where.
type Error struct {
	Path   string // of the element, such as Statement[0].Effect, "" for the document
	Line   int    // 1-based
	Column int    // 1-based, in characters
	Reason string // what is wrong and what to do

	offset    int
	statement int    // 0-based, -1 outside of the statements
	code      string // of the rule that the finding belongs to
}

// Error says where and what is wrong, and what to do.
func (e *Error) Error() string {
	where := fmt.Sprintf("line %d, column %d", e.Line, e.Column)
	if e.Path != "" {
		where += ", " + e.Path
	}
	return where + ": " + e.Reason
}

// Errors are all that is wrong with a document, in its order.
type Errors []*Error

// Error returns one line for each error.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the errors to [errors.As].
func (e Errors) Unwrap() []error {
	errs := make([]error, len(e))
	for i, err := range e {
		errs[i] = err
	}
	return errs
}

// maxErrors is how many errors of a document are told. More help nobody.
const maxErrors = 50

// errorList collects the errors of a document that is being read.
type errorList struct {
	at      path // of the element that is being read
	errs    Errors
	further int // errors that are not told
}

// add notes an error in the element that is being read.
func (l *errorList) add(code string, offset int, format string, args ...any) {
	if len(l.errs) == maxErrors {
		l.further++
		return
	}
	l.errs = append(l.errs, &Error{
		Path: l.at.String(), Reason: fmt.Sprintf(format, args...), offset: offset, statement: l.at.statement(), code: code,
	})
}

// result returns the errors in the order of text, with their positions.
func (l *errorList) result(text string) Errors {
	if l.errs == nil {
		return nil
	}
	slices.SortStableFunc(l.errs, func(a, b *Error) int { return a.offset - b.offset })
	if l.further > 0 {
		l.errs[len(l.errs)-1].Reason += fmt.Sprintf(" (and %d more errors)", l.further)
	}
	p := newPositions(text)
	for _, e := range l.errs {
		e.Line, e.Column = p.at(e.offset)
	}
	return l.errs
}
