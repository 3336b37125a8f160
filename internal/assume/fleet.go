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
)

// VerifyAll verifies many requests, as [STS.Verify] does each, as many at a
// time as calls may run, over shared connections. A hop that several of them
// begin with is assumed once. The results are in the order of the requests, and
// depend on no other order; what goes wrong with one is its own. The error is
// that of ctx when it was cancelled.
func (s *STS) VerifyAll(ctx context.Context, requests []Request) ([]Result, error) {
	results := make([]Result, len(requests))
	var pending []int
	var sound []Request
	for i, r := range requests {
		if results[i].Failure = r.refused(); results[i].Failure == nil {
			pending, sound = append(pending, i), append(sound, r)
		}
	}
	if len(pending) == 0 {
		return results, ctx.Err()
	}
	v, err := s.verification(ctx, sound...)
	if err != nil {
		common, err := resultOf(err)
		for _, i := range pending {
			results[i] = common
		}
		return results, err
	}

	next := make(chan int)
	var workers sync.WaitGroup
	// More workers than calls are of use only where one waits between its calls.
	atATime := s.limiter.size()
	if slices.ContainsFunc(sound, func(r Request) bool { return r.Wait > 0 }) {
		atATime = len(sound)
	}
	for range min(atATime, len(sound)) {
		workers.Go(func() {
			for i := range next {
				// An error is that of ctx, which is returned below.
				results[i], _ = v.verify(ctx, requests[i])
			}
		})
	}
	for _, i := range pending {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	workers.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return results, nil
}

// Cause is one reason for which roles of a fleet could not be assumed. Message
// and Remedy hold for all of them: what differs is left out.
type Cause struct {
	Kind    Kind
	Side    Side
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
		general := strings.NewReplacer(role.String(), "the role", role.Account().String(), "the role's account").Replace
		c := Cause{f.Kind, f.Side, general(f.Message), general(f.Remedy), []string{role.String()}}
		same := func(other Cause) bool {
			return other.Kind == c.Kind && other.Side == c.Side && other.Message == c.Message && other.Remedy == c.Remedy
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
