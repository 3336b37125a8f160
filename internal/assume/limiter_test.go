// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestNoMoreCallsRunAtATimeThanAllowed(t *testing.T) {
	for _, test := range []struct{ configured, want int32 }{{0, 10}, {1, 1}, {3, 3}} {
		t.Run(fmt.Sprint(test.configured), func(t *testing.T) {
			var running, most atomic.Int32
			full := make(chan struct{})
			once := sync.OnceFunc(func() { close(full) })
			_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
				n := running.Add(1)
				defer running.Add(-1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				if r.action() == "AssumeRole" {
					if n == test.want {
						once()
					}
					<-full // shows that so many do run at a time
				}
				allWell(w, r)
			})
			s := newSTS(endpoint, func(c *Config) { c.MaxConcurrency = int(test.configured) })
			var wg sync.WaitGroup
			for range 40 {
				wg.Go(func() { succeeds(t, s) })
			}
			wg.Wait()
			if got := most.Load(); got != test.want {
				t.Errorf("%d calls ran at a time, want %d", got, test.want)
			}
		})
	}
}

func TestWhoWaitsForATurnCanBeCancelled(t *testing.T) {
	busy := make(chan struct{})
	reached := sync.OnceFunc(func() { close(busy) })
	_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
		if r.action() == "AssumeRole" {
			reached()
			<-r.gone
			return
		}
		allWell(w, r)
	})
	s := newSTS(endpoint, func(c *Config) { c.MaxConcurrency = 1 })
	first, cancelFirst := context.WithCancel(t.Context())
	defer cancelFirst()
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = s.Verify(first, request()) })
	<-busy
	second, cancelSecond := context.WithCancel(t.Context())
	cancelSecond()
	isCancelled(second, t, s)
	cancelFirst()
	wg.Wait()
}

// at runs a call of the limiter that takes d and is throttled or not.
func at(t *testing.T, l *limiter, d time.Duration, throttled bool) {
	t.Helper()
	start, err := l.acquire(t.Context())
	if err != nil {
		t.Error(err)
		return
	}
	_ = pause(t.Context(), d)
	l.release(start, throttled)
}

func TestWithoutThrottlingNothingIsSlowedDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, start := newLimiter(1), time.Now()
		for range 1000 {
			at(t, l, 0, false)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("1000 calls took %s", took)
		}
	})
}

func TestThrottlingSlowsDownAndSuccessSpeedsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(1)
		for range 20 {
			at(t, l, 0, true)
		}
		if l.interval != longestPause {
			t.Errorf("interval = %s after many throttled calls, want %s", l.interval, longestPause)
		}
		for range 1000 {
			at(t, l, 0, false)
		}
		if l.interval != 0 {
			t.Errorf("interval = %s after many successes, want none", l.interval)
		}
	})
}

// Ten calls that were all on their way when STS began to throttle say it once.
func TestCallsOfTheFormerPaceSlowDownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(10)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() { at(t, l, time.Second, true) })
		}
		wg.Wait()
		if l.interval != firstInterval {
			t.Errorf("interval = %s, want %s", l.interval, firstInterval)
		}
	})
}

func TestItIsHopelessWhenNothingGetsThroughForAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, start := newLimiter(1), time.Now()
		for !l.hopeless() {
			at(t, l, 0, true)
		}
		if took := time.Since(start); took < hopelessWithin || took > hopelessWithin+longestPause {
			t.Errorf("it was hopeless after %s, want %s", took, hopelessWithin)
		}
		begin := time.Now()
		at(t, l, 0, true) // the rest is not held up any more
		if took := time.Since(begin); took != 0 {
			t.Errorf("a call waited for %s though it is hopeless", took)
		}
		at(t, l, 0, false)
		if l.hopeless() {
			t.Error("it is hopeless after a success")
		}
	})
}

func TestAPauseEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		if err := pause(ctx, time.Hour); !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Errorf("pause = %v after %s", err, time.Since(start))
		}
	})
}
