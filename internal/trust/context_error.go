// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// ContextError tells what is wrong with a condition key of a request.
type ContextError struct {
	Key    string // as it was given
	Reason string // what is wrong and what to do
}

// Error returns the reason.
func (e *ContextError) Error() string { return e.Reason }

// contextErrors collects what is wrong with a context.
type contextErrors []error

func (l *contextErrors) add(key, format string, args ...any) {
	*l = append(*l, &ContextError{Key: key, Reason: fmt.Sprintf(format, args...)})
}

func (l contextErrors) join() error { return errors.Join(l...) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
