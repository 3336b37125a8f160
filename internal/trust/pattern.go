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
		return p.matchLong([]rune(s))
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

// matchLong is match for hostile lengths, of a pattern with a *: no part of the
// pattern is compared with the same text twice.
func (p pattern) matchLong(s []rune) bool {
	first := slices.Index(p, anyText)
	head, p := p[:first], p[first+1:]
	last := len(p)
	for last > 0 && p[last-1] != anyText {
		last--
	}
	p, tail := p[:last], p[last:]
	if len(s) < len(head)+len(tail) || !head.matchAt(s) || !tail.matchAt(s[len(s)-len(tail):]) {
		return false
	}
	s = s[len(head) : len(s)-len(tail)]
	for len(p) > 0 {
		end := slices.Index(p, anyText)
		at := p[:end].find(s)
		if at < 0 {
			return false
		}
		s, p = s[at+end:], p[end+1:]
	}
	return true
}

// matchAt reports whether s begins with what p, which has no *, stands for.
func (p pattern) matchAt(s []rune) bool {
	for i, r := range p {
		if r != anyOne && r != s[i] {
			return false
		}
	}
	return true
}

// find returns where in s something begins that p, which has no *, stands for,
// or -1. It compares all of p with a character at once, a bit for each: the
// shift-and algorithm. Few characters are in p so often that they have bits of
// their own, so that a pattern of many characters takes little memory.
func (p pattern) find(s []rune) int {
	switch {
	case len(p) == 0:
		return 0
	case len(p) > len(s):
		return -1
	}
	words := (len(p) + 63) / 64
	places := make(map[rune][]int)
	for i, r := range p {
		places[r] = append(places[r], i)
	}
	bits := func(of []int) []uint64 {
		b := make([]uint64, words)
		for _, i := range of {
			b[i/64] |= 1 << (i % 64)
		}
		return b
	}
	wild := bits(places[anyOne])
	frequent := make(map[rune][]uint64)
	for r, of := range places {
		if len(of) > words {
			frequent[r] = bits(append(of, places[anyOne]...))
		}
	}
	// Bit i: the last i+1 characters are what the first i+1 of p stand for.
	state, next := make([]uint64, words), make([]uint64, words)
	for at, r := range s {
		mask, isFrequent := frequent[r]
		if !isFrequent {
			mask = wild
		}
		carry := uint64(1)
		for w, now := range state {
			next[w] = (now<<1 | carry) & mask[w]
			carry = now >> 63
		}
		if !isFrequent {
			for _, i := range places[r] {
				if i == 0 || state[(i-1)/64]&(1<<((i-1)%64)) != 0 {
					next[i/64] |= 1 << (i % 64)
				}
			}
		}
		if state, next = next, state; state[words-1]&(1<<((len(p)-1)%64)) != 0 {
			return at - len(p) + 1
		}
	}
	return -1
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
