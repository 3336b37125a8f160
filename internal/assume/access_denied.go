// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// The parts of the text of AccessDenied: the action is in most texts, the
// reason where AWS tells it, which across accounts it rarely does.
// Source: IAM User Guide, "Troubleshoot access denied error messages".
var (
	deniedAction  = lazily(`is not authorized to perform:\s*([A-Za-z0-9-]+:[A-Za-z0-9*]+)`)
	noAllow       = lazily(`(?i)because (?:no|the) (.{1,60}?) allows the \S+ action`)
	explicitDeny  = lazily(`(?i)(?:with|due to) an explicit deny in (?:an |a |the )?(.{1,60}?(?:policy|boundary))\b`)
	transitiveVia = lazily(`(?i)^\s*transitively through (?:an |a |the )?(.{1,60}?policy)\b`)
	policyARN     = lazily(`^: (arn:[^\s,;]*[^\s,;.])`)
)

// policyType is a type of policy that AWS names in a denial. In the remedies,
// {action}, {role}, {caller} and so on stand for those of the call.
type policyType struct {
	names   []string // as AWS writes it, the first in messages
	side    Side
	noAllow string // what to do when no policy of the type allows
	deny    string // what to do when one denies
}

const trustPolicy = "role trust policy"

var policyTypes = []policyType{
	{
		names: []string{"identity-based policy"}, side: SideCaller,
		noAllow: "Let a policy of {caller} allow {action} on {role}.",
		deny:    "Look for a Deny in the policies of {caller} that covers {action} on {role}, and remove or narrow it.",
	},
	{
		// "Resource-based" is what a role's trust policy is.
		names: []string{trustPolicy, "resource-based policy"}, side: SideTarget,
		noAllow: "Let the trust policy of {role} allow {action} to {caller}: a statement must name it, or its account, and all conditions of the statement must hold.{external ID}",
		deny:    "Look for a Deny in the trust policy of {role} that covers {caller}, and remove or narrow it. Its conditions tell what else it may ask for.{external ID}",
	},
	{
		names: []string{"service control policy"}, side: SideOrganization,
		noAllow: "Ask those who manage the organization of account {caller account} to let its service control policies allow {action} on {role}.",
		deny:    "Ask those who manage the organization of account {caller account} about a Deny in its service control policies that covers {action} on {role}.",
	},
	{
		names: []string{"resource control policy"}, side: SideOrganization,
		noAllow: "Ask those who manage the organization of account {role account} to let its resource control policies allow {action} to {caller}.",
		deny:    "Ask those who manage the organization of account {role account} about a Deny in its resource control policies that covers {action} by {caller}: often it keeps out callers of other organizations.",
	},
	{
		names: []string{"permissions boundary"}, side: SideCaller,
		noAllow: "Let the permissions boundary of {caller} allow {action} on {role}.",
		deny:    "Look for a Deny in the permissions boundary of {caller} that covers {action} on {role}, and remove or narrow it.",
	},
	{
		names: []string{"session policy", "sessions policy"}, side: SideCaller,
		noAllow: "The session of {caller} was made with a session policy: let that allow {action} on {role}, or call with another session.",
		deny:    "The session of {caller} was made with a session policy that denies {action} on {role}: change that policy, or call with another session.",
	},
	{
		names: []string{"VPC endpoint policy"}, side: SideNetwork,
		noAllow: "Let the policy of the VPC endpoint for STS allow {action} on {role} to {caller}.",
		deny:    "Look for a Deny in the policy of the VPC endpoint for STS that covers {action} on {role} by {caller}.",
	},
}

// denial is what the text of a denial says.
type denial struct {
	action   string // "" if the text is of another form
	policy   string // the type of policy that decided, "" if not told
	explicit bool   // by a Deny, not for want of an Allow
	via      string // the type of policy that the first one's denial came through
	arn      string // of the policy, "" if not told
}

func parseDenial(text string) denial {
	var d denial
	action := deniedAction().FindStringSubmatch(text)
	if action == nil {
		return d
	}
	d.action = action[1]
	rest := ""
	take := func(pattern func() *regexp.Regexp, from string) (string, bool) {
		at := pattern().FindStringSubmatchIndex(from)
		if at == nil {
			return "", false
		}
		rest = from[at[1]:]
		return from[at[2]:at[3]], true
	}
	var ok bool
	if d.policy, ok = take(noAllow, text); !ok {
		if d.policy, ok = take(explicitDeny, text); ok {
			d.explicit = true
			d.via, _ = take(transitiveVia, rest)
		}
	}
	if arn := policyARN().FindStringSubmatch(rest); arn != nil {
		d.arn = arn[1]
	}
	return d
}

// accessDenied classifies a denial by its text.
func (c call) accessDenied(text string) *Failure {
	if c.operation != assumeRole {
		return newFailure(AccessDenied, SideNetwork, "STS refused %s, for which AWS asks no permission.", c.operation).
			withRemedy("No policy of IAM can refuse it, so look at what is in between: let the policy of the VPC endpoint for STS, or the proxy, allow sts:GetCallerIdentity.")
	}
	d := parseDenial(text)
	if d.action == "" {
		d.action = trust.AssumeRole
		if strings.Contains(text, "Roles may not be assumed by root accounts") {
			return c.denied(d.action, SideCaller, ": the root user of an account cannot assume roles").
				withRemedy("Call as an IAM user or a role.")
		}
		return c.explain(c.denied(d.action, SideUnknown, c.quote(text)), d.action)
	}
	if !slices.Contains(assumingActions, d.action) { // it is whatever the endpoint wrote
		d.action = cmp.Or(c.clean(d.action), trust.AssumeRole)
	}
	if d.policy == "" {
		return c.explain(c.denied(d.action, SideUnknown, ", and did not say why"), d.action)
	}

	decisive := d.policy
	reason := ": no " + c.policyName(d.policy) + " allows it"
	if d.explicit {
		reason = ": " + article(c.policyName(d.policy)) + " denies it"
	}
	if d.via != "" {
		decisive = d.via
		reason += ", transitively through " + article(c.policyName(d.via))
	}
	if d.arn != "" {
		reason += " (" + c.clean(d.arn) + ")"
	}
	t, known := policyTypeOf(decisive)
	if !known {
		return c.explain(c.denied(d.action, SideUnknown, reason), d.action)
	}
	remedy := t.noAllow
	if d.explicit {
		remedy = t.deny
	}
	remedy = c.fill(remedy, d.action) + c.whyAction(d.action)
	if t.side == SideTarget {
		remedy += c.asTrustPolicy(d.action)
	}
	return c.denied(d.action, t.side, reason).withRemedy(remedy)
}

func (c call) denied(action string, side Side, reason string) *Failure {
	return newFailure(AccessDenied, side, "STS refused %s on %s for %s%s.", action, c.request.Role, c.caller.PrincipalARN(), reason)
}

func policyTypeOf(name string) (policyType, bool) {
	for _, t := range policyTypes {
		if slices.ContainsFunc(t.names, func(n string) bool { return strings.EqualFold(n, name) }) {
			return t, true
		}
	}
	return policyType{}, false
}

// policyName returns the usual name of a type of policy.
func (c call) policyName(name string) string {
	if t, ok := policyTypeOf(name); ok {
		return t.names[0]
	}
	return cmp.Or(c.clean(name), "policy")
}

func article(noun string) string {
	if noun == trustPolicy {
		return "the " + noun // a role has one
	}
	if strings.ContainsAny(noun[:1], "aeiou") {
		return "an " + noun
	}
	return "a " + noun
}

// fill puts what is known of the call into a remedy.
func (c call) fill(remedy, action string) string {
	externalID := " No external ID was sent: if there is a condition on sts:ExternalId, give external_id."
	if c.request.ExternalID != "" {
		externalID = " An external ID was sent: a condition on sts:ExternalId must hold the same one."
	}
	return strings.NewReplacer(
		"{action}", action,
		"{role}", c.request.Role.String(),
		"{role account}", c.request.Role.Account().String(),
		"{caller}", c.caller.PrincipalARN(),
		"{caller account}", c.caller.Principal.Account().String(),
		"{external ID}", externalID,
	).Replace(remedy)
}

// whyAction explains why STS asked for an action besides sts:AssumeRole.
func (c call) whyAction(action string) string {
	switch {
	case action == tagSession && len(c.request.Tags) > 0:
		return " It is asked for because session tags are passed."
	case action == tagSession:
		return " It is asked for though no session tags are passed: the caller's session has transitive ones, as EKS Pod Identity sets them."
	case action == setSourceIdentity && c.request.SourceIdentity != "":
		return " It is asked for because source_identity is given."
	case action == setSourceIdentity:
		return " It is asked for though no source_identity is given: the caller's session has one, which stays with all that it assumes."
	default:
		return ""
	}
}

// candidates lists what can be behind a denial without a reason.
func (c call) candidates(action string) []string {
	var list []string
	add := func(remedy string) { list = append(list, c.fill(remedy, action)) }

	switch c.caller.Principal.Kind() {
	case iamarn.KindRoot:
		add("The caller is the root user of account {caller account}, which cannot assume roles: call as an IAM user or a role.")
	case iamarn.KindFederatedUser:
		add("The caller is a session of GetFederationToken, which cannot assume roles: call as an IAM user or a role.")
	}
	notTrusted := "The trust policy of {role} does not allow {action} to {caller}: a statement must name it, or its account, and all conditions of the statement must hold."
	if c.caller.RoleSession() && !c.caller.madeHere() {
		notTrusted += " If the caller's role has a path, it stands before the name in the policy."
	}
	add(notTrusted + "{external ID}" + c.whyAction(action))
	if action == trust.AssumeRole {
		add("{role} does not exist: compare account, path and name letter by letter, with regard to case.")
	}
	if c.sameAccount() {
		add("No policy of {caller} allows {action} on {role}: needed unless the trust policy names the caller itself, and not its account.")
	} else {
		add("No policy of {caller} allows {action} on {role}: across accounts, both sides must allow it.")
	}
	add(otherPolicies)
	add(recentChange)
	return list
}

// sameAccount reports whether the caller is in the role's account.
func (c call) sameAccount() bool { return c.caller.Principal.Account() == c.request.Role.Account() }

// The last candidates, whatever is known of the others.
const (
	otherPolicies = "A service control policy of account {caller account}, a resource control policy of account {role account}, a permissions boundary, a session policy or the policy of a VPC endpoint denies it."
	recentChange  = "The role, or one of these policies, was changed within the last minutes: try again, or give wait_timeout."
)
