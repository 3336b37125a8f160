// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package iamarn

import (
	"errors"
	"fmt"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

// Kind is what a [Principal] is.
type Kind int

// The kinds of principals that have an ARN.
const (
	KindRoot          Kind = iota + 1 // arn:aws:iam::A:root, an account
	KindRole                          // arn:aws:iam::A:role/path/NAME
	KindUser                          // arn:aws:iam::A:user/path/NAME
	KindRoleSession                   // arn:aws:sts::A:assumed-role/ROLE/SESSION
	KindFederatedUser                 // arn:aws:sts::A:federated-user/NAME
	KindSAMLProvider                  // arn:aws:iam::A:saml-provider/NAME
	KindOIDCProvider                  // arn:aws:iam::A:oidc-provider/ISSUER
)

// resources tells the kinds apart, by service and the word that begins the
// resource.
var resources = []struct {
	kind    Kind
	service string
	word    string // without the "/" behind it
	name    string // for people, with its article
}{
	{KindRoot, "iam", "root", "an account"},
	{KindRole, "iam", "role", "a role"},
	{KindUser, "iam", "user", "a user"},
	{KindRoleSession, "sts", "assumed-role", "a role session"},
	{KindFederatedUser, "sts", "federated-user", "a federated user"},
	{KindSAMLProvider, "iam", "saml-provider", "a SAML provider"},
	{KindOIDCProvider, "iam", "oidc-provider", "an OIDC provider"},
}

// String returns what the kind is called, with its article: "a role session".
func (k Kind) String() string {
	for _, r := range resources {
		if r.kind == k {
			return r.name
		}
	}
	return "no principal"
}

// Principal is who an ARN names: somebody who makes a request, or whom a
// trust policy lets in. Principals are comparable; the zero one is nobody.
type Principal struct {
	kind      Kind
	partition Partition
	account   account.ID
	path      string // of roles and users, "/" at least
	name      string // of all but root; for OIDC providers the issuer
	session   string // of role sessions
}

// ParsePrincipal reads the ARN of a principal, of any [Kind]. Errors are
// [*Error].
// Source: IAM User Guide, "IAM identifiers" and "AWS JSON policy elements: Principal".
func ParsePrincipal(arn string) (Principal, error) {
	return parse("principal ARN", arn)
}

// Kind returns what the principal is, 0 for the zero Principal.
func (p Principal) Kind() Kind { return p.kind }

// Partition returns the partition that the principal's account is in.
func (p Principal) Partition() Partition { return p.partition }

// Account returns the account that the principal belongs to.
func (p Principal) Account() account.ID { return p.account }

// Path returns the path of a role or a user, "/" when it has none, and ""
// for other kinds: the ARN of a session does not tell its role's path.
func (p Principal) Path() string { return p.path }

// Name returns the name of the role (also of a session's role), the user, the
// federated user or the SAML provider, or the issuer of an OIDC provider
// without "https://". It is "" for an account.
func (p Principal) Name() string { return p.name }

// SessionName returns the name of a role session, "" for other kinds.
func (p Principal) SessionName() string { return p.session }

// Type returns the value of the condition key aws:PrincipalType in requests
// of the principal, "" for a provider, which makes none.
// Source: IAM User Guide, "AWS global condition context keys".
func (p Principal) Type() string {
	switch p.kind {
	case KindRoot:
		return "Account"
	case KindUser:
		return "User"
	case KindFederatedUser:
		return "FederatedUser"
	case KindRole, KindRoleSession:
		return "AssumedRole"
	default:
		return ""
	}
}

// String returns the ARN, and "" for the zero Principal.
func (p Principal) String() string {
	for _, r := range resources {
		if r.kind != p.kind {
			continue
		}
		arn := "arn:" + p.partition.id + ":" + r.service + "::" + p.account.String() + ":" + r.word
		switch p.kind {
		case KindRoot:
			return arn
		case KindRole, KindUser:
			return arn + p.path + p.name
		case KindRoleSession:
			return arn + "/" + p.name + "/" + p.session
		default:
			return arn + "/" + p.name
		}
	}
	return ""
}

// parse reads an ARN of any kind; what names the ARN in errors.
func parse(what, arn string) (Principal, error) {
	fail := func(offset int, format string, args ...any) (Principal, error) {
		return Principal{}, newError(what, arn, offset, fmt.Sprintf(format, args...))
	}

	const shape = "an ARN has the form arn:aws:iam::123456789012:role/NAME"
	parts := strings.SplitN(arn, ":", 6)
	if parts[0] != "arn" {
		return fail(0, "%s", shape)
	}
	if len(parts) < 6 {
		return fail(len(arn), "%s, with six parts between colons; here are %d", shape, len(parts))
	}
	service, resource := parts[2], parts[5]
	var offsets [6]int
	for i := 1; i < 6; i++ {
		offsets[i] = offsets[i-1] + len(parts[i-1]) + 1
	}

	partition, ok := partitionByID(parts[1])
	if !ok {
		return fail(offsets[1], "%s", noPartition)
	}
	if service != "iam" && service != "sts" {
		return fail(offsets[2], "principals belong to the services iam and sts, not to %q", service)
	}
	if parts[3] != "" {
		return fail(offsets[3], "IAM and STS are global, their ARNs name no region: leave %q out", parts[3])
	}
	id, err := account.ParseInARN(parts[4])
	if err != nil {
		offset := offsets[4]
		if e, ok := errors.AsType[*account.Error](err); ok {
			offset += e.Pos - 1 // in front of it are ASCII digits alone
		}
		return fail(offset, "%s", err)
	}

	word, rest, hasRest := strings.Cut(resource, "/")
	p := Principal{partition: partition, account: id}
	for _, r := range resources {
		if r.word != word {
			continue
		}
		if r.service != service {
			return fail(offsets[2], "the ARN of %s belongs to the service %s, not to %q", r.name, r.service, service)
		}
		p.kind = r.kind
	}
	if p.kind == 0 || hasRest == (p.kind == KindRoot) {
		return fail(offsets[5], "%q names no principal: write root, role/NAME, user/NAME, saml-provider/NAME or "+
			"oidc-provider/ISSUER (service iam), assumed-role/ROLE/SESSION or federated-user/NAME (service sts)", resource)
	}
	if offset, f := p.readName(rest); f.reason != "" {
		return Principal{}, f.asError(what, arn, offsets[5]+len(word)+1+offset)
	}
	return p, nil
}

// readName reads what stands behind the first "/" of the resource. A fault
// comes with the offset in rest of the part that it is in.
func (p *Principal) readName(rest string) (int, fault) {
	switch p.kind {
	case KindRole, KindUser:
		noun := "role name"
		if p.kind == KindUser {
			noun = "user name"
		}
		last := strings.LastIndexByte(rest, '/') + 1
		p.path, p.name = "/"+rest[:last], rest[last:]
		if f := checkPath(p.path); f.reason != "" {
			return -1, f // the path begins at the "/" before rest
		}
		return last, checkName(noun, p.name, 1, maxNameLength)

	case KindRoleSession:
		var ok bool
		p.name, p.session, ok = strings.Cut(rest, "/")
		if f := checkName("role name", p.name, 1, maxNameLength); f.reason != "" {
			return 0, f
		}
		if !ok {
			return len(rest), fault{0, "the session name is missing: a session's ARN ends with assumed-role/ROLE/SESSION"}
		}
		return len(p.name) + 1, checkName("session name", p.session, minSessionNameLength, maxSessionNameLength)

	case KindFederatedUser:
		p.name = rest
		return 0, checkName("federated user's name", rest, minSessionNameLength, maxFederatedNameLength)

	case KindSAMLProvider, KindOIDCProvider:
		p.name = rest
		return 0, checkProviderName(rest)

	default: // KindRoot, which has no name
		return 0, fault{}
	}
}

func checkProviderName(s string) fault {
	for i, r := range s {
		if r < '!' || r > '~' || strings.ContainsRune("*?", r) {
			return fault{i, fmt.Sprintf("%q cannot stand in the name of a provider: use printable ASCII characters without spaces and wildcards", r)}
		}
	}
	switch {
	case s == "":
		return fault{0, "the name of the provider is missing: the ARN ends with saml-provider/NAME or oidc-provider/ISSUER"}
	case strings.HasPrefix(s, "https://"):
		return fault{0, `an OIDC provider's ARN has its issuer without "https://": leave that out`}
	case len(s) > maxProviderNameLength:
		return fault{maxProviderNameLength, fmt.Sprintf("the name of a provider has at most %s, this one has %d", characters(maxProviderNameLength), len(s))}
	}
	return fault{}
}
