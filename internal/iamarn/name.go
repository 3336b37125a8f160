// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package iamarn

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The limits of names and paths, in characters.
// Source: IAM User Guide, "IAM and AWS STS quotas", and the API references of
// CreateRole, AssumeRole and GetFederationToken.
const (
	maxNameLength          = 64  // of roles and users
	minSessionNameLength   = 2   // of role sessions and federated users
	maxSessionNameLength   = 64  // of role sessions
	maxFederatedNameLength = 32  // of federated users
	maxPathLength          = 512 // of roles and users
	maxProviderNameLength  = 255 // of OIDC providers, the longer of the two
)

// CheckRoleName returns an [*Error] unless s can be the name of a role: 1 to
// 64 ASCII letters, digits and characters of _+=,.@-, without a path.
// Source: IAM API Reference, CreateRole.
func CheckRoleName(s string) error {
	return checkName("role name", s, 1, maxNameLength).asError("role name", s, 0)
}

// CheckSessionName returns an [*Error] unless s can be a RoleSessionName or a
// SourceIdentity: 2 to 64 ASCII letters, digits and characters of _+=,.@-.
// Source: STS API Reference, AssumeRole.
func CheckSessionName(s string) error {
	return checkName("session name", s, minSessionNameLength, maxSessionNameLength).asError("session name", s, 0)
}

// CheckPath returns an [*Error] unless s can be the path of a role: "/", or 3
// to 512 printable ASCII characters that begin and end with "/".
// Source: IAM API Reference, CreateRole.
func CheckPath(s string) error {
	return checkPath(s).asError("path", s, 0)
}

// fault is what is wrong with a part of an input; the zero fault is none.
type fault struct {
	offset int // in bytes, in the part
	reason string
}

// asError turns a fault in the part that stands in input behind offset bytes
// into an error, nil for the zero fault.
func (f fault) asError(what, input string, offset int) error {
	if f.reason == "" {
		return nil
	}
	return newError(what, input, offset+f.offset, f.reason)
}

func newError(what, input string, offset int, reason string) *Error {
	return &Error{What: what, Input: input, Pos: utf8.RuneCountInString(input[:offset]) + 1, Reason: reason}
}

func checkName(what, s string, least, most int) fault {
	for i, r := range s {
		if isNameChar(r) {
			continue
		}
		if r == '/' && what == "role name" {
			return fault{i, `a role name has no "/": give the path by itself, as in path = "/team/"`}
		}
		return fault{i, fmt.Sprintf("%q cannot stand in a %s: use ASCII letters, digits and characters of _+=,.@-", r, what)}
	}
	switch {
	case len(s) < least:
		return fault{len(s), fmt.Sprintf("a %s has at least %s", what, characters(least))}
	case len(s) > most:
		return fault{most, fmt.Sprintf("a %s has at most %s, this one has %d", what, characters(most), len(s))}
	}
	return fault{}
}

func isNameChar(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
		r < utf8.RuneSelf && strings.ContainsRune("_+=,.@-", r)
}

func checkPath(s string) fault {
	for i, r := range s {
		if r < '!' || r > '~' {
			return fault{i, fmt.Sprintf("%q cannot stand in a path: use printable ASCII characters without spaces", r)}
		}
	}
	switch {
	case !strings.HasPrefix(s, "/"):
		return fault{0, `a path begins with "/": write "/" for none, or a path such as "/team/"`}
	case !strings.HasSuffix(s, "/"):
		return fault{len(s), `a path ends with "/": write a path such as "/team/"`}
	case s == "//":
		return fault{1, `a path has something between its first and its last "/": write "/" for none`}
	case len(s) > maxPathLength:
		return fault{maxPathLength, fmt.Sprintf("a path has at most %s, this one has %d", characters(maxPathLength), len(s))}
	}
	return fault{}
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}
