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
// its role's path, so that the ARN in the statement has none.
func (r Request) Policies(caller Caller) (identity, statement string) {
	principal := caller.PrincipalARN()
	if len(r.Via) > 0 {
		principal = r.Via[len(r.Via)-1].Role.String()
	}
	form := trust.AWS{Principals: []string{principal}}
	if r.ExternalID != "" {
		form.ExternalIDs = []string{ExternalIDPlaceholder}
	}
	form.Session.AllowTags, form.Session.AllowSourceIdentity = r.extraActions()
	d, err := trust.Build(form)
	if err != nil { // a principal that no trust policy can name
		return "", ""
	}
	return d.CallerPolicy([]iamarn.Role{r.Role}).String(), d.Statements()[0]
}

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

// evaluate tells what the role's trust policy, if it is known, makes of r. What
// the caller passes is known; what AWS knows of the caller is not.
func (r Request) evaluate(caller Caller) (trust.Evaluation, bool) {
	if r.TrustPolicy.IsZero() {
		return trust.Evaluation{}, false
	}
	who, err := trust.ParseCaller(caller.Principal.String())
	if err != nil {
		return trust.Evaluation{}, false
	}
	request := trust.Request{Role: r.Role, Caller: who, Actions: []string{trust.AssumeRole}}
	tags, sourceIdentity := r.extraActions()
	if tags {
		request.Actions = append(request.Actions, "sts:TagSession")
	}
	if sourceIdentity {
		request.Actions = append(request.Actions, "sts:SetSourceIdentity")
	}
	request.Context, _ = trust.NewContext(r.contextKeys(caller), false)
	return r.TrustPolicy.Evaluate(request), true
}

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
	e, ok := c.request.evaluate(c.caller)
	if !ok {
		return f.withRemedy(c.candidates(action)...)
	}
	// The name of the caller's session differs from run to run.
	explanation := strings.ReplaceAll(c.secrets.redact(e.Explanation()), c.caller.Principal.String(), c.caller.PrincipalARN())
	switch e.Trust {
	case trust.TrustNone, trust.TrustDeny:
		f.Side = SideTarget
		return f.withRemedy("The trust policy that was given as trust_policy does not let the caller in. " + explanation)
	case trust.TrustDirect, trust.TrustAccount:
		f.Side = SideCaller
		return f.withRemedy(
			c.fill("The trust policy that was given as trust_policy would allow this, so look at the caller's side first: no policy of {caller} allows {action} on {role}, or one denies it.", action),
			c.fill(otherPolicies, action),
			c.fill("{role} has another trust policy than the one that was given, or does not exist.", action),
			recentChange)
	default:
		return f.withRemedy(append([]string{"The trust policy that was given as trust_policy does not decide it alone. " + explanation}, c.candidates(action)...)...)
	}
}
