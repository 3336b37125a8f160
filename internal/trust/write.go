// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// String returns the document as JSON, as short as it can be: without white
// space, a list of one as the value by itself, numbers and booleans as
// strings. Documents that differ in nothing that IAM sees give the same bytes;
// statements keep their order. The zero Document gives "".
func (d Document) String() string {
	if d.IsZero() {
		return ""
	}
	w := writer{make([]byte, 0, 512)}
	w.open()
	if d.version != "" {
		w.member("Version", d.version)
	}
	if d.id != nil {
		w.member("Id", *d.id)
	}
	w.name("Statement")
	w.b = append(w.b, '[')
	for i := range d.statements {
		w.separate()
		w.statement(&d.statements[i])
	}
	w.b = append(w.b, ']', '}')
	return string(w.b)
}

// IsZero reports whether d is the zero Document, which is none.
func (d Document) IsZero() bool {
	return d.version == "" && d.id == nil && d.statements == nil
}

// Equal reports whether IAM sees no difference between the documents, other
// than the order of statements, which has no meaning but is compared.
func (d Document) Equal(other Document) bool {
	return d.String() == other.String()
}

// Characters returns how many characters of the role's quota the document
// takes up, 2,048 unless AWS has raised it. White space outside strings would
// not count, and String writes none.
// Source: IAM User Guide, "IAM and AWS STS quotas".
func (d Document) Characters() int {
	return utf8.RuneCountInString(d.String())
}

// Statements returns each statement as JSON, as it stands in [Document.String].
func (d Document) Statements() []string {
	list := make([]string, len(d.statements))
	for i := range d.statements {
		list[i] = d.statements[i].String()
	}
	return list
}

// String returns the statement as JSON.
func (s *statement) String() string {
	w := writer{make([]byte, 0, 256)}
	w.statement(s)
	return string(w.b)
}

// writer writes JSON. Its members separate themselves by commas.
type writer struct{ b []byte }

// separate writes a comma unless the list or object begins here.
func (w *writer) separate() {
	if last := w.b[len(w.b)-1]; last != '[' && last != '{' {
		w.b = append(w.b, ',')
	}
}

func (w *writer) open() { w.b = append(w.b, '{') }

func (w *writer) end() { w.b = append(w.b, '}') }

func (w *writer) name(name string) {
	w.separate()
	w.string(name)
	w.b = append(w.b, ':')
}

func (w *writer) member(name, value string) {
	w.name(name)
	w.string(value)
}

// list writes a member with a list, unless the list is nil.
func (w *writer) list(name string, values []string) {
	if values == nil {
		return
	}
	w.name(name)
	if len(values) == 1 {
		w.string(values[0])
		return
	}
	w.b = append(w.b, '[')
	for i, v := range values {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.string(v)
	}
	w.b = append(w.b, ']')
}

func (w *writer) statement(s *statement) {
	w.open()
	if s.sid != nil {
		w.member("Sid", *s.sid)
	}
	w.member("Effect", string(s.effect))
	w.principals("Principal", s.principal)
	w.principals("NotPrincipal", s.notPrincipal)
	w.list("Action", s.action)
	w.list("NotAction", s.notAction)
	w.list("Resource", s.resource)
	w.list("NotResource", s.notResource)
	w.conditions(s.conditions)
	w.end()
}

func (w *writer) principals(name string, p *principals) {
	if p == nil {
		return
	}
	if p.everyone {
		w.member(name, "*")
		return
	}
	w.name(name)
	w.open()
	w.list("AWS", p.aws)
	w.list("Service", p.service)
	w.list("Federated", p.federated)
	w.list("CanonicalUser", p.canonicalUser)
	w.end()
}

// conditions writes a Condition element, which has conditions of the same
// operator side by side.
func (w *writer) conditions(conditions []condition) {
	if len(conditions) == 0 {
		return
	}
	w.name("Condition")
	w.open()
	for i, c := range conditions {
		if i == 0 || c.operator != conditions[i-1].operator {
			if i > 0 {
				w.end()
			}
			w.name(c.operator.String())
			w.open()
		}
		w.list(c.key, c.values)
	}
	w.end()
	w.end()
}

// string writes a string. It escapes what JSON needs escaped, and what IAM
// takes in no other way: a document has no characters beyond U+00FF.
// Source: IAM API Reference, CreateRole, AssumeRolePolicyDocument.
func (w *writer) string(s string) {
	w.b = append(w.b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			w.b = append(w.b, '\\', byte(r))
		case r == '\n':
			w.b = append(w.b, '\\', 'n')
		case r == '\r':
			w.b = append(w.b, '\\', 'r')
		case r == '\t':
			w.b = append(w.b, '\\', 't')
		case r < ' ':
			w.b = fmt.Appendf(w.b, `\u%04x`, r)
		case r < utf8.RuneSelf:
			w.b = append(w.b, byte(r))
		case r <= '\u00ff':
			w.b = utf8.AppendRune(w.b, r)
		case r > '\uffff':
			high, low := utf16.EncodeRune(r)
			w.b = fmt.Appendf(w.b, `\u%04x\u%04x`, high, low)
		default:
			w.b = fmt.Appendf(w.b, `\u%04x`, r)
		}
	}
	w.b = append(w.b, '"')
}
