// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"slices"
	"strings"
)

// checkActions looks for actions that IAM takes in no trust policy. It
// compares exactly here, while requests are matched in any case.
func checkActions(c *checker, s *statement) {
	trustActions := Actions()
	for _, action := range s.action {
		if slices.Contains(trustActions, action) {
			continue
		}
		remedy := "Name one or more of " + strings.Join(trustActions, ", ") + ", without wildcards and in this case."
		for _, known := range trustActions {
			if strings.EqualFold(known, action) {
				remedy = "Write " + known + ", upper and lower case as here."
			}
		}
		c.add([]string{"Action"}, "%s is no action of a trust policy. %s", quote(action), remedy)
	}
}

func checkEmptyAction(c *checker, s *statement) {
	if s.action != nil && len(s.action) == 0 {
		c.add([]string{"Action"}, `The list of actions is empty. Name one, such as "Action": "sts:AssumeRole".`)
	}
}

func checkNotAction(c *checker, s *statement) {
	if s.notAction != nil {
		c.add([]string{"NotAction"}, "NotAction stands for every action but those it lists, also for those that AWS will add, "+
			"and AWS does not say whether IAM takes it in a trust policy. Write Action, with the actions that are meant.")
	}
}

// checkMismatchedAction looks for actions that none of the statement's
// principals can call, and for providers whose users can call none.
// Source: IAM User Guide, "IAM policy validation check reference".
func checkMismatchedAction(c *checker, s *statement) {
	who := s.principal
	if s.effect != allow || who == nil || who.everyone || slices.Contains(who.aws, "*") || who.isEmpty() {
		return
	}
	saml := slices.ContainsFunc(who.federated, isSAMLProvider)
	web := slices.ContainsFunc(who.federated, func(p string) bool { return !isSAMLProvider(p) })
	direct := len(who.aws) > 0 || len(who.service) > 0 || len(who.canonicalUser) > 0
	found := false
	for _, call := range []struct {
		action   string
		possible bool
		callers  string
	}{
		{AssumeRole, direct, `accounts, users, roles ("AWS") and services ("Service")`},
		{assumeRoleWithSAML, saml, `users of a SAML provider ("Federated": "arn:aws:iam::123456789012:saml-provider/NAME")`},
		{assumeRoleWithWebIdentity, web, `users of an OpenID Connect provider ("Federated": "arn:aws:iam::123456789012:oidc-provider/ISSUER")`},
	} {
		if slices.Contains(s.action, call.action) && !call.possible {
			found = true
			c.add([]string{"Action"}, "%s is for %s, and the statement names none: it lets nobody in by this action. "+
				"Name the action that goes with the principals, or the principals that go with the action.", call.action, call.callers)
		}
	}
	if found || !slices.ContainsFunc(s.action, isAssumeAction) {
		return
	}
	for _, provider := range []struct {
		named  bool
		action string
		what   string
	}{
		{saml, assumeRoleWithSAML, "SAML"},
		{web, assumeRoleWithWebIdentity, "OpenID Connect"},
	} {
		if provider.named && !slices.Contains(s.action, provider.action) {
			c.add([]string{"Principal", "Federated"}, "Users of a %s provider call %s, which the statement does not allow: it lets none of them in. "+
				"Add the action, or remove the provider.", provider.what, provider.action)
		}
	}
}

func isAssumeAction(action string) bool {
	return action == AssumeRole || action == assumeRoleWithSAML || action == assumeRoleWithWebIdentity
}

// covers reports whether the statement is about an action, as requests are
// matched: in any case, and with wildcards. IAM does not store those, but what
// else is wrong with the statement is told at once.
// Source: IAM User Guide, "IAM JSON policy elements: Action".
func (s *statement) covers(action string) bool {
	matches := func(p string) bool { return matchText(strings.ToLower(p), strings.ToLower(action)) }
	if s.notAction != nil {
		return !slices.ContainsFunc(s.notAction, matches)
	}
	return slices.ContainsFunc(s.action, matches)
}

// checkMissingAction looks for conditions on what a request may pass only
// where an action of its own is allowed: session tags and the source identity.
func checkMissingAction(c *checker, s *statement, cond *condition) {
	if s.effect != allow || !cond.requiresKey() {
		return
	}
	if needed, what := passedBy(strings.ToLower(cond.key)); needed != "" && !c.allowed[needed] {
		c.addCondition(cond, "The condition asks for %s, and no statement allows %s, without which no request can pass any: it never holds. "+
			"Add %[2]s to the actions.", what, needed)
	}
}

// passedBy returns the action without which no request has a condition key,
// which is in lower case, and what is passed; "" for keys that need none.
// Source: IAM User Guide, "Pass session tags in AWS STS" and "Monitor and control actions taken with assumed roles".
func passedBy(key string) (action, what string) {
	switch {
	case strings.HasPrefix(key, "aws:requesttag/"), key == "aws:tagkeys", key == "sts:transitivetagkeys":
		return tagSession, "session tags"
	case key == "sts:sourceidentity":
		return setSourceIdentity, "a source identity"
	default:
		return "", ""
	}
}

const rolesAnywhere = "rolesanywhere.amazonaws.com"

// checkRolesAnywhere looks for actions that IAM Roles Anywhere cannot do
// without.
// Source: IAM Roles Anywhere User Guide, "Trust model".
func checkRolesAnywhere(c *checker, s *statement) {
	if s.effect != allow || !s.lets(rolesAnywhere) {
		return
	}
	var missing []string
	for _, action := range []string{AssumeRole, setSourceIdentity, tagSession} {
		if !c.rolesAnywhere[action] {
			missing = append(missing, action)
		}
	}
	if missing != nil {
		c.add([]string{"Action"}, "IAM Roles Anywhere needs sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession, and gets no session without. Add %s.",
			strings.Join(missing, " and "))
	}
}

// lets reports whether the statement names the service, in any partition.
func (s *statement) lets(service string) bool {
	return s.principal != nil && slices.ContainsFunc(s.principal.service, func(v string) bool { return strings.TrimSuffix(v, ".cn") == service })
}
