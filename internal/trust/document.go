// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package trust reads, writes, checks and evaluates the trust policies of
// IAM roles, offline.
package trust

import (
	"cmp"
	"slices"
	"strings"
)

// Document is a policy document: the trust policy of a role, or an identity
// policy of somebody who assumes it. Documents come from [Parse] and from
// [Build] and have IAM's grammar; whether IAM would store one is another
// question, which [Document.Check] answers. The zero Document is none.
//
// A Document is in canonical form: its lists are sets, sorted by their text,
// and its conditions are sorted by operator and key. Its statements are in the
// order of their author.
type Document struct {
	version    string // "2012-10-17", "2008-10-17", or "" when absent, which IAM takes as 2008-10-17
	id         *string
	statements []statement
}

// statement is one element of Statement.
type statement struct {
	sid    *string
	effect effect

	// Exactly one of each pair is set in a trust policy. An identity policy
	// has no principal; a trust policy has no resource.
	principal, notPrincipal *principals
	action, notAction       []string
	resource, notResource   []string

	conditions []condition
}

// effect is what a statement does to a request that it matches.
type effect string

const (
	allow effect = "Allow"
	deny  effect = "Deny"
)

// principals is a Principal or NotPrincipal element.
type principals struct {
	everyone bool // "Principal": "*", which is no map; {"AWS": "*"} is in aws

	aws, service, federated, canonicalUser []string
}

// condition is one key of one operator of a Condition element.
type condition struct {
	operator operator
	key      string   // as written; keys are compared ignoring case
	values   []string // numbers and booleans by the text that the author gave
}

// asSet sorts a list and leaves each element once, in place.
func asSet(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// sortConditions puts conditions into canonical order.
func sortConditions(conditions []condition) {
	slices.SortFunc(conditions, func(a, b condition) int {
		return cmp.Or(strings.Compare(a.operator.String(), b.operator.String()), strings.Compare(a.key, b.key))
	})
}
