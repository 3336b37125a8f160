// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"cmp"
	"encoding/base64"
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// number is an exact decimal number: ±0.digits × 10^exponent. Its digits have
// no zeros at their beginning and end, so that equal numbers are ==.
type number struct {
	negative bool
	digits   string // "" is zero, whose other fields are zero too
	exponent int64
}

// parseNumber reads the value of a Numeric operator: decimal, with an optional
// sign, fraction and exponent, nothing around it. IAM accepts 10, 10.5, -1 and
// 1e3 and refuses " 10" and 0x10; what else is taken is what reads as those do.
func parseNumber(s string) (number, bool) {
	unsigned := strings.TrimPrefix(strings.TrimPrefix(s, "+"), "-")
	if len(s)-len(unsigned) > 1 {
		return number{}, false
	}
	mantissa, exponent := unsigned, int64(0)
	if i := strings.IndexAny(unsigned, "eE"); i >= 0 {
		var err error
		exponent, err = strconv.ParseInt(unsigned[i+1:], 10, 32)
		if err != nil {
			return number{}, false
		}
		mantissa = unsigned[:i]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return number{}, false
	}
	exponent += int64(len(whole))
	significant := strings.TrimLeft(digits, "0")
	exponent -= int64(len(digits) - len(significant))
	significant = strings.TrimRight(significant, "0")
	if significant == "" {
		return number{}, true
	}
	return number{strings.HasPrefix(s, "-"), significant, exponent}, true
}

// compare returns -1, 0 or 1 as n is less than, equal to or greater than m.
func (n number) compare(m number) int {
	if n.sign() != m.sign() {
		return cmp.Compare(n.sign(), m.sign())
	}
	return n.sign() * cmp.Or(cmp.Compare(n.exponent, m.exponent), cmp.Compare(n.digits, m.digits))
}

func (n number) sign() int {
	switch {
	case n.digits == "":
		return 0
	case n.negative:
		return -1
	default:
		return 1
	}
}

// dateLayouts are the W3C's forms of ISO 8601, by their shape ("0" is any
// digit), of which the first 16 characters tell the form.
var dateLayouts = map[string]string{
	"0000-00":          "2006-01",
	"0000-00-00":       time.DateOnly,
	"0000-00-00T00:00": "2006-01-02T15:04Z07:00",
}

// parseDate reads the value of a Date operator: a date as in the W3C's profile
// of ISO 8601, or the seconds since 1970. Digits alone are seconds, even 2026.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
func parseDate(s string) (time.Time, bool) {
	if s != "" && strings.Trim(s, "0123456789") == "" {
		seconds, err := strconv.ParseInt(s, 10, 64)
		if err != nil || seconds > 1<<53 {
			return time.Time{}, false // later than what time.Time compares
		}
		return time.Unix(seconds, 0).UTC(), true
	}
	const minutes = len("0000-00-00T00:00")
	head, tail := s[:min(len(s), minutes)], s[min(len(s), minutes):]
	layout, ok := dateLayouts[shape(head)]
	if !ok {
		return time.Time{}, false
	}
	if strings.HasPrefix(tail, ":") {
		layout = time.RFC3339 // which takes a fraction of seconds as well
	}
	// time.Parse takes one-digit seconds, a comma, and offsets of 99 hours.
	if len(head) == minutes && !strings.HasSuffix(tail, "Z") {
		zone := tail[max(0, len(tail)-len("+00:00")):]
		if s := shape(zone); s != "+00:00" && s != "-00:00" || zone[1:3] > "23" || zone[4:] > "59" {
			return time.Time{}, false
		}
	}
	if strings.Contains(tail, ",") || strings.HasPrefix(tail, ":") && !strings.HasPrefix(shape(tail), ":00") {
		return time.Time{}, false
	}
	t, err := time.Parse(layout, s)
	return t, err == nil
}

// shape returns s with each digit replaced by 0.
func shape(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, s)
}

// parsePrefix reads the value of an IP address operator: an IPv4 or IPv6
// address, which stands for itself alone, or a range in CIDR notation, of
// which the bits of the host do not count.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
func parsePrefix(s string) (netip.Prefix, bool) {
	if !strings.Contains(s, "/") {
		addr, err := netip.ParseAddr(s)
		if err != nil || addr.Zone() != "" {
			return netip.Prefix{}, false
		}
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err == nil
}

// parseBinary reads the value of BinaryEquals, which is in base64.
func parseBinary(s string) ([]byte, bool) {
	b, err := base64.StdEncoding.DecodeString(s)
	return b, err == nil && !strings.ContainsAny(s, "\r\n")
}

// parseBool reads the value of Bool and Null, in any case.
func parseBool(s string) (value, ok bool) {
	switch {
	case strings.EqualFold(s, "true"):
		return true, true
	case strings.EqualFold(s, "false"):
		return false, true
	default:
		return false, false
	}
}

// valuePart is a piece of a value in which policy variables stand.
type valuePart struct {
	text    string // as it is, with the wildcards of operators that have them
	literal string // "*", "?" or "$", written as ${*}, which is no wildcard

	key        string // of a variable, as written
	fallback   string // the variable's default
	hasDefault bool
}

// parseVariables takes the policy variables of a value apart: ${key},
// ${key, 'default'}, ${*}, ${?} and ${$}. The error tells what is wrong with
// the first that is none of those; it is then part of the text.
// Source: IAM User Guide, "IAM policy elements: Variables and tags".
func parseVariables(value string) ([]valuePart, error) {
	var parts []valuePart
	var fault error
	text := 0 // where the text that belongs to no part yet begins
	for i := 0; i < len(value); {
		if !strings.HasPrefix(value[i:], "${") {
			i++
			continue
		}
		v, n, err := parseVariable(value[i:])
		if err != nil {
			if fault == nil {
				fault = err
			}
			i += len("${")
			continue
		}
		if text < i {
			parts = append(parts, valuePart{text: value[text:i]})
		}
		parts = append(parts, v)
		i += n
		text = i
	}
	if text < len(value) {
		parts = append(parts, valuePart{text: value[text:]})
	}
	return parts, fault
}

// parseVariable reads the variable that s begins with, and returns its length.
func parseVariable(s string) (valuePart, int, error) {
	inside := s[len("${"):]
	if len(inside) > 1 && inside[1] == '}' && strings.IndexByte("*?$", inside[0]) >= 0 {
		return valuePart{literal: inside[:1]}, len("${*}"), nil
	}
	// A key has no comma and no brace, so that the first of them ends it.
	end := strings.IndexAny(inside, ",{}$'\"")
	if end < 0 {
		return valuePart{}, 0, errors.New("the variable has no closing brace")
	}
	v := valuePart{key: inside[:end]}
	n := len("${") + end
	switch inside[end] {
	case '}':
	case ',':
		rest := strings.TrimLeft(inside[end+1:], " ")
		n += 1 + len(inside[end+1:]) - len(rest)
		quoted, ok := strings.CutPrefix(rest, "'")
		if ok {
			v.fallback, _, v.hasDefault = strings.Cut(quoted, "'")
		}
		if !v.hasDefault {
			return valuePart{}, 0, errors.New("the variable's default is not between single quotes")
		}
		if n += len(v.fallback) + len("''"); n >= len(s) || s[n] != '}' {
			return valuePart{}, 0, errors.New("the variable has no closing brace behind its default")
		}
	case '\'', '"':
		return valuePart{}, 0, errors.New("a quote stands in the variable's name")
	default:
		return valuePart{}, 0, errors.New("a brace or a $ stands in the variable's name")
	}
	switch {
	case v.key == "":
		return valuePart{}, 0, errors.New("the variable has no name")
	case strings.TrimSpace(v.key) != v.key || !strings.Contains(v.key, "/") && strings.ContainsFunc(v.key, unicode.IsSpace):
		return valuePart{}, 0, errors.New("a space stands in the variable's name")
	}
	return v, n + 1, nil
}
