// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Reasons tells, in sentences, how the parts of a statement of the trust
// policy fit the request: action, principal, and each condition. It never
// shows an external ID.
func (e *Evaluation) Reasons(statement int) []string {
	return sentences(e.aspects(&e.Statements[statement].statementResult))
}

// aspect is how a part of a statement fits the request.
type aspect struct {
	holds  truth
	reason string // a sentence
	change string // what would make it fit, a sentence, "" unless it is known not to
}

func sentences(aspects []aspect) []string {
	list := make([]string, len(aspects))
	for i, a := range aspects {
		list[i] = a.reason
	}
	return list
}

func (e *Evaluation) aspects(s *statementResult) []aspect {
	list := []aspect{e.actionAspect(s)}
	if s.policy < 0 {
		list = append(list, e.principalAspect(s))
	}
	if s.statement.resource != nil || s.statement.notResource != nil {
		list = append(list, e.resourceAspect(s))
	}
	for i := range s.conditions {
		list = append(list, e.conditionAspect(s, i))
	}
	return list
}

// actionAspect tells which actions of the request a statement covers.
func (e *Evaluation) actionAspect(s *statementResult) aspect {
	var covered, others []string
	for i, action := range e.request.Actions {
		if s.actions[i] == yes {
			covered = append(covered, action)
		} else {
			others = append(others, action)
		}
	}
	element, values := "Action", s.statement.action
	if values == nil {
		element, values = "NotAction", s.statement.notAction
	}
	a := aspect{holds: s.action()}
	switch {
	case others == nil:
		a.reason = fmt.Sprintf("Its %s covers %s.", element, and(covered))
	case covered == nil:
		a.reason = fmt.Sprintf("Its %s does not cover %s: it is %s.", element, or(others), or(quoteAll(values)))
	default:
		a.reason = fmt.Sprintf("Its %s covers %s, but not %s.", element, and(covered), or(others))
	}
	if others != nil {
		a.change = fmt.Sprintf("Let its %s cover %s.", element, and(others))
	}
	return a
}

// principalAspect tells how a statement names the caller.
func (e *Evaluation) principalAspect(s *statementResult) aspect {
	a := aspect{holds: s.named.any()}
	if s.named.direct == unknown {
		a.holds = min(a.holds, unknown) // where the account is named, whether the caller is
	}
	caller := e.request.Caller
	principal := s.statement.principal
	switch {
	case s.statement.notPrincipal != nil:
		a.reason = "It has a NotPrincipal, which IAM stores in no trust policy: whom it names is not known."
	case principal == nil:
		a.reason = "It has no Principal, so that it names nobody."
	case principal.everyone || slices.Contains(principal.aws, "*"):
		a.reason = "Its Principal is everyone."
	case s.named.direct == yes && (caller.isSession() && !slices.Contains(principal.aws, caller.String())):
		a.reason = fmt.Sprintf("Its Principal names the caller's role, %s.", caller.principal.Name())
	case s.named.direct == yes:
		a.reason = fmt.Sprintf("Its Principal names the caller, %s.", caller)
	case s.named.direct == unknown && slices.ContainsFunc(principal.aws, isUniqueID):
		a.reason = "Its Principal has the unique ID of a user or role, which stands there when that was deleted; whether it is the caller's is not known."
	case s.named.direct == unknown:
		a.reason = fmt.Sprintf("Its Principal names a session of the caller's role, %s; whether it is the caller's is not known.", caller.principal.Name())
	case s.named.account == yes:
		a.reason = fmt.Sprintf("Its Principal names the caller's account, %s, and not the caller.", caller.principal.Account())
	default:
		who := caller.String()
		if e.matcher.roleARN != "" {
			who += ", a session of " + e.matcher.roleARN
		}
		a.reason = fmt.Sprintf("Its Principal does not name %s: it is %s.", who, or(principal.all()))
		if slices.Contains(slices.Concat(principal.service, principal.federated), caller.String()) {
			a.reason = fmt.Sprintf("Its Principal does not name %s as %q, as which it calls %s.", caller, e.matcher.providerKey(), e.matcher.call)
		}
		a.change = fmt.Sprintf("Add %s to its Principal.", e.principalElement())
	}
	if s.named.direct == unknown && s.named.account == yes {
		a.reason += fmt.Sprintf(" It names the caller's account, %s, too.", caller.principal.Account())
	}
	return a
}

// all returns the values of a Principal, quoted.
func (p *principals) all() []string {
	return quoteAll(slices.Concat(p.aws, p.service, p.federated, p.canonicalUser))
}

// principalElement is what names the caller in a Principal.
func (e *Evaluation) principalElement() string {
	caller := e.request.Caller
	p := caller.principal
	switch {
	case caller.isProvider():
		return fmt.Sprintf(`%q: %q`, e.matcher.providerKey(), caller)
	case e.matcher.roleARN != "":
		return fmt.Sprintf(`"AWS": %q`, e.matcher.roleARN)
	case p.Kind() == iamarn.KindRoleSession:
		return fmt.Sprintf("the caller's role, %s in account %s,", p.Name(), p.Account())
	default:
		return fmt.Sprintf(`"AWS": %q`, p)
	}
}

// resourceAspect tells whether a statement is about the role.
func (e *Evaluation) resourceAspect(s *statementResult) aspect {
	element, values := "Resource", s.statement.resource
	if values == nil {
		element, values = "NotResource", s.statement.notResource
	}
	a := aspect{holds: s.resource}
	switch s.resource {
	case yes:
		a.reason = fmt.Sprintf("Its %s covers %s.", element, e.request.Role)
	case no:
		a.reason = fmt.Sprintf("Its %s does not cover %s: it is %s.", element, e.request.Role, or(quoteAll(values)))
		a.change = fmt.Sprintf("Let its %s cover %s.", element, e.request.Role)
	default:
		why := "what a policy variable in it stands for is not known"
		if slices.ContainsFunc(values, hasEarlyVariable) {
			why = "it has a policy variable in front of the fifth colon, where AWS takes none"
		}
		a.reason = fmt.Sprintf("Whether its %s covers %s is not known: %s.", element, e.request.Role, why)
	}
	return a
}

// externalID is the condition key whose values are never shown.
const externalID = "sts:ExternalId"

// conditionAspect tells whether a condition holds, and why not.
func (e *Evaluation) conditionAspect(s *statementResult, index int) aspect {
	c := &s.statement.conditions[index]
	a := aspect{holds: s.conditions[index]}
	values, state := e.lookup(strings.ToLower(c.key))
	name := c.operator.String() + " on " + c.key
	switch {
	case a.holds == yes && state == keyAbsent:
		a.reason = fmt.Sprintf("%s holds, as the request has no %s.", name, c.key)
	case a.holds == yes:
		a.reason = name + " holds."
	case a.holds == unknown:
		a.reason = fmt.Sprintf("Whether %s holds is not known: %s.", name, e.whyConditionUnknown(c, state))
	case baseOperators[c.operator.base].of == presenceType && !slices.ContainsFunc(c.values, isBool):
		a.reason = fmt.Sprintf("%s does not hold: it takes true or false, and %s.", name, wanted(c))
	case state == keyAbsent:
		a.reason = fmt.Sprintf("%s does not hold: the request has no %s.", name, c.key)
	case strings.EqualFold(c.key, externalID):
		a.reason = fmt.Sprintf("%s does not hold: the request has another external ID.", name)
	case baseOperators[c.operator.base].of == presenceType:
		a.reason = fmt.Sprintf("%s does not hold: the request has %s.", name, c.key)
	case state == keyUnknown: // known not to hold, whatever the path of the caller's role
		a.reason = fmt.Sprintf("%s does not hold: the caller's role is %s in account %s, and %s.", name, e.matcher.role, e.matcher.account, wanted(c))
	default:
		a.reason = fmt.Sprintf("%s does not hold: the request has %s, and %s.", name, and(quoteAll(values)), wanted(c))
	}
	if a.holds == no {
		a.reason += e.withoutValue(s, c)
		a.change = change(c, state)
	}
	return a
}

// withoutValue tells, in sentences that begin with a space, which policy
// variables of a condition have no value.
func (e *Evaluation) withoutValue(s *statementResult, c *condition) string {
	var text string
	for _, v := range s.variablesOf(c) {
		if _, known := e.variable(v); known == no {
			text += fmt.Sprintf(" The variable ${%s} has no value in the request.", v.key)
		}
	}
	return text
}

// variablesOf returns the policy variables in the values of a condition.
// Source: IAM User Guide, "IAM policy elements: Variables and tags", "Where
// you can use policy variables".
func (r *statementResult) variablesOf(c *condition) []valuePart {
	if of := baseOperators[c.operator.base].of; !r.variables || of != stringType && of != arnType {
		return nil
	}
	return variablesIn(c.values)
}

func variablesIn(values []string) []valuePart {
	var variables []valuePart
	for _, value := range values {
		parts, _ := parseVariables(value)
		for _, p := range parts {
			if p.key != "" {
				variables = append(variables, p)
			}
		}
	}
	return variables
}

// wanted tells what the values of a condition are.
func wanted(c *condition) string {
	if len(c.values) == 0 {
		return "the condition has no values"
	}
	switch {
	case strings.EqualFold(c.key, externalID): // which is written there by mistake
		return "the condition wants something else"
	case baseOperators[c.operator.base].negated:
		return "the condition excludes " + or(quoteAll(c.values))
	case strings.Contains(c.operator.base, "Than"):
		return "the condition compares it with " + or(quoteAll(c.values))
	}
	return "the condition wants " + or(quoteAll(c.values))
}

// whyConditionUnknown tells, in a clause, what keeps a condition unknown.
func (e *Evaluation) whyConditionUnknown(c *condition, state keyState) string {
	switch {
	case c.operator.set != noSet && baseOperators[c.operator.base].of == presenceType:
		return "AWS does not say what " + c.operator.String() + " means"
	case state == keyUnknown && strings.EqualFold(c.key, principalARN):
		return "the ARN of a session does not tell its role's path"
	case state == keyUnknown:
		return c.key + " of the request is not known"
	case c.operator.set == noSet && e.several(c):
		return "the request has several values, and AWS does not say what that means without a set operator"
	default:
		return "what a policy variable in it stands for is not known"
	}
}

// several reports whether the request has several values for a condition.
func (e *Evaluation) several(c *condition) bool {
	values, _ := e.lookup(strings.ToLower(c.key))
	return len(values) > 1
}

// changes tell what makes a condition on a key hold, on the caller's side.
var changes = map[string]struct{ absent, present string }{
	"sts:externalid": {
		"Pass the external ID that the trust policy asks for.",
		"Pass the external ID that the trust policy asks for, or correct it there.",
	},
	"sts:rolesessionname":        {"", "Choose a session name that the condition takes."},
	"sts:sourceidentity":         {"Pass a source identity that the condition takes.", "Pass a source identity that the condition takes."},
	"aws:multifactorauthpresent": {"Call with credentials that were made with MFA.", "Call with credentials that were made with MFA."},
	"aws:multifactorauthage":     {"Call with credentials that were made with MFA.", "Renew the credentials with MFA."},
	"aws:principalarn":           {"", "Call as a principal that the condition takes, or let the condition take the caller."},
}

// change tells what would make a condition hold that does not.
func change(c *condition, state keyState) string {
	if baseOperators[c.operator.base].of != presenceType && !baseOperators[c.operator.base].negated {
		known := changes[strings.ToLower(c.key)]
		if s := known.present; state != keyAbsent && s != "" {
			return s
		}
		if s := known.absent; state == keyAbsent && s != "" {
			return s
		}
	}
	return fmt.Sprintf("Change %s of the request, or the condition on it.", c.key)
}

// quoteAll quotes values for a sentence.
func quoteAll(values []string) []string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quote(v)
	}
	return quoted
}

// and joins the parts of a sentence.
func and(parts []string) string { return join(parts, "and") }

// or joins alternatives of a sentence.
func or(parts []string) string { return join(parts, "or") }

func join(parts []string, word string) string {
	const most = 4 // parts that a sentence lists
	if n := len(parts); n > most {
		parts = append(slices.Clone(parts[:most-1]), fmt.Sprintf("%d others", n-most+1))
	}
	return list(parts, word)
}

// list joins parts of a sentence, however many they are.
func list(parts []string, word string) string {
	switch len(parts) {
	case 0:
		return "nothing"
	case 1:
		return parts[0]
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " " + word + " " + parts[last]
}
