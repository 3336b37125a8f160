// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import "strings"

// checkExternalID looks for conditions on the external ID that let in who gives
// none.
// Source: IAM User Guide, "Access to AWS accounts owned by third parties" and
// "The confused deputy problem".
func checkExternalID(c *checker, s *statement) {
	if cond := c.optionalExternalID(s); cond != nil {
		c.addCondition(cond, "%s holds for requests without an external ID, and no other condition of the statement requires one. "+
			"A third party that gives none gets in, and can be led to act here for another of its customers: the confused deputy problem, which external IDs prevent. Use StringEquals.", cond.operator)
	}
}

// optionalExternalID returns the condition of a statement by which
// sts:AssumeRole is allowed without an external ID although one is asked for,
// nil if there is none.
func (c *checker) optionalExternalID(s *statement) *condition {
	if s.effect != allow || !s.covers(AssumeRole) || c.idDemanded {
		return nil
	}
	var optional *condition
	for i := range s.conditions {
		cond := &s.conditions[i]
		if !strings.EqualFold(cond.key, externalID) {
			continue
		}
		switch cond.withoutKey() {
		case no:
			return nil
		case yes:
			if optional == nil {
				optional = cond
			}
		}
	}
	return optional
}

// demandsExternalID reports whether the statement denies whoever gives no
// external ID.
func (s *statement) demandsExternalID() bool {
	return s.deniesAll(func(cond *condition) bool { return strings.EqualFold(cond.key, externalID) && cond.withoutKey() == yes })
}
