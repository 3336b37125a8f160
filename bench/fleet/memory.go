// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// How often is looked: for new processes, which takes some work, and at the memory of those that are known.
const (
	lookForProcesses = 100 * time.Millisecond
	lookAtMemory     = 5 * time.Millisecond
)

// peakMemory returns a function that tells, in MB, the highest resident memory of the children of a process that run a
// program: of the one that needed most. It looks until that function is called, which is to be when all have ended. It
// needs /proc, as Linux has it.
func peakMemory(parent int, program string) func() (float64, error) {
	done, result := make(chan struct{}), make(chan float64)
	go func() {
		peaks := map[int]float64{}
		processes, memory := time.NewTicker(lookForProcesses), time.NewTicker(lookAtMemory)
		defer processes.Stop()
		defer memory.Stop()
		for {
			select {
			case <-processes.C:
				for _, pid := range childrenOf(parent, program) {
					peaks[pid] = max(peaks[pid], 0)
				}
			case <-memory.C:
				for pid := range peaks {
					if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)); err == nil {
						peaks[pid] = max(peaks[pid], highWaterMark(string(status)))
					}
				}
			case <-done:
				most := 0.0
				for _, peak := range peaks {
					most = max(most, peak)
				}
				result <- most
				return
			}
		}
	}()
	return func() (float64, error) {
		close(done)
		if most := <-result; most > 0 {
			return most, nil
		}
		return 0, errors.New("there is no /proc that tells the memory of processes, which Linux has")
	}
}

// childrenOf returns the process IDs of the children of a process that run a program.
func childrenOf(parent int, program string) []int {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil
	}
	var children []int
	for _, file := range stats {
		stat, err := os.ReadFile(file)
		if err != nil || parentOf(string(stat)) != parent {
			continue
		}
		folder := filepath.Dir(file)
		if exe, err := os.Readlink(filepath.Join(folder, "exe")); err != nil || exe != program {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(folder)); err == nil {
			children = append(children, pid)
		}
	}
	return children
}

// parentOf reads the parent's process ID from /proc/PID/stat, where it follows the name, in brackets, and the state.
// The name may hold brackets and spaces itself. Source: proc_pid_stat(5).
func parentOf(stat string) int {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) < 2 {
		return 0
	}
	parent, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0
	}
	return parent
}

// highWaterMark reads the highest resident memory so far, in MB, from /proc/PID/status; 0 if it is not there, as of a
// process that has ended. Source: proc_pid_status(5).
func highWaterMark(status string) float64 {
	for line := range strings.Lines(status) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kB, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 64)
			if err == nil {
				return kB * 1024 / 1e6
			}
		}
	}
	return 0
}
