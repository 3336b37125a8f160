// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// randomText returns up to 11 characters, of few, so that repetitions occur.
func randomText(random *rand.Rand, alphabet string) string {
	letters := []rune(alphabet)
	text := make([]rune, random.IntN(12))
	for i := range text {
		text[i] = letters[random.IntN(len(letters))]
	}
	return string(text)
}

func TestPatternsMatchAsRegularExpressionsDo(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 200000 {
		text, s := randomText(random, "ab*?é"), randomText(random, "abé")
		p := pattern(nil).appendText(text)
		want := like(text, s)
		if got, long := p.match(s), matchLong(p, s); got != want || long != want {
			t.Fatalf("%q on %q: %v, for hostile lengths %v, want %v", text, s, got, long, want)
		}
	}
}

// matchLong matches a pattern as one of hostile length, where it has a *.
func matchLong(p pattern, s string) bool {
	if !slices.Contains(p, anyText) {
		return p.match(s)
	}
	return p.matchLong([]rune(s))
}

func TestALiteralAsteriskIsNoWildcard(t *testing.T) {
	p := pattern(nil).appendText("a").appendLiteral("*?").appendText("*")
	for s, want := range map[string]bool{"a*?": true, "a*?x": true, "abc": false, "a*": false} {
		if p.match(s) != want || matchLong(p, s) != want {
			t.Errorf("%q matches: %v", s, !want)
		}
	}
}

func TestPatternsIntersectIfSomeTextMatchesBoth(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var all []string // texts of up to 4 characters
	for n, from := 0, []string{""}; n <= 4; n++ {
		all = append(all, from...)
		var next []string
		for _, s := range from {
			next = append(next, s+"a", s+"b")
		}
		from = next
	}
	for range 20000 {
		a, b := randomText(random, "ab*?"), randomText(random, "ab*?")
		if len(a) > 4 || len(b) > 4 { // a common text of short patterns is short
			continue
		}
		want := false
		for _, s := range all {
			want = want || like(a, s) && like(b, s)
		}
		// Two patterns with wildcards may need more than 4 characters, but
		// then they have a text of 4 at most in common as well, or of 8.
		got := pattern(nil).appendText(a).intersects(pattern(nil).appendText(b))
		if want && !got || got && !want && len(strings.Trim(a+b, "*")) <= 4 {
			t.Fatalf("%q and %q intersect: %v", a, b, got)
		}
	}
}

// allCharacters has 49,000 different characters.
var allCharacters = func() string {
	var b strings.Builder
	for r := rune(1000); r < 50000; r++ {
		b.WriteRune(r)
	}
	return b.String()
}()

func TestHostilePatternsAreMatchedFast(t *testing.T) {
	long := strings.Repeat("a", maxContextValue)
	for name, text := range map[string]string{
		"many wildcards":    strings.Repeat("*a", 60000) + "b",
		"few wildcards":     "*a*a*a*a*b",
		"a long tail":       "*" + strings.Repeat("a", 60000) + "b",
		"question marks":    "*" + strings.Repeat("a?", 60000) + "b",
		"all of it":         strings.Repeat("?", maxContextValue+1),
		"beyond ASCII":      "*" + strings.Repeat("a?", 40000) + "é",
		"a different rune":  "*" + strings.Repeat("日", 40000),
		"stars":             strings.Repeat("*", 131000) + "b",
		"all characters":    "*" + allCharacters + "*",
		"nothing to match":  strings.Repeat("b*", 60000),
		"wildcards, nested": strings.Repeat("*a?", 40000) + "b",
	} {
		t.Run(name, func(t *testing.T) {
			timely(t, func() {
				if pattern(nil).appendText(text).match(long) {
					t.Error("it matches")
				}
			})
		})
	}
}

func FuzzPattern(f *testing.F) {
	f.Add("a*b?c", "aXXbYc")
	f.Add("**?", "é")
	f.Fuzz(func(t *testing.T, text, s string) {
		if !utf8.ValidString(text) || !utf8.ValidString(s) || len(text) > 1000 || len(s) > 1000 {
			return // neither Terraform nor JSON has others
		}
		p := pattern(nil).appendText(text)
		want := like(text, s)
		if got, long := p.match(s), matchLong(p, s); got != want || long != want {
			t.Fatalf("%q on %q: %v, for hostile lengths %v, want %v", text, s, got, long, want)
		}
	})
}
