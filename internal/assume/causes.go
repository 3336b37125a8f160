// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Cause is one reason for which roles of a fleet could not be assumed. Message
// and Remedy hold for all of them: what differs is left out.
type Cause struct {
	Kind    Kind
	Side    Side
	Hop     int // the hop of the chain that failed, from 1; 0 is the roles themselves
	Message string
	Remedy  string
	Roles   []string // their ARNs, in the order of the requests
}

// Causes groups the failures of a fleet by what went wrong and what to do, the
// shortest remedy first.
func Causes(requests []Request, results []Result) []Cause {
	var causes []Cause
	for i, result := range results {
		f := result.Failure
		if f == nil {
			continue
		}
		role := requests[i].Role
		c := Cause{f.Kind, f.Side, f.Hop, f.Message, f.Remedy, []string{role.String()}}
		if f.Hop == 0 { // else it is about the hop's role, whatever comes behind
			c.Message, c.Remedy = withoutRole(f.Message, role), withoutRole(f.Remedy, role)
		}
		same := func(other Cause) bool {
			return other.Kind == c.Kind && other.Side == c.Side && other.Hop == c.Hop && other.Message == c.Message && other.Remedy == c.Remedy
		}
		if at := slices.IndexFunc(causes, same); at >= 0 {
			causes[at].Roles = append(causes[at].Roles, role.String())
		} else {
			causes = append(causes, c)
		}
	}
	slices.SortStableFunc(causes, func(a, b Cause) int { return cmp.Compare(len(a.Remedy), len(b.Remedy)) })
	return causes
}

// withoutRole takes out of a text which role it is about.
func withoutRole(text string, role iamarn.Role) string {
	account := role.Account().String()
	text = replaceName(text, role.String(), "the role")
	text = replaceName(text, "account "+account, "the role's account")
	return replaceName(text, account, "the role's account")
}

// replaceName replaces a name where it is not part of a longer one. At the
// beginning of a sentence, what stands instead begins with a capital letter.
func replaceName(text, name, instead string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, name)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		last, _ := utf8.DecodeLastRuneInString(before)
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, ".,:")) // which can end a sentence, or be part of a name
		switch {
		case isNamePart(last), isNamePart(next):
			b.WriteString(name)
		case b.Len() == 0, strings.HasSuffix(before, ". "), strings.HasSuffix(before, "\n"):
			b.WriteString(strings.ToUpper(instead[:1]) + instead[1:])
		default:
			b.WriteString(instead)
		}
		text = after
	}
}

// isNamePart reports whether r, next to a name, makes it part of a longer one.
func isNamePart(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_+=@-/:", r)
}

// Summary writes the results as a table, a line for each role.
func Summary(requests []Request, results []Result) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "ROLE\tASSUMABLE\tFAILURE") // to memory, which does not fail
	for i, r := range requests {
		answer, failure := "yes", "-"
		if f := results[i].Failure; f != nil {
			answer, failure = "no", string(f.Kind)
			if f.Hop > 0 {
				failure += fmt.Sprintf(" (hop %d)", f.Hop)
			}
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", r.Role, answer, failure)
	}
	_ = w.Flush()
	return b.String()
}
