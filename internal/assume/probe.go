// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
)

// Enforcement is what is made of a role that takes callers without its
// external ID.
type Enforcement string

// The ways to look at the enforcement of an external ID: not at all, to report
// it, or to refuse a role that does not enforce it.
const (
	IgnoreExternalID  Enforcement = "" // the zero value
	ReportExternalID  Enforcement = "report"
	RequireExternalID Enforcement = "require"
)

// probe finds out whether the role, which was just assumed, refuses the same
// caller without the external ID, and with another one. Only a denial is taken
// for one: whatever else goes wrong leaves it open.
// Source: IAM User Guide, "Access to AWS accounts owned by third parties".
func (v *verification) probe(ctx context.Context, from session, region string, r Request, result Result) (Result, error) {
	for _, other := range []struct{ id, with string }{
		{"", "without an external ID"},
		{rand.Text(), "with another external ID than was given"}, // unknown to everybody, and stored nowhere
	} {
		wrong := r
		wrong.ExternalID = other.id
		c := newCall(region, from, wrong)
		_, err := c.assume(ctx, v.client, v.client, from.credentials, denyAll)
		f, failed := errors.AsType[*Failure](err)
		switch {
		case err == nil:
			result.ExternalIDEnforced = new(bool)
			if r.Enforcement == RequireExternalID {
				result.Assumable = false
				result.Failure = notEnforced(r, from, other.with)
			}
			return result, nil
		case !failed:
			return result, err
		case f.Kind != AccessDenied:
			if r.Enforcement == RequireExternalID {
				f.Message = fmt.Sprintf("The role can be assumed, but whether it refuses callers %s could not be found out. %s", other.with, f.Message)
				result.Assumable, result.Failure = false, f
			}
			return result, nil
		}
	}
	enforced := true
	result.ExternalIDEnforced = &enforced
	return result, nil
}

// notEnforced is the failure of a role that takes callers with no or another
// external ID.
func notEnforced(r Request, from session, with string) *Failure {
	_, statement := r.Policies(from.Caller)
	return newFailure(ExternalIDNotEnforced, SideTarget, "%s let the caller in %s: it does not enforce the external ID.", r.Role, with).
		withRemedy(fmt.Sprintf("Add the condition to each statement of the trust policy of %s that lets the caller in, as in %s (with the external ID for %s).",
			r.Role, statement, ExternalIDPlaceholder))
}
