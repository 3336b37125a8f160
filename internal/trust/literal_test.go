// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseNumber(t *testing.T) {
	for _, s := range []string{"", "+", "-", ".", "e3", "1e", "1e+", " 10", "10 ", "0x10", "1_0", "1e1.5", "--1", "+-1", "NaN", "Infinity", "1,5", "١", "1e99999999999", "10d"} {
		if n, ok := parseNumber(s); ok {
			t.Errorf("%q is read as %+v", s, n)
		}
	}
	// Each is less than the next.
	for _, ordered := range [][]string{
		{"-1e400", "-11", "-10.5", "-10", "-0.05", "0", "1e-400", "0.05", "0.5", "1", "9", "10", "10.5", "11", "99", "100", "1e3", "1e400"},
		{"9007199254740992", "9007199254740993"},
		{"0.1", "0.10000000000000000001"},
	} {
		for i, a := range ordered {
			for j, b := range ordered {
				m, okM := parseNumber(a)
				n, okN := parseNumber(b)
				want := 0
				if i != j {
					want = 2*min(1, max(0, i-j)) - 1
				}
				if got := m.compare(n); !okM || !okN || got != want {
					t.Errorf("compare(%s, %s) = %d, want %d", a, b, got, want)
				}
			}
		}
	}
	for _, equal := range [][]string{{"0", "-0", "0.0", "+0", "0e9"}, {"3600", "03600", "3600.0", "3.6e3", "36E+2", "360000e-2"}, {"-.5", "-0.50"}, {"10", "10."}} {
		for _, s := range equal {
			first, _ := parseNumber(equal[0])
			if n, ok := parseNumber(s); !ok || n != first {
				t.Errorf("%s is read as %+v, %s as %+v", s, n, equal[0], first)
			}
		}
	}
}

// The forms are those of the W3C's note on date and time formats.
func TestParseDate(t *testing.T) {
	for s, want := range map[string]string{
		"2026":                          "1970-01-01T00:33:46Z",
		"1767225600":                    "2026-01-01T00:00:00Z",
		"0":                             "1970-01-01T00:00:00Z",
		"2026-01":                       "2026-01-01T00:00:00Z",
		"2026-02-28":                    "2026-02-28T00:00:00Z",
		"2026-01-01T00:00Z":             "2026-01-01T00:00:00Z",
		"2026-01-01T00:00:00.000Z":      "2026-01-01T00:00:00Z",
		"2026-01-01T00:00:00.25Z":       "2026-01-01T00:00:00.25Z",
		"2026-01-01T00:00:00+09:00":     "2025-12-31T15:00:00Z",
		"2026-01-01T00:00-05:30":        "2026-01-01T05:30:00Z",
		"2026-01-01T23:59:59.999+00:00": "2026-01-01T23:59:59.999Z",
	} {
		got, ok := parseDate(s)
		if !ok || got.UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%s is read as %s, %t, want %s", s, got.UTC().Format(time.RFC3339Nano), ok, want)
		}
	}
	for _, s := range []string{
		"", "tomorrow", "2026/01/01", "2026-13-45", "2026-02-30", "2026-1-1", "2026-01-01T", "2026-01-01T00", "2026-01-01T00:00", "2026-01-01T00:00:00",
		"2026-01-01T0:00Z", "2026-01-01T00:00:0Z", "2026-01-01T00:00:00,5Z", "2026-01-01T24:00Z", "2026-01-01T00:00:00.Z", "2026-01-01t00:00z",
		"2026-01-01 00:00Z", "2026-01-01T00:00:00+0900", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60", "2026-01-01T00:00Zx", " 2026-01-01",
		"-1", "1e9", "1767225600.5", "99999999999999999999", "Thu, 01 Jan 2026 00:00:00 GMT", "2026-01-01T00:00:00Z:00", "2026-01-01T00:00:00:00Z",
	} {
		if got, ok := parseDate(s); ok {
			t.Errorf("%q is read as %s", s, got)
		}
	}
}

func TestParsePrefix(t *testing.T) {
	for s, want := range map[string]string{
		"203.0.113.5": "203.0.113.5/32", "203.0.113.9/29": "203.0.113.8/29", "0.0.0.0/0": "0.0.0.0/0", "10.1.2.3/8": "10.0.0.0/8",
		"2001:DB8::1": "2001:db8::1/128", "2001:db8:ffff::/32": "2001:db8::/32", "::/0": "::/0", "::ffff:10.0.0.1": "::ffff:10.0.0.1/128",
	} {
		if got, ok := parsePrefix(s); !ok || got.String() != want {
			t.Errorf("%s is read as %s, %t, want %s", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "example.com", "1.2.3", "203.0.113.999/24", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0 ", " 10.0.0.0", "010.0.0.1", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/255.0.0.0", "fe80::1%eth0", "*"} {
		if got, ok := parsePrefix(s); ok {
			t.Errorf("%q is read as %s", s, got)
		}
	}
}

func TestParseBinary(t *testing.T) {
	if b, ok := parseBinary("QmluYXJ5VmFsdWVJbkJhc2U2NA=="); !ok || string(b) != "BinaryValueInBase64" {
		t.Errorf("the User Guide's example is read as %q, %t", b, ok)
	}
	for _, s := range []string{"Q", "QQ", "QQ=\n=", "abc", "YWJj==", "!!!", "Q Q=", "_w=="} {
		if b, ok := parseBinary(s); ok {
			t.Errorf("%q is read as %q", s, b)
		}
	}
}

// The examples are those of the IAM User Guide, "IAM policy elements:
// Variables and tags".
func TestParseVariables(t *testing.T) {
	text := func(s string) valuePart { return valuePart{text: s} }
	key := func(s string) valuePart { return valuePart{key: s} }
	for value, want := range map[string][]valuePart{
		"":                                    nil,
		"x*":                                  {text("x*")},
		"${aws:username}":                     {key("aws:username")},
		"home/${aws:username}/*":              {text("home/"), key("aws:username"), text("/*")},
		"${*}${?}${$}{aws:username}":          {{literal: "*"}, {literal: "?"}, {literal: "$"}, text("{aws:username}")},
		"${aws:PrincipalTag/team, 'company'}": {{key: "aws:PrincipalTag/team", fallback: "company", hasDefault: true}},
		"${aws:PrincipalTag/team, ''}x":       {{key: "aws:PrincipalTag/team", hasDefault: true}, text("x")},
		"${aws:PrincipalTag/cost center}":     {key("aws:PrincipalTag/cost center")},
		"$x $":                                {text("$x $")},
	} {
		got, err := parseVariables(value)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(valuePart{})); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", value, err, diff)
		}
	}
	for value, want := range map[string]string{
		"${aws:username":              "the variable has no closing brace",
		"${}":                         "the variable has no name",
		"${, 'x'}":                    "the variable has no name",
		"${ aws:username }":           "a space stands in the variable's name",
		"${aws: username}":            "a space stands in the variable's name",
		"${'aws:username'}":           "a quote stands in the variable's name",
		"${${aws:username}}":          "a brace or a $ stands in the variable's name",
		"${aws:PrincipalTag/x, y}":    "the variable's default is not between single quotes",
		"${aws:PrincipalTag/x, 'y":    "the variable's default is not between single quotes",
		"${aws:PrincipalTag/x, 'y'":   "the variable has no closing brace behind its default",
		"${aws:PrincipalTag/x, 'y' }": "the variable has no closing brace behind its default",
	} {
		parts, err := parseVariables(value)
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", value, err, want)
		}
		if strings.HasPrefix(value, "${${") {
			continue // the inner one is a variable
		}
		if diff := cmp.Diff([]valuePart{text(value)}, parts, cmp.AllowUnexported(valuePart{})); diff != "" {
			t.Errorf("%s is not text (-want +got):\n%s", value, diff)
		}
	}
}
