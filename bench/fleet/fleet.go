// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package fleet measures how long it takes to verify many roles, beside what the latency of STS allows, boto3 and the AWS CLI.
package fleet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
)

// callsPerRole is how many calls a role takes, one after the other.
const callsPerRole = 2

// mostMemory is how much more than an idle one the provider may need, in MB.
const mostMemory = 40

// sizes are the numbers of roles.
type sizes struct {
	all    []int
	goal   int // where the goals are held against
	memory int // where memory is measured, 0 for nowhere
	boto3  int // up to how many boto3 takes part
	cli    int // where the AWS CLI takes part, 0 for nowhere
	loop   int // how many of them it assumes, one after the other
}

// setting is a latency with as many calls at a time.
type setting struct {
	title, plot string
	latency     string
	concurrency int
	sizes
}

func settings(quick bool) []setting {
	short := setting{
		title: "50 ms, 10 calls at a time", plot: "fleet-50ms", latency: "fixed", concurrency: 10,
		sizes: sizes{all: []int{10, 100, 1000, 5000}, goal: 1000, memory: 5000, boto3: 5000, cli: 1000, loop: 20},
	}
	long := setting{
		title: "200 ms with a long tail, 50 calls at a time", plot: "fleet-200ms", latency: "tail", concurrency: 50,
		sizes: sizes{all: []int{10, 100, 1000, 5000}, goal: 1000, boto3: 5000},
	}
	if quick {
		short.sizes = sizes{all: []int{10}, memory: 10, boto3: 10, cli: 10, loop: 2}
		long.sizes = sizes{all: []int{10}, boto3: 10}
	}
	return []setting{short, long}
}

// Measure measures the fleet.
func Measure(ctx context.Context, r *measure.Report, p *peers.Peers, o measure.Options) error {
	var group *measure.Group
	for _, s := range settings(o.Quick) {
		group = r.Group("Fleet: " + s.title)
		if err := s.measure(ctx, r, group, p, o); err != nil {
			return err
		}
	}
	for _, note := range notes {
		group.Note("%s", note)
	}
	return nil
}

// measure measures one setting.
func (s setting) measure(ctx context.Context, r *measure.Report, group *measure.Group, p *peers.Peers, o measure.Options) (err error) {
	folder, err := os.MkdirTemp("", "bench-fleet-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	service, err := startSTS(ctx, s.latency, filepath.Join(folder, "ca.pem"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.stop()) }()

	m := measurement{setting: s, stand: &stand{service, p, folder, s.concurrency}, group: group, rounds: o.Rounds}
	if _, err := p.Python(ctx, "fleet.py"); err != nil {
		r.Miss("fleet: boto3 and the AWS CLI", err)
		m.boto3, m.cli = 0, 0
	}
	plot := &measure.Plot{
		Name: s.plot, Title: "Verifying a fleet: " + s.title, X: "roles", Y: "seconds", Log: true,
		Curves: []measure.Curve{
			{Name: "limit", Dashed: true}, {Name: "the library alone"}, {Name: "terraform plan, less an empty one"}, {Name: "boto3, as many threads"},
		},
	}
	for _, roles := range s.all {
		t, err := m.take(ctx, roles)
		if err != nil {
			return fmt.Errorf("%s roles: %w", thousands(roles), err)
		}
		m.tell(r, roles, t)
		for i, figures := range [][]float64{m.limit(roles), t.library, t.planLessEmpty(), t.boto3} {
			if c := &plot.Curves[i]; figures != nil {
				c.X, c.Y = append(c.X, float64(roles)), append(c.Y, measure.SpreadOf(figures))
			}
		}
	}
	plot.Curves = slices.DeleteFunc(plot.Curves, func(c measure.Curve) bool { return c.X == nil })
	group.Plot(*plot)
	return nil
}

// measurement is a setting that is being measured.
type measurement struct {
	setting
	stand  *stand
	group  *measure.Group
	rounds int
}

// limit returns the limit for some roles, for each round.
func (m *measurement) limit(roles int) []float64 {
	return measure.Constant(latencies[m.latency].limit(roles, m.concurrency, callsPerRole), m.rounds)
}

// taken is what was measured with some roles, by round.
type taken struct {
	library, plan, empty, boto3, cli []float64 // seconds; nil for who took no part

	libraryConnections, planConnections []float64

	planMemory, emptyMemory []float64 // MB
	memoryUnknown           error
}

func (t *taken) planLessEmpty() []float64 { return measure.Differences(t.plan, t.empty) }

// take lets all sides verify some roles, in turn.
func (m *measurement) take(ctx context.Context, roles int) (*taken, error) {
	t := new(taken)
	planOf := func(roles int, withMemory bool, connections, memory *[]float64) measure.Side {
		return func(ctx context.Context) (float64, error) {
			p, err := m.stand.plan(ctx, roles, withMemory)
			*connections, *memory = append(*connections, float64(p.asked.Connections)), append(*memory, p.memory)
			t.memoryUnknown = cmp.Or(t.memoryUnknown, p.unknown)
			return p.seconds, err
		}
	}
	withMemory := roles == m.memory
	sides := []measure.Side{
		func(ctx context.Context) (float64, error) {
			seconds, asked, err := m.stand.library(ctx, roles)
			t.libraryConnections = append(t.libraryConnections, float64(asked.Connections))
			return seconds, err
		},
		planOf(roles, withMemory, &t.planConnections, &t.planMemory),
		planOf(0, withMemory, new([]float64), &t.emptyMemory),
	}
	into := []*[]float64{&t.library, &t.plan, &t.empty}
	if roles <= m.boto3 {
		into = append(into, &t.boto3)
		sides = append(sides, func(ctx context.Context) (float64, error) {
			seconds, _, err := m.stand.boto3(ctx, roles)
			return seconds, err
		})
	}
	if roles == m.cli {
		into = append(into, &t.cli)
		sides = append(sides, func(ctx context.Context) (float64, error) { return m.stand.awsCLI(ctx, m.loop) })
	}
	figures, err := measure.InTurn(ctx, m.rounds, sides...)
	for i := range figures {
		*into[i] = figures[i]
	}
	return t, err
}

// tell adds what was measured to the table.
func (m *measurement) tell(r *measure.Report, roles int, t *taken) {
	var libraryGoal, planGoal, connectionsGoal measure.Goal
	if roles == m.goal {
		libraryGoal, planGoal, connectionsGoal = measure.Goal{AtMost: 1.2}, measure.Goal{AtMost: 1.3}, measure.Goal{AtMost: 1}
	}
	name := thousands(roles) + " roles, "
	const library, plan = "the library alone", "`terraform plan` less an empty one"
	m.group.Compare(name+library, "s", t.library, "the limit", m.limit(roles), libraryGoal)
	m.group.Compare(name+plan, "s", t.planLessEmpty(), "the limit", m.limit(roles), planGoal)
	if t.boto3 != nil {
		m.group.Compare(name+library, "s", t.library, "boto3", t.boto3, measure.Goal{})
	}
	if t.cli != nil {
		m.group.Compare(fmt.Sprintf("each of %s roles, %s", thousands(roles), library), "ms", measure.Scaled(t.library, 1000/float64(roles)),
			"`aws sts assume-role` in a loop", measure.Scaled(t.cli, 1000/float64(m.loop)), measure.Goal{})
	}
	if roles == m.goal {
		best := latencies[m.latency].atBest(roles, m.concurrency, callsPerRole)
		m.group.Compare(name+library, "s", t.library, "these latencies at best", measure.Constant(best, m.rounds), measure.Goal{})
		most := measure.Constant(float64(m.concurrency), m.rounds)
		m.group.Compare(name+"TLS connections of "+library, "", t.libraryConnections, "calls at a time", most, connectionsGoal)
		m.group.Compare(name+"TLS connections of `terraform plan`", "", t.planConnections, "calls at a time", most, connectionsGoal)
	}
	if roles == m.memory {
		m.tellMemory(r, name, t)
	}
}

func (m *measurement) tellMemory(r *measure.Report, name string, t *taken) {
	if t.memoryUnknown != nil {
		r.Miss("fleet: memory of the provider", t.memoryUnknown)
		return
	}
	m.group.Figure("no roles, peak memory of the provider", "MB", t.emptyMemory)
	m.group.Compare(name+"peak memory of the provider above that", "MB", measure.Differences(t.planMemory, t.emptyMemory),
		"the most it may be", measure.Constant(mostMemory, m.rounds), measure.Goal{AtMost: 1})
}

// thousands writes a number as in "5,000".
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}
