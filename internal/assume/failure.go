// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"fmt"
	"strings"
)

// Failure tells why a role could not be assumed, or why it is not known who
// calls. Message and Remedy are the same whenever the cause is: they hold no
// request ID, time or session name of the caller, and no secret.
type Failure struct {
	Kind    Kind
	Side    Side
	Hop     int    // the hop of a chain that failed, from 1; 0 is the role itself
	Code    string // AWS's error code, "" if there was none
	Message string // what happened
	Remedy  string // what to do, the likeliest first

	err error
}

// Error returns the message and the remedy.
func (f *Failure) Error() string { return f.Message + "\n\n" + f.Remedy }

// Unwrap returns the AWS SDK's error; nil where there is none, or where its
// text could hold a secret.
func (f *Failure) Unwrap() error { return f.err }

// newFailure returns a failure with the remedy of its kind.
func newFailure(kind Kind, side Side, format string, args ...any) *Failure {
	return &Failure{Kind: kind, Side: side, Message: fmt.Sprintf(format, args...), Remedy: kind.Doc().Remedy}
}

// withRemedy replaces the remedy: by a sentence, or by a list of what to look
// at when there are several.
func (f *Failure) withRemedy(items ...string) *Failure {
	if len(items) == 1 {
		f.Remedy = items[0]
		return f
	}
	var b strings.Builder
	b.WriteString("STS does not say which of these it is. The likeliest first:")
	for i, item := range items {
		fmt.Fprintf(&b, "\n%d. %s", i+1, item)
	}
	f.Remedy = b.String()
	return f
}

// withError keeps the SDK's error and AWS's code.
func (f *Failure) withError(code string, err error) *Failure {
	f.Code, f.err = code, err
	return f
}

// requestFailure returns the failure of a request that STS would refuse.
func requestFailure(errs []*FieldError) *Failure {
	reasons := make([]string, len(errs))
	for i, e := range errs {
		reasons[i] = e.Field + ": " + e.Reason
		if e.Hop > 0 {
			reasons[i] = fmt.Sprintf("hop %d, %s", e.Hop, reasons[i])
		}
	}
	return newFailure(InvalidRequest, SideRequest, "STS would refuse this request: %s.", strings.Join(reasons, "; ")).
		withRemedy("Correct the arguments that the message names.")
}
