// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package assume tells whether a role can be assumed, by assuming it: it
// calls STS, confirms where the call landed, and turns what went wrong into a
// [*Failure] that says whose side it is on and what to do.
//
// The session of a check carries a session policy that denies everything and
// is dropped as soon as the answer is in; that of a hop may assume the next
// roles, and is dropped with the last of them. Messages hold no credentials, no
// external ID, and nothing that differs from one call to the next.
package assume
