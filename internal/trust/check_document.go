// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import "strings"

// The quota of characters of a role's trust policy.
// Source: IAM User Guide, "IAM and AWS STS quotas".
const (
	defaultCharacters = 2048
	maxCharacters     = 4096 // on request
)

// quotaCharacters returns how many characters of the quota a text takes up
// that is a document: all but white space outside of strings. AWS does not say
// whether that inside of them counts.
func quotaCharacters(text string) int {
	count, inString, escaped := 0, false, false
	for _, r := range text {
		switch {
		case escaped:
			escaped = false
		case inString && r == '\\':
			escaped = true
		case r == '"':
			inString = !inString
		}
		if inString || !strings.ContainsRune(" \t\r\n", r) {
			count++
		}
	}
	return count
}

func checkMaximumSize(c *checker) {
	if n := c.characters; n > maxCharacters {
		c.add(nil, "The document has %d characters, white space outside of strings not counted, and AWS raises the quota to %d at most. "+
			"Trust fewer principals by name, or use a condition such as aws:PrincipalOrgID in their stead.", n, maxCharacters)
	}
}

func checkDefaultSize(c *checker) {
	if n := c.characters; n > defaultCharacters && n <= maxCharacters {
		c.add(nil, "The document has %d characters, white space outside of strings not counted, and the quota is %d unless it has been raised. "+
			`Shorten it, or ask for up to %d in Service Quotas, "AWS Identity and Access Management (IAM)", "Role trust policy length".`,
			n, defaultCharacters, maxCharacters)
	}
}

func checkEmptyStatement(c *checker) {
	if len(c.document.statements) == 0 {
		c.add([]string{"Statement"}, "The list of statements is empty, so that nobody could assume the role. Add a statement.")
	}
}

func checkSid(c *checker, s *statement) {
	if s.sid != nil && strings.Trim(*s.sid, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") != "" {
		c.add([]string{"Sid"}, "%s has other characters than ASCII letters and digits. Remove them.", quote(*s.sid))
	}
}

func checkUniqueSids(c *checker, s *statement) {
	if s.sid == nil || *s.sid == "" {
		return
	}
	if first, ok := c.sids[*s.sid]; ok {
		c.add([]string{"Sid"}, "%s is also the Sid of statement %d, counted from 0. Give each statement its own, or none.", quote(*s.sid), first)
		return
	}
	c.sids[*s.sid] = c.index
}

func checkResource(c *checker, s *statement) {
	if s.resource != nil {
		c.add([]string{"Resource"}, "A trust policy has no Resource: it is about the role that it belongs to. Remove it.")
	}
}

func checkNotResource(c *checker, s *statement) {
	if s.notResource != nil {
		c.add([]string{"NotResource"}, "A trust policy has no NotResource: it is about the role that it belongs to. Remove it.")
	}
}
