// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
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
// caller without the external ID, and with another one. Only a denial that can
// be the role's is taken for one: whatever else goes wrong leaves it open. So
// does a role that then refuses the right ID too, as one that was changed moments
// ago may: it was not for want of the ID that it refused the others.
// Source: IAM User Guide, "Access to AWS accounts owned by third parties".
func (v *verification) probe(ctx context.Context, r Request, assumed Result) (Result, error) {
	right, err := v.call(ctx, r)
	if err != nil {
		return notFoundOut(r, assumed, "without its external ID", err)
	}
	for _, other := range []struct{ id, with string }{
		{"", "without its external ID"},
		{rand.Text(), "with another external ID"}, // unknown to everybody, and stored nowhere
	} {
		c := right
		c.request.ExternalID = other.id
		c.secrets = c.secrets.withExternalID(other.id)
		_, err := c.assume(ctx, v.client, denyAll)
		if err == nil {
			assumed.ExternalIDEnforced = new(bool)
			if r.Enforcement == RequireExternalID {
				assumed = failed(assumed, notEnforced(r, c.caller.Caller, other.with))
			}
			return assumed, nil
		}
		if f, ok := errors.AsType[*Failure](err); !ok || !f.refusedByRole() {
			return notFoundOut(r, assumed, other.with, err)
		}
	}
	if _, err := right.assume(ctx, v.client, denyAll); err != nil {
		return notFoundOut(r, assumed, "for want of its external ID", err)
	}
	enforced := true
	assumed.ExternalIDEnforced = &enforced
	return assumed, nil
}

// refusedByRole reports whether the role can have refused the caller. What
// refused GetCallerIdentity is not the role, and the caller's own policies may
// ask for an external ID that the role does not.
func (f *Failure) refusedByRole() bool {
	return f.Kind == AccessDenied && (f.Side == SideTarget || f.Side == SideUnknown)
}

// notFoundOut is the outcome of a probe that err ended.
func notFoundOut(r Request, assumed Result, with string, err error) (Result, error) {
	result, err := resultOf(err)
	if err != nil || r.Enforcement != RequireExternalID {
		return assumed, err
	}
	f := *result.Failure // others may share it
	f.Message = fmt.Sprintf("The role can be assumed, but whether it refuses callers %s could not be found out. %s", with, f.Message)
	return failed(assumed, &f), nil
}

// failed is a result that a failure takes the place of.
func failed(r Result, f *Failure) Result {
	r.Assumable, r.Session, r.Failure = false, iamarn.Principal{}, f
	return r
}

// notEnforced is the failure of a role that takes callers with no or another
// external ID.
func notEnforced(r Request, caller Caller, with string) *Failure {
	_, statement := r.Policies(caller)
	return newFailure(ExternalIDNotEnforced, SideTarget, "%s let the caller in %s: it does not enforce the external ID.", r.Role, with).
		withRemedy(fmt.Sprintf("Add the condition to each statement of the trust policy of %s that lets the caller in, as in %s (with the external ID for %s).",
			r.Role, statement, ExternalIDPlaceholder))
}
