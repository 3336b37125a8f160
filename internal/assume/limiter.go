// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"sync"
	"time"
)

// The pace of calls after STS has throttled one. It slows down at once and
// speeds up slowly, so that most calls get through.
const (
	firstInterval  = 10 * time.Millisecond // 100 calls a second
	longestPause   = 5 * time.Second
	leastInterval  = time.Millisecond // below that, calls are not spaced
	hopelessWithin = time.Minute      // nothing gets through any more
)

// limiter lets some calls run at a time, and spaces them when STS throttles.
type limiter struct {
	slots chan struct{}

	mu       sync.Mutex
	interval time.Duration // between the starts of two calls, 0 for none
	next     time.Time     // when the next call may start
	slowed   time.Time     // when interval was last made longer
	through  bool          // whether a call got through since then
	stuck    time.Time     // since when none has, zero if the last one did
}

func newLimiter(most int) *limiter { return &limiter{slots: make(chan struct{}, most)} }

// size is how many calls run at a time.
func (l *limiter) size() int { return cap(l.slots) }

// acquire waits for the turn of a call and returns when it starts, to be given
// to release. The error is that of ctx.
func (l *limiter) acquire(ctx context.Context) (time.Time, error) {
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
	for {
		now := time.Now()
		wait := l.turn(now)
		if err := pause(ctx, wait); err != nil {
			<-l.slots
			return time.Time{}, err
		}
		if wait <= 0 {
			return now, nil
		}
	}
}

// turn returns how long a call has to wait, 0 when it may start now. The turn
// is not given before: the pace may have changed by then.
func (l *limiter) turn(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if wait := l.next.Sub(now); wait > 0 && !l.hopelessAt(now) {
		return wait
	}
	l.next = now.Add(l.interval)
	return 0
}

// release ends the call that began at start, and learns from its outcome.
func (l *limiter) release(start time.Time, throttled bool) {
	<-l.slots
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !throttled {
		l.through, l.stuck = true, time.Time{}
		if l.interval -= l.interval / 100; l.interval < leastInterval {
			l.interval = 0
		}
		return
	}
	if l.stuck.IsZero() {
		l.stuck = now
	}
	if !start.After(l.slowed) {
		return // it began at the former pace
	}
	if l.through {
		l.interval += l.interval / 4
	} else {
		l.interval *= 2
	}
	l.interval = min(max(l.interval, firstInterval), longestPause)
	l.slowed, l.through, l.next = now, false, now.Add(l.interval)
}

// hopeless reports whether STS has throttled every call for long.
func (l *limiter) hopeless() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.hopelessAt(time.Now())
}

func (l *limiter) hopelessAt(now time.Time) bool {
	return !l.stuck.IsZero() && now.Sub(l.stuck) >= hopelessWithin
}

// pause waits for d. The error is that of ctx.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
