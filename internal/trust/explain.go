// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// notConsidered ends every explanation: what could still deny the request.
const notConsidered = "Not considered: service control policies, resource control policies, permissions boundaries, session policies and policies of VPC endpoints."

// Explanation tells in prose what decides, what is missing, on which side, and
// what to change. It never shows an external ID.
func (e *Evaluation) Explanation() string {
	var text []string
	switch e.Decision {
	case Allowed:
		text = e.whyAllowed()
	case ExplicitlyDenied:
		text = e.whyExplicitlyDenied()
	case ImplicitlyDenied:
		text = e.whyImplicitlyDenied()
	default:
		text = e.whyUnknown()
	}
	if e.Decision == Allowed || e.Decision == Undecided {
		text = append(text, e.notAskedFor()...)
	}
	return strings.Join(append(text, notConsidered), " ")
}

// notAskedFor tells which actions the request needs for what its context
// passes, besides those that it asks for.
func (e *Evaluation) notAskedFor() []string {
	needed := map[string]string{} // by action, what is passed
	for key, values := range e.request.Context.values {
		if action, what := passedBy(key); len(values) > 0 && action != "" {
			needed[action] = what
		}
	}
	var text []string
	for _, action := range slices.Sorted(maps.Keys(needed)) {
		if !slices.Contains(e.request.Actions, action) {
			text = append(text, fmt.Sprintf("The context has %s, which no request can pass without %s: name it in actions, to have that decided as well.", needed[action], action))
		}
	}
	return text
}

// title names a statement by its position, and its Sid if it has one.
func (e *Evaluation) title(s *statementResult) string {
	title := fmt.Sprintf("statement %d", s.index)
	if s.statement.sid != nil && *s.statement.sid != "" {
		title += fmt.Sprintf(" (%s)", quote(*s.statement.sid))
	}
	switch {
	case s.policy < 0:
		return title + " of the trust policy"
	case len(e.request.IdentityPolicies) == 1:
		return title + " of the caller's policy"
	default:
		return fmt.Sprintf("%s of the caller's policy %d", title, s.policy)
	}
}

// trustStatements returns the statements of the trust policy with an effect.
func (e *Evaluation) trustStatements(with effect) []*statementResult {
	var list []*statementResult
	for i := range e.Statements {
		if s := &e.Statements[i].statementResult; s.statement.effect == with {
			list = append(list, s)
		}
	}
	return list
}

// allowing returns the first statement of the trust policy that allows an
// action of the request, one that names the caller before one that names its
// account; nil when none is known to.
func (e *Evaluation) allowing(action int) *statementResult {
	var first *statementResult
	for _, s := range e.trustStatements(allow) {
		if s.matches(action) != yes {
			continue
		}
		if s.named.direct == yes {
			return s
		}
		if first == nil {
			first = s
		}
	}
	return first
}

// trusting tells which statements of the trust policy allow the actions.
func (e *Evaluation) trusting() string {
	var clauses []string
	for i, action := range e.request.Actions {
		s := e.allowing(i)
		if s == nil {
			continue // it is denied or unknown, which is told elsewhere
		}
		whom := e.request.Caller.String()
		if s.named.direct != yes {
			whom = "account " + e.request.Caller.principal.Account().String()
		}
		clauses = append(clauses, fmt.Sprintf("%s allows %s to %s", e.title(s), action, whom))
	}
	return and(clauses)
}

func (e *Evaluation) whyAllowed() []string {
	text := []string{"Allowed: " + e.trusting() + "."}
	switch {
	case e.request.Caller.isProvider():
		text = append(text, "For services and identity providers, the trust policy alone decides.")
	case !e.sameAccount():
		text = append(text, "Caller and role are in different accounts, so that a policy of the caller has to allow it as well; one does.")
	case e.Trust == TrustDirect:
		text = append(text, "Caller and role are in one account, and the trust policy names the caller, so that no other policy has to allow it.")
	default:
		text = append(text, "The trust policy names the account and not the caller, so that a policy of the caller has to allow it as well; one does.")
	}
	return text
}

func (e *Evaluation) whyExplicitlyDenied() []string {
	var text []string
	remedy := "A Deny goes before every Allow: only a change of it lets the caller in."
	for _, s := range slices.Concat(e.trustStatements(deny), e.identityStatements(deny)) {
		i := slices.IndexFunc(s.actions, func(t truth) bool { return t == yes })
		if i < 0 || s.matches(i) != yes {
			continue
		}
		lead := "And "
		if text == nil {
			lead = "Denied: "
		}
		text = append(text, fmt.Sprintf("%s%s denies %s to %s.", lead, e.title(s), e.request.Actions[i], e.request.Caller))
		for j := range s.conditions {
			text = append(text, e.conditionAspect(s, j).reason)
			remedy = "A Deny goes before every Allow: the caller gets in once it is changed, or once one of its conditions no longer holds."
		}
	}
	return append(text, remedy)
}

func (e *Evaluation) identityStatements(with effect) []*statementResult {
	var list []*statementResult
	for i := range e.identity {
		if s := &e.identity[i]; s.statement.effect == with {
			list = append(list, s)
		}
	}
	return list
}

func (e *Evaluation) whyImplicitlyDenied() []string {
	if e.barred != "" {
		return []string{"Denied, whatever the policies say: " + e.barred + ".", e.otherCaller()}
	}
	for i, action := range e.request.Actions {
		o := e.Actions[i].outcome
		miscall := miscall(action, e.matcher.call)
		switch {
		case o.allowed != no:
		case miscall != "":
			return []string{"Denied, whatever the policies say: " + miscall + ".",
				fmt.Sprintf("Ask for %s instead, or name a caller that calls %s.", e.matcher.call, action)}
		case o.direct.or(o.account) == no:
			return e.whyNotTrusted(i)
		default: // the trust policy lets the caller in, or its account, if it is not unknown
			trusted := "the trust policy may let the caller in"
			if e.allowing(i) != nil {
				trusted = e.trusting()
			}
			why := "As caller and role are in different accounts, both sides have to allow it."
			if e.sameAccount() {
				why = "As the trust policy names the account and not the caller, both have to allow it."
			}
			return append([]string{fmt.Sprintf("Denied on the caller's side: %s, but no policy of %s allows %s on %s.",
				trusted, e.request.Caller, action, e.request.Role), why}, e.nearestIdentity(i)...)
		}
	}
	return nil
}

// otherCaller tells who could call instead of one that is barred.
func (e *Evaluation) otherCaller() string {
	p := e.request.Caller.principal
	switch {
	case p.Partition() != e.request.Role.Partition():
		return fmt.Sprintf("Call as a principal of partition %s.", e.request.Role.Partition())
	case e.request.Caller.isProvider():
		return fmt.Sprintf("Create the provider in account %s, and name that one.", e.request.Role.Account())
	default:
		return "Call as an IAM user or a role."
	}
}

// whyNotTrusted explains that no statement of the trust policy allows an
// action: it finds the one that misses least, and tells what it misses.
func (e *Evaluation) whyNotTrusted(action int) []string {
	nearest := nearest(e.trustStatements(allow), action)
	if nearest == nil {
		return []string{"Denied: the trust policy has no statement with Effect Allow, so that it lets nobody in."}
	}
	text := []string{
		fmt.Sprintf("Denied on the role's side: no statement of the trust policy allows %s to %s.", e.request.Actions[action], e.request.Caller),
		fmt.Sprintf("Nearest is %s.", strings.TrimSuffix(e.title(nearest), " of the trust policy")),
	}
	return append(text, e.misses(nearest)...)
}

// nearestIdentity is as whyNotTrusted, for the caller's own policies.
func (e *Evaluation) nearestIdentity(action int) []string {
	if s := nearest(e.identityStatements(allow), action); s != nil && s.distance(action) < distanceAction {
		return append([]string{fmt.Sprintf("Nearest is %s.", e.title(s))}, e.misses(s)...)
	}
	statement := statement{effect: allow, action: []string{e.request.Actions[action]}, resource: []string{e.request.Role.String()}}
	return []string{fmt.Sprintf("Add to the caller's policies: %s.", statement.String())}
}

// misses tells what keeps a statement from matching, and what to change.
func (e *Evaluation) misses(s *statementResult) []string {
	var text, changes []string
	for _, a := range e.aspects(s) {
		if a.holds != yes || a.change != "" {
			text = append(text, a.reason)
		}
		if a.change != "" {
			changes = append(changes, a.change)
		}
	}
	return append(text, changes...)
}

// What a statement misses weighs: whom it names most, conditions least.
const (
	distanceCondition = 1
	distanceResource  = 1 << 20
	distanceAction    = 1 << 21
	distancePrincipal = 1 << 22
)

// distance tells how much a statement misses to match an action.
func (r *statementResult) distance(action int) int {
	distance := 0
	for _, part := range []struct {
		holds  truth
		weight int
	}{{r.named.any(), distancePrincipal}, {r.actions[action], distanceAction}, {r.resource, distanceResource}} {
		if part.holds == no {
			distance += part.weight
		}
	}
	for _, t := range r.conditions {
		if t == no {
			distance += distanceCondition
		}
	}
	return distance
}

// nearest returns the first of the statements that miss least.
func nearest(statements []*statementResult, action int) *statementResult {
	var nearest *statementResult
	for _, s := range statements {
		if nearest == nil || s.distance(action) < nearest.distance(action) {
			nearest = s
		}
	}
	return nearest
}

func (e *Evaluation) whyUnknown() []string {
	text := []string{"Not known: it depends on " + and(e.Missing()) + "."}
	for i := range e.request.Actions {
		o := e.Actions[i].outcome
		if o.allowed != unknown {
			continue
		}
		if e.allowing(i) != nil {
			text = append(text, capital(e.trusting())+".")
		}
		text = append(text, e.mayMatch(e.trustStatements(allow), "allow", i)...)
		text = append(text, e.mayMatch(e.trustStatements(deny), "deny", i)...)
		text = append(text, e.whyIdentityUnknown(i)...)
		break
	}
	return text
}

// mayMatch tells which of the statements that the decision may depend on comes
// nearest to an action, and what is not known of it.
func (e *Evaluation) mayMatch(statements []*statementResult, verb string, action int) []string {
	s := nearest(slices.DeleteFunc(statements, func(s *statementResult) bool { return !s.isOpen(action) || !e.matters(s) }), action)
	switch {
	case s == nil:
		return nil
	case s.matches(action) == yes: // to the account, which is told already
		return e.misses(s)
	}
	return append([]string{fmt.Sprintf("%s may %s %s.", capital(e.title(s)), verb, e.request.Actions[action])}, e.misses(s)...)
}

// whyIdentityUnknown tells what the caller's own policies decide.
func (e *Evaluation) whyIdentityUnknown(action int) []string {
	o := e.Actions[action].outcome
	switch {
	case !e.request.IdentityPoliciesKnown && e.sameAccount() && o.direct != no:
		return []string{"The caller's own policies, which are not given, need not allow it where the trust policy names the caller, but could deny it."}
	case !e.request.IdentityPoliciesKnown:
		return []string{fmt.Sprintf("The caller's own policies, which are not given, have to allow %s on %s.", e.request.Actions[action], e.request.Role)}
	case o.identityDeny == unknown:
		return e.mayMatch(e.identityStatements(deny), "deny", action)
	case o.identityAllowed == unknown:
		return e.mayMatch(e.identityStatements(allow), "allow", action)
	case o.identityAllowed == no && o.account != no:
		return []string{"No policy of the caller allows it, as one has to where the trust policy names the account and not the caller."}
	default:
		return nil
	}
}

// sameAccount reports whether caller and role are in one account.
func (e *Evaluation) sameAccount() bool {
	p := e.request.Caller.principal
	return p != (iamarn.Principal{}) && p.Account() == e.request.Role.Account()
}

// capital returns a sentence that begins with a capital letter.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
