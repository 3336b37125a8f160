// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

// Finding is what is wrong, or unwise, about a trust policy.
type Finding struct {
	Code      string // of a [Rule], such as MISSING_PRINCIPAL
	Severity  Severity
	Statement int    // 0-based; -1 when it concerns the document
	Path      string // of the element, such as Statement[0].Principal.AWS, "" for the document
	Message   string // what is wrong, why it matters and what to do, as sentences
}

// String returns the message with the path in front of it.
func (f Finding) String() string {
	if f.Path == "" {
		return f.Message
	}
	return f.Path + ": " + f.Message
}

// Severity tells how much a finding matters.
type Severity string

// The severities: IAM refuses to store a document with an error; one with a
// warning is stored, but does something else than it seems to, or lets in
// more than it should.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Report is all that is known of the text of a trust policy.
type Report struct {
	Document   Document  // zero when the text is none
	Findings   []Finding // in the order of the document
	Characters int       // of the role's quota, as the text is written; 0 when it is no document
}

// Valid reports whether IAM would store the text, as far as can be told
// without AWS: a principal that does not exist is refused, too.
func (r Report) Valid() bool {
	for _, f := range r.Findings {
		if f.Severity == SeverityError {
			return false
		}
	}
	return true
}
