// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// VerifyAll verifies many requests, as [STS.Verify] does each, as many at a
// time as calls may run, over shared connections. A hop that several of them
// begin with is assumed once. The results are in the order of the requests, and
// depend on no other order; what goes wrong with one is its own. The error is
// that of ctx when it was cancelled.
func (s *STS) VerifyAll(ctx context.Context, requests []Request) ([]Result, error) {
	f := fleet{requests: requests, results: make([]Result, len(requests))}
	for i := range requests {
		f.pending = append(f.pending, i)
	}
	f.refuse(Request.refused)
	common, err := resultOf(s.verifyPending(ctx, &f))
	if err != nil {
		return nil, err
	}
	f.refuse(func(Request) *Failure { return common.Failure })
	return f.results, nil
}

// fleet is what is to be verified, and what is known of it.
type fleet struct {
	requests []Request
	results  []Result
	pending  []int // the requests that have no result yet
}

// refuse ends the requests for which a failure is known without a call.
func (f *fleet) refuse(known func(Request) *Failure) {
	f.pending = slices.DeleteFunc(f.pending, func(i int) bool {
		f.results[i].Failure = known(f.requests[i])
		return f.results[i].Failure != nil
	})
}

// verifyPending verifies what no result is known of. The error is a [*Failure]
// that all of that has in common, or that of ctx.
func (s *STS) verifyPending(ctx context.Context, f *fleet) error {
	if len(f.pending) == 0 {
		return nil
	}
	c, err := s.client.get(ctx, s.load)
	if err != nil {
		return err
	}
	f.refuse(func(r Request) *Failure { return c.refused(r.Role) })
	if len(f.pending) == 0 {
		return nil
	}
	if len(f.requests) > 1 {
		c = c.patiently()
	}
	requests := make([]Request, len(f.pending))
	for i, at := range f.pending {
		requests[i] = f.requests[at]
	}
	v, err := s.verification(ctx, c, requests...)
	if err != nil {
		return err
	}
	atATime := s.limiter.size()
	if slices.ContainsFunc(requests, func(r Request) bool { return r.Wait > 0 }) {
		atATime = len(requests) // who waits makes no calls
	}
	return f.verify(ctx, v, atATime)
}

// verify verifies what is pending, some at a time. The error is that of ctx.
func (f *fleet) verify(ctx context.Context, v *verification, atATime int) error {
	queue := make(chan int, len(f.pending))
	for _, i := range f.pending {
		queue <- i
	}
	close(queue)
	f.pending = nil
	errs := make([]error, len(f.requests))
	var workers sync.WaitGroup
	for range min(atATime, len(queue)) {
		workers.Go(func() {
			for i := range queue {
				f.results[i], errs[i] = v.verify(ctx, f.requests[i])
			}
		})
	}
	workers.Wait()
	return cmp.Or(errs...)
}

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
