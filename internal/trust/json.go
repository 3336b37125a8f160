// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// kind is what a JSON value is.
type kind string

const (
	stringKind  kind = "a string"
	numberKind  kind = "a number"
	booleanKind kind = "a boolean"
	nullKind    kind = "null"
	arrayKind   kind = "a list"
	objectKind  kind = "an object"
)

// node is a JSON value with its position. encoding/json would drop duplicate
// keys, take keys in any case and repair broken UTF-8, silently.
type node struct {
	kind     kind
	offset   int    // of the value's first byte
	key      string // of a member of an object
	keyAt    int    // offset of the key
	text     string // of strings what they stand for, of numbers and booleans their text
	children []node // members or elements
}

// member returns the member of the given name, nil when there is none.
func (n *node) member(name string) *node {
	for i := range n.children {
		if n.children[i].key == name {
			return &n.children[i]
		}
	}
	return nil
}

const (
	// maxLength is how long a document may be, in characters.
	// Source: IAM API Reference, CreateRole, AssumeRolePolicyDocument.
	maxLength = 131072
	// maxDepth is how deep objects and lists may be nested: one more than in
	// the deepest policy, whose condition values are the sixth level.
	maxDepth = 7
)

// scanner reads JSON as RFC 8259 has it, strictly.
type scanner struct {
	text   string
	pos    int
	depth  int
	errors *errorList
	stack  []node // values whose list or object is not complete
	broken bool   // there is a string that stands for nothing
}

// scanJSON reads a text. It reports whether the node can be made use of; what
// is wrong with the text is added to errs in either case.
func scanJSON(text string, errs *errorList) (node, bool) {
	if len(text) > maxLength {
		if n := utf8.RuneCountInString(text); n > maxLength {
			errs.add("DOCUMENT_TOO_LONG", 0, "the document has %d characters, IAM takes at most %d", n, maxLength)
			return node{}, false
		}
	}
	s := scanner{text: text, errors: errs, stack: make([]node, 0, 16)}
	if strings.HasPrefix(text, "\ufeff") {
		return s.fail(0, "the document begins with a byte order mark, which is not part of JSON: save it as UTF-8 without one")
	}
	s.space()
	if s.pos == len(text) {
		return s.fail(0, "the document is empty: a policy is a JSON object that begins with {")
	}
	root, ok := s.value()
	if s.space(); ok && s.pos < len(text) {
		return s.fail(s.pos, "more text stands behind the document: "+s.here())
	}
	return root, ok && !s.broken
}

func (s *scanner) space() {
	for s.pos < len(s.text) {
		switch s.text[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// here tells what stands at the scanner's position, without quoting much: the
// document may have secrets in it.
func (s *scanner) here() string {
	if s.pos >= len(s.text) {
		return "the document ends here"
	}
	r, n := utf8.DecodeRuneInString(s.text[s.pos:])
	if r == utf8.RuneError && n == 1 {
		return fmt.Sprintf("here is the byte 0x%02x, which is not UTF-8", s.text[s.pos])
	}
	return fmt.Sprintf("here is %q", r)
}

// fail notes a syntax error. What follows it can't be understood.
func (s *scanner) fail(offset int, reason string) (node, bool) {
	s.errors.add("JSON_SYNTAX_ERROR", offset, "%s", reason)
	return node{}, false
}

// wanted notes that something else stands at the scanner's position.
func (s *scanner) wanted(what string) (node, bool) {
	return s.fail(s.pos, what+" should follow, but "+s.here())
}

func (s *scanner) next() byte {
	if s.pos == len(s.text) {
		return 0 // which is not allowed anywhere
	}
	return s.text[s.pos]
}

func (s *scanner) value() (node, bool) {
	switch c := s.next(); {
	case c == '{', c == '[':
		if s.depth == maxDepth {
			return s.fail(s.pos, fmt.Sprintf("lists and objects are nested more than %d deep, deeper than in any policy", maxDepth))
		}
		s.depth++
		n, ok := s.container(c)
		s.depth--
		return n, ok
	case c == '"':
		offset := s.pos
		text, ok := s.string()
		return node{kind: stringKind, offset: offset, text: text}, ok
	case c == '-', isDigit(c):
		return s.number()
	}
	for _, literal := range []string{"true", "false", "null"} {
		if strings.HasPrefix(s.text[s.pos:], literal) {
			n := node{kind: booleanKind, offset: s.pos, text: literal}
			if literal == "null" {
				n.kind = nullKind
			}
			s.pos += len(literal)
			return n, true
		}
	}
	return s.wanted("a value")
}

// container reads an object or a list. Its parts wait on the stack, so that
// each container is allocated once and with its size.
func (s *scanner) container(open byte) (node, bool) {
	n := node{kind: objectKind, offset: s.pos}
	end, separator := byte('}'), `a comma or the closing brace`
	if open == '[' {
		n.kind, end, separator = arrayKind, ']', `a comma or the closing bracket`
	}
	bottom := len(s.stack)
	s.pos++
	s.space()
	for empty := s.next() == end; !empty; {
		s.space()
		child, ok := s.child(open, len(s.stack)-bottom)
		if !ok {
			return node{}, false
		}
		s.stack = append(s.stack, child)
		s.space()
		if c := s.next(); c == end {
			break
		} else if c != ',' {
			return s.wanted(separator)
		}
		s.pos++
	}
	s.pos++
	n.children = slices.Clone(s.stack[bottom:])
	s.stack = s.stack[:bottom]
	if n.kind == objectKind {
		s.checkDuplicates(n.children)
	}
	return n, true
}

// child reads an element of a list, or a member of an object.
func (s *scanner) child(open byte, index int) (node, bool) {
	if open == '[' {
		s.errors.at.enterElement(index)
		n, ok := s.value()
		s.errors.at.leave()
		return n, ok
	}
	keyAt := s.pos
	if s.next() != '"' {
		return s.wanted("a name in double quotes")
	}
	key, ok := s.string()
	if !ok {
		return node{}, false
	}
	s.errors.at.enter(key)
	defer s.errors.at.leave()
	if s.space(); s.next() != ':' {
		return s.wanted("a colon")
	}
	s.pos++
	s.space()
	n, ok := s.value()
	n.key, n.keyAt = key, keyAt
	return n, ok
}

// checkDuplicates refuses an object that has a name twice: parsers differ on
// which of the two counts.
func (s *scanner) checkDuplicates(members []node) {
	const few = 16 // up to which comparing all is faster than a map
	if len(members) <= few {
		for i := range members {
			for j := range i {
				if members[i].key == members[j].key {
					s.duplicate(&members[i])
					break
				}
			}
		}
		return
	}
	seen := make(map[string]bool, len(members))
	for i := range members {
		if seen[members[i].key] {
			s.duplicate(&members[i])
		}
		seen[members[i].key] = true
	}
}

func (s *scanner) duplicate(n *node) {
	s.errors.at.enter(n.key)
	s.errors.add("DUPLICATE_KEY", n.keyAt, "this name is here a second time, and readers differ on which counts: keep one")
	s.errors.at.leave()
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// digits skips digits, and reports whether there are any.
func (s *scanner) digits() bool {
	start := s.pos
	for isDigit(s.next()) {
		s.pos++
	}
	return s.pos > start
}

// number reads a number and keeps its text.
func (s *scanner) number() (node, bool) {
	start := s.pos
	if s.next() == '-' {
		s.pos++
	}
	whole := s.pos
	if !s.digits() {
		return s.wanted("a digit")
	}
	if s.text[whole] == '0' && s.pos > whole+1 {
		return s.fail(whole, "a number does not begin with a zero: write it in double quotes")
	}
	if s.next() == '.' {
		if s.pos++; !s.digits() {
			return s.wanted("a digit")
		}
	}
	if c := s.next(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.next(); c == '+' || c == '-' {
			s.pos++
		}
		if !s.digits() {
			return s.wanted("a digit")
		}
	}
	return node{kind: numberKind, offset: start, text: s.text[start:s.pos]}, true
}

// string reads a string and returns what it stands for.
func (s *scanner) string() (string, bool) {
	start := s.pos
	for i := start + 1; i < len(s.text); i++ { // most strings are plain
		switch c := s.text[i]; {
		case c == '"':
			s.pos = i + 1
			return s.text[start+1 : i], true
		case c == '\\', c < ' ', c >= utf8.RuneSelf:
			s.pos = i
			return s.escapedString(start)
		}
	}
	_, ok := s.fail(start, "the string that begins here has no closing quote")
	return "", ok
}

// escapedString reads on where the string that begins at start is no longer
// plain. It goes on behind what is wrong in it, to tell all that is.
func (s *scanner) escapedString(start int) (string, bool) {
	var b strings.Builder
	b.WriteString(s.text[start+1 : s.pos])
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		if c == '"' {
			s.pos++
			return b.String(), true
		}
		r, n := utf8.DecodeRuneInString(s.text[s.pos:])
		fault := ""
		switch {
		case c == '\\':
			r, n, fault = s.escape()
		case c < ' ':
			fault = fmt.Sprintf("the control character %q stands in a string: write it as \\u%04x", c, c)
		case r == utf8.RuneError && n == 1:
			fault = fmt.Sprintf("the byte 0x%02x is not UTF-8: save the document as UTF-8", c)
		}
		if fault != "" {
			s.fail(s.pos, fault)
			s.broken = true
		}
		b.WriteRune(r)
		s.pos += n
	}
	_, ok := s.fail(start, "the string that begins here has no closing quote")
	return "", ok
}

// escape reads an escape sequence, which may be a surrogate pair. It returns
// the sequence's length.
func (s *scanner) escape() (r rune, n int, fault string) {
	if i := s.pos + 1; i < len(s.text) {
		if from := strings.IndexByte(`"\/bfnrt`, s.text[i]); from >= 0 {
			return rune("\"\\/\b\f\n\r\t"[from]), 2, ""
		}
	}
	const length = len(`\u0000`)
	r, ok := s.hex(s.pos)
	if !ok {
		return utf8.RuneError, 1, `this is no escape sequence: JSON has \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits`
	}
	if !utf16.IsSurrogate(r) {
		return r, length, ""
	}
	low, _ := s.hex(s.pos + length)
	if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
		return pair, 2 * length, ""
	}
	return utf8.RuneError, length, "this is one half of a surrogate pair without the other: it stands for no character"
}

// hex reads the \u escape at an offset.
func (s *scanner) hex(offset int) (rune, bool) {
	end := offset + len(`\u0000`)
	if end > len(s.text) || s.text[offset:offset+2] != `\u` {
		return 0, false
	}
	digits := s.text[offset+2 : end]
	if strings.Trim(digits, "0123456789abcdefABCDEF") != "" {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, 16, 16)
	return rune(n), err == nil
}
