// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"cmp"
	"context"
	"slices"
	"sync"
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
