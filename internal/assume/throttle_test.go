// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// bucket lets as many calls through a second as it is told to, and some at once.
type bucket struct {
	perSecond, atOnce float64

	mu     sync.Mutex
	tokens float64
	filled time.Time
	let    float64 // how many calls got through
}

func (b *bucket) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if b.filled.IsZero() {
		b.tokens = b.atOnce
	} else {
		b.tokens = min(b.atOnce, b.tokens+now.Sub(b.filled).Seconds()*b.perSecond)
	}
	b.filled = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	b.let++
	return true
}

// own is the time that the calls which got through take at least.
func (b *bucket) own() time.Duration {
	return time.Duration((b.let - b.atOnce) / b.perSecond * float64(time.Second))
}

func throttle(w http.ResponseWriter) {
	w.WriteHeader(http.StatusBadRequest)
	fmt.Fprint(w, errorBody("Throttling", "Rate exceeded"))
}

func TestAThrottledServiceIsUsedUpAndNoCheckFails(t *testing.T) {
	for _, atOnce := range []float64{1, 20, 100} {
		for _, latency := range []time.Duration{0, 5 * time.Millisecond, 100 * time.Millisecond} {
			for _, most := range []int{10, 50} {
				t.Run(fmt.Sprint(atOnce, latency, most), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						c, b := new(cloud), &bucket{perSecond: 20, atOnce: atOnce}
						s := newSTS("http://sts.example", tryOnce, func(c *Config) { c.MaxConcurrency = most })
						inMemory(t, s, &service{answer: func(w http.ResponseWriter, r sent) {
							_ = pause(t.Context(), latency)
							if !b.take() {
								throttle(w)
								return
							}
							c.answer(w, r)
						}})
						start := time.Now()
						results, err := s.VerifyAll(t.Context(), fleetOf(150))
						if err != nil {
							t.Fatal(err)
						}
						for i, r := range results {
							if !r.Assumable {
								t.Errorf("result %d = %+v", i, r)
							}
						}
						if took, most := time.Since(start), b.own()*13/10; took > most {
							t.Errorf("it took %s, want at most %s", took, most)
						}
					})
				})
			}
		}
	}
}

// It does not go on for ever, nor from one role to the next.
func TestAServiceThatIsThrottledForGoodIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := new(cloud)
		s := newSTS("http://sts.example")
		inMemory(t, s, &service{answer: func(w http.ResponseWriter, r sent) {
			if r.action() == "AssumeRole" {
				throttle(w)
				return
			}
			c.answer(w, r)
		}})
		start := time.Now()
		requests := fleetOf(1000)
		results, err := s.VerifyAll(t.Context(), requests)
		if err != nil {
			t.Fatal(err)
		}
		if causes := Causes(requests, results); len(causes) != 1 || causes[0].Kind != Throttled || len(causes[0].Roles) != 1000 {
			t.Errorf("causes = %+v, want that all are throttled", causes)
		}
		if took := time.Since(start); took < time.Minute || took > 2*time.Minute {
			t.Errorf("it took %s, want little more than a minute", took)
		}
	})
}
