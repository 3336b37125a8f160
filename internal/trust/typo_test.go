// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"strings"
	"testing"
)

func TestTyposAreCharactersAddedRemovedReplacedOrSwapped(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int // 3 is any number beyond two
	}{
		{"", "", 0}, {"", "a", 1}, {"", "ab", 2}, {"", "abc", 3},
		{"abc", "abc", 0}, {"abc", "abd", 1}, {"abc", "ab", 1}, {"abc", "bc", 1}, {"abc", "axbc", 1}, {"aab", "ab", 1},
		{"ab", "ba", 1}, {"abcd", "acbd", 1}, {"abcd", "badc", 2}, {"abc", "bca", 2}, {"aba", "baa", 1}, {"abc", "ade", 2}, {"abcdef", "bcdefg", 2}, {"abab", "baba", 2}, {"abc", "c", 2},
		{"abc", "xyz", 3}, {"abc", "cab", 2}, {"kitten", "sitting", 3}, {"abcdef", "badcfe", 3}, {"é", "e", 1}, {"日本", "日本語", 1},
	} {
		for _, pair := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
			if got := min(typos([]rune(pair[0]), []rune(pair[1]), maxTypos), maxTypos+1); got != tt.want {
				t.Errorf("%q and %q have %d typos, want %d", pair[0], pair[1], got, tt.want)
			}
		}
	}
}

func TestTheOperatorThatIsMeantIsNamed(t *testing.T) {
	const guide = `see the IAM User Guide, "Condition operators"`
	for name, want := range map[string]string{
		"StringEqual":                   "write StringEquals",
		"stringequal":                   "write StringEquals",
		"STRINGEQUALS":                  "write StringEquals, upper and lower case as here",
		"String_Equals":                 "write StringEquals",
		"StringEqualsIfExist":           "write StringEqualsIfExists",
		"StringNotEqual":                "write StringNotEquals",
		"StringEqualIgnoreCase":         "write StringEqualsIgnoreCase",
		"NumericLessThen":               "write NumericLessThan",
		"IpAdress":                      "write IpAddress",
		"ForAnyValues:StringLike":       "write ForAnyValue:StringLike",
		"ForAllValue:StringLike":        "write ForAllValues:StringLike",
		"ForAlValue:StringLike":         "write ForAllValues:StringLike or ForAnyValue:StringLike", // two typos from either
		"Equals":                        guide,
		"StringMatches":                 guide,
		"ForAllValues:ForAnyValue:Bool": guide,
		"":                              guide,
		strings.Repeat("é", 1000):       guide,
	} {
		if got := operatorMeant(name); got != ": "+want {
			t.Errorf("%s%s, want : %s", name, got, want)
		}
	}
}

func TestEveryOperatorIsMeantByItself(t *testing.T) {
	for _, name := range operatorNames().names {
		if got := operatorNames().nearest(name); len(got) != 1 || got[0] != name {
			t.Errorf("by %s is meant %q", name, got)
		}
	}
}
