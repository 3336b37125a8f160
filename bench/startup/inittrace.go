// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package startup

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// initialisation is what it takes to initialise some packages.
type initialisation struct{ milliseconds, bytes float64 }

// trace is what it takes for each package, by its import path.
type trace map[string]initialisation

// traceInitialisation starts a provider that tells.
func traceInitialisation(ctx context.Context, program string) (trace, error) {
	started, err := startProvider(ctx, program, "GODEBUG=inittrace=1")
	if err != nil {
		return nil, err
	}
	return parseTrace(started.log)
}

// parseTrace reads lines such as "init net/http @1.2 ms, 0.039 ms clock, 2224 bytes, 29 allocs", and passes over others.
func parseTrace(log string) (trace, error) {
	t := trace{}
	for line := range strings.Lines(log) {
		if !strings.HasPrefix(line, "init ") {
			continue
		}
		var name string
		var at float64
		var i initialisation
		if _, err := fmt.Sscanf(line, "init %s @%f ms, %f ms clock, %f bytes", &name, &at, &i.milliseconds, &i.bytes); err != nil {
			return nil, fmt.Errorf("the trace of initialisation says %q: %w", line, err)
		}
		t[name] = i
	}
	if len(t) == 0 {
		return nil, errors.New("there is no trace of initialisation")
	}
	return t, nil
}

// sum adds up the packages whose paths begin with a prefix.
func (t trace) sum(prefix string) initialisation {
	var sum initialisation
	for name, i := range t {
		if strings.HasPrefix(name, prefix) {
			sum.milliseconds += i.milliseconds
			sum.bytes += i.bytes
		}
	}
	return sum
}
