// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"runtime"
	"testing"
	"time"
)

// timely runs f, which hostile input must not hold up for a second, nor have
// use much memory. On a busy machine a run can take long for another reason,
// so the best of several counts; the race detector slows all of them down.
func timely(t *testing.T, f func()) {
	t.Helper()
	const (
		limit  = time.Second * slowdown
		memory = 128 << 20 // bytes, all that is allocated on the way
	)
	best := time.Duration(1<<63 - 1)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		f()
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > memory {
			t.Errorf("it used %d MiB of memory", used>>20)
		}
		if best = min(best, took); best <= limit {
			return
		}
	}
	t.Errorf("it took %s at best", best)
}
