// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"
)

// condition returns whether a condition holds for the request.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and
// "Set operators for multivalued context keys".
func (e *evaluator) condition(c *condition) truth {
	values, state := e.lookup(strings.ToLower(c.key))
	o := c.operator
	base := baseOperators[o.base]
	switch {
	case base.of == presenceType:
		return null(c, state)
	case state == keyUnknown:
		return e.conditionOnUnknown(c, base.of)
	case state == keyAbsent:
		return truthOf(o.ifExists || o.set == forAllValue || o.set == noSet && base.negated)
	case o.set != noSet && !slices.ContainsFunc(values, func(v string) bool { return v != "" }):
		return truthOf(o.set == forAllValue) // an empty string is a set without values
	}
	holds := func(value string) truth {
		equal := func(want string) truth { return e.compare(o.base, base.of, want, value) }
		result := anyOf(c.values, equal)
		if base.negated {
			return result.not()
		}
		return result
	}
	switch {
	case o.set == forAllValue:
		return allOf(values, holds)
	case o.set == forAnyValue:
		return anyOf(values, holds)
	case len(values) > 1:
		return unknown // AWS does not say what several values are without a set operator
	default:
		return holds(values[0])
	}
}

// principalARN is the condition key that has the ARN of the caller's user or
// role.
const principalARN = "aws:PrincipalArn"

// conditionOnUnknown returns whether a condition holds on a key that is not
// known. That is unknown, but for one key: the ARN of a session tells all but
// the path of its role's ARN, which is enough to know what it is not.
func (e *evaluator) conditionOnUnknown(c *condition, of valueType) truth {
	base := c.operator.base
	if e.matcher.role == "" || !strings.EqualFold(c.key, principalARN) ||
		of != stringType && of != arnType || strings.HasSuffix(base, "IgnoreCase") {
		return unknown
	}
	role := pattern(nil).appendLiteral(e.matcher.roleARNs + e.matcher.role)
	roleWithPath := append(pattern(nil).appendLiteral(e.matcher.roleARNs), anyText).appendLiteral("/" + e.matcher.role)
	result := anyOf(c.values, func(want string) truth {
		p, known := e.pattern(want)
		if of == stringType && !strings.HasSuffix(base, "Like") {
			var text string
			text, known = e.expand(want)
			p = pattern(nil).appendLiteral(text)
		}
		if known == yes && !p.intersects(role) && !p.intersects(roleWithPath) {
			return no
		}
		return min(known, unknown)
	})
	if baseOperators[base].negated {
		return result.not()
	}
	return result
}

// null returns whether the presence of a key is as a condition on Null wants.
func null(c *condition, state keyState) truth {
	if c.operator.set != noSet {
		return unknown // IAM stores it, and AWS does not say what it means
	}
	return anyOf(c.values, func(want string) truth {
		absent, ok := parseBool(want)
		switch {
		case !ok:
			return no
		case state == keyUnknown:
			return unknown
		default:
			return truthOf(absent == (state == keyAbsent))
		}
	})
}

// compare returns whether value, of the request, is what a positive operator
// wants; a negated one wants the opposite. What can't be read as the
// operator's type is equal to nothing.
func (e *evaluator) compare(base string, of valueType, want, value string) truth {
	switch of {
	case stringType:
		return e.compareString(base, want, value)
	case arnType:
		p, known := e.pattern(want)
		if known != yes {
			return known
		}
		return truthOf(p.matchARN(value))
	case numericType:
		n, okN := parseNumber(value)
		m, okM := parseNumber(want)
		return truthOf(okN && okM && ordered(base, n.compare(m)))
	case dateType:
		t, okT := parseDate(value)
		u, okU := parseDate(want)
		return truthOf(okT && okU && ordered(base, t.Compare(u)))
	case boolType:
		b, okB := parseBool(value)
		c, okC := parseBool(want)
		return truthOf(okB && okC && b == c)
	case binaryType:
		b, okB := parseBinary(value)
		c, okC := parseBinary(want)
		return truthOf(okB && okC && bytes.Equal(b, c))
	case ipType:
		network, ok := parsePrefix(want)
		address, err := netip.ParseAddr(value) // a request comes from an address, not from a network
		return truthOf(ok && err == nil && network.Contains(address))
	default:
		return unknown
	}
}

// compareString is compare for the String operators.
func (e *evaluator) compareString(base, want, value string) truth {
	equal := func(s string) bool { return s == value }
	switch {
	case strings.HasSuffix(base, "Like"):
		p, known := e.pattern(want)
		if known != yes {
			return known
		}
		return truthOf(p.match(value))
	case strings.HasSuffix(base, "IgnoreCase"):
		equal = func(s string) bool { return strings.EqualFold(s, value) }
	}
	text, known := e.expand(want)
	if known != yes {
		return known
	}
	return truthOf(equal(text))
}

// ordered reports whether the order of two values is what the name of an
// operator says.
func ordered(base string, order int) bool {
	switch {
	case strings.HasSuffix(base, "LessThan"):
		return order < 0
	case strings.HasSuffix(base, "LessThanEquals"):
		return order <= 0
	case strings.HasSuffix(base, "GreaterThan"):
		return order > 0
	case strings.HasSuffix(base, "GreaterThanEquals"):
		return order >= 0
	default: // Equals, and NotEquals, which is its opposite
		return order == 0
	}
}

// variable returns what a policy variable stands for: yes and its value, no
// when it has none, or unknown.
// Source: IAM User Guide, "IAM policy elements: Variables and tags".
func (e *evaluator) variable(v valuePart) (string, truth) {
	values, state := e.lookup(strings.ToLower(v.key))
	switch {
	case state == keyUnknown:
		return "", unknown
	case state == keyPresent && len(values) == 1:
		return values[0], yes
	case state == keyPresent:
		return "", unknown // AWS takes keys with a single value alone for variables
	case v.hasDefault:
		return v.fallback, yes
	default:
		return "", no
	}
}

// hasVariables reports whether text is to be searched for policy variables.
func (e *evaluator) hasVariables(text string) bool {
	return e.variables && strings.Contains(text, "${")
}

// expand replaces the policy variables of a value. It is no when one of them
// has no value: the value then equals nothing.
func (e *evaluator) expand(text string) (string, truth) {
	if !e.hasVariables(text) {
		return text, yes
	}
	var b strings.Builder
	known := e.parts(text, func(s string) { b.WriteString(s) }, func(s string) { b.WriteString(s) })
	return b.String(), known
}

// pattern replaces the policy variables of a value with wildcards. What a
// variable stands for has none.
func (e *evaluator) pattern(text string) (pattern, truth) {
	if !e.hasVariables(text) {
		return pattern(nil).appendText(text), yes
	}
	var p pattern
	known := e.parts(text, func(s string) { p = p.appendText(s) }, func(s string) { p = p.appendLiteral(s) })
	return p, known
}

// parts takes a value apart: text as it stands there, and what stands for
// itself. What looks like a variable and is none is text. A value that becomes
// longer than any of a request equals nothing.
func (e *evaluator) parts(text string, add, addLiteral func(string)) truth {
	parts, _ := parseVariables(text)
	known, length := yes, 0
	for _, part := range parts {
		switch {
		case part.literal != "":
			addLiteral(part.literal)
		case part.key != "":
			value, k := e.variable(part)
			known = known.and(k)
			if length += utf8.RuneCountInString(value); length > maxContextValue {
				return no
			}
			addLiteral(value)
		default:
			add(part.text)
		}
	}
	return known
}
