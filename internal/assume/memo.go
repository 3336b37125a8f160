// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"sync"
)

// memo remembers the first success of a function. Those who ask while it runs
// share its outcome, so that a dead endpoint is waited for once, not in turn.
type memo[T any] struct {
	mu  sync.Mutex
	run *run[T] // the one under way or the one that succeeded, nil for none
}

// run is one call of the function; the rest is set when done is closed.
type run[T any] struct {
	done     chan struct{}
	value    T
	err      error
	outdated bool // it failed because its own context had ended
}

func (m *memo[T]) get(ctx context.Context, f func(context.Context) (T, error)) (T, error) {
	for {
		r, mine := m.join()
		if mine {
			r.value, r.err = f(ctx)
			if r.err != nil {
				r.outdated = ctx.Err() != nil
				m.mu.Lock()
				m.run = nil
				m.mu.Unlock()
			}
			close(r.done)
			return r.value, r.err
		}
		select {
		case <-r.done:
			if !r.outdated {
				return r.value, r.err
			}
		case <-ctx.Done():
			var none T
			return none, ctx.Err()
		}
	}
}

// join returns the run to wait for, or a new one that the caller must do.
func (m *memo[T]) join() (r *run[T], mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.run == nil {
		m.run = &run[T]{done: make(chan struct{})}
		mine = true
	}
	return m.run, mine
}

// memos are memos by key.
type memos[T any] struct {
	mu sync.Mutex
	by map[string]*memo[T]
}

// of returns the memo with the key.
func (m *memos[T]) of(key string) *memo[T] { return m.after(key, nil) }

// after returns the memo with the key, a new one in place of old.
func (m *memos[T]) after(key string, old *memo[T]) *memo[T] {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.by == nil {
		m.by = make(map[string]*memo[T])
	}
	if m.by[key] == old {
		m.by[key] = new(memo[T])
	}
	return m.by[key]
}
