// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Request asks STS for a session of a role.
type Request struct {
	Role    iamarn.Role
	Caller  Caller
	Actions []string // what has to be allowed, all at once; nil is sts:AssumeRole alone
	Context Context

	// IdentityPolicies are all policies of the caller, if they are known.
	IdentityPolicies      []Document
	IdentityPoliciesKnown bool
}

// AssumeRole is the action that a request asks for by default.
const AssumeRole = "sts:AssumeRole"

// Actions are those that a trust policy can allow.
// Source: IAM answers "AssumeRole policy may only specify STS AssumeRole
// actions" to all others.
func Actions() []string {
	return []string{
		AssumeRole, assumeRoleWithSAML, assumeRoleWithWebIdentity, tagSession, setSourceIdentity, setContext,
	}
}

// CheckAction returns an error unless s is one of [Actions].
func CheckAction(s string) error {
	if slices.Contains(Actions(), s) {
		return nil
	}
	return fmt.Errorf("%s is not an action that a request to assume a role makes%s", quote(s), didYouMean(s, Actions()))
}

// Context holds the condition keys of a request. The zero Context tells
// nothing: what does not follow from caller and role is unknown.
type Context struct {
	values   map[string][]string // by key in lower case
	complete bool
}

// maxContextValue is how long a value may be, in characters. No request can
// hold more: a SAML assertion is the longest part of one.
// Source: STS API Reference, AssumeRoleWithSAML.
const maxContextValue = 100000

// NewContext returns the context with the given values by key, in any case. A
// key without values is known to be absent. A complete context has no other
// keys; of one that is not, other keys are unknown unless they follow from
// caller and role. What is wrong comes in the order of the keys; there is no
// context then.
func NewContext(values map[string][]string, complete bool) (Context, []*ContextError) {
	c := Context{values: make(map[string][]string, len(values)), complete: complete}
	var errs []*ContextError
	for key, of := range values {
		c.values[strings.ToLower(key)] = of
		errs = appendKeyErrors(errs, key, of)
	}
	if len(c.values) < len(values) {
		errs = appendSameKeyErrors(errs, values)
	}
	if errs == nil {
		return c, nil
	}
	slices.SortStableFunc(errs, func(a, b *ContextError) int { return strings.Compare(a.Key, b.Key) })
	return Context{}, errs
}

// appendKeyErrors appends what is wrong with a key and its values.
func appendKeyErrors(errs []*ContextError, key string, values []string) []*ContextError {
	add := func(format string, args ...any) {
		errs = append(errs, &ContextError{key, fmt.Sprintf(format, args...)})
	}
	if strings.TrimSpace(key) == "" {
		add("a condition key has no name: write it as AWS does, such as sts:ExternalId")
	}
	if strings.EqualFold(key, principalARN) && slices.ContainsFunc(values, isSession) {
		add("%s of a session is the ARN of its role, with the role's path, and not the session's own: write arn:aws:iam::123456789012:role/PATH/NAME", quote(key))
	}
	for _, v := range values {
		if len(v) <= maxContextValue {
			continue // each character has a byte at least
		}
		if n := utf8.RuneCountInString(v); n > maxContextValue {
			add("a value of %s has %d characters, more than the %d that a request can have", quote(key), n, maxContextValue)
		}
	}
	return errs
}

// appendSameKeyErrors appends an error for each key that differs only in case
// from one before it, in the order of the keys.
func appendSameKeyErrors(errs []*ContextError, values map[string][]string) []*ContextError {
	first := make(map[string]string, len(values))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		folded := strings.ToLower(key)
		other, ok := first[folded]
		if !ok {
			first[folded] = key
			continue
		}
		reason := fmt.Sprintf("the keys %s and %s differ only in case, and AWS takes them for one: keep one", quote(other), quote(key))
		errs = append(errs, &ContextError{key, reason})
	}
	return errs
}

// isSession reports whether s is the ARN of a role session.
func isSession(s string) bool {
	p, err := iamarn.ParsePrincipal(s)
	return err == nil && p.Kind() == iamarn.KindRoleSession
}

// ParseIdentityPolicy reads a policy of a caller. It refuses a document that
// has a Principal, or a statement without a Resource: such a one is a trust
// policy. The error is of type [Errors].
func ParseIdentityPolicy(text string) (Document, error) {
	root, d, errs := parse(text)
	if errs == nil {
		errs = checkIdentityPolicy(text, &root, d)
	}
	if errs != nil {
		return Document{}, errs
	}
	return d, nil
}

// checkIdentityPolicy finds what makes a document no identity policy.
// Source: IAM User Guide, "Grammar of the IAM JSON policy language".
func checkIdentityPolicy(text string, root *node, d Document) Errors {
	var l errorList
	statements := root.member("Statement")
	for i := range d.statements {
		n := statements
		if n.kind == arrayKind {
			n = &n.children[i]
		}
		l.at = path{{name: "Statement"}, {index: i}}
		s := &d.statements[i]
		if s.principal != nil || s.notPrincipal != nil {
			l.add("UNSUPPORTED_PRINCIPAL", n.offset, "the statement has a Principal, which only the policy of a resource has: give the caller's own policies, those of its user, groups or role")
		}
		if s.resource == nil && s.notResource == nil {
			l.add("MISSING_RESOURCE", n.offset, `the statement has no Resource, so that it is none of an identity policy: add one, such as "Resource": "*"`)
		}
	}
	return l.result(text)
}

// keyState is what is known of a condition key.
type keyState int8

const (
	keyUnknown keyState = iota // it may be there or not
	keyAbsent
	keyPresent
)

// lookup returns the values of a condition key, which is in lower case.
func (e *evaluator) lookup(key string) ([]string, keyState) {
	if values, ok := e.request.Context.values[key]; ok {
		if len(values) == 0 {
			return nil, keyAbsent
		}
		return values, keyPresent
	}
	if e.request.Context.complete {
		return nil, keyAbsent
	}
	return e.implied(key)
}

// single returns the value of a condition key, which is in lower case, and
// whether it is known and the only one.
func (e *evaluator) single(key string) (string, bool) {
	values, state := e.lookup(key)
	if state != keyPresent || len(values) != 1 {
		return "", false
	}
	return values[0], true
}

// implied returns a condition key that follows from caller and role.
// Source: IAM User Guide, "AWS global condition context keys" and "IAM and AWS
// STS condition context keys".
func (e *evaluator) implied(key string) ([]string, keyState) {
	caller, role := e.request.Caller, e.request.Role
	p := caller.principal
	one := func(value string) ([]string, keyState) { return []string{value}, keyPresent }
	switch key {
	case "aws:resourceaccount":
		return one(role.Account().String())
	case "sts:durationseconds", "sts:awsservicename":
		return nil, keyAbsent // they belong to other operations
	}
	if caller.isProvider() {
		if key == "sts:externalid" && e.matcher.call != AssumeRole {
			return nil, keyAbsent // only AssumeRole takes one
		}
		return nil, keyUnknown
	}
	switch key {
	case "aws:principalaccount":
		return one(p.Account().String())
	case "aws:principaltype":
		return one(p.Type())
	case "aws:principalarn":
		if p.Kind() == iamarn.KindRoleSession {
			return nil, keyUnknown // the role's path is not known
		}
		return one(p.String())
	case "aws:username":
		if p.Kind() == iamarn.KindUser {
			return one(p.Name())
		}
		return nil, keyAbsent
	case "aws:principalisawsservice":
		return one("false")
	case "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths",
		"aws:principalservicename", "aws:principalservicenameslist":
		return nil, keyAbsent // they are set for services
	}
	return nil, keyUnknown
}
