// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// everybody is the AWS principal that stands for all.
const everybody = "*"

// parseAWSPrincipal reads an element of Principal.AWS: "*", an account ID, or
// the ARN of an account, a role, a user or a role session.
// Source: IAM User Guide, "AWS JSON policy elements: Principal".
func parseAWSPrincipal(s string) (string, error) {
	if s == everybody {
		return s, nil
	}
	if !strings.HasPrefix(s, "arn:") {
		return parseAccountPrincipal(s)
	}
	p, err := iamarn.ParsePrincipal(s)
	if err != nil {
		return "", err
	}
	switch p.Kind() {
	case iamarn.KindSAMLProvider, iamarn.KindOIDCProvider:
		return "", fmt.Errorf("%s is %s, which vouches for others and assumes no role itself: use a saml, oidc or eks_service_account block", quote(s), p.Kind())
	case iamarn.KindFederatedUser:
		return "", fmt.Errorf("%s is a session of GetFederationToken, which can't assume roles: name a user or a role", quote(s))
	}
	if strings.ContainsAny(p.Path(), "*?") {
		return "", fmt.Errorf("%s has a wildcard in it, and IAM takes none in the ARN of a principal: name each principal", quote(s))
	}
	return s, nil
}

func parseAccountPrincipal(s string) (string, error) {
	if choice, err := account.Parse(s, account.Options{}); err == nil && choice.Label != "" {
		return "", fmt.Errorf("%s is a choice with a label: give its account alone, %s", quote(s), choice.ID)
	}
	if isUniqueID(s) {
		return "", fmt.Errorf("%s is the unique ID of a user or role, which IAM shows once that is deleted: give the ARN of the one that is there now", quote(s))
	}
	if s == "" || strings.Trim(s, "0123456789-") != "" {
		return "", fmt.Errorf("%s is neither an ARN nor an account ID: write an ARN such as arn:aws:iam::123456789012:role/NAME, or the 12 digits of an account", quote(s))
	}
	return parseAccount(s)
}

func parseAccount(s string) (string, error) {
	id, err := account.ParseID(s)
	return id.String(), err
}

// providerKind is what a federated principal is the ARN of.
type providerKind struct {
	kind    iamarn.Kind
	example string
}

var (
	samlProvider = providerKind{iamarn.KindSAMLProvider, "arn:aws:iam::123456789012:saml-provider/NAME"}
	oidcProvider = providerKind{iamarn.KindOIDCProvider, "arn:aws:iam::123456789012:oidc-provider/ISSUER"}
)

// provider reads the ARN of an identity provider and makes it the principal.
func (d *draft) provider(field, arn string, want providerKind) iamarn.Principal {
	var p iamarn.Principal
	d.must(field, arn, "the ARN of the provider, "+want.example, func(s string) (string, error) {
		parsed, err := iamarn.ParsePrincipal(s)
		if err != nil {
			return "", err
		}
		if parsed.Kind() != want.kind {
			return "", fmt.Errorf("%s is %s, not %s: write an ARN such as %s", quote(s), parsed.Kind(), want.kind, want.example)
		}
		p = parsed
		return s, nil
	})
	d.principal = &principals{federated: []string{p.String()}}
	return p
}

// Source: IAM User Guide, "AWS JSON policy elements: Principal", AWS service principals.
func parseService(s string) (string, error) {
	if !isServiceName(s) {
		return "", fmt.Errorf("%s is not the name of a service: write one in full and without wildcards, such as ec2.amazonaws.com", quote(s))
	}
	return s, nil
}

func parseFederated(s string) (string, error) {
	if fault := federatedFault(s); fault != "" {
		return "", fmt.Errorf("%s is no identity provider: %s", quote(s), fault)
	}
	return s, nil
}

// parseSourceARN reads the ARN of the resource that a service acts for, which
// may have wildcards.
func parseSourceARN(s string) (string, error) {
	const parts = 6
	if !strings.HasPrefix(s, "arn:") || len(strings.SplitN(s, ":", parts)) < parts {
		return "", fmt.Errorf("%s is no ARN: write one such as arn:aws:s3:::BUCKET, with six parts between colons; * and ? stand for what varies", quote(s))
	}
	return parseValue(s)
}

// parseLiteral reads a value that is compared as it is.
func parseLiteral(s string) (string, error) {
	if strings.ContainsAny(s, "*?") {
		return "", fmt.Errorf("%s has a wildcard in it, which is compared as it is here and never matches: write each value whole", quote(s))
	}
	return parseValue(s)
}

// parseValue reads a value of a condition that has no policy variables.
func parseValue(s string) (string, error) {
	switch {
	case s == "":
		return "", errors.New("the value is empty, and would match nothing: give one, or remove it from the list")
	case strings.Contains(s, "${"):
		return "", fmt.Errorf("%s would be read as a policy variable: use a condition or statement block if that is meant", quote(s))
	}
	return s, nil
}

// matches compiles the pattern each time: Terraform starts the provider for
// each command, and most need none.
func matches(pattern, s string) bool { return regexp.MustCompile(pattern).MatchString(s) }
