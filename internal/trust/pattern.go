// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// pattern is text in which * stands for any characters, or none, and ? for any
// one. Both are numbers that no character has, so that a literal "*", which is
// written ${*}, is another thing.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
type pattern []rune

const (
	anyText rune = -1 // *
	anyOne  rune = -2 // ?
)

// hasWildcard reports whether text is no literal as a pattern.
func hasWildcard(text string) bool { return strings.ContainsAny(text, "*?") }

// appendText adds text, whose * and ? are wildcards.
func (p pattern) appendText(text string) pattern {
	for _, r := range text {
		switch r {
		case '*':
			r = anyText
		case '?':
			r = anyOne
		}
		p = append(p, r)
	}
	return p
}

// appendLiteral adds text that stands for itself.
func (p pattern) appendLiteral(text string) pattern { return append(p, []rune(text)...) }

// matchText reports whether s matches text, a pattern without literal * or ?.
func matchText(text, s string) bool {
	if !hasWildcard(text) {
		return text == s
	}
	return pattern(nil).appendText(text).match(s)
}

// smallMatch is the product of lengths up to which going back in the text is
// faster than an automaton, even at its worst.
const smallMatch = 1 << 16

// match reports whether s, as a whole, matches.
func (p pattern) match(s string) bool {
	if len(p)*len(s) > smallMatch && slices.Contains(p, anyText) {
		return p.matchLong(s)
	}
	at, next := 0, 0       // in s and in p
	star, resume := -1, -1 // the last * of p, and where in s what follows it was tried last
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		switch {
		case next < len(p) && p[next] == anyText:
			star, resume = next, at
			next++
		case next < len(p) && (p[next] == anyOne || p[next] == r):
			at += size
			next++
		case star >= 0: // let the last * stand for one more character
			_, size := utf8.DecodeRuneInString(s[resume:])
			resume += size
			at, next = resume, star+1
		default:
			return false
		}
	}
	for next < len(p) && p[next] == anyText {
		next++
	}
	return next == len(p)
}

// matchLong is match for hostile lengths. It runs the pattern as an automaton
// of one bit a character, 64 at a time, so that nothing is tried twice.
func (p pattern) matchLong(s string) bool {
	length := len(p) - count(p, anyText)
	words := length/64 + 1
	set := func(bits []uint64, i int) { bits[i/64] |= 1 << (i % 64) }
	stay := make([]uint64, words)         // before which characters any text may stand
	wild := make([]uint64, words)         // which are ?
	accepts := make(map[rune][]uint64, 8) // which are a given character, or ?
	i := 0
	for _, r := range p {
		switch r {
		case anyText:
			set(stay, i)
			continue
		case anyOne:
			set(wild, i)
		default:
			if accepts[r] == nil {
				accepts[r] = make([]uint64, words)
			}
			set(accepts[r], i)
		}
		i++
	}
	for _, bits := range accepts {
		for w := range bits {
			bits[w] |= wild[w]
		}
	}

	state := make([]uint64, words) // bit i: what was read matches the first i characters
	set(state, 0)
	for _, r := range s {
		bits := accepts[r]
		if bits == nil {
			bits = wild
		}
		var carry uint64
		for w, now := range state {
			moved := now & bits[w]
			state[w] = moved<<1 | carry | now&stay[w]
			carry = moved >> 63
		}
	}
	return state[length/64]&(1<<(length%64)) != 0
}

func count(p pattern, r rune) int {
	n := 0
	for _, c := range p {
		if c == r {
			n++
		}
	}
	return n
}

// arnParts is how many parts an ARN has, between colons; the last may hold
// colons itself.
const arnParts = 6

// matchARN reports whether an ARN matches part by part: a wildcard does not
// reach over a colon. A pattern of * alone matches every ARN.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators",
// "Amazon Resource Name (ARN) condition operators".
func (p pattern) matchARN(arn string) bool {
	parts := strings.SplitN(arn, ":", arnParts)
	if len(parts) < arnParts {
		return false
	}
	if len(p) == 1 && p[0] == anyText {
		return true
	}
	for i, part := range parts {
		end := slices.Index(p, ':')
		if i == arnParts-1 {
			end = len(p)
		}
		if end < 0 || !p[:end].match(part) {
			return false
		}
		if i < arnParts-1 {
			p = p[end+1:]
		}
	}
	return true
}

// intersects reports whether there is text that matches both patterns.
func (p pattern) intersects(q pattern) bool {
	// below[j] tells it of p[i+1:] and q[j:], row[j] of p[i:] and q[j:].
	below, row := make([]bool, len(q)+1), make([]bool, len(q)+1)
	for i := len(p); i >= 0; i-- {
		for j := len(q); j >= 0; j-- {
			switch {
			case i == len(p) && j == len(q):
				row[j] = true
			case i < len(p) && p[i] == anyText:
				row[j] = below[j] || j < len(q) && row[j+1]
			case j < len(q) && q[j] == anyText:
				row[j] = row[j+1] || i < len(p) && below[j]
			case i == len(p) || j == len(q):
				row[j] = false
			default:
				row[j] = (p[i] == q[j] || p[i] == anyOne || q[j] == anyOne) && below[j+1]
			}
		}
		below, row = row, below
	}
	return below[0]
}
