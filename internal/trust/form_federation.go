// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// OIDC lets those assume the role whom an OIDC provider vouches for.
type OIDC struct {
	Options
	Session
	ProviderARN string
	Audiences   []string // for which the token must be issued
	Subjects    []string // to which it must be issued, with * and ?; nil when a condition on another claim decides
}

func (f OIDC) draft(d *draft) {
	d.allow(assumeRoleWithWebIdentity, f.Session)
	p := d.provider("provider_arn", f.ProviderARN, oidcProvider)
	audiences := d.mustAll("audiences", f.Audiences, "the audience that tokens for AWS are issued for, such as sts.amazonaws.com", parseLiteral)
	d.condition("audiences", "StringEquals", p.Name()+":aud", audiences...)
	subjects := d.all("subjects", f.Subjects, parseSubject)
	// Operators are ANDed, so one of them has to serve all subjects.
	operator := "StringEquals"
	if slices.ContainsFunc(subjects, func(s string) bool { return strings.ContainsAny(s, "*?") }) {
		operator = "StringLike"
	}
	d.condition("subjects", operator, p.Name()+":sub", subjects...)
	d.options(f.Options)
	if f.Subjects == nil && p.Kind() != 0 && f.conditionsKnown() && !d.narrowsClaim(p.Name(), func(claim string) bool { return claim != "aud" }) {
		d.fail("subjects", -1, "without subjects, every token that the provider issues for the audience would do, whomever it is for: "+
			"give subjects, or a condition that demands a value of another claim of the provider")
	}
}

// parseSubject reads a subject. One of wildcards alone is everybody to whom the
// provider issues tokens.
// Source: IAM User Guide, "Identity-provider controls for shared OIDC providers".
func parseSubject(s string) (string, error) {
	if isWildcards(s) {
		return "", fmt.Errorf("%s is every subject, and lets in whomever the provider issues a token for: "+
			"say more of the subject, or use a statement block for a provider that is yours alone", quote(s))
	}
	return parseValue(s)
}

// SAML lets the users of a SAML provider assume the role.
type SAML struct {
	Options
	Session
	ProviderARN string
	Audiences   []string // the sign-in URLs that assertions are for; nil for the usual one of the partition
}

// signInURLs are what SAML assertions for the console are addressed to. Those
// of other partitions are not documented.
// Source: IAM User Guide, "IAM and AWS STS condition context keys", saml:aud.
var signInURLs = map[iamarn.Partition]string{
	iamarn.AWS:      "https://signin.aws.amazon.com/saml",
	iamarn.AWSCN:    "https://signin.amazonaws.cn/saml",
	iamarn.AWSUSGov: "https://signin.amazonaws-us-gov.com/saml",
}

func (f SAML) draft(d *draft) {
	d.allow(assumeRoleWithSAML, f.Session)
	p := d.provider("provider_arn", f.ProviderARN, samlProvider)
	audiences := d.all("audiences", f.Audiences, parseLiteral)
	if f.Audiences == nil && p.Kind() != 0 {
		url, ok := signInURLs[p.Partition()]
		if !ok {
			d.fail("audiences", -1, "the sign-in URL of partition %s is not known: give it, as it stands in the assertion's Recipient", p.Partition())
		}
		audiences = []string{url}
	}
	d.condition("audiences", "StringEquals", "SAML:aud", audiences...)
	d.options(f.Options)
}
