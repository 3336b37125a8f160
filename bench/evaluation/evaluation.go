// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package evaluation measures how fast trust policies are read and evaluated, beside @cloud-copilot/iam-simulate.
package evaluation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
)

// The functions of the peer that decide about a request.
const (
	checkedCall = "runSimulation"       // checks policies, action, resource and context keys first
	fastestCall = "runUnsafeSimulation" // checks nothing
	noCall      = "parse"               // only reads the JSON of the policies
)

// timesFaster is the goal for reading and evaluating.
var timesFaster = measure.Goal{AtLeast: 100}

// bench is a run of the group.
type bench struct {
	peers     *peers.Peers
	group     *measure.Group
	options   measure.Options
	durations durations
	folder    string // for the work
	peerGone  error  // why the peer can't be run
}

// Measure measures the group.
func Measure(ctx context.Context, r *measure.Report, p *peers.Peers, o measure.Options) error {
	folder, err := os.MkdirTemp("", "bench-evaluation-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	b := &bench{
		peers: p, group: r.Group("Evaluation"), options: o, folder: folder,
		durations: durations{warmUp: 1500 * time.Millisecond, measured: time.Second},
	}
	if o.Quick {
		b.durations = durations{}
	}
	if _, b.peerGone = p.Program("node_modules"); b.peerGone != nil {
		r.Miss("evaluation beside iam-simulate", b.peerGone)
	}
	b.group.Note("Both sides get the same texts of policies, ARNs and condition keys, and decide about each request, each in a process of its own. " +
		"It warms up for 1.5 s; then passes over everything are timed inside it, for a second at least. The texts of policies are read in that time, by the peer with `JSON.parse`. " +
		"`" + checkedCall + "` checks its input, as ours does, the context too. `" + fastestCall + "` checks nothing: its policies are marked as checked, and its context is put into the form " +
		"that it wants before the clock starts; so are the ARNs and the context of ours beside it. Both keep for every statement how its action, " +
		"principal and conditions fit; the peer keeps it of each value as well, ours up to the first one that decides. " +
		"What is of ours alone, the steps of a case and the growth, is timed in the process of the benchmarks.")
	if err := b.measureCases(ctx); err != nil {
		return err
	}
	const n = 1000
	if err := b.compare(ctx, "One policy, 1,000 requests: one", ofOnePolicy(n)); err != nil {
		return err
	}
	if err := b.compare(ctx, "One request, 1,000 policies: one", ofOneRequest(n)); err != nil {
		return err
	}
	b.group.Note("Neither side is given policies of an organization, so none is evaluated: `" + checkedCall + "` would add the default RCP to those of each level.")
	b.group.Note("“One policy” is read once in a pass by ours. The peer checks it once (`createValidatedPolicy`), but loads it for each request: " +
		"its functions take no loaded policy. “One request” is read once likewise.")
	return measureGrowth(ctx, b.group, o)
}

// measureCases measures all cases of the trust package's tests.
func (b *bench) measureCases(ctx context.Context) error {
	cases, err := readCases(filepath.Join(b.peers.Root, "internal", "trust", "testdata", "cases"))
	if err != nil {
		return err
	}
	file := filepath.Join(b.folder, "all.json")
	if err := cases.write(file); err != nil {
		return err
	}
	all := b.side(cases, func() (*exec.Cmd, error) { return b.ours(ctx, file, false, durations{}) })
	if _, err := all(ctx); err != nil {
		return err
	}
	b.group.Note("Ours decides each of the %d cases as expected: a run in which it does not fails.", len(cases.Pairs))
	if b.peerGone == nil {
		for _, call := range []string{checkedCall, fastestCall} {
			if cases, err = b.agreed(ctx, cases, call); err != nil {
				return err
			}
		}
		b.group.Note("What is left out is so on both sides. Each answer that is timed is the expected one: a run in which one is not fails.")
	}
	if err := b.compare(ctx, fmt.Sprintf("%d cases, each read and evaluated: one", len(cases.Pairs)), cases); err != nil {
		return err
	}
	lines := b.group.Lines // one for each call
	if err := b.measureSteps(ctx, cases); err != nil {
		return err
	}
	if b.peerGone == nil {
		return b.measureParse(ctx, cases, lines)
	}
	return nil
}

// measureParse measures how long the peer's runtime takes to read the policies' JSON alone, and tells of goals that lines
// miss what they would need beside it.
func (b *bench) measureParse(ctx context.Context, w *work, lines []measure.Line) error {
	file := filepath.Join(b.folder, "work.json")
	if err := w.write(file); err != nil {
		return err
	}
	figures, err := measure.InTurn(ctx, b.options.Rounds, func(context.Context) (float64, error) {
		o, err := run(b.theirs(ctx, file, noCall, b.durations))
		if err != nil {
			return 0, err
		}
		return o.perPair(), nil
	})
	if err != nil {
		return err
	}
	b.group.Figure("Of a case: the peer's `JSON.parse` of its policies, without looking at what they say", "µs", figures[0])
	for _, l := range lines {
		if !l.Met() {
			b.group.Note("Why the goal is missed beside %s: a hundredth of its time for a case is %.2f µs. V8 needs %.2f µs to read the JSON of the case's policies alone.",
				l.Beside, l.Theirs.Median/timesFaster.AtLeast, measure.SpreadOf(figures[0]).Median)
		}
	}
	return nil
}

// compare measures both sides on some work, per pair.
func (b *bench) compare(ctx context.Context, name string, w *work) error {
	file := filepath.Join(b.folder, "work.json")
	if err := w.write(file); err != nil {
		return err
	}
	ours := func(prepared bool) measure.Side {
		return b.side(w, func() (*exec.Cmd, error) { return b.ours(ctx, file, prepared, b.durations) })
	}
	if b.peerGone != nil {
		figures, err := measure.InTurn(ctx, b.options.Rounds, ours(false))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		b.group.Figure(name, "µs", figures[0])
		return nil
	}
	for _, call := range []string{checkedCall, fastestCall} {
		theirs := b.side(w, func() (*exec.Cmd, error) { return b.theirs(ctx, file, call, b.durations) })
		figures, err := measure.InTurn(ctx, b.options.Rounds, ours(call == fastestCall), theirs)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		b.group.Compare(name, "µs", figures[0], "`"+call+"`", figures[1], timesFaster)
	}
	return nil
}

// side returns the side that a command runs, whose answers have to be as expected.
func (b *bench) side(w *work, command func() (*exec.Cmd, error)) measure.Side {
	return func(context.Context) (float64, error) {
		o, err := run(command())
		if err != nil {
			return 0, err
		}
		if len(o.Answers) != len(w.Pairs) {
			return 0, fmt.Errorf("there are %d answers to %d requests", len(o.Answers), len(w.Pairs))
		}
		if n := w.agreeing(o.Answers); n < len(w.Pairs) {
			return 0, fmt.Errorf("only %d of %d answers are as expected", n, len(w.Pairs))
		}
		return o.perPair(), nil
	}
}

// leastAgreeing is the share of the cases that a call of the peer decides as expected. A call that decides fewer so was
// not given the same work.
const leastAgreeing = 0.95

// agreed returns the work that one of the peer's calls answers as expected, and notes what it does not.
func (b *bench) agreed(ctx context.Context, w *work, call string) (*work, error) {
	file := filepath.Join(b.folder, "all.json")
	if err := w.write(file); err != nil {
		return nil, err
	}
	o, err := run(b.theirs(ctx, file, call, durations{}))
	if err != nil {
		return nil, err
	}
	if len(o.Answers) != len(w.Pairs) {
		return nil, fmt.Errorf("%s: there are %d answers to %d requests", call, len(o.Answers), len(w.Pairs))
	}
	rest, refused, differing := w.agreed(o.Answers)
	if float64(len(rest.Pairs)) < leastAgreeing*float64(len(w.Pairs)) {
		return nil, fmt.Errorf("%s: only %d of %d answers are as expected", call, len(rest.Pairs), len(w.Pairs))
	}
	b.group.Note("`%s` does not take %d of %d cases, and decides %d otherwise than expected: both are left out.", call, refused, len(w.Pairs), differing)
	return rest, nil
}

// ours returns the command of our side, with the requests prepared or not.
func (b *bench) ours(ctx context.Context, file string, prepared bool, d durations) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return exec.CommandContext(ctx, self, Command, "-work", file, "-warm-up", d.warmUp.String(), "-measured", d.measured.String(),
		fmt.Sprintf("-prepared=%t", prepared)), nil
}

// theirs returns the command of one of the peer's calls. node looks for packages in the folder that it runs in when it
// is given a script as its input.
func (b *bench) theirs(ctx context.Context, file, call string, d durations) (*exec.Cmd, error) {
	script, err := os.ReadFile(b.peers.Script("evaluate.mjs"))
	if err != nil {
		return nil, err
	}
	seconds := func(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }
	cmd := exec.CommandContext(ctx, "node", "--input-type=module", "-", file, call, seconds(d.warmUp), seconds(d.measured))
	cmd.Dir, cmd.Stdin = b.peers.Folder, bytes.NewReader(script)
	return cmd, nil
}

// run runs a side's command.
func run(cmd *exec.Cmd, err error) (*outcome, error) {
	if err != nil {
		return nil, err
	}
	out, err := cmd.Output()
	if err != nil {
		if failed, ok := errors.AsType[*exec.ExitError](err); ok {
			err = fmt.Errorf("%w\n%s", err, failed.Stderr)
		}
		return nil, fmt.Errorf("%s: %w", filepath.Base(cmd.Path), err)
	}
	o := new(outcome)
	if err := json.Unmarshal(out, o); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(cmd.Path), err)
	}
	return o, nil
}
