// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// path leads to an element of a document: names of members, and indexes of
// elements of lists, whose name is "".
type path []step

type step struct {
	name  string
	index int
}

// enter goes on to a member.
func (p *path) enter(name string) { *p = append(*p, step{name: name}) }

// enterElement goes on to an element of a list.
func (p *path) enterElement(i int) { *p = append(*p, step{index: i}) }

// leave goes back to what the element is in.
func (p *path) leave() { *p = (*p)[:len(*p)-1] }

// String writes the path as it is written in JavaScript:
// Statement[0].Condition.StringEquals["sts:ExternalId"].
func (p path) String() string {
	var b strings.Builder
	for i, s := range p {
		switch {
		case s.name == "":
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case strings.Trim(s.name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") != "":
			b.WriteString("[" + quote(s.name) + "]")
		case i == 0:
			b.WriteString(s.name)
		default:
			b.WriteString("." + s.name)
		}
	}
	return b.String()
}

// statement returns the 0-based index of the statement that the path leads to
// or into, -1 when it leads to none. A statement may stand without a list.
func (p path) statement() int {
	if len(p) < 2 || p[0].name != "Statement" {
		return -1
	}
	return p[1].index
}

// quote writes a piece of a document for people, in quotes and not too long.
func quote(s string) string {
	const most = 100 // characters
	n := 0
	for i := range s {
		if n++; n > most {
			return strconv.Quote(s[:i]) + "…"
		}
	}
	return strconv.Quote(s)
}

// positions turns offsets of a text into lines and columns. It is fast when
// the offsets ascend.
type positions struct {
	text                 string
	offset, line, column int
}

func newPositions(text string) *positions {
	return &positions{text: text, line: 1, column: 1}
}

// at returns the 1-based line and column, in characters, of an offset.
func (p *positions) at(offset int) (line, column int) {
	if offset < p.offset {
		*p = *newPositions(p.text)
	}
	for p.offset < offset {
		r, n := utf8.DecodeRuneInString(p.text[p.offset:])
		p.offset += n
		p.column++
		if r == '\n' {
			p.line, p.column = p.line+1, 1
		}
	}
	return p.line, p.column
}
