// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"slices"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// tenancyClaims are the claims that tell whose token it is, by the issuers
// that many organizations share.
// Source: IAM User Guide, "Identity-provider controls for shared OIDC providers".
var tenancyClaims = map[string]string{
	cognito:               "aud",
	github:                "sub",
	"agent.buildkite.com": "sub",
	"api.pulumi.com/oidc": "aud",
	"app.terraform.io":    "sub",
	"gitlab.com":          "sub",
	"oidc-configuration.audit-log.githubusercontent.com": "sub",
	"oidc.codefresh.io": "sub",
	"oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu": "sub",
	"oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb": "sub",
	"oidc.vercel.com":   "aud",
	"proidc.upbound.io": "sub",
	"rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7": "sub",
	"rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr": "sub",
	"rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg": "sub",
	"rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26": "sub",
	"sandboxes.cloud":                       "aud",
	"scalr.io":                              "sub",
	"studio.datachain.ai/api":               "sub",
	"tokens.cloud.shisho.dev":               "sub",
	"vstoken.actions.githubusercontent.com": "sub",
}

// azureSentinel is shared as well, and told by the name of the session.
const azureSentinel = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d"

// tenancyKey returns the condition key that a statement on a shared issuer has
// to test, "" for other issuers.
func tenancyKey(issuer string) string {
	issuer = strings.ToLower(issuer)
	if issuer == azureSentinel {
		return "sts:RoleSessionName"
	}
	if claim, ok := tenancyClaims[issuer]; ok {
		return issuer + ":" + claim
	}
	return ""
}

const (
	cognito = "cognito-identity.amazonaws.com"
	github  = "token.actions.githubusercontent.com"
)

// issuerOf returns the issuer of a federated principal as it stands in
// condition keys, "" for what is no OpenID Connect provider.
func issuerOf(federated string) string {
	if federatedFault(federated) != "" {
		return ""
	}
	if !strings.HasPrefix(federated, "arn:") {
		return federated // such as accounts.google.com
	}
	p, err := iamarn.ParsePrincipal(federated)
	if err != nil || p.Kind() != iamarn.KindOIDCProvider {
		return ""
	}
	return p.Name()
}

// webIdentities returns the providers whose users the statement lets in.
func (s *statement) webIdentities() []string {
	if s.effect != allow || s.principal == nil || !s.covers(assumeRoleWithWebIdentity) {
		return nil
	}
	return s.principal.federated
}

// checkCognito looks for Amazon Cognito without any condition.
func checkCognito(c *checker, s *statement) {
	if slices.Contains(s.webIdentities(), cognito) && len(s.conditions) == 0 {
		c.add([]string{"Principal", "Federated"}, "Amazon Cognito's users are those of every identity pool, and no condition says of which. Add StringEquals on %s:aud with the ID of the pool.", cognito)
	}
}

// checkTenancy looks for shared providers whose tenancy claim is not tested,
// or only against wildcards.
func checkTenancy(c *checker, s *statement) {
	for _, provider := range s.webIdentities() {
		key := tenancyKey(issuerOf(provider))
		if key == "" || provider == cognito && len(s.conditions) == 0 {
			continue
		}
		tested, wildcards := false, false
		for i := range s.conditions {
			cond := &s.conditions[i]
			if !strings.EqualFold(cond.key, key) {
				continue
			}
			if cond.isOpen() {
				wildcards = true
			} else {
				tested = true
			}
		}
		switch {
		case tested:
		case wildcards:
			c.add([]string{"Principal", "Federated"}, "%s is shared by many organizations, and the values of %s are nothing but wildcards: anybody's tokens would do. Name those that are meant.", quote(provider), key)
		default:
			c.add([]string{"Principal", "Federated"}, "%s is shared by many organizations, and no condition tests %s, which tells whose token it is. Add one, such as StringEquals with the value that is meant.", quote(provider), key)
		}
	}
}

// isOpen reports whether the values are nothing but wildcards.
func (cond *condition) isOpen() bool {
	return len(cond.values) > 0 && !slices.ContainsFunc(cond.values, func(v string) bool { return !isWildcards(v) })
}

// checkWeakTenancy looks for shared providers whose tenancy claim is tested in
// a way that keeps nobody out.
func checkWeakTenancy(c *checker, s *statement) {
	for _, provider := range s.webIdentities() {
		key := tenancyKey(issuerOf(provider))
		if key == "" {
			continue
		}
		weak := (*condition)(nil)
		for i := range s.conditions {
			cond := &s.conditions[i]
			if !strings.EqualFold(cond.key, key) {
				continue
			}
			if cond.narrows() {
				weak = nil
				break
			}
			if !cond.isOpen() {
				weak = cond
			}
		}
		if weak != nil {
			c.addCondition(weak, "%s is shared by many organizations, and the condition holds for tokens of others, too: "+
				"a negation, IfExists, ForAllValues, Null and a value of nothing but wildcards leave all others in. Use StringEquals, or StringLike with the organization's name.", quote(provider))
		}
	}
}

// checkGitHub looks for subjects of GitHub Actions that leave the organization
// open.
// Source: GitHub Docs, "Configuring OpenID Connect in Amazon Web Services".
func checkGitHub(c *checker, s *statement, cond *condition) {
	if s.effect != allow || cond.operator.base != "StringLike" || !strings.EqualFold(cond.key, github+":sub") {
		return
	}
	for _, v := range cond.values {
		if !isWildcards(v) && leavesOrganizationOpen(v) {
			c.addCondition(cond, "%s does not say which organization on GitHub is meant: repositories of others match, too. Write repo:ORGANIZATION/REPOSITORY:ref:refs/heads/BRANCH, or as much of it as is meant.", quote(v))
		}
	}
}

// leavesOrganizationOpen reports whether a pattern of GitHub's subjects, which
// begin with repo:ORGANIZATION/, has the whole organization or a part of it open.
func leavesOrganizationOpen(subject string) bool {
	if repository, ok := strings.CutPrefix(subject, "repo:"); ok {
		organization, _, named := strings.Cut(repository, "/")
		return !named || hasWildcard(organization)
	}
	// An organization that cannot be named is matched by a wildcard alone.
	anybody := pattern(nil).appendText("repo:\x00/*")
	return pattern(nil).appendText(subject).intersects(anybody)
}

// checkSubject looks for providers of which every user is let in.
// Source: IAM User Guide, "Create a role for OpenID Connect federation".
func checkSubject(c *checker, s *statement) {
	for _, provider := range s.webIdentities() {
		issuer := issuerOf(provider)
		if issuer == "" || issuer == provider || tenancyKey(issuer) != "" {
			continue // of shared providers, another rule looks at the claim that counts
		}
		if !s.narrowsClaim(issuer, func(claim string) bool { return claim != "aud" }) {
			c.add([]string{"Principal", "Federated"}, "No condition says which users of %s are let in. Add one on %s:sub, such as StringEquals with the subject that is meant.", quote(provider), issuer)
		}
	}
}

// checkAudience looks for providers whose tokens for others are taken as well.
// Source: IAM User Guide, "Create a role for OpenID Connect federation".
func checkAudience(c *checker, s *statement) {
	for _, provider := range s.webIdentities() {
		issuer := issuerOf(provider)
		if issuer == "" || issuer == cognito {
			continue // of Cognito, IAM requires it
		}
		audience := func(claim string) bool { return claim == "aud" || claim == "app_id" }
		if issuer == provider && s.narrowsClaim(issuer, func(string) bool { return true }) || s.narrowsClaim(issuer, audience) {
			continue
		}
		claim := "aud"
		if issuer == "www.amazon.com" || issuer == "graph.facebook.com" {
			claim = "app_id"
		}
		c.add([]string{"Principal", "Federated"}, "No condition tests for whom a token of %s is meant, so that tokens made for other applications are taken. Add StringEquals on %s:%s.", quote(provider), issuer, claim)
	}
}

// narrowsClaim reports whether a condition tests one of certain claims of an
// issuer.
func (s *statement) narrowsClaim(issuer string, is func(claim string) bool) bool {
	for i := range s.conditions {
		cond := &s.conditions[i]
		if of, claim, ok := cutClaim(cond.key); ok && strings.EqualFold(of, issuer) && is(strings.ToLower(claim)) && cond.narrows() {
			return true
		}
	}
	return false
}
