// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// The elements of a policy, in the order in which they are written.
// Source: IAM User Guide, "Grammar of the IAM JSON policy language".
var (
	documentElements  = []string{"Version", "Id", "Statement"}
	statementElements = []string{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
	principalKeys     = []string{"AWS", "Service", "Federated", "CanonicalUser"}
)

// Parse reads a policy document: a trust policy, or an identity policy. It
// takes what has IAM's grammar, even where IAM would refuse to store it, which
// is for [Document.Check] to find. The error is of type [Errors] and tells all
// that is wrong.
func Parse(text string) (Document, error) {
	_, d, errs := parse(text)
	if errs != nil {
		return Document{}, errs
	}
	return d, nil
}

// parse returns the document's JSON as well.
func parse(text string) (node, Document, Errors) {
	p := parser{errorList{at: make(path, 0, maxDepth)}}
	root, ok := scanJSON(text, &p.errorList)
	var d Document
	if ok {
		d = p.document(&root)
	}
	return root, d, p.result(text)
}

// parser turns JSON into a document. Its methods return what is right and note
// what is wrong.
type parser struct{ errorList }

func (p *parser) document(n *node) Document {
	var d Document
	if !p.is(n, objectKind) {
		return d
	}
	for i := range n.children {
		m := &n.children[i]
		p.at.enter(m.key)
		switch m.key {
		case "Version":
			d.version = p.oneOf(m, "INVALID_VERSION", "2012-10-17", "2008-10-17")
		case "Id":
			d.id = p.optional(m)
		case "Statement":
			d.statements = p.statements(m)
		default:
			p.unknown(m, "a policy", documentElements)
		}
		p.at.leave()
	}
	if n.member("Statement") == nil {
		p.add("MISSING_STATEMENT", n.offset, "the policy has no Statement: add one, a list of statements")
	}
	return d
}

func (p *parser) statements(n *node) []statement {
	if n.kind != arrayKind {
		if n.kind != objectKind {
			p.mismatch(n, "a list of statements")
			return nil
		}
		p.at.enterElement(0) // as the first of a list
		defer p.at.leave()
		return []statement{p.statement(n)}
	}
	statements := make([]statement, len(n.children))
	for i := range n.children {
		p.at.enterElement(i)
		statements[i] = p.statement(&n.children[i])
		p.at.leave()
	}
	return statements
}

func (p *parser) statement(n *node) statement {
	var s statement
	if !p.is(n, objectKind) {
		return s
	}
	for i := range n.children {
		m := &n.children[i]
		p.at.enter(m.key)
		switch m.key {
		case "Sid":
			s.sid = p.optional(m)
		case "Effect":
			s.effect = effect(p.oneOf(m, "INVALID_EFFECT", string(allow), string(deny)))
		case "Principal":
			s.principal = p.principals(m)
		case "NotPrincipal":
			s.notPrincipal = p.principals(m)
		case "Action":
			s.action = p.strings(m)
		case "NotAction":
			s.notAction = p.strings(m)
		case "Resource":
			s.resource = p.strings(m)
		case "NotResource":
			s.notResource = p.strings(m)
		case "Condition":
			s.conditions = p.conditions(m)
		default:
			p.unknown(m, "a statement", statementElements)
		}
		p.at.leave()
	}
	if n.member("Effect") == nil {
		p.add("MISSING_EFFECT", n.offset, `the statement has no Effect: add "Effect": "Allow" or "Effect": "Deny"`)
	}
	if n.member("Action") == nil && n.member("NotAction") == nil {
		p.add("MISSING_ACTION", n.offset, `the statement has no Action: add one, such as "Action": "sts:AssumeRole"`)
	}
	for _, name := range []string{"Principal", "Action", "Resource"} {
		if other := n.member("Not" + name); other != nil && n.member(name) != nil {
			p.add("UNSUPPORTED_ELEMENT_COMBINATION", other.keyAt, "the statement has both %s and Not%[1]s: keep one, or make two statements", name)
		}
	}
	return s
}

func (p *parser) principals(n *node) *principals {
	if n.kind == stringKind && n.text == "*" {
		return &principals{everyone: true}
	}
	if n.kind != objectKind {
		p.add("INVALID_PRINCIPAL_FORMAT", n.offset, `a principal is an object such as {"AWS": "arn:aws:iam::123456789012:role/NAME"}, or "*"; here is %s`, n.kind)
		return nil
	}
	var who principals
	for i := range n.children {
		m := &n.children[i]
		p.at.enter(m.key)
		switch m.key {
		case "AWS":
			who.aws = p.strings(m)
		case "Service":
			who.service = p.strings(m)
		case "Federated":
			who.federated = p.strings(m)
		case "CanonicalUser":
			who.canonicalUser = p.strings(m)
		default:
			p.unknown(m, "a principal", principalKeys)
		}
		p.at.leave()
	}
	return &who
}

func (p *parser) conditions(n *node) []condition {
	if !p.is(n, objectKind) {
		return nil
	}
	count := 0
	for i := range n.children {
		count += len(n.children[i].children)
	}
	conditions := make([]condition, 0, count)
	for i := range n.children {
		block := &n.children[i]
		p.at.enter(block.key)
		o, ok := parseOperator(block.key)
		if !ok {
			p.unknownOperator(block)
		}
		if p.is(block, objectKind) {
			for j := range block.children {
				m := &block.children[j]
				p.at.enter(m.key)
				conditions = append(conditions, condition{operator: o, key: m.key, values: p.values(m)})
				p.at.leave()
			}
		}
		p.at.leave()
	}
	sortConditions(conditions)
	return conditions
}

func (p *parser) unknownOperator(n *node) {
	if o, ok := parseOperator(strings.TrimSuffix(n.key, "IfExists")); ok && baseOperators[o.base].of == presenceType {
		p.add("NULL_WITH_IF_EXISTS", n.keyAt, `Null tests whether a key is there and takes no IfExists: write "%s"`, o)
		return
	}
	p.add("INVALID_CONDITION_OPERATOR", n.keyAt, "there is no such condition operator%s", operatorMeant(n.key))
}

// operatorNames are the names of all operators with all qualifiers.
var operatorNames = sync.OnceValue(func() vocabulary {
	var names []string
	for base := range baseOperators {
		for _, set := range []setQualifier{noSet, forAllValue, forAnyValue} {
			names = append(names, string(set)+base, string(set)+base+"IfExists")
		}
	}
	return newVocabulary(slices.DeleteFunc(slices.Sorted(slices.Values(names)), func(name string) bool {
		_, ok := parseOperator(name)
		return !ok
	}))
})

// operatorMeant names the operator that a name is nearly the one of, or tells
// where to look.
func operatorMeant(name string) string {
	near := operatorNames().nearest(name)
	switch {
	case len(near) == 0:
		return ": see the IAM User Guide, \"Condition operators\""
	case strings.EqualFold(near[0], name):
		return didYouMean(name, near)
	default:
		return ": write " + strings.Join(near, " or ")
	}
}

// values reads the values of a condition key.
func (p *parser) values(n *node) []string {
	return p.list(n, "value", stringKind, numberKind, booleanKind)
}

// strings reads a string or a list of strings.
func (p *parser) strings(n *node) []string {
	return p.list(n, "string", stringKind)
}

// list reads a value or a list of values, and returns them as a set.
func (p *parser) list(n *node, want string, kinds ...kind) []string {
	if n.kind != arrayKind {
		if !slices.Contains(kinds, n.kind) {
			p.mismatch(n, fmt.Sprintf("a %s, or a list of %[1]ss,", want))
			return nil
		}
		return []string{n.text}
	}
	list := make([]string, len(n.children))
	for i := range n.children {
		if e := &n.children[i]; !slices.Contains(kinds, e.kind) {
			p.at.enterElement(i)
			p.mismatch(e, "a "+want)
			p.at.leave()
		}
		list[i] = n.children[i].text
	}
	return asSet(list)
}

func (p *parser) optional(n *node) *string {
	if !p.is(n, stringKind) {
		return nil
	}
	text := n.text // so that not all of the JSON stays in memory
	return &text
}

func (p *parser) oneOf(n *node, code string, allowed ...string) string {
	if p.is(n, stringKind) && !slices.Contains(allowed, n.text) {
		p.add(code, n.offset, "%s is not allowed here: write %s", quote(n.text), list(quoteAll(allowed), "or"))
	}
	return n.text
}

// is notes an error unless n is of the kind.
func (p *parser) is(n *node, want kind) bool {
	if n.kind != want {
		p.mismatch(n, string(want))
	}
	return n.kind == want
}

func (p *parser) mismatch(n *node, want string) {
	p.add("DATA_TYPE_MISMATCH", n.offset, "here is %s, where %s belongs", n.kind, want)
}

func (p *parser) unknown(n *node, whole string, names []string) {
	code := "INVALID_POLICY_ELEMENT"
	if whole == "a principal" {
		code = "INVALID_PRINCIPAL_KEY"
	}
	p.add(code, n.keyAt, "%s has no such element%s", whole, didYouMean(n.key, names))
}

// didYouMean names those of the names that differ in case only, or else lists
// them.
func didYouMean(name string, names []string) string {
	for _, n := range names {
		if strings.EqualFold(n, name) {
			return fmt.Sprintf(": write %s, upper and lower case as here", n)
		}
	}
	return ": use one of " + strings.Join(names, ", ")
}
