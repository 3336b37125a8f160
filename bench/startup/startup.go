// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package startup measures what a provider costs before it does anything.
package startup

import (
	"context"
	"fmt"
	"os"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/process"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/terraform"
)

const (
	provider = "terraform-provider-crossaccount"
	peer     = "terraform-provider-time"
	sdk      = "github.com/aws/"

	withoutLogs = ", its logs off" // see the plans
)

var goal = measure.Goal{AtMost: 1.2}

// Measure starts the provider and its peer, in turn.
func Measure(ctx context.Context, r *measure.Report, p *peers.Peers, o measure.Options) error {
	ours, err := p.Program(provider)
	if err != nil {
		return err
	}
	theirs, err := p.Program(peer)
	if err != nil {
		r.Miss("Start-up", err)
		return nil
	}
	starts := 40
	if o.Quick {
		starts = 2
	}
	a, b := &side{program: ours, starts: starts}, &side{program: theirs, starts: starts}
	c := &side{program: theirs, starts: starts, env: terraform.Muted}
	seconds, err := measure.InTurn(ctx, o.Rounds, a.measure, b.measure, c.measure)
	if err != nil {
		return err
	}

	g := r.Group("Start-up")
	g.Compare("From exec to the schema", "ms", measure.Scaled(seconds[0], 1e3), peer, measure.Scaled(seconds[1], 1e3), goal)
	g.Compare("From exec to the schema", "ms", measure.Scaled(seconds[0], 1e3), peer+withoutLogs, measure.Scaled(seconds[2], 1e3), goal)
	if err := process.CheckLinux(); err != nil {
		r.Miss("Memory at start-up", err)
	} else {
		g.Compare("Memory resident then", "MB", a.resident, peer, b.resident, goal)
		g.Compare("Memory resident then", "MB", a.resident, peer+withoutLogs, c.resident, goal)
		g.Compare("Of that, not of the program's file", "MB", a.private, peer, b.private, measure.Goal{})
		g.Compare("Most memory resident until then", "MB", a.peak, peer, b.peak, goal)
	}
	if err := compareSizes(g, ours, theirs, o.Rounds); err != nil {
		return err
	}
	g.Note("A round is %d starts of each, and gives their median. A start is exec, the handshake of Terraform's plugins, the connection and the answer to `GetSchema`: "+
		"ours has %d resources, %d data sources and %d functions in %.0f kB, theirs has %d, %d and %d in %.0f kB. The TLS that Terraform adds for both is left out. "+
		"Both programs are built without symbols and without cgo, as releases are.",
		starts, a.schema.resources, a.schema.dataSources, a.schema.functions, float64(a.schema.bytes)/1e3,
		b.schema.resources, b.schema.dataSources, b.schema.functions, float64(b.schema.bytes)/1e3)
	if err := measureInitialisation(ctx, g, ours, theirs, o.Rounds); err != nil {
		return err
	}
	g.Note("What ours needs more: the AWS SDK's initialisation, a schema that is %.1f times as long, and memory for a larger program. "+
		"Linux counts as resident what it maps of the program's file around each page that is touched.",
		float64(a.schema.bytes)/float64(b.schema.bytes))
	return nil
}

// side is one of the two providers, and what its starts gave.
type side struct {
	program string
	starts  int      // per round
	env     []string // beside that of all
	schema  schema

	resident, private, peak []float64 // in MB, by round
}

// measure returns the median of the seconds of some starts.
func (s *side) measure(ctx context.Context) (float64, error) {
	var seconds, resident, private, peak []float64
	for range s.starts {
		started, err := startProvider(ctx, s.program, s.env...)
		if err != nil {
			return 0, err
		}
		seconds = append(seconds, started.seconds)
		resident = append(resident, started.memory.Resident)
		private = append(private, started.memory.Private)
		peak = append(peak, started.memory.Peak)
		s.schema = started.schema
	}
	s.resident = append(s.resident, measure.SpreadOf(resident).Median/1e6)
	s.private = append(s.private, measure.SpreadOf(private).Median/1e6)
	s.peak = append(s.peak, measure.SpreadOf(peak).Median/1e6)
	return measure.SpreadOf(seconds).Median, nil
}

func compareSizes(g *measure.Group, ours, theirs string, rounds int) error {
	a, err := os.Stat(ours)
	if err != nil {
		return err
	}
	b, err := os.Stat(theirs)
	if err != nil {
		return err
	}
	megabytes := func(info os.FileInfo) []float64 { return measure.Constant(float64(info.Size())/1e6, rounds) }
	g.Compare("Size of the program", "MB", megabytes(a), peer, megabytes(b), measure.Goal{})
	return nil
}

// measureInitialisation tells what all packages take to be initialised, and those of the AWS SDK among them.
func measureInitialisation(ctx context.Context, g *measure.Group, ours, theirs string, rounds int) error {
	var ofSDK, ofSDKKilobytes []float64
	all, err := measure.InTurn(ctx, rounds,
		func(ctx context.Context) (float64, error) {
			t, err := traceInitialisation(ctx, ours)
			if err != nil {
				return 0, err
			}
			whole, sum := t.sum(""), t.sum(sdk)
			if sum == (initialisation{}) || whole == sum {
				return 0, fmt.Errorf("the trace of initialisation shows %v of %v for the AWS SDK", sum, whole)
			}
			ofSDK, ofSDKKilobytes = append(ofSDK, sum.milliseconds), append(ofSDKKilobytes, sum.bytes/1e3)
			return whole.milliseconds, nil
		},
		func(ctx context.Context) (float64, error) {
			t, err := traceInitialisation(ctx, theirs)
			return t.sum("").milliseconds, err
		},
	)
	if err != nil {
		return err
	}
	g.Compare("Initialising all packages, of that", "ms", all[0], peer, all[1], measure.Goal{})
	g.Figure("Initialising the AWS SDK's packages, of that", "ms", ofSDK)
	g.Figure("Memory allocated for that", "kB", ofSDKKilobytes)
	g.Note("Initialisation is what `GODEBUG=inittrace=1` tells. It is all that happens of the AWS SDK before something is verified: " +
		"`TestTheSDKIsNotTouchedBeforeSomethingIsVerified` of `internal/acctest/sdk` shows it by a profile of all allocations.")
	return nil
}
