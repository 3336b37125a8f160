// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import "strings"

// Decision is what the policies that are known make of a request.
type Decision string

// The decisions. A request that nothing can allow is denied, whatever else is
// not known: implicitly, unless a Deny is known to match.
const (
	Allowed          Decision = "allowed"
	ExplicitlyDenied Decision = "explicitly_denied"
	ImplicitlyDenied Decision = "implicitly_denied"
	Undecided        Decision = "unknown"
)

// Trust is what the trust policy alone makes of a request.
type Trust string

// The levels of trust. TrustAccount lets the caller's account in, which has to
// let the caller.
const (
	TrustDirect  Trust = "direct"
	TrustAccount Trust = "account"
	TrustDeny    Trust = "deny"
	TrustNone    Trust = "none"
	TrustUnknown Trust = "unknown"
)

// Evaluation is the outcome of [Document.Evaluate].
type Evaluation struct {
	Decision   Decision
	Trust      Trust
	Actions    []ActionDecision  // in the order of the request
	Statements []StatementResult // in the order of the document

	barred   string // why AWS lets no such caller in, whatever policies say
	identity []statementResult
	evaluator
}

// ActionDecision is the decision about one action of a request.
type ActionDecision struct {
	Action   string
	Decision Decision
	outcome
}

// evaluator evaluates the statements of one document at a time.
type evaluator struct {
	request   Request
	role      string // its ARN
	matcher   matcher
	variables bool // whether the document's version has policy variables
}

// statementResult is how a statement fits a request.
type statementResult struct {
	statement  *statement
	variables  bool    // whether its document has policy variables
	policy     int     // the caller's policy that it is in, -1 for the trust policy
	index      int     // in its document
	actions    []truth // by action of the request
	named      named
	resource   truth
	conditions []truth
	condition  truth // all of conditions
}

// outcome is what the statements make of one action.
type outcome struct {
	trustDeny, direct, account    truth
	identityDeny, identityAllowed truth
	allowed                       truth
}

// Evaluate tells whether the role that has d as its trust policy can be
// assumed, and why. It looks at every statement and condition, also where the
// decision no longer depends on it. Service and resource control policies,
// permissions boundaries, session policies and the policies of VPC endpoints
// are not considered.
// Source: IAM User Guide, "Policy evaluation logic".
func (d Document) Evaluate(r Request) Evaluation {
	if r.Actions == nil {
		r.Actions = []string{AssumeRole}
	}
	if r.Caller.isProvider() {
		r.IdentityPolicies, r.IdentityPoliciesKnown = nil, true // it has none
	}
	e := evaluator{request: r, role: r.Role.String(), matcher: newMatcher(r.Caller, r.Actions)}
	e.matcher.uniqueID = e.uniqueID
	if e.matcher.session {
		e.matcher.roleARN, _ = e.single(strings.ToLower(principalARN))
	}

	result := Evaluation{barred: r.Caller.barred(r.Role)}
	result.Statements = make([]StatementResult, len(d.statements))
	e.variables = d.version == versionWithVariables
	for i := range d.statements {
		s := e.statement(&d.statements[i])
		s.policy, s.index, s.named = -1, i, e.names(&d.statements[i])
		result.Statements[i] = StatementResult{Index: i, statementResult: s}
	}
	for i, p := range r.IdentityPolicies {
		e.variables = p.version == versionWithVariables
		for j := range p.statements {
			s := e.statement(&p.statements[j])
			s.policy, s.index, s.named = i, j, named{yes, no} // a policy of the caller is about the caller
			result.identity = append(result.identity, s)
		}
	}
	result.evaluator = e
	result.decide()
	return result
}

// versionWithVariables is the version of documents that have policy variables.
// Source: IAM User Guide, "IAM JSON policy elements: Version".
const versionWithVariables = "2012-10-17"

// uniqueID returns the unique ID of the caller's user or role, if aws:userid
// tells it: it stands before the session's name.
func (e *evaluator) uniqueID() (string, bool) {
	value, ok := e.single("aws:userid")
	id, _, _ := strings.Cut(value, ":")
	return id, ok
}

// names returns whether a statement of the trust policy names the caller.
func (e *evaluator) names(s *statement) named {
	switch {
	case s.principal != nil:
		return e.matcher.find(s.principal)
	case s.notPrincipal != nil:
		return named{unknown, no} // IAM stores none in a trust policy, and whom one leaves out is not clear
	default:
		return named{no, no}
	}
}

// statement evaluates a statement but for its principal.
func (e *evaluator) statement(s *statement) statementResult {
	r := statementResult{
		statement: s, variables: e.variables, condition: yes,
		resource:   e.covers(s.resource, s.notResource, e.role, e.matchesResource),
		actions:    make([]truth, len(e.request.Actions)),
		conditions: make([]truth, len(s.conditions)),
	}
	for i, action := range e.request.Actions {
		r.actions[i] = e.covers(s.action, s.notAction, action, e.matchesAction)
	}
	for i := range s.conditions {
		r.conditions[i] = e.condition(&s.conditions[i])
		r.condition = r.condition.and(r.conditions[i])
	}
	return r
}

// covers returns whether an element, or its opposite Not…, covers a value. A
// statement with neither covers it.
func (e *evaluator) covers(element, notElement []string, value string, match func(pattern, value string) truth) truth {
	switch {
	case element != nil:
		return anyOf(element, func(p string) truth { return match(p, value) })
	case notElement != nil:
		return anyOf(notElement, func(p string) truth { return match(p, value) }).not()
	default:
		return yes
	}
}

// matchesAction ignores case, of ASCII letters: EqualFold takes longer ones for
// them as well, such as U+017F for an s.
// Source: IAM User Guide, "IAM JSON policy elements: Action".
func (e *evaluator) matchesAction(p, action string) truth {
	if !hasWildcard(p) {
		return truthOf(len(p) == len(action) && strings.EqualFold(p, action))
	}
	return truthOf(matchText(strings.ToLower(p), strings.ToLower(action)))
}

// matchesResource compares as a whole: a wildcard at the end of a part of the
// ARN reaches over the colons behind it.
// Source: IAM User Guide, "IAM JSON policy elements: Resource".
func (e *evaluator) matchesResource(p, arn string) truth {
	if !e.hasVariables(p) {
		return truthOf(matchText(p, arn))
	}
	expanded, known := e.pattern(p)
	if known != yes {
		return known
	}
	result := truthOf(expanded.match(arn))
	if hasEarlyVariable(p) {
		return min(result, unknown)
	}
	return result
}

// hasEarlyVariable reports whether a resource has a policy variable where AWS
// takes none: in front of the fifth colon. What becomes of it is not documented.
// Source: IAM User Guide, "IAM policy elements: Variables and tags", "Where
// you can use policy variables".
func hasEarlyVariable(resource string) bool {
	text, _, found := strings.Cut(resource, "${")
	return found && strings.Count(text, ":") < arnParts-1
}

// matches returns whether the statement says something about an action of the
// request, by its number.
func (r *statementResult) matches(action int) truth {
	return r.actions[action].and(r.resource).and(r.condition).and(r.named.any())
}

// matched returns whether the statement says something about the request.
func (r *statementResult) matched() truth {
	return r.action().and(r.resource).and(r.condition).and(r.named.any())
}

// action returns whether the statement covers one of the request's actions.
func (r *statementResult) action() truth {
	return anyOf(r.actions, func(t truth) truth { return t })
}

// decide makes the decision of what the statements are.
func (e *Evaluation) decide() {
	e.Actions = make([]ActionDecision, len(e.request.Actions))
	all := outcome{no, yes, yes, no, yes, yes}
	for i, action := range e.request.Actions {
		o := e.outcome(i)
		e.Actions[i] = ActionDecision{action, o.decision(), o}
		all.trustDeny = all.trustDeny.or(o.trustDeny)
		all.direct = all.direct.and(o.direct)
		all.account = all.account.and(o.direct.or(o.account))
		all.identityDeny = all.identityDeny.or(o.identityDeny)
		all.allowed = all.allowed.and(o.allowed)
	}
	e.Decision, e.Trust = all.decision(), all.trust()
}

// outcome returns what the statements make of an action of the request.
func (e *Evaluation) outcome(action int) outcome {
	o := outcome{no, no, no, no, no, no}
	for i := range e.Statements {
		s := &e.Statements[i].statementResult
		matches := s.matches(action)
		if s.statement.effect == deny {
			o.trustDeny = o.trustDeny.or(matches)
			continue
		}
		o.direct = o.direct.or(matches.and(s.named.direct))
		o.account = o.account.or(matches.and(s.named.account))
	}
	for i := range e.identity {
		s := &e.identity[i]
		if s.statement.effect == deny {
			o.identityDeny = o.identityDeny.or(s.matches(action))
		} else {
			o.identityAllowed = o.identityAllowed.or(s.matches(action))
		}
	}
	if !e.request.IdentityPoliciesKnown {
		o.identityDeny = o.identityDeny.or(unknown)
		o.identityAllowed = o.identityAllowed.or(unknown)
	}

	switch {
	case e.barred != "", miscall(e.request.Actions[action], e.matcher.call) != "":
		o.allowed = no
	case e.request.Caller.isProvider():
		o.allowed = o.direct
	case e.request.Caller.principal.Account() == e.request.Role.Account():
		o.allowed = o.direct.or(o.account.and(o.identityAllowed))
	default:
		o.allowed = o.direct.or(o.account).and(o.identityAllowed)
	}
	o.allowed = o.allowed.and(o.trustDeny.not()).and(o.identityDeny.not())
	return o
}

func (o outcome) decision() Decision {
	switch {
	case o.trustDeny == yes || o.identityDeny == yes:
		return ExplicitlyDenied
	case o.allowed == yes:
		return Allowed
	case o.allowed == no:
		return ImplicitlyDenied
	default:
		return Undecided
	}
}

func (o outcome) trust() Trust {
	switch {
	case o.trustDeny == yes:
		return TrustDeny
	case o.direct == no && o.account == no:
		return TrustNone
	case o.trustDeny == unknown:
		return TrustUnknown
	case o.direct == yes:
		return TrustDirect
	case o.direct == no && o.account == yes:
		return TrustAccount
	default:
		return TrustUnknown
	}
}
