// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Check reads the text of a trust policy and returns all that is known of it.
// A text that is no policy document is a report with errors, too.
func Check(text string) Report {
	_, d, errs := parse(text)
	var findings []Finding
	for _, e := range errs {
		r := ruleOf(e.code)
		message := fmt.Sprintf("%s (line %d, column %d).", upperFirst(e.Reason), e.Line, e.Column)
		answer := r.Answer
		if strings.Contains(answer, refusedValue) {
			answer = "" // there is no value that it could name
		}
		findings = append(findings, Finding{r.Code, r.Severity, e.statement, e.Path, r.message(message, answer)})
	}
	if f, ok := checkCharacters(text); ok {
		findings = append([]Finding{f}, findings...)
	}
	if errs != nil {
		return Report{Findings: findings}
	}
	n := quotaCharacters(text)
	return Report{Document: d, Findings: append(findings, d.check(n)...), Characters: n}
}

// upperFirst returns a reason as the beginning of a sentence.
func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// checkCharacters looks for characters that IAM takes in no document. In the
// document that was read from the text they are no longer told from escapes.
func checkCharacters(text string) (Finding, bool) {
	if !utf8.ValidString(text) {
		return Finding{}, false // which is an error of the syntax
	}
	first, count := -1, 0
	for i, r := range text {
		if r > '\u00ff' {
			if count++; first < 0 {
				first = i
			}
		}
	}
	if count == 0 || first == 0 {
		return Finding{}, false // a first character of that kind is no JSON
	}
	line, column := newPositions(text).at(first)
	r, _ := utf8.DecodeRuneInString(text[first:])
	rule := ruleOf("INVALID_CHARACTER")
	message := fmt.Sprintf("The character %q (U+%04[1]X) stands at line %d, column %d, and IAM takes none beyond U+00FF. ", r, line, column)
	if count > 1 {
		message += fmt.Sprintf("There are %d of that kind. ", count)
	}
	message += "Curly quotes and dashes often come from a word processor: replace them, or write the character as an escape, as normalized JSON has it."
	return Finding{rule.Code, rule.Severity, -1, "", rule.message(message, rule.Answer)}, true
}

// Check returns what IAM would refuse about the document as the trust policy
// of a role, and what is unwise about it. Findings on the document come first,
// those on statements follow in their order. Paths end at a list, whose
// values are sorted in a Document; the message names the value.
func (d Document) Check() []Finding {
	if d.IsZero() {
		return nil
	}
	return d.check(d.Characters())
}

// check looks at a document that takes up a number of characters as it is
// written.
func (d Document) check(characters int) []Finding {
	c := newChecker(&d)
	c.characters = characters
	for i := range rules {
		if c.rule = &rules[i]; c.rule.document != nil {
			c.rule.document(&c)
		}
	}
	for i := range d.statements {
		s := &d.statements[i]
		c.index = i
		begin := len(c.findings)
		for j := range rules {
			c.rule = &rules[j]
			if c.rule.statement != nil {
				c.rule.statement(&c, s)
			}
			for k := range s.conditions {
				if c.rule.condition != nil {
					c.rule.condition(&c, s, &s.conditions[k])
				}
			}
		}
		// The rules ran one after the other: bring their findings into the order of the document.
		slices.SortStableFunc(c.findings[begin:], func(a, b ranked) int { return a.rank.compare(b.rank) })
	}
	findings := make([]Finding, len(c.findings))
	for i, f := range c.findings {
		findings[i] = f.Finding
	}
	return findings
}

// checker collects the findings on a document.
type checker struct {
	document   *Document
	characters int // of the role's quota
	index      int // of the statement, -1 for the document
	rule       *Rule
	findings   []ranked

	// What a rule on one statement has to know of the others.
	allowed       map[string]bool // actions that some statement allows
	rolesAnywhere map[string]bool // actions that some statement allows IAM Roles Anywhere
	guarded       bool            // a statement denies whoever is not among those it names
	idDemanded    bool            // a statement denies whoever gives no external ID
	sids          map[string]int  // the first statement that has the Sid
}

func newChecker(d *Document) checker {
	c := checker{document: d, index: -1, allowed: map[string]bool{}, rolesAnywhere: map[string]bool{}, sids: map[string]int{}}
	for i := range d.statements {
		s := &d.statements[i]
		if s.effect == deny {
			c.guarded = c.guarded || s.isGuard()
			c.idDemanded = c.idDemanded || s.demandsExternalID()
			continue
		}
		for _, action := range []string{AssumeRole, tagSession, setSourceIdentity} {
			covered := s.covers(action)
			c.allowed[action] = c.allowed[action] || covered
			c.rolesAnywhere[action] = c.rolesAnywhere[action] || covered && s.lets(rolesAnywhere)
		}
	}
	return c
}

// ranked is a finding and where it belongs among those of its statement.
type ranked struct {
	Finding
	rank rank
}

// rank is a place in a statement: its element, operator and key.
type rank struct {
	element int
	rest    []string
}

func (r rank) compare(other rank) int {
	if r.element != other.element {
		return r.element - other.element
	}
	return slices.Compare(r.rest, other.rest)
}

// add notes a finding on the element that the names lead to, from the
// statement or, for a finding on the document, from there.
func (c *checker) add(names []string, format string, args ...any) {
	c.addValue("", names, format, args...)
}

// addValue notes a finding on a value, which IAM names in its answer.
func (c *checker) addValue(value string, names []string, format string, args ...any) {
	var at path
	r := rank{element: -1}
	if c.index >= 0 {
		at.enter("Statement")
		at.enterElement(c.index)
	}
	for _, name := range names {
		at.enter(name)
	}
	if len(names) > 0 {
		r = rank{slices.Index(statementElements, names[0]), names[1:]}
	}
	message := c.rule.message(fmt.Sprintf(format, args...), strings.ReplaceAll(c.rule.Answer, refusedValue, quote(value)))
	c.findings = append(c.findings, ranked{Finding{c.rule.Code, c.rule.Severity, c.index, at.String(), message}, r})
}
