// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"cmp"
	"slices"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// What Missing calls what is not part of the context.
const (
	missingIdentityPolicies = "identity_policies"
	missingSession          = "principal (the ARN of the session, not of its role)"
	missingEarlyVariable    = "what a policy variable in front of the fifth colon of a resource means"
)

// missingList collects what would have to be known, each thing once.
type missingList []string

func (l *missingList) add(s string) {
	if !slices.ContainsFunc(*l, func(m string) bool { return strings.EqualFold(m, s) }) {
		*l = append(*l, s)
	}
}

// Missing lists what would have to be known for a decision: condition keys,
// other parts of the request, and what AWS does not say. Once all of it is
// known, there is a decision, unless policies that come to be known leave more
// open. It is empty when there is one already.
func (e *Evaluation) Missing() []string {
	if e.Decision != Undecided {
		return nil
	}
	var l missingList
	for i := range e.Statements {
		e.addMissing(&e.Statements[i].statementResult, &l)
	}
	for i := range e.identity {
		e.addMissing(&e.identity[i], &l)
	}
	if !e.request.IdentityPoliciesKnown {
		l.add(missingIdentityPolicies)
	}
	slices.SortFunc(l, func(a, b string) int {
		return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
	})
	return l
}

// matters reports whether a decision that is not known may depend on what is
// not known of a statement.
func (e *Evaluation) matters(s *statementResult) bool {
	for i := range e.Actions {
		o := e.Actions[i].outcome
		if o.allowed != unknown || !s.isOpen(i) {
			continue
		}
		var settled truth // whether others do already what the statement may do
		switch {
		case s.statement.effect == deny:
			settled = no
		case !e.sameAccount() && s.policy < 0:
			settled = o.direct.or(o.account)
		case !e.sameAccount():
			settled = o.identityAllowed
		case s.policy >= 0:
			settled = o.direct.or(o.identityAllowed).or(o.account.not())
		case s.named.direct != no:
			settled = o.direct.or(o.account.and(o.identityAllowed))
		default:
			settled = o.direct.or(o.account).or(o.identityAllowed.not())
		}
		if settled != yes {
			return true
		}
	}
	return false
}

// isOpen reports whether it is not known what the statement says about an
// action: whether it matches, or whom it names.
func (r *statementResult) isOpen(action int) bool {
	matches := r.matches(action)
	return matches == unknown || matches == yes && r.named.direct == unknown
}

// addMissing adds what keeps a statement from being known to match or not.
func (e *Evaluation) addMissing(s *statementResult, l *missingList) {
	if !e.matters(s) {
		return
	}
	if s.named.direct == unknown {
		l.add(e.missingName(s))
	}
	if s.resource == unknown {
		resources := slices.Concat(s.statement.resource, s.statement.notResource)
		for _, v := range variablesIn(resources) {
			e.addVariable(v, l)
		}
		if slices.ContainsFunc(resources, hasEarlyVariable) {
			l.add(missingEarlyVariable)
		}
	}
	for i, t := range s.conditions {
		if t == unknown {
			e.addCondition(s, &s.statement.conditions[i], l)
		}
	}
}

// missingName is what would tell whether a statement names the caller.
func (e *Evaluation) missingName(s *statementResult) string {
	switch {
	case s.statement.notPrincipal != nil:
		return "what NotPrincipal means in a trust policy"
	case e.request.Caller.principal.Kind() == iamarn.KindRole && !slices.ContainsFunc(s.statement.principal.aws, isUniqueID):
		return missingSession
	default:
		return "aws:userid"
	}
}

// addCondition adds what keeps a condition unknown.
func (e *Evaluation) addCondition(s *statementResult, c *condition, l *missingList) {
	values, state := e.lookup(strings.ToLower(c.key))
	switch {
	case c.operator.set != noSet && baseOperators[c.operator.base].of == presenceType:
		l.add("what " + c.operator.String() + " means")
	case state == keyUnknown:
		l.add(c.key)
	case len(values) > 1 && c.operator.set == noSet:
		l.add("what " + c.operator.String() + " means for several values of " + c.key)
	}
	for _, v := range s.variablesOf(c) {
		e.addVariable(v, l)
	}
}

// addVariable adds a policy variable that is not known.
func (e *Evaluation) addVariable(v valuePart, l *missingList) {
	switch _, state := e.lookup(strings.ToLower(v.key)); state {
	case keyUnknown:
		l.add(v.key)
	case keyPresent:
		if _, known := e.variable(v); known == unknown {
			l.add("what ${" + v.key + "} means where " + v.key + " has several values")
		}
	}
}
