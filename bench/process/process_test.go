// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package process

import "testing"

func TestTheMemoryOfAProcessIsWhatTheKernelSays(t *testing.T) {
	got, err := parseStatus("Name:\tx\nVmPeak:\t  99 kB\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nRssAnon:\t     256 kB\nRssFile:\t     768 kB\nThreads:\t3\n")
	if want := (Memory{Resident: 1 << 20, Private: 1 << 18, Peak: 2 << 20}); err != nil || got != want {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestAProcessThatHasEndedHasNoMemory(t *testing.T) {
	if got, err := parseStatus("Name:\tx\nState:\tZ (zombie)\n"); err == nil {
		t.Errorf("got %v", got)
	}
}

func TestMemoryThatIsNoNumberIsAnError(t *testing.T) {
	if got, err := parseStatus("VmHWM:\tmany kB\n"); err == nil {
		t.Errorf("got %v", got)
	}
}
