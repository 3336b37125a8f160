// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import "slices"

// Rule is what a check looks for. Each finding belongs to one.
type Rule struct {
	Code     string // in capitals; IAM Access Analyzer's where it has one
	Severity Severity
	Evidence Evidence
	Answer   string // of IAM, "" when it is not known; VALUE stands for the value that is refused
	Meaning  string // what is found, a sentence
	Remedy   string // what to do, a sentence
	Source   string // where the rule is from

	// One of these finds it, none when reading the text does.
	document  func(*checker)
	statement func(*checker, *statement)
	condition func(*checker, *statement, *condition)
}

// refusedValue stands for the value that is refused in an answer.
const refusedValue = "VALUE"

// Evidence tells how sure it is that AWS has a rule.
type Evidence string

// The grades of evidence.
const (
	EvidenceReproduced Evidence = "seen on AWS"                     // somebody has shown IAM's answer
	EvidenceDocumented Evidence = "documented by AWS"               // its documentation says so
	EvidencePeers      Evidence = "known from other programs alone" // which stand in for IAM, or check policies
	EvidenceOwn        Evidence = "concluded, not said by AWS"      // it follows from how documents are read and evaluated
)

// Rules returns all rules: what is wrong with the text, what IAM refuses, and
// what is unwise.
func Rules() []Rule { return slices.Clone(rules) }

var rules = slices.Concat(textRules, refusedRules, unwiseRules)

// ruleOf returns the rule with the code. A code without one is a mistake of
// this package, which a test looks for.
func ruleOf(code string) *Rule {
	for i := range rules {
		if rules[i].Code == code {
			return &rules[i]
		}
	}
	return &Rule{Code: code, Severity: SeverityError}
}

// message completes what a finding says by what IAM answers.
func (r *Rule) message(text, answer string) string {
	switch {
	case answer == "":
		return text
	case r.Evidence == EvidencePeers:
		return text + " This is known from other programs alone, not from AWS; they answer: " + answer
	default:
		return text + " IAM answers: " + answer
	}
}
