// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// CheckRoles returns an error for each statement that names a principal of
// another partition than that of one of the roles, which are to have d as their
// trust policy: it can't assume that role.
func (d Document) CheckRoles(roles []iamarn.Role) FieldErrors {
	var errs FieldErrors
	for i, s := range d.statements {
		if s.principal == nil {
			continue
		}
		for _, arn := range slices.Concat(s.principal.aws, s.principal.federated) {
			p, err := iamarn.ParsePrincipal(arn)
			if err != nil {
				continue // one that has no ARN is of every partition
			}
			other := slices.IndexFunc(roles, func(r iamarn.Role) bool { return r.Partition() != p.Partition() })
			if other < 0 {
				continue
			}
			err = iamarn.CheckSamePartition(p.Partition(), roles[other].Partition())
			errs = append(errs, &FieldError{Form: i, Index: -1, Reason: fmt.Sprintf("the principal %s is of no use to the role %s: %s", arn, roles[other], err)})
		}
	}
	return errs
}

// CallerPolicy returns the identity policy that AWS principals need to assume
// the roles that have d as their trust policy: what d allows them, on these
// roles alone. It is the zero Document when there are no roles, and when d
// lets no AWS principal assume one: services, and those for whom identity
// providers vouch, need no identity policy.
// Source: IAM User Guide, "Grant a user permissions to switch roles".
func (d Document) CallerPolicy(roles []iamarn.Role) Document {
	var actions []string
	for _, s := range d.statements {
		if s.effect == allow && s.principal != nil && len(s.principal.aws) > 0 {
			actions = append(actions, s.action...)
		}
	}
	actions = slices.DeleteFunc(actions, func(action string) bool {
		return action == assumeRoleWithSAML || action == assumeRoleWithWebIdentity
	})
	if len(roles) == 0 || !slices.Contains(actions, AssumeRole) {
		return Document{}
	}
	resources := make([]string, len(roles))
	for i, r := range roles {
		resources[i] = r.String()
	}
	return Document{version: "2012-10-17", statements: []statement{{effect: allow, action: asSet(actions), resource: asSet(resources)}}}
}
