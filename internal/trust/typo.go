// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"strings"
	"unicode"
)

// maxTypos is how many typos a name may have to be taken for another.
const maxTypos = 2

// vocabulary has the names that one with typos can be meant for.
type vocabulary struct {
	names []string
	bare  [][]rune // what counts of them
}

func newVocabulary(names []string) vocabulary {
	v := vocabulary{names: names}
	for _, n := range names {
		v.bare = append(v.bare, bareName(n))
	}
	return v
}

// bareName returns what counts of a name: its letters in lower case, but no
// dashes and underscores.
func bareName(name string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if r == '-' || r == '_' {
			return -1
		}
		return unicode.ToLower(r)
	}, name))
}

// nearest returns the names that a name is the least number of typos away from,
// if they are maxTypos at most.
func (v vocabulary) nearest(name string) []string {
	var near []string
	least := maxTypos
	bare := bareName(name)
	for i, known := range v.bare {
		switch n := typos(bare, known, maxTypos); {
		case n < least:
			near, least = []string{v.names[i]}, n
		case n == least:
			near = append(near, v.names[i])
		}
	}
	return near
}

// typos returns how often a character has to be added, removed or replaced, or
// two that are next to each other swapped, to make one name the other: exactly
// up to a limit, beyond that any greater number.
func typos(a, b []rune, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	switch {
	case len(a) == 0 || len(b) == 0:
		return max(len(a), len(b))
	case limit == 0:
		return 1
	}
	n := min(typos(a[1:], b, limit-1), typos(a, b[1:], limit-1), typos(a[1:], b[1:], limit-1))
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		n = min(n, typos(a[2:], b[2:], limit-1))
	}
	return 1 + n
}
