// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"math"
	"slices"
	"time"
)

// latency is how long STS takes for one call after the other, over and over: each side meets the same.
type latency []time.Duration

// latencies are those that the fake STS has, by name.
var latencies = map[string]latency{
	"fixed": {50 * time.Millisecond},
	"tail":  tail(),
}

// tail has 94 of 100 calls take 200 ms, 5 of them 400 ms and one 1.5 s, which is 223 ms in the mean.
func tail() latency {
	l := latency(slices.Repeat([]time.Duration{200 * time.Millisecond}, 100))
	for i := 10; i < len(l); i += 20 {
		l[i] = 400 * time.Millisecond
	}
	l[len(l)/2-1] = 1500 * time.Millisecond
	return l
}

// of returns the latency of a call by its number, from 0 on.
func (l latency) of(call int) time.Duration { return l[call%len(l)] }

// mean returns the mean latency.
func (l latency) mean() time.Duration {
	var sum time.Duration
	for _, d := range l {
		sum += d
	}
	return sum / time.Duration(len(l))
}

// limit returns how long a fleet takes at least, in seconds, where each role takes some calls one after the other.
// Where latencies differ it is that of the mean one: what is slow at the end of a run is not in it.
func (l latency) limit(roles, concurrency, callsPerRole int) float64 {
	waves := (roles + concurrency - 1) / concurrency
	return float64(waves*callsPerRole) * l.mean().Seconds()
}

// atBest returns how long a fleet takes where nothing but these very latencies takes time, in seconds: a call tells who
// calls, and then each role takes some calls one after the other, as many roles at a time as calls may run.
func (l latency) atBest(roles, concurrency, callsPerRole int) float64 {
	const never = math.MaxInt64
	free := slices.Repeat([]time.Duration{l.of(0)}, concurrency) // when each worker has its answer
	left := make([]int, concurrency)                             // calls that its role still takes
	end := free[0]
	for call := 1; ; {
		first := slices.Min(free)
		if first == never {
			return end.Seconds()
		}
		worker := slices.Index(free, first)
		if left[worker] == 0 {
			if roles == 0 {
				free[worker] = never
				continue
			}
			roles--
			left[worker] = callsPerRole
		}
		left[worker]--
		free[worker] += l.of(call)
		end = max(end, free[worker])
		call++
	}
}
