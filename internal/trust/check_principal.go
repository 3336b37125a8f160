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

func checkMissingPrincipal(c *checker, s *statement) {
	if s.principal == nil && s.notPrincipal == nil {
		c.add(nil, `The statement names no principal. Add whom it is about, such as "Principal": {"AWS": "arn:aws:iam::123456789012:role/NAME"}.`)
	}
}

func checkNotPrincipal(c *checker, s *statement) {
	if s.notPrincipal == nil {
		return
	}
	answer := ""
	if s.effect == allow {
		answer = " Other programs have IAM answer: Allow with NotPrincipal is not allowed."
	}
	c.add([]string{"NotPrincipal"}, "A trust policy cannot have NotPrincipal, which stands for everybody else in the world. "+
		"Name those that are meant as Principal; to leave some out, add a statement that denies them by a condition, such as ArnEquals on aws:PrincipalArn.%s", answer)
}

func checkEmptyPrincipal(c *checker, s *statement) {
	if p := s.principal; p != nil && !p.everyone && p.aws == nil && p.service == nil && p.federated == nil && p.canonicalUser == nil {
		c.add([]string{"Principal"}, `The principal is empty. Name whom the statement is about, such as {"AWS": "arn:aws:iam::123456789012:role/NAME"}.`)
	}
}

func checkEmptyPrincipalList(c *checker, s *statement) {
	if s.principal == nil {
		return
	}
	for _, list := range []struct {
		key    string
		values []string
	}{{"AWS", s.principal.aws}, {"Service", s.principal.service}, {"Federated", s.principal.federated}} {
		if list.values != nil && len(list.values) == 0 {
			c.add([]string{"Principal", list.key}, "The list of principals is empty and names nobody. Name one, or remove %s.", list.key)
		}
	}
}

func checkStarPrincipal(c *checker, s *statement) {
	if s.principal != nil && s.principal.everyone {
		c.add([]string{"Principal"}, `"*" by itself is no principal of a trust policy. Name who is meant; {"AWS": "*"} is taken, and lets in everybody whom no condition keeps out.`)
	}
}

func checkCanonicalUser(c *checker, s *statement) {
	if s.principal != nil && s.principal.canonicalUser != nil {
		c.add([]string{"Principal", "CanonicalUser"}, `Canonical user IDs are known to Amazon S3 alone. Name the account: {"AWS": "123456789012"}.`)
	}
}

func checkAWSPrincipals(c *checker, s *statement) {
	if s.principal == nil {
		return
	}
	for _, v := range s.principal.aws {
		if reason := awsPrincipalFault(v); reason != "" {
			c.addValue(v, []string{"Principal", "AWS"}, "%s is no AWS principal: %s.", quote(v), reason)
		}
	}
}

// awsPrincipalFault returns why a value is no AWS principal, "" if it can be
// one. What is not there, IAM refuses too, and nobody can know that offline.
// Source: IAM User Guide, "AWS JSON policy elements: Principal".
func awsPrincipalFault(v string) string {
	const forms = `write an account ID of 12 digits, the ARN of an account's root, a user, a role or a session, or "*"`
	switch {
	case v == "*", isAccountID(v), isUniqueID(v):
		return ""
	case v == "":
		return "it is an empty string; " + forms
	case strings.TrimSpace(v) != v:
		return "there is white space around it; remove that"
	case strings.ContainsAny(v, "*?"):
		return `wildcards are not taken inside of a principal; name the account, and add a condition such as ArnLike on aws:PrincipalArn`
	case strings.Trim(v, "0123456789-") == "":
		return fmt.Sprintf("it has %d digits, an account ID has 12: compare it with the ID that the AWS console shows; leading zeros are lost where an ID is written as a number", len(strings.ReplaceAll(v, "-", "")))
	case !strings.HasPrefix(v, "arn:"):
		if isServiceName(v) {
			return `it is the name of a service; write it as "Service"`
		}
		return forms
	}
	p, err := iamarn.ParsePrincipal(v)
	if err != nil {
		return arnFault(err)
	}
	if k := p.Kind(); k == iamarn.KindSAMLProvider || k == iamarn.KindOIDCProvider {
		return "it names " + k.String() + `; write it as "Federated"`
	}
	return ""
}

// arnFault returns the reason of an error alone, as the value stands before it.
func arnFault(err error) string {
	var e *iamarn.Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return err.Error()
}

// isAccountID reports whether v is the ID of an account. IAM takes it with
// dashes, too.
func isAccountID(v string) bool {
	digits := strings.ReplaceAll(v, "-", "")
	return len(digits) == 12 && strings.Trim(digits, "0123456789") == ""
}

// isRoot reports whether v is the ARN that stands for an account.
func isRoot(v string) bool {
	p, err := iamarn.ParsePrincipal(v)
	return err == nil && p.Kind() == iamarn.KindRoot
}

// checkUniqueIDs makes a rule that looks for the unique IDs of a kind.
func checkUniqueIDs(prefix, what string) func(*checker, *statement) {
	return func(c *checker, s *statement) {
		if s.principal == nil {
			return
		}
		for _, v := range s.principal.aws {
			if isUniqueID(v) && strings.HasPrefix(v, prefix) {
				c.add([]string{"Principal", "AWS"}, "%s is the unique ID of a %s. IAM shows it in place of an ARN when the %[2]s has been deleted; "+
					"one that is created anew under the same name is another %[2]s and is not let in. Write the ARN again: IAM may refuse the ID, too.", quote(v), what)
			}
		}
	}
}

func checkServices(c *checker, s *statement) {
	if s.principal == nil {
		return
	}
	for _, v := range s.principal.service {
		if !isServiceName(v) {
			c.addValue(v, []string{"Principal", "Service"}, "%s is not the name of a service. "+
				"Write one in full and without wildcards, such as ec2.amazonaws.com: all of them end with a domain of AWS.", quote(v))
		}
	}
}

// serviceDomains are what the names of services end with. IAM refuses others;
// which names exist depends on region and account and is not looked at.
var serviceDomains = func() []string {
	var domains []string
	for _, id := range iamarn.PartitionIDs() {
		p, err := iamarn.ParsePartition(id)
		if domain := "." + p.DNSSuffix(); err == nil && !slices.Contains(domains, domain) {
			domains = append(domains, domain)
		}
	}
	return domains
}()

func isServiceName(v string) bool {
	for _, domain := range serviceDomains {
		name, ok := strings.CutSuffix(v, domain)
		if ok && name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_") == "" {
			return true
		}
	}
	return false
}

func checkFederated(c *checker, s *statement) {
	if s.principal == nil {
		return
	}
	for _, v := range s.principal.federated {
		if reason := federatedFault(v); reason != "" {
			c.addValue(v, []string{"Principal", "Federated"}, "%s is no identity provider: %s.", quote(v), reason)
		}
	}
}

// federatedFault returns why a value is no federated principal, "" if it can
// be one.
// Source: IAM User Guide, "AWS JSON policy elements: Principal".
func federatedFault(v string) string {
	const forms = `write the ARN of a SAML or OpenID Connect provider, or a domain such as cognito-identity.amazonaws.com`
	if strings.ContainsAny(v, "*?") {
		return "wildcards are not taken here; " + forms
	}
	if !strings.HasPrefix(v, "arn:") {
		if !strings.Contains(v, ".") || strings.Trim(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_/") != "" {
			return forms
		}
		return ""
	}
	p, err := iamarn.ParsePrincipal(v)
	if err != nil {
		return arnFault(err)
	}
	if k := p.Kind(); k != iamarn.KindSAMLProvider && k != iamarn.KindOIDCProvider {
		return "it names " + k.String() + `; write it as "AWS"`
	}
	return ""
}

// isSAMLProvider reports whether a federated principal is a SAML provider.
func isSAMLProvider(v string) bool {
	p, err := iamarn.ParsePrincipal(v)
	return err == nil && p.Kind() == iamarn.KindSAMLProvider
}

func (p *principals) isEmpty() bool {
	return !p.everyone && len(p.aws)+len(p.service)+len(p.federated)+len(p.canonicalUser) == 0
}

// checkRedundantSessions looks for sessions of roles that are named as well.
// Source: IAM User Guide, "IAM policy validation check reference".
func checkRedundantSessions(c *checker, s *statement) {
	if s.principal == nil || len(s.principal.aws) < 2 {
		return
	}
	type role struct {
		partition     iamarn.Partition
		account, name string
	}
	named := map[role]string{}
	var sessions []iamarn.Principal
	for _, v := range s.principal.aws {
		p, err := iamarn.ParsePrincipal(v)
		switch {
		case err != nil:
		case p.Kind() == iamarn.KindRole:
			named[role{p.Partition(), p.Account().String(), p.Name()}] = v
		case p.Kind() == iamarn.KindRoleSession:
			sessions = append(sessions, p)
		}
	}
	for _, p := range sessions {
		if arn, ok := named[role{p.Partition(), p.Account().String(), p.Name()}]; ok {
			c.add([]string{"Principal", "AWS"}, "%s is a session of %s, which stands for all of its sessions. "+
				"Remove the session; or remove the role, if this session alone is meant.", quote(p.String()), quote(arn))
		}
	}
}
