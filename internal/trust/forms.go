// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

// The actions that a trust policy can allow.
// Source: STS API Reference, "Actions"; IAM User Guide, "Pass session tags in AWS STS".
const (
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
	d.allow(AssumeRole, f.Session)
	d.principal = &principals{service: d.mustAll("services", f.Services, "the service that assumes the role, such as ec2.amazonaws.com", parseService)}
	d.condition("source_accounts", "StringEquals", "aws:SourceAccount", d.all("source_accounts", f.SourceAccounts, parseAccount)...)
	d.condition("source_arns", "ArnLike", "aws:SourceArn", d.all("source_arns", f.SourceARNs, parseSourceARN)...)
	d.options(f.Options)
}

// Deny keeps principals out, whatever other statements allow.
type Deny struct {
	Options
	Principals []string // as of [AWS]; "*" is everybody, whoever they come as
}

func (f Deny) draft(d *draft) {
	d.effect = deny
	d.action = []string{AssumeRole}
	named := d.mustAll("principals", f.Principals, "whom to keep out; \"*\" and conditions, for everybody who meets them", parseAWSPrincipal)
	if len(named) > 0 && named[0] == everybody {
		d.action = []string{AssumeRole, assumeRoleWithSAML, assumeRoleWithWebIdentity}
	}
	d.principal = &principals{aws: named}
	d.options(f.Options)
}
