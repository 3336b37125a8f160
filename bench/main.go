// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Command bench measures the provider beside its peers and beside what is physically possible. See README.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/evaluation"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/fleet"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/plans"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/startup"
)

// group is what can be measured by itself.
type group struct {
	name    string
	measure func(ctx context.Context, r *measure.Report, p *peers.Peers, o measure.Options) error
}

var groups = []group{
	{"fleet", fleet.Measure},
	{"evaluation", evaluation.Measure},
	{"plans", plans.Measure},
	{"startup", startup.Measure},
}

// commands run one side in a process of its own. They are run by the groups.
var commands = map[string]func(ctx context.Context, args []string) error{
	evaluation.Command: evaluation.RunOurs,
	"fleet-library":    fleet.Verify,
	"fleet-sts":        fleet.ServeSTS,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "Error: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		if command, ok := commands[args[0]]; ok {
			return command(ctx, args[1:])
		}
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := flags.String("only", "", "measure these groups alone, separated by commas; the results are printed, not kept")
	quick := flags.Bool("quick", false, "one round of little work, to see that all sides run; the results are printed, not kept")
	rounds := flags.Int("rounds", measure.LeastRounds, "how often each side runs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("there is no command %q", flags.Arg(0))
	}
	o := measure.Options{Rounds: *rounds, Quick: *quick}
	if o.Quick {
		o.Rounds = 1
	} else if o.Rounds < measure.LeastRounds {
		return fmt.Errorf("%d rounds say too little of the spread: at least %d", o.Rounds, measure.LeastRounds)
	}
	chosen, err := choose(*only)
	if err != nil {
		return err
	}
	return measureAll(ctx, chosen, o, *only == "" && !o.Quick)
}

// choose returns the groups of a comma-separated list, all for "".
func choose(only string) ([]group, error) {
	if only == "" {
		return groups, nil
	}
	var chosen []group
	for name := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(groups, func(g group) bool { return g.name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no group %q", name)
		}
		chosen = append(chosen, groups[i])
	}
	return chosen, nil
}

// measureAll measures, prints, and keeps the results where they are those of a whole run.
func measureAll(ctx context.Context, chosen []group, o measure.Options, keep bool) error {
	p, err := peers.Find()
	if err != nil {
		return err
	}
	if keep {
		if err := checkKeeping(ctx, p); err != nil {
			return err
		}
	}
	r := &measure.Report{Machine: p.Describe(ctx), Rounds: o.Rounds}
	for _, g := range chosen {
		began := time.Now()
		fmt.Fprintf(os.Stderr, "Measuring %s …\n", g.name)
		if err := g.measure(ctx, r, p, o); err != nil {
			return fmt.Errorf("%s: %w", g.name, err)
		}
		fmt.Fprintf(os.Stderr, "Measured %s in %s.\n", g.name, time.Since(began).Round(time.Second))
	}
	fmt.Print(r.Markdown())
	if !keep {
		return nil
	}
	return write(ctx, r, p)
}

// checkKeeping returns why the results of a run could not be kept, before it takes its time.
func checkKeeping(ctx context.Context, p *peers.Peers) error {
	if _, err := p.Python(ctx, "plot.py"); err != nil {
		return fmt.Errorf("the plots could not be drawn: %w; -only measures without them, and keeps nothing", err)
	}
	return p.CheckCommitted(ctx)
}

// write writes the results, the plots, and the tables of the README: those last, so that they show nothing that is not kept.
func write(ctx context.Context, r *measure.Report, p *peers.Peers) error {
	results, readme := filepath.Join(p.Root, "bench", "results"), filepath.Join(p.Root, "bench", "README.md")
	before, err := os.ReadFile(readme)
	if err != nil {
		return err
	}
	after, err := r.Into(string(before))
	if err != nil {
		return fmt.Errorf("%s: %w", readme, err)
	}
	if err := os.MkdirAll(results, 0o755); err != nil {
		return err
	}
	file := filepath.Join(results, "results.json")
	if err := r.Write(file); err != nil {
		return err
	}
	if err := p.DrawPlots(ctx, file, results); err != nil {
		return err
	}
	return os.WriteFile(readme, []byte(after), 0o644)
}
