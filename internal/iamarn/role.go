// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package iamarn

import (
	"errors"
	"fmt"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

// Role is the ARN of an IAM role. Roles are comparable; the zero Role is
// none. IAM compares role names in AssumeRole with regard to case, and so do
// Roles.
type Role struct{ p Principal }

// NewRole returns the role of the given name and path ("/" for none). Errors
// are [*Error], joined when there are several.
func NewRole(partition Partition, id account.ID, path, name string) (Role, error) {
	var errs []error
	if partition == (Partition{}) {
		errs = append(errs, &Error{What: "partition", Pos: 1, Reason: "a role's ARN needs one"})
	}
	if id.IsZero() {
		errs = append(errs, &Error{What: "account ID", Pos: 1, Reason: "a role's ARN needs one"})
	}
	errs = append(errs, CheckPath(path), CheckRoleName(name))
	if err := errors.Join(errs...); err != nil {
		return Role{}, err
	}
	return Role{Principal{kind: KindRole, partition: partition, account: id, path: path, name: name}}, nil
}

// ParseRole reads a role's ARN, arn:aws:iam::123456789012:role/path/NAME.
// Errors are [*Error].
func ParseRole(arn string) (Role, error) {
	p, err := parse("role ARN", arn)
	if err != nil {
		return Role{}, err
	}
	switch p.kind {
	case KindRole:
		return Role{p}, nil
	case KindRoleSession:
		return Role{}, newError("role ARN", arn, 0, fmt.Sprintf("this is the ARN of a session of the role %[1]s: "+
			"write the role's own, arn:%[2]s:iam::%[3]s:role/%[1]s (with the role's path before its name, if it has one)",
			p.name, p.partition, p.account))
	default:
		return Role{}, newError("role ARN", arn, 0,
			fmt.Sprintf("it names %s, not a role: write an ARN such as arn:aws:iam::123456789012:role/NAME", p.kind))
	}
}

// ParseRoleOrSession reads the ARN of a role or of one of its sessions. Errors
// are [*Error].
func ParseRoleOrSession(arn string) (Principal, error) {
	p, err := parse("role ARN", arn)
	if err != nil {
		return Principal{}, err
	}
	if p.kind != KindRole && p.kind != KindRoleSession {
		return Principal{}, newError("role ARN", arn, 0,
			fmt.Sprintf("it names %s, not a role: write the ARN of a role or of a role session", p.kind))
	}
	return p, nil
}

// Account returns the account that the role is in.
func (r Role) Account() account.ID { return r.p.account }

// Partition returns the partition that the role is in.
func (r Role) Partition() Partition { return r.p.partition }

// Path returns the role's path, "/" when it has none.
func (r Role) Path() string { return r.p.path }

// Name returns the role's name, without its path.
func (r Role) Name() string { return r.p.name }

// Principal returns the role as a principal.
func (r Role) Principal() Principal { return r.p }

// String returns the ARN, and "" for the zero Role.
func (r Role) String() string { return r.p.String() }

// HasSession reports whether session is a session of the role, as far as its
// ARN tells: it has the partition, the account and the name of the role, but
// not its path.
func (r Role) HasSession(session Principal) bool {
	return session.kind == KindRoleSession && session.partition == r.p.partition &&
		session.account == r.p.account && session.name == r.p.name
}
