// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Caller is who asks for a session of a role: a principal with an ARN, or a
// service or identity provider with a domain name. Callers are comparable; the
// zero Caller is nobody.
type Caller struct {
	principal iamarn.Principal // zero for those with a domain name
	domain    string           // such as lambda.amazonaws.com, "" for those with an ARN
}

// maxDomain is how long a domain name may be. Source: RFC 1035.
const maxDomain = 253

// ParseCaller reads the ARN of a user, a role, a role session, an account's
// root user, a federated user, a SAML or an OIDC provider, or the name of a
// service such as lambda.amazonaws.com. The ARN of a role stands for any of
// its sessions. Errors about ARNs are [*iamarn.Error].
func ParseCaller(s string) (Caller, error) {
	if strings.HasPrefix(s, "arn:") {
		p, err := iamarn.ParsePrincipal(s)
		return Caller{principal: p}, err
	}
	if s == "" {
		return Caller{}, errors.New("no caller is given: give an ARN, or the name of a service such as lambda.amazonaws.com")
	}
	if !isDomain(s) {
		return Caller{}, fmt.Errorf("%s names no caller: give an ARN such as arn:aws:iam::123456789012:role/NAME, or the name of a service such as lambda.amazonaws.com", quote(s))
	}
	return Caller{domain: s}, nil
}

// isDomain reports whether s looks like the name of a service or a provider.
func isDomain(s string) bool {
	return len(s) <= maxDomain && strings.Contains(s, ".") && !strings.HasPrefix(s, ".") && !strings.HasSuffix(s, ".") &&
		strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-_/") == ""
}

// String returns what [ParseCaller] read.
func (c Caller) String() string {
	if c.domain != "" {
		return c.domain
	}
	return c.principal.String()
}

// isProvider reports whether the trust policy alone decides about the caller:
// a service, or somebody whom a SAML or OIDC provider vouches for.
func (c Caller) isProvider() bool {
	return c.domain != "" || c.principal.Kind() == iamarn.KindSAMLProvider || c.principal.Kind() == iamarn.KindOIDCProvider
}

// isSession reports whether the caller is a session of a role, a certain one
// or any.
func (c Caller) isSession() bool {
	return c.principal.Kind() == iamarn.KindRoleSession || c.principal.Kind() == iamarn.KindRole
}

// barred says why AWS lets no caller like c assume a role in the account and
// partition of role, whatever policies say; "" when it does.
// Source: IAM User Guide, "Request temporary security credentials" (comparison
// of the operations); STS API Reference, AssumeRole; IAM identity providers
// are found in the role's account alone.
func (c Caller) barred(role iamarn.Role) string {
	p := c.principal
	switch {
	case c.domain != "":
		return ""
	case p.Partition() != role.Partition():
		return fmt.Sprintf("the caller is in partition %s, the role in %s, and no role can be assumed across partitions", p.Partition(), role.Partition())
	case p.Kind() == iamarn.KindRoot:
		return "the root user of an account cannot assume roles"
	case p.Kind() == iamarn.KindFederatedUser:
		return "a session of GetFederationToken cannot assume roles"
	case c.isProvider() && p.Account() != role.Account():
		return fmt.Sprintf("AWS looks for the provider in the role's account, %s, and not in %s", role.Account(), p.Account())
	}
	return ""
}

// callersOf are those who call an action of STS to get a session, in words.
// Source: IAM User Guide, "Request temporary security credentials" (comparison
// of the operations); IAM User Guide, "IAM policy validation check reference".
var callersOf = map[string]string{
	AssumeRole:                "users, roles and services",
	assumeRoleWithSAML:        "users of SAML providers",
	assumeRoleWithWebIdentity: "users of OpenID Connect providers",
}

// call returns what c calls to get a session, when it asks for certain actions.
// Amazon Cognito has one name as a service and as an identity provider.
func (c Caller) call(actions []string) string {
	isIssuer := c.domain != "" && !isServiceName(c.domain) || c.domain == cognito && !slices.Contains(actions, AssumeRole)
	switch {
	case isIssuer, c.principal.Kind() == iamarn.KindOIDCProvider:
		return assumeRoleWithWebIdentity
	case c.principal.Kind() == iamarn.KindSAMLProvider:
		return assumeRoleWithSAML
	default:
		return AssumeRole
	}
}

// miscall says why who calls one action to get a session does not call another
// one, "" when there is nothing against it.
func miscall(action, call string) string {
	callers, isCall := callersOf[action]
	if !isCall || action == call {
		return ""
	}
	return fmt.Sprintf("%s is for %s, and %s call %s", action, callers, callersOf[call], call)
}

// named is how a Principal element fits a caller.
type named struct {
	direct  truth // names the caller itself, the caller's role, or everyone
	account truth // names the caller's account
}

func (n named) any() truth { return n.direct.or(n.account) }

// matcher finds a caller in Principal elements. It holds what is compared, so
// that nothing is put together for each statement.
type matcher struct {
	call               string // what the caller calls to get a session
	provider           bool
	arn, account, root string
	session            bool
	roleARNs, role     string // of sessions: what the role's ARN begins with, and the role's name
	roleARN            string // of sessions, "" when the role's path is not known
	sessionARNs        string // of roles: what the ARNs of its sessions begin with

	uniqueIDs string // what the unique IDs of the caller's kind begin with
	// uniqueID returns the unique ID of the caller's user or role, if it is known.
	uniqueID func() (string, bool)
}

func newMatcher(c Caller, actions []string) matcher {
	m := matcher{call: c.call(actions), arn: c.String(), provider: c.isProvider()}
	if c.domain != "" || m.provider {
		return m
	}
	p := c.principal
	prefix := "arn:" + p.Partition().String()
	m.account = p.Account().String()
	m.root = prefix + ":iam::" + m.account + ":root"
	m.uniqueIDs = "AROA"
	switch p.Kind() {
	case iamarn.KindUser:
		m.uniqueIDs = "AIDA"
	case iamarn.KindRoleSession:
		m.session, m.role = true, p.Name()
		m.roleARNs = prefix + ":iam::" + m.account + ":role/"
	case iamarn.KindRole:
		m.sessionARNs = prefix + ":sts::" + m.account + ":assumed-role/" + p.Name() + "/"
	}
	return m
}

// find returns how p names the caller.
func (m *matcher) find(p *principals) named {
	if p.everyone {
		return named{yes, no}
	}
	result := named{no, no}
	for _, s := range p.aws {
		switch {
		case s == "*":
			result.direct = yes
		case m.account != "" && m.isAccount(s):
			result.account = yes
		default:
			result.direct = result.direct.or(m.names(s))
		}
	}
	providers := p.federated
	if m.call == AssumeRole {
		providers = p.service
	}
	if m.provider && slices.Contains(providers, m.arn) {
		result.direct = yes
	}
	return result
}

// providerKey is the key of a Principal that a service or a provider stands under.
func (m *matcher) providerKey() string {
	if m.call == AssumeRole {
		return "Service"
	}
	return "Federated"
}

// isAccount reports whether s is the caller's account, as its ID or as the ARN
// of its root user, which mean the same.
func (m *matcher) isAccount(s string) bool {
	return s == m.account || s == m.root || isAccountID(s) && strings.ReplaceAll(s, "-", "") == m.account
}

// names returns whether the value of an AWS principal names the caller.
func (m *matcher) names(s string) truth {
	switch {
	case m.provider:
		return no
	case s == m.arn:
		return yes
	case m.session && strings.HasPrefix(s, m.roleARNs):
		// The ARN of a session does not tell its role's path, and role names
		// are unique in an account, so that the name does.
		return truthOf(s[strings.LastIndexByte(s, '/')+1:] == m.role)
	case m.sessionARNs != "" && strings.HasPrefix(s, m.sessionARNs):
		return unknown // a session of the role, perhaps another one
	case isUniqueID(s):
		if id, ok := m.uniqueID(); ok {
			return truthOf(s == id)
		}
		if strings.HasPrefix(s, m.uniqueIDs) {
			return unknown
		}
	}
	return no
}

// isUniqueID reports whether s is the unique ID of a user or a role. IAM shows
// it instead of an ARN when the user or role was deleted.
// Source: IAM User Guide, "AWS JSON policy elements: Principal".
func isUniqueID(s string) bool {
	return (strings.HasPrefix(s, "AIDA") || strings.HasPrefix(s, "AROA")) &&
		strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}
