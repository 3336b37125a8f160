// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package measure runs what is compared in turn, and keeps what came out: lines of a table with goals, and curves of plots.
package measure

import (
	"context"
	"fmt"
	"slices"
)

// LeastRounds is how often each side is measured at least: a spread of fewer says little.
const LeastRounds = 5

// Side is one of those that do the same work. It returns what is measured, such as seconds.
type Side func(ctx context.Context) (float64, error)

// InTurn lets each side run once per round, and returns their figures by side and round. Each round begins with
// another side, so that none always runs on a machine that the same one has warmed up.
func InTurn(ctx context.Context, rounds int, sides ...Side) ([][]float64, error) {
	figures := make([][]float64, len(sides))
	for round := range rounds {
		for i := range sides {
			at := (round + i) % len(sides)
			figure, err := sides[at](ctx)
			if err != nil {
				return nil, fmt.Errorf("round %d of %d: %w", round+1, rounds, err)
			}
			figures[at] = append(figures[at], figure)
		}
	}
	return figures, nil
}

// Spread is the median of some rounds, with the least and the most of them.
type Spread struct {
	Median float64 `json:"median"`
	Least  float64 `json:"least"`
	Most   float64 `json:"most"`
}

// SpreadOf returns the spread of at least one value.
func SpreadOf(values []float64) Spread {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return Spread{Median: (sorted[(n-1)/2] + sorted[n/2]) / 2, Least: sorted[0], Most: sorted[n-1]}
}

// Ratios returns a/b, round for round.
func Ratios(a, b []float64) []float64 {
	return each(a, b, func(a, b float64) float64 { return a / b })
}

// Differences returns a-b, round for round.
func Differences(a, b []float64) []float64 {
	return each(a, b, func(a, b float64) float64 { return a - b })
}

// Scaled returns each value times a factor.
func Scaled(values []float64, factor float64) []float64 {
	return each(values, values, func(v, _ float64) float64 { return v * factor })
}

// Constant returns the same value for each of as many rounds.
func Constant(value float64, rounds int) []float64 { return slices.Repeat([]float64{value}, rounds) }

func each(a, b []float64, f func(a, b float64) float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = f(a[i], b[i])
	}
	return out
}

// Options say how thoroughly is measured.
type Options struct {
	Rounds int
	Quick  bool // little work, to see that all sides run
}
