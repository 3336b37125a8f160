// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// AWS lets principals of AWS accounts assume the role.
type AWS struct {
	Options
	Session
	Principals          []string // account IDs, and ARNs of accounts, roles, users and role sessions
	Match               string   // one of Matches, "" for MatchPrincipal
	ExternalIDs         []string // of which the request must give one; nil for no matter
	OrganizationID      string   // that the caller's account must belong to; "" for any
	RequireMFA          bool
	SessionNamePatterns []string // of which the session's name must match one; nil for any
}

// The ways to match principals.
const (
	// MatchPrincipal names the principals. IAM looks each of them up when it
	// stores the policy: they must exist, and one that is deleted is not
	// trusted again when it is created anew.
	MatchPrincipal = "principal"
	// MatchAccount trusts the principals' accounts, as far as the caller's
	// ARN is that of a principal. The principal need not exist yet.
	MatchAccount = "account"
)

// Matches are all ways to match principals.
func Matches() []string { return []string{MatchPrincipal, MatchAccount} }

func (f AWS) draft(d *draft) {
	d.allow(AssumeRole, f.Session)
	switch f.Match {
	case MatchAccount:
		f.matchAccount(d)
	case MatchPrincipal, "", Unknown:
		d.principal = &principals{aws: d.mustAll("principals", f.Principals, whomToTrust, parseAWSPrincipal)}
	default:
		d.fail("match", -1, "%s is no way to match principals: write %s", quote(f.Match), list(quoteAll(Matches()), "or"))
	}
	d.known = d.known && f.Match != Unknown

	d.condition("external_ids", "StringEquals", "sts:ExternalId", d.all("external_ids", f.ExternalIDs, parseExternalID)...)
	d.condition("organization_id", "StringEquals", "aws:PrincipalOrgID", d.one("organization_id", f.OrganizationID, parseOrganization))
	if f.RequireMFA {
		// Bool, not BoolIfExists: with long-term keys the key is absent.
		d.condition("require_mfa", "Bool", "aws:MultiFactorAuthPresent", "true")
	}
	d.condition("session_name_patterns", "StringLike", "sts:RoleSessionName", d.all("session_name_patterns", f.SessionNamePatterns, parseSessionNamePattern)...)
	d.options(f.Options)
	if i := slices.Index(f.Principals, everybody); i >= 0 && f.Match != MatchAccount && !f.identifiesCallers(d) {
		d.fail("principals", i, "%q lets in everybody who has an AWS account: set organization_id, or name principals; "+
			"a condition that only certain callers meet would do as well, such as one on aws:PrincipalOrgPaths", everybody)
	}
}

// identifiesCallers reports whether a condition keeps strangers out, or may do
// so once all is known.
func (f AWS) identifiesCallers(d *draft) bool {
	return f.OrganizationID != "" || !f.conditionsKnown() ||
		slices.ContainsFunc(d.conditions, func(c condition) bool { return c.identifies() })
}

const whomToTrust = "whom to trust, such as arn:aws:iam::123456789012:role/NAME"

// matchAccount compares aws:PrincipalArn, which for a session is the ARN of
// its role, with the role's path.
// Source: IAM User Guide, "AWS global condition context keys".
func (f AWS) matchAccount(d *draft) {
	var accounts []string
	arns := d.mustAll("principals", f.Principals, whomToTrust, func(s string) (string, error) {
		if s == everybody {
			return "", fmt.Errorf(`under match = "account", accounts are trusted, and %q names none: name the roles and users`, s)
		}
		if _, err := parseAWSPrincipal(s); err != nil {
			return "", err
		}
		p, err := iamarn.ParsePrincipal(s)
		if err != nil || p.Kind() == iamarn.KindRoot {
			return "", fmt.Errorf(`under match = "account", roles and users of an account are picked by their ARNs, and %s is the whole account: `+
				`name the roles and users, or trust all of the account with match = "principal"`, quote(s))
		}
		if p.Kind() != iamarn.KindRole && p.Kind() != iamarn.KindUser {
			return "", fmt.Errorf(`under match = "account", the ARN of the caller's role is compared, and %s is one of its sessions: `+
				`name the role, with its path, or the session with match = "principal"`, quote(s))
		}
		if strings.Contains(s, "${") {
			return "", fmt.Errorf("%s would be read as a policy variable: only a principal without ${ in its path can be matched by account", quote(s))
		}
		accounts = append(accounts, "arn:"+p.Partition().String()+":iam::"+p.Account().String()+":root")
		return s, nil
	})
	d.principal = &principals{aws: asSet(accounts)}
	d.condition(`match = "account"`, "ArnLike", "aws:PrincipalArn", arns...)
}

func parseExternalID(s string) (string, error) { return s, iamarn.CheckExternalID(s) }

// Source: AWS Organizations API Reference, Organization.
func parseOrganization(s string) (string, error) {
	if !matches(`^o-[a-z0-9]{10,32}$`, s) {
		return "", fmt.Errorf("%s is not the ID of an organization: it has the form o-a1b2c3d4e5, with 10 to 32 lower-case letters and digits", quote(s))
	}
	return s, nil
}

// parseSessionNamePattern reads a pattern of session names, which may have
// wildcards and policy variables, such as ${aws:username}.
func parseSessionNamePattern(s string) (string, error) {
	parts, err := parseVariables(s)
	if err != nil {
		return "", fmt.Errorf("%s: %w; write a variable as ${aws:username}", quote(s), err)
	}
	if len(parts) == 1 && parts[0].key == "" && !strings.ContainsAny(s, "*?") {
		return s, iamarn.CheckSessionName(s)
	}
	for _, p := range parts {
		const legal = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-*?"
		if wrong := strings.Trim(p.text, legal); wrong != "" || p.literal != "" {
			return "", fmt.Errorf("%s matches no session name: names have ASCII letters, digits and characters of _+=,.@-, and patterns the wildcards * and ?", quote(s))
		}
	}
	if s == "" {
		return "", iamarn.CheckSessionName(s)
	}
	return s, nil
}
