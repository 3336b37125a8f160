// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package process looks at processes from outside, as Linux shows them under /proc.
package process

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Memory is what a process has in memory, in bytes.
type Memory struct {
	Resident float64 // now
	Private  float64 // of that, what is not a file's, such as the program's own
	Peak     float64 // the most that was resident so far
}

// CheckLinux returns why there is nothing to see, nil on Linux.
func CheckLinux() error {
	if runtime.GOOS != "linux" {
		return fmt.Errorf("only Linux tells what memory a process has, by /proc")
	}
	return nil
}

// MemoryOf returns the memory of a process that runs.
func MemoryOf(pid int) (Memory, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return Memory{}, err
	}
	return parseStatus(string(status))
}

// parseStatus reads what the kernel writes as "VmRSS:     1234 kB".
func parseStatus(status string) (Memory, error) {
	var m Memory
	for line := range strings.Lines(status) {
		name, value, _ := strings.Cut(line, ":")
		var into *float64
		switch name {
		case "VmRSS":
			into = &m.Resident
		case "RssAnon":
			into = &m.Private
		case "VmHWM":
			into = &m.Peak
		default:
			continue
		}
		kilobytes, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		if err != nil {
			return Memory{}, fmt.Errorf("%s of a process: %w", name, err)
		}
		*into = kilobytes * 1024
	}
	if m.Resident == 0 || m.Peak == 0 {
		return Memory{}, fmt.Errorf("the process has no memory any more")
	}
	return m, nil
}

// childrenOf returns the processes that a process has started and that still run.
func childrenOf(pid int) []int {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // the pattern is well-formed
	var children []int
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		for field := range strings.FieldsSeq(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				children = append(children, child)
			}
		}
	}
	return children
}

// ErrUnseen is why there is no peak of a provider where none was seen.
var ErrUnseen = errors.New("this system does not tell what processes Terraform starts, and their memory")

// PeakOfProvider returns the most memory, in bytes, that a provider which a Terraform has started has had until that has
// ended; 0 where none was seen.
func PeakOfProvider(pid int, ended <-chan struct{}) float64 {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	var most float64
	var providers []int
	for ticks := 0; ; ticks++ {
		if ticks%4 == 0 { // to look for processes takes more than to look at their memory
			providers = providersOf(pid)
		}
		for _, provider := range providers {
			if m, err := MemoryOf(provider); err == nil {
				most = max(most, m.Peak)
			}
		}
		select {
		case <-ended:
			return most
		case <-tick.C:
		}
	}
}

// providersOf returns the providers that a Terraform has started and that still run.
func providersOf(pid int) []int {
	return slices.DeleteFunc(childrenOf(pid), func(child int) bool {
		// A child that does not run its own program yet still shows Terraform's memory.
		program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", child))
		return err != nil || !strings.HasPrefix(filepath.Base(program), "terraform-provider-")
	})
}
