// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import "github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"

// The actions that a trust policy can allow.
// Source: STS API Reference, "Actions"; IAM User Guide, "Pass session tags in AWS STS".
const (
	assumeRole                = "sts:AssumeRole"
	assumeRoleWithSAML        = "sts:AssumeRoleWithSAML"
	assumeRoleWithWebIdentity = "sts:AssumeRoleWithWebIdentity"
	setContext                = "sts:SetContext"
	setSourceIdentity         = "sts:SetSourceIdentity"
	tagSession                = "sts:TagSession"
)

// Session says what may be passed along with a request for a session. Each
// needs an action of its own. Conditions hold for all actions of a statement
// alike: one call has one context.
type Session struct {
	AllowTags           bool
	AllowSourceIdentity bool
}

// allow lets the caller call an action of STS.
func (d *draft) allow(action string, s Session) {
	d.effect = allow
	d.action = []string{action}
	if s.AllowSourceIdentity {
		d.action = append(d.action, setSourceIdentity)
	}
	if s.AllowTags {
		d.action = append(d.action, tagSession)
	}
}

// Service lets services of AWS assume the role.
type Service struct {
	Options
	Session
	Services       []string // such as ec2.amazonaws.com
	SourceAccounts []string // the accounts that the service acts for; nil for any
	SourceARNs     []string // the resources that it acts for, with * and ?; nil for any
}

func (f Service) draft(d *draft) {
	d.allow(assumeRole, f.Session)
	d.principal = &principals{service: d.mustAll("services", f.Services, "the service that assumes the role, such as ec2.amazonaws.com", parseService)}
	d.condition("source_accounts", "StringEquals", "aws:SourceAccount", d.all("source_accounts", f.SourceAccounts, parseAccount)...)
	d.condition("source_arns", "ArnLike", "aws:SourceArn", d.all("source_arns", f.SourceARNs, parseSourceARN)...)
	d.options(f.Options)
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

// Deny keeps principals out, whatever other statements allow.
type Deny struct {
	Options
	Principals []string // as of [AWS]; "*" is everybody, whoever they come as
}

func (f Deny) draft(d *draft) {
	d.effect = deny
	d.action = []string{assumeRole}
	named := d.mustAll("principals", f.Principals, "whom to keep out; \"*\" and conditions, for everybody who meets them", parseAWSPrincipal)
	if len(named) > 0 && named[0] == everybody {
		d.action = []string{assumeRole, assumeRoleWithSAML, assumeRoleWithWebIdentity}
	}
	d.principal = &principals{aws: named}
	d.options(f.Options)
}
