// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import "github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"

// Result is the outcome of [STS.Verify].
type Result struct {
	Assumable bool
	Session   iamarn.Principal // the session as STS confirmed it, if Assumable
	Caller    Caller           // zero if it could not be told
	Failure   *Failure         // nil if Assumable
}

// Failure tells why a role could not be assumed, or who calls not be told.
// Message and Remedy are the same for the same cause: they hold no request
// ID, time, session name of the caller, or secret.
type Failure struct {
	Kind    Kind
	Side    Side
	Hop     int    // the hop of a chain that failed, from 1; 0 is the role itself
	Code    string // AWS's error code, "" if there was none
	Message string // what happened
	Remedy  string // what to do, likeliest first

	err error
}

// Error returns the message and the remedy.
func (f *Failure) Error() string { return f.Message + "\n\n" + f.Remedy }

// Unwrap returns the AWS SDK's error, nil where there is none or where it
// could hold a secret.
func (f *Failure) Unwrap() error { return f.err }

// Kind is the kind of a [Failure].
type Kind string

// The kinds of failures.
const (
	AccessDenied                 Kind = "access_denied"
	DurationExceedsMaximum       Kind = "duration_exceeds_maximum"
	DurationExceedsChainingLimit Kind = "duration_exceeds_chaining_limit"
	InvalidRequest               Kind = "invalid_request"
	SessionPolicyTooLarge        Kind = "session_policy_too_large"
	CallerCredentialsMissing     Kind = "caller_credentials_missing"
	CallerCredentialsExpired     Kind = "caller_credentials_expired"
	CallerCredentialsInvalid     Kind = "caller_credentials_invalid"
	RegionDisabled               Kind = "region_disabled"
	WrongPartition               Kind = "wrong_partition"
	Throttled                    Kind = "throttled"
	Timeout                      Kind = "timeout"
	Network                      Kind = "network"
	UnexpectedResponse           Kind = "unexpected_response"
	WrongAccount                 Kind = "wrong_account"
)

// Side tells whose side a [Failure] is on.
type Side string

// The sides.
const (
	SideCaller       Side = "caller"
	SideTarget       Side = "target"
	SideOrganization Side = "organization"
	SideNetwork      Side = "network"
	SideRequest      Side = "request"
	SideUnknown      Side = "unknown"
)

// KindDoc describes a [Kind] for the documentation.
type KindDoc struct {
	Symptom string
	Causes  []string // likeliest first
	Remedy  string
}

// Kinds returns all kinds.
func Kinds() []Kind { return nil }

// Doc describes the kind.
func (k Kind) Doc() KindDoc { return KindDoc{} }

// Sides returns all sides.
func Sides() []Side { return nil }

// Doc says in one sentence what the side means.
func (s Side) Doc() string { return "" }
