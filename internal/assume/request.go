// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Request asks for a session of a role.
type Request struct {
	Role              iamarn.Role
	ExternalID        string // "" for none
	SessionName       string
	SourceIdentity    string // "" for none
	Duration          time.Duration
	Tags              []Tag // session tags
	TransitiveTagKeys []string
}

// Tag is a session tag.
type Tag struct{ Key, Value string }

// The defaults that a check uses where its author gives nothing.
const (
	DefaultSessionName = "crossaccount-check"
	DefaultDuration    = 15 * time.Minute
)

// FieldError is what is wrong with one field of a [Request] or a [Config].
type FieldError struct {
	Field  string // as HCL names it, such as "external_id"
	Key    string // of the session tag, for "tags"
	Index  int    // 0-based, of the element of a list; -1 for none
	Reason string // what is wrong and what to do; never the value of a secret
}

// Error returns the reason.
func (e *FieldError) Error() string { return e.Reason }

// Check returns all that STS would refuse about the request, in a stable
// order, without calling it.
func (r Request) Check() []*FieldError { return nil }

// CheckExternalID returns an error unless s can be an external ID. The error
// does not contain s.
func CheckExternalID(s string) error { return nil }

// CheckSourceIdentity returns an error unless s can be a source identity.
func CheckSourceIdentity(s string) error { return nil }
