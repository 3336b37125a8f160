// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"net/netip"
	"slices"
	"strings"
)

// addCondition notes a finding on a condition.
func (c *checker) addCondition(cond *condition, format string, args ...any) {
	c.add([]string{"Condition", cond.operator.String(), cond.key}, format, args...)
}

// shown writes a value for people. An external ID is a secret, also where its
// key has a typo.
func (cond *condition) shown(value string) string {
	if slices.Contains(conditionKeyNames().nearest(cond.key), externalID) {
		return "a value"
	}
	return quote(value)
}

// checkValues makes a rule that looks for values that operators of a type
// can't compare.
func checkValues(of valueType, valid func(string) bool, what, remedy string) func(*checker, *statement, *condition) {
	return func(c *checker, _ *statement, cond *condition) {
		if baseOperators[cond.operator.base].of != of {
			return
		}
		for _, v := range cond.values {
			if !valid(v) {
				c.addCondition(cond, "%s is no %s. %s", upperFirst(cond.shown(v)), what, remedy)
			}
		}
	}
}

func isNumber(s string) bool { _, ok := parseNumber(s); return ok }
func isDate(s string) bool   { _, ok := parseDate(s); return ok }
func isPrefix(s string) bool { _, ok := parsePrefix(s); return ok }
func isBool(s string) bool   { _, ok := parseBool(s); return ok }
func isBinary(s string) bool { _, ok := parseBinary(s); return ok }

// isARN reports whether an ARN operator takes the value. IAM counts the parts
// and does not look into them: it takes "*" and arn:aws:*:*:*:*, but neither
// arn:aws:s3:b nor a variable by itself.
func isARN(s string) bool { return s == "*" || strings.Count(s, ":") >= 5 }

// checkBooleans looks for values that are neither true nor false.
func checkBooleans(c *checker, _ *statement, cond *condition) {
	if of := baseOperators[cond.operator.base].of; of != boolType && of != presenceType {
		return
	}
	for _, v := range cond.values {
		if !isBool(v) {
			c.addCondition(cond, "%s is neither true nor false, so that the condition never holds. Write one of them.", upperFirst(cond.shown(v)))
		}
	}
}

func checkEmptyValues(c *checker, _ *statement, cond *condition) {
	if len(cond.values) == 0 {
		c.addCondition(cond, "The list of values is empty. Give a value, or remove the condition: what it does without one is easily misread.")
	}
}

// checkWildcards looks for wildcards where they are taken literally.
// Source: IAM User Guide, "IAM policy validation check reference".
func checkWildcards(c *checker, _ *statement, cond *condition) {
	base := cond.operator.base
	if baseOperators[base].of != stringType || strings.HasSuffix(base, "Like") {
		return
	}
	like, effect := "StringLike", "never holds for what is meant"
	if baseOperators[base].negated {
		like, effect = "StringNotLike", "holds for nearly everything"
	}
	for _, v := range cond.values {
		if isPattern(v) {
			c.addCondition(cond, "%s has a wildcard, which %s compares as the character it is: the condition %s. Use %s.", upperFirst(cond.shown(v)), base, effect, like)
		}
	}
}

// isPattern reports whether * or ? stands in the text of a value, not counting
// ${*} and ${?}.
func isPattern(v string) bool {
	parts, _ := parseVariables(v) // what is wrong with a variable is another finding, it is text here
	return slices.ContainsFunc(parts, func(p valuePart) bool { return hasWildcard(p.text) })
}

// isWildcards reports whether a value has nothing but wildcards.
func isWildcards(v string) bool { return v != "" && strings.Trim(v, "*?") == "" }

// checkVariableVersion looks for policy variables that are no more than text.
// Source: IAM User Guide, "IAM policy elements: Variables and tags".
func checkVariableVersion(c *checker, _ *statement, cond *condition) {
	if c.document.version == versionWithVariables || !cond.takesVariables() {
		return
	}
	for _, v := range cond.values {
		parts, _ := parseVariables(v) // one that is wrong is no variable in any version
		if slices.ContainsFunc(parts, func(p valuePart) bool { return p.key != "" || p.literal != "" }) {
			c.addCondition(cond, `%s has a policy variable, which is plain text in a document without "Version": "2012-10-17". Set the version.`, upperFirst(cond.shown(v)))
		}
	}
}

// checkVariables makes a rule that looks for variables with certain faults,
// named as parseVariables does.
func checkVariables(faults ...string) func(*checker, *statement, *condition) {
	return func(c *checker, _ *statement, cond *condition) {
		if c.document.version != versionWithVariables || !cond.takesVariables() {
			return
		}
		for _, v := range cond.values {
			if _, err := parseVariables(v); err != nil && slices.Contains(faults, err.Error()) {
				c.addCondition(cond, "In %s, %s. Write ${KEY}, or ${KEY, 'DEFAULT'}; where a $ is meant, write ${$}.", cond.shown(v), err)
			}
		}
	}
}

func (cond *condition) takesVariables() bool {
	of := baseOperators[cond.operator.base].of
	return of == stringType || of == arnType
}

// privateRanges are addresses that AWS never sees as the source of a request
// from the internet.
var privateRanges = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("fc00::/7"),
}

func isPrivate(s string) bool {
	p, ok := parsePrefix(s)
	return ok && slices.ContainsFunc(privateRanges, func(r netip.Prefix) bool { return r.Bits() <= p.Bits() && r.Contains(p.Addr()) })
}

// checkPrivateAddresses makes a rule that looks for private addresses of
// callers, which aws:SourceIp never has.
// Source: IAM User Guide, "AWS global condition context keys", aws:SourceIp.
func checkPrivateAddresses(base, effect string) func(*checker, *statement, *condition) {
	return func(c *checker, _ *statement, cond *condition) {
		if cond.operator.base != base || !strings.EqualFold(cond.key, "aws:SourceIp") {
			return
		}
		for _, v := range cond.values {
			if isPrivate(v) {
				c.addCondition(cond, "%s is private, and aws:SourceIp is the public address of a request: the value %s. "+
					"Write the public address; for requests through a VPC endpoint, test aws:VpcSourceIp together with aws:SourceVpc.", quote(v), effect)
			}
		}
	}
}

func checkHostBits(c *checker, _ *statement, cond *condition) {
	if baseOperators[cond.operator.base].of != ipType {
		return
	}
	for _, v := range cond.values {
		if p, err := netip.ParsePrefix(v); err == nil && p != p.Masked() {
			c.addCondition(cond, "%s means all of %s: what stands behind the prefix does not count. Write the range so, or the address without a prefix.", quote(v), p.Masked())
		}
	}
}
