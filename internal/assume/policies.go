// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// ExternalIDPlaceholder stands for the external ID in what either side is given
// to paste: nobody else may read it there.
const ExternalIDPlaceholder = "EXTERNAL_ID"

// Policies returns what either side needs for caller to get what r asks for: a
// policy for the caller, and the statement of the role's trust policy. The
// caller of a chain's role is the last hop's role. A role session does not tell
// its role's path, so that the ARN in the statement has none. Both are "" for
// callers whom no policy lets assume a role.
func (r Request) Policies(caller Caller) (identity, statement string) {
	if len(r.Via) > 0 {
		caller = Caller{role: r.Via[len(r.Via)-1].Role}
	}
	form := trust.AWS{Principals: []string{caller.PrincipalARN()}}
	if r.ExternalID != "" {
		form.ExternalIDs = []string{ExternalIDPlaceholder}
	}
	form.Session.AllowTags, form.Session.AllowSourceIdentity = r.extraActions()
	d, err := trust.Build(form)
	if err != nil || caller.barred() {
		return "", ""
	}
	return d.CallerPolicy([]iamarn.Role{r.Role}).String(), d.Statements()[0]
}

// The actions that a request may need besides trust.AssumeRole.
const (
	tagSession        = "sts:TagSession"
	setSourceIdentity = "sts:SetSourceIdentity"
)

// assumingActions are all that AssumeRole needs, whatever is passed.
var assumingActions = []string{trust.AssumeRole, setSourceIdentity, tagSession}

// extraActions tells whether the session has tags, and a source identity, its
// own or passed on by a hop: each needs an action besides sts:AssumeRole.
func (r Request) extraActions() (tags, sourceIdentity bool) {
	tags, sourceIdentity = len(r.Tags) > 0, r.SourceIdentity != ""
	for _, hop := range r.Via {
		tags = tags || len(hop.TransitiveTagKeys) > 0
		sourceIdentity = sourceIdentity || hop.SourceIdentity != ""
	}
	return tags, sourceIdentity
}

// evaluate tells what the role's trust policy, if it is known, makes of a
// request that was denied an action. What the caller passes is known; what AWS
// knows of the caller is not. The caller's own policies are taken to allow all:
// the question is what the role's does.
func (c call) evaluate(action string) (trust.Evaluation, bool) {
	r, caller := c.request, c.caller
	if r.TrustPolicy.IsZero() || caller.barred() {
		return trust.Evaluation{}, false
	}
	who, err := trust.ParseCaller(caller.Principal.String())
	if err != nil {
		return trust.Evaluation{}, false
	}
	own, err := trust.ParseIdentityPolicy(allowAll)
	if err != nil {
		return trust.Evaluation{}, false
	}
	request := trust.Request{
		Role: r.Role, Caller: who, Actions: []string{trust.AssumeRole},
		IdentityPolicies: []trust.Document{own}, IdentityPoliciesKnown: true,
	}
	tags, sourceIdentity := r.extraActions()
	if tags || action == tagSession {
		request.Actions = append(request.Actions, tagSession)
	}
	if sourceIdentity || action == setSourceIdentity {
		request.Actions = append(request.Actions, setSourceIdentity)
	}
	// Check has seen that no two tags have the same key.
	request.Context, _ = trust.NewContext(r.contextKeys(caller.Caller), false)
	return r.TrustPolicy.Evaluate(request), true
}

// allowAll is an identity policy that allows everything.
const allowAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`

// contextKeys are the condition keys that the request itself decides. A caller
// that is a role session may pass on tags and a source identity of its own, so
// that it is not known which there are besides those of the request.
// Source: IAM User Guide, "IAM and AWS STS condition context keys".
func (r Request) contextKeys(caller Caller) map[string][]string {
	keys := map[string][]string{"sts:ExternalId": nil, "sts:RoleSessionName": {r.SessionName}}
	if r.ExternalID != "" {
		keys["sts:ExternalId"] = []string{r.ExternalID}
	}
	for _, tag := range r.Tags {
		keys["aws:RequestTag/"+tag.Key] = []string{tag.Value}
	}
	if r.SourceIdentity != "" {
		keys["sts:SourceIdentity"] = []string{r.SourceIdentity}
	}
	if caller.madeHere() {
		keys["aws:PrincipalArn"] = []string{caller.role.String()}
	}
	if caller.RoleSession() {
		return keys
	}
	keys["sts:TransitiveTagKeys"] = r.TransitiveTagKeys
	keys["aws:TagKeys"] = nil
	for _, tag := range r.Tags {
		keys["aws:TagKeys"] = append(keys["aws:TagKeys"], tag.Key)
	}
	if r.SourceIdentity == "" {
		keys["sts:SourceIdentity"] = nil
	}
	return keys
}

// explain adds to a denial that AWS gives no reason for what the role's trust
// policy says of it.
func (c call) explain(f *Failure, action string) *Failure {
	e, ok := c.evaluate(action)
	if !ok {
		return f.withRemedy(c.candidates(action)...)
	}
	switch e.Trust {
	case trust.TrustNone, trust.TrustDeny:
		f.Side = SideTarget
		return f.withRemedy(c.verdict(&e))
	case trust.TrustDirect, trust.TrustAccount:
		f.Side = SideCaller
		own := "no policy of {caller} allows {action} on {role}, or one denies it."
		if e.Trust == trust.TrustDirect && c.sameAccount() { // where no other policy has to allow it
			own = "a policy of {caller} denies {action} on {role}."
		}
		return f.withRemedy(
			c.fill(givenPolicy+" would allow this, so look at the caller's side first: "+own, action),
			c.fill(otherPolicies, action),
			c.fill("{role} has another trust policy than the one that was given, or does not exist.", action),
			recentChange)
	default:
		return f.withRemedy(append([]string{c.verdict(&e)}, c.candidates(action)...)...)
	}
}

const givenPolicy = "The trust policy that was given as trust_policy"

// verdict says that the trust policy does not let the caller in, or may not.
// The name of the caller's session, which differs from run to run, is left out.
func (c call) verdict(e *trust.Evaluation) string {
	says := " does not let the caller in. "
	if e.Trust == trust.TrustUnknown {
		says = " does not decide it alone. "
	}
	return givenPolicy + says + strings.ReplaceAll(e.Explanation(), c.caller.Principal.String(), c.caller.PrincipalARN())
}

// asTrustPolicy says what the trust policy that is known has to do with a
// denial of which AWS says that the role's trust policy is behind it.
func (c call) asTrustPolicy(action string) string {
	e, ok := c.evaluate(action)
	switch {
	case !ok:
		return ""
	case e.Trust == trust.TrustDirect:
		return " " + givenPolicy + " would allow it: the role has another one."
	case e.Trust == trust.TrustAccount:
		return c.fill(" "+givenPolicy+" lets the caller's account in: AWS may give this reason where no policy of {caller} allows {action}.", action)
	default:
		return " " + c.verdict(&e)
	}
}
