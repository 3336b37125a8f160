// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"testing"
	"time"
)

func TestTheTailIsAsDocumented(t *testing.T) {
	times := map[time.Duration]int{}
	for i := range 100 {
		times[latencies["tail"].of(100+i)]++
	}
	if len(times) != 3 || times[200*time.Millisecond] != 94 || times[400*time.Millisecond] != 5 || times[1500*time.Millisecond] != 1 {
		t.Errorf("the tail is %v", times)
	}
	if got := latencies["tail"].mean(); got != 223*time.Millisecond {
		t.Errorf("its mean is %s", got)
	}
}

func TestTheLimitIsThatOfTheLastOfTheWaves(t *testing.T) {
	for _, test := range []struct {
		roles, concurrency int
		want               float64
	}{{1, 10, 0.1}, {10, 10, 0.1}, {11, 10, 0.2}, {1000, 10, 10}} {
		if got := latencies["fixed"].limit(test.roles, test.concurrency, 2); got != test.want {
			t.Errorf("the limit of %d roles, %d at a time, is %v s, want %v", test.roles, test.concurrency, got, test.want)
		}
	}
}

func TestTheLatenciesAtBestAreThoseOfTheWorkerThatEndsLast(t *testing.T) {
	const s = time.Second
	for _, test := range []struct {
		name               string
		latency            latency
		roles, concurrency int
		want               float64
	}{
		{"none", latency{s}, 0, 2, 1},
		{"one after the other", latency{s}, 3, 1, 7},
		{"two at a time, the last alone", latency{s}, 3, 2, 5},
		{"more workers than roles", latency{s}, 3, 10, 3},
		// After 1 s, the first worker's role takes 5 and 1 s, until 7; the second's takes 1 and 1 s, until 3, and its next 5 and 1 s.
		{"not all alike", latency{s, 5 * s, s}, 3, 2, 9},
	} {
		if got := test.latency.atBest(test.roles, test.concurrency, 2); got != test.want {
			t.Errorf("%s: %v s, want %v", test.name, got, test.want)
		}
	}
}
