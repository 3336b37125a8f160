// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

// ContextError tells what is wrong with a condition key of a request.
type ContextError struct {
	Key    string // as it was given
	Reason string // what is wrong and what to do; never a value
}

// Error returns the reason.
func (e *ContextError) Error() string { return e.Reason }
