// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// requiresKey reports whether the condition is false in a request that does
// not have the key.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
func (cond *condition) requiresKey() bool {
	b := baseOperators[cond.operator.base]
	switch {
	case cond.operator.set == forAllValue, cond.operator.ifExists:
		return false
	case b.of == presenceType:
		return !slices.ContainsFunc(cond.values, func(v string) bool { absent, ok := parseBool(v); return ok && absent })
	default:
		return cond.operator.set == forAnyValue || !b.negated
	}
}

// withoutKey returns whether the condition holds for requests that do not have
// its key. What Null means with a set qualifier, AWS does not say.
func (cond *condition) withoutKey() truth {
	if cond.operator.set != noSet && baseOperators[cond.operator.base].of == presenceType {
		return unknown
	}
	return truthOf(!cond.requiresKey())
}

// narrows reports whether the condition holds only for requests with certain
// values of its key, so that it keeps others out.
func (cond *condition) narrows() bool {
	b := baseOperators[cond.operator.base]
	return cond.requiresKey() && !b.negated && b.of != presenceType && !slices.ContainsFunc(cond.values, cond.isAny)
}

// isAny reports whether a value of the condition stands for every value.
func (cond *condition) isAny(v string) bool {
	switch baseOperators[cond.operator.base].of {
	case ipType:
		p, ok := parsePrefix(v)
		return ok && p.Bits() == 0
	case boolType:
		return !strings.EqualFold(v, "true") // which a request without the key can be, in all but name
	default:
		return isWildcards(v) || strings.EqualFold(v, "${"+cond.key+"}")
	}
}

// callerKeys tell who or from where a caller is, by what nobody else can have,
// in lower case. Tags and names of sessions are chosen by the caller.
var callerKeys = []string{
	"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount", "aws:sourcearn",
	"aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpce", "aws:userid", "aws:vpceaccount",
	"aws:vpceorgid", "aws:vpceorgpaths",
}

// identifies reports whether the condition keeps out all but certain callers,
// networks or organizations.
func (cond *condition) identifies() bool { return cond.narrows() && cond.namesCallers() }

// namesCallers reports whether the condition's values are those of certain
// callers, networks or organizations.
func (cond *condition) namesCallers() bool {
	return slices.Contains(callerKeys, strings.ToLower(cond.key)) && !slices.ContainsFunc(cond.values, cond.isAny) &&
		!slices.ContainsFunc(cond.values, cond.isOfAnybody)
}

// isOfAnybody reports whether a value of the condition on one of the callerKeys
// is a pattern that leaves open whose it is: anybody can have an organization,
// an account, or in it a role of that name.
func (cond *condition) isOfAnybody(v string) bool {
	key := strings.ToLower(cond.key)
	head, _, _ := strings.Cut(strings.ReplaceAll(v, "?", "*"), "*")
	switch {
	case key == "aws:principalarn", key == "aws:sourcearn":
		parts := strings.SplitN(v, ":", arnParts)
		return len(parts) < arnParts || isPattern(parts[4])
	case !strings.HasSuffix(cond.operator.base, "Like"):
		return false // which takes no patterns
	case strings.HasSuffix(key, "orgpaths"):
		return !strings.Contains(head, "/")
	case key == "aws:userid":
		return isPattern(v) && !strings.Contains(head, ":")
	default:
		return isPattern(v)
	}
}

// isGuard reports whether the statement denies everybody but certain callers.
func (s *statement) isGuard() bool {
	return s.deniesAll(func(cond *condition) bool {
		return cond.namesCallers() && baseOperators[cond.operator.base].negated && cond.operator.set == noSet
	})
}

// deniesAll reports whether the statement denies everybody to assume the role
// under conditions of a kind alone.
func (s *statement) deniesAll(under func(*condition) bool) bool {
	everybody := s.principal != nil && (s.principal.everyone || slices.Contains(s.principal.aws, "*"))
	if s.effect != deny || !everybody || !s.covers(AssumeRole) || len(s.conditions) == 0 {
		return false
	}
	for i := range s.conditions {
		if !under(&s.conditions[i]) {
			return false
		}
	}
	return true
}

// checkEverybody looks for statements that let in everybody in the world.
// Source: IAM User Guide, "AWS JSON policy elements: Principal", "All principals".
func checkEverybody(c *checker, s *statement) {
	if s.effect != allow || s.principal == nil || c.guarded || !slices.Contains(s.principal.aws, "*") ||
		!s.covers(AssumeRole) && !s.covers(assumeRoleWithSAML) && !s.covers(assumeRoleWithWebIdentity) {
		return
	}
	for i := range s.conditions {
		if s.conditions[i].identifies() {
			return
		}
	}
	c.add([]string{"Principal", "AWS"}, `"*" is everybody in every AWS account, and no condition says whom of them is meant. `+
		"Name accounts or roles, or add a condition such as StringEquals on aws:PrincipalOrgID. An external ID or tags by themselves do not tell who somebody is.")
}

// keysOfAnybody hold, or fail, for all callers alike, in lower case.
var keysOfAnybody = []string{
	"aws:currenttime", "aws:epochtime", "aws:referer", "aws:requestedregion", "aws:securetransport", "aws:tokenissuetime", "aws:useragent", "aws:viaawsservice",
}

// isNarrowed reports whether a condition of the statement keeps some callers
// out.
func (s *statement) isNarrowed() bool {
	return slices.ContainsFunc(s.conditions, func(cond condition) bool {
		return cond.narrows() && !slices.Contains(keysOfAnybody, strings.ToLower(cond.key))
	})
}

// checkAccounts looks for statements that let in whole accounts. Which account
// the role itself is in, and whose the others are, a document does not tell.
// Source: IAM User Guide, "Access to AWS accounts owned by third parties".
func checkAccounts(c *checker, s *statement) {
	if s.effect != allow || s.principal == nil || c.guarded || !s.covers(AssumeRole) || s.isNarrowed() || c.optionalExternalID(s) != nil {
		return
	}
	for _, v := range s.principal.aws {
		if isAccountID(v) || isRoot(v) {
			c.add([]string{"Principal", "AWS"}, "%s is a whole account: whoever is given the permission there can assume the role, and no condition narrows it. "+
				"If the account is a third party's, test sts:ExternalId; else name the role that is meant, or add a condition such as ArnLike on aws:PrincipalArn.", quote(v))
		}
	}
}

// servicesWithoutSource assume roles for resources of the role's own account,
// whose owner has passed the role, and name no source.
// Source: Amazon EC2 User Guide, "IAM roles for Amazon EC2"; AWS Lambda Developer Guide, "Lambda execution role".
var servicesWithoutSource = []string{"ec2.amazonaws.com", "edgelambda.amazonaws.com", "lambda.amazonaws.com"}

// checkServiceSources looks for services that may act for anybody.
// Source: IAM User Guide, "The confused deputy problem".
func checkServiceSources(c *checker, s *statement) {
	if s.effect != allow || s.principal == nil || !s.covers(AssumeRole) || s.isNarrowed() || c.optionalExternalID(s) != nil {
		return
	}
	for _, v := range s.principal.service {
		if isServiceName(v) && !slices.Contains(servicesWithoutSource, strings.TrimSuffix(v, ".cn")) {
			c.add([]string{"Principal", "Service"}, "%s may act for resources of any account, and no condition says for which. "+
				"If the service supports it, add StringEquals on aws:SourceAccount, or ArnLike on aws:SourceArn.", quote(v))
		}
	}
}

// checkAbsentKeys looks for keys that requests to assume a role don't have.
// Source: IAM User Guide, "IAM and AWS STS condition context keys".
func checkAbsentKeys(c *checker, s *statement, cond *condition) {
	key := strings.ToLower(cond.key)
	switch {
	case key == "sts:durationseconds", key == "sts:awsservicename":
		c.addCondition(cond, "%s has no value in requests to assume a role, so that the condition does nothing, or keeps everybody out. "+
			"Remove it; how long sessions last at most is set on the role.", quote(cond.key))
	case key == "sts:externalid" && cond.requiresKey() && s.effect == allow && len(s.action) > 0 && !s.covers(AssumeRole):
		c.addCondition(cond, "%s has a value only in sts:AssumeRole, which the statement does not allow: the condition never holds. "+
			"Move it to a statement that allows sts:AssumeRole, or remove it.", quote(cond.key))
	}
}

// checkUnknownKeys makes a rule that looks for keys under certain prefixes that
// are probably meant for one that AWS documents. AWS adds keys: one that is not
// near a known one may well be new.
// Source: IAM User Guide, "IAM policy validation check reference".
func checkUnknownKeys(prefixes ...string) func(*checker, *statement, *condition) {
	return func(c *checker, _ *statement, cond *condition) {
		prefix, _, _ := strings.Cut(cond.key, ":")
		if !slices.Contains(prefixes, strings.ToLower(prefix)) || knownKey(cond.key) != nil {
			return
		}
		name, tag := cutTag(cond.key)
		meant := conditionKeyNames().nearest(name)
		if meant == nil {
			return
		}
		for i, known := range meant {
			if strings.HasSuffix(known, "/") {
				meant[i] += cmp.Or(tag, "TAG")
			}
		}
		effect := map[truth]string{yes: "always holds", no: "never holds", unknown: "has no meaning that AWS documents"}[cond.withoutKey()]
		c.addCondition(cond, "%s is a condition key that AWS does not document, and that differs little from %s. "+
			"No request has a key that does not exist, so that the condition %s. Did you mean %[2]s?", quote(cond.key), strings.Join(meant, " or "), effect)
	}
}

// checkSetOnOneValue looks for ForAllValues on a key with one value.
// Source: IAM User Guide, "IAM policy validation check reference".
func checkSetOnOneValue(c *checker, s *statement, cond *condition) {
	if strings.EqualFold(cond.key, externalID) && c.optionalExternalID(s) != nil {
		return // checkExternalID tells it
	}
	if cond.operator.set == forAllValue && baseOperators[cond.operator.base].of != presenceType && cond.valueCount() == oneValue {
		plain := cond.operator
		plain.set = noSet
		c.addCondition(cond, "%s has one value at most, and ForAllValues holds for every request that does not have it. Write %s.", quote(cond.key), plain)
	}
}

// checkSetWithoutPresence looks for ForAllValues in an Allow, which lets in
// whoever does not have the key. Tags are the request's own: there it only
// says what may be passed.
// Source: IAM User Guide, "Set operators for multivalued context keys".
func checkSetWithoutPresence(c *checker, s *statement) {
	if s.effect != allow {
		return
	}
	required := map[string]bool{"aws:tagkeys": true, "sts:transitivetagkeys": true}
	for i := range s.conditions {
		if cond := &s.conditions[i]; cond.requiresKey() {
			required[strings.ToLower(cond.key)] = true
		}
	}
	for i := range s.conditions {
		cond := &s.conditions[i]
		if cond.operator.set == forAllValue && baseOperators[cond.operator.base].of != presenceType && cond.valueCount() != oneValue && !required[strings.ToLower(cond.key)] {
			c.addCondition(cond, `ForAllValues holds for every request that does not have %s. Add "Null": {%[1]s: "false"}, or use ForAnyValue.`, quote(cond.key))
		}
	}
}

// checkMissingQualifier looks for keys with several values that are compared
// as if they had one.
// Source: IAM User Guide, "Single-valued vs. multivalued context keys".
func checkMissingQualifier(c *checker, _ *statement, cond *condition) {
	if cond.operator.set == noSet && baseOperators[cond.operator.base].of != presenceType && cond.valueCount() == manyValues {
		c.addCondition(cond, "%s can have several values, which an operator without qualifier does not compare. Write ForAnyValue:%s if one of them is to match, or ForAllValues:%[2]s.",
			quote(cond.key), cond.operator)
	}
}

// checkKeyFormat looks for keys that no request has, as their form is none.
// Source: IAM User Guide, "IAM policy validation check reference".
func checkKeyFormat(c *checker, _ *statement, cond *condition) {
	prefix, name, _ := strings.Cut(cond.key, ":")
	if prefix == "" || name == "" || strings.ContainsFunc(prefix, unicode.IsSpace) {
		c.addCondition(cond, "%s is no condition key: each has a prefix and a colon, as sts:ExternalId has. No request has it, so that the condition does nothing, or keeps everybody out. "+
			"Write the key's full name.", quote(cond.key))
	}
}

// checkKeyCase looks for keys of one operator that differ in case only.
// Source: IAM User Guide, "IAM policy validation check reference".
func checkKeyCase(c *checker, s *statement) {
	seen := make(map[[2]string]string, len(s.conditions))
	for i := range s.conditions {
		cond := &s.conditions[i]
		id := [2]string{cond.operator.String(), strings.ToLower(cond.key)}
		if first, ok := seen[id]; ok {
			c.addCondition(cond, "%s is %s once more: keys are compared without regard to case. Keep one, with the values of both if either is meant to do.", quote(cond.key), quote(first))
			continue
		}
		seen[id] = cond.key
	}
}
