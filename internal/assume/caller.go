// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import "github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"

// Caller is who makes the calls: an account's root user, an IAM user, a role
// session or a federated user.
type Caller struct {
	Principal iamarn.Principal
}

// PrincipalARN returns the caller's ARN; for a role session the role's, so
// that it does not change from session to session. A session does not tell
// its role's path: where the role has one, the ARN lacks it.
func (c Caller) PrincipalARN() string { return c.Principal.String() }

// RoleSession reports whether the caller is a session of a role: what it
// assumes is role chaining, limited to one hour.
func (c Caller) RoleSession() bool { return c.Principal.Kind() == iamarn.KindRoleSession }
