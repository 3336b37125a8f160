// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// backoff paces the tries of a request that waits for a denial to end. What IAM
// has stored reaches STS in seconds, and not everywhere at once.
// Source: IAM User Guide, "Troubleshoot IAM", "Changes that I make are not
// always immediately visible".
type backoff struct {
	first, most time.Duration // the pause after the first denial, and the longest
	settle      time.Duration // the pause between two successes
	inRow       int           // how many successes show that it is settled
}

var defaultBackoff = backoff{first: time.Second, most: 15 * time.Second, settle: time.Second, inRow: 3}

// Progress tells how the waiting for a denial to end goes.
type Progress struct {
	Role          iamarn.Role
	Tries         int
	InRow, Needed int // successes
	Remaining     time.Duration
}

// wait tries until the request succeeds several times in a row, fails for
// another reason than a denial, or its time is up. One that waits for nothing
// is tried once. The error is that of ctx when it was cancelled.
func (b backoff) wait(ctx context.Context, r Request, try func(context.Context) (Result, error)) (Result, error) {
	if r.Wait <= 0 {
		return try(ctx)
	}
	end := time.Now().Add(r.Wait)
	delay, inRow := b.first, 0
	for tries := 1; ; tries++ {
		result, err := try(ctx)
		if err != nil {
			return result, err
		}
		result.Tries = tries
		pauseFor := b.settle
		switch {
		case result.Assumable:
			if inRow++; inRow >= b.inRow {
				return result, nil
			}
		case result.Failure.Kind != AccessDenied:
			return result, nil
		default:
			inRow = 0
			// Full jitter would try too often at first: half of the pause is fixed.
			pauseFor = delay/2 + rand.N(delay/2+1)
			delay = min(delay*2, b.most)
		}
		remaining := time.Until(end)
		if r.Progress != nil {
			r.Progress(ctx, Progress{Role: r.Role, Tries: tries, InRow: inRow, Needed: b.inRow, Remaining: remaining})
		}
		if remaining <= 0 { // the last answer counts
			if result.Failure != nil {
				f := *result.Failure // others may share it
				f.Message = fmt.Sprintf("%s It still did so when wait_timeout, %s, was over.", f.Message, r.Wait)
				result.Failure = &f
			}
			return result, nil
		}
		if err := pause(ctx, min(pauseFor, remaining)); err != nil {
			return resultOf(err)
		}
	}
}
