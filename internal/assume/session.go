// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Session is a session of a role, with its credentials. However it is printed,
// logged or marshalled, they are not shown: only a call gets at them. The zero
// Session is none.
type Session struct{ of func() session }

func sessionOf(s session) Session { return Session{func() session { return s }} }

func (s Session) get() session {
	if s.of == nil {
		return session{}
	}
	return s.of()
}

// Principal returns the session as STS confirmed it.
func (s Session) Principal() iamarn.Principal { return s.get().Principal }

// AccessKeyID returns the access key of the credentials.
func (s Session) AccessKeyID() string { return s.get().credentials.AccessKeyID }

// SecretAccessKey returns the secret key of the credentials.
func (s Session) SecretAccessKey() string { return s.get().credentials.SecretAccessKey }

// SessionToken returns the token of the credentials.
func (s Session) SessionToken() string { return s.get().credentials.SessionToken }

// Expiration returns when the credentials end.
func (s Session) Expiration() time.Time { return s.get().credentials.Expires }

// Credentials assumes the role of r, by way of its hops, for credentials that
// may do all that the role may: no session policy is sent for the role itself.
// Of what a check does besides, only a denial is explained. The error is a
// [*Failure], or that of ctx when it was cancelled.
func (s *STS) Credentials(ctx context.Context, r Request) (Session, error) {
	if f := r.refused(); f != nil {
		return Session{}, f
	}
	client, err := s.client.get(ctx, s.load)
	if err != nil {
		return Session{}, err
	}
	if f := client.refused(r.Role); f != nil {
		return Session{}, f
	}
	v, err := s.verification(ctx, client, r)
	if err != nil {
		return Session{}, err
	}
	c, err := v.call(ctx, r)
	if err != nil {
		return Session{}, err
	}
	landed, err := c.assume(ctx, v.client, "")
	if err != nil {
		return Session{}, err
	}
	if landed.credentials.Expires.IsZero() {
		return Session{}, c.unexpected("the credentials in its answer have no end")
	}
	return sessionOf(landed), nil
}
