// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package measure

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// Report is what a run measured. It is written as JSON, from which the plots are drawn, and as the table of the README.
type Report struct {
	Machine []string `json:"machine"` // what it ran on, and the versions of all sides
	Rounds  int      `json:"rounds"`
	Groups  []*Group `json:"groups"`
	Missing []string `json:"missing"` // what was not measured, and why
}

// Group is a table of the README, with its plots.
type Group struct {
	Name  string   `json:"name"`
	Lines []Line   `json:"lines"`
	Plots []*Plot  `json:"plots,omitempty"`
	Notes []string `json:"notes,omitempty"` // what a reader has to know to read the figures, as Markdown
}

// Line is a figure, what it is held against, and the goal.
type Line struct {
	What   string `json:"what"`
	Unit   string `json:"unit"` // of Ours and Theirs, such as "s" or "MB"
	Ours   Spread `json:"ours"`
	Beside string `json:"beside"` // what Ours is held against, "" for nothing
	Theirs Spread `json:"theirs"`
	Ratio  Spread `json:"ratio"` // ours/theirs round for round, or theirs/ours where the goal is a factor
	Goal   Goal   `json:"goal"`
}

// Goal is a bound that the median of the ratio has to keep. The zero Goal is none.
type Goal struct {
	AtMost  float64 `json:"at_most,omitempty"`  // of ours/theirs
	AtLeast float64 `json:"at_least,omitempty"` // of theirs/ours: how many times faster
}

// Plot is some curves in one picture, drawn to NAME.svg.
type Plot struct {
	Name   string  `json:"name"`
	Title  string  `json:"title"`
	X      string  `json:"x"` // with its unit
	Y      string  `json:"y"` // with its unit
	Log    bool    `json:"log"`
	Curves []Curve `json:"curves"`
}

// Curve is what one side needs for more and more work.
type Curve struct {
	Name   string    `json:"name"`
	X      []float64 `json:"x"`
	Y      []Spread  `json:"y"`
	Dashed bool      `json:"dashed,omitempty"` // a bound, not a measurement
}

// Group adds a group.
func (r *Report) Group(name string) *Group {
	g := &Group{Name: name}
	r.Groups = append(r.Groups, g)
	return g
}

// Miss tells that something is not measured, and why.
func (r *Report) Miss(what string, why error) {
	r.Missing = append(r.Missing, fmt.Sprintf("%s: %v", what, why))
}

// Figure adds a figure that is held against nothing.
func (g *Group) Figure(what, unit string, ours []float64) {
	g.Lines = append(g.Lines, Line{What: what, Unit: unit, Ours: SpreadOf(ours)})
}

// Compare adds a figure beside another, round for round.
func (g *Group) Compare(what, unit string, ours []float64, beside string, theirs []float64, goal Goal) {
	ratios := Ratios(ours, theirs)
	if goal.AtLeast > 0 {
		ratios = Ratios(theirs, ours)
	}
	g.Lines = append(g.Lines, Line{
		What: what, Unit: unit, Ours: SpreadOf(ours), Beside: beside, Theirs: SpreadOf(theirs), Ratio: SpreadOf(ratios), Goal: goal,
	})
}

// Note adds a paragraph below the table.
func (g *Group) Note(format string, args ...any) {
	g.Notes = append(g.Notes, fmt.Sprintf(format, args...))
}

// Plot adds a plot.
func (g *Group) Plot(p Plot) *Plot {
	g.Plots = append(g.Plots, &p)
	return &p
}

// Met tells whether the goal is kept.
func (l *Line) Met() bool {
	return (l.Goal.AtMost == 0 || l.Ratio.Median <= l.Goal.AtMost) && (l.Goal.AtLeast == 0 || l.Ratio.Median >= l.Goal.AtLeast)
}

// Write writes the report as JSON to a file.
func (r *Report) Write(file string) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(data, '\n'), 0o644)
}

// The results stand between these lines of the README.
const (
	begin = "<!-- results: written by make bench -->\n"
	end   = "<!-- end of results -->\n"
)

// Read reads what Write wrote.
func Read(file string) (*Report, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var r Report
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &r, nil
}

// Into returns the text of a README with these results in it.
func (r *Report) Into(readme string) (string, error) {
	before, rest, begun := strings.Cut(readme, begin)
	_, after, ended := strings.Cut(rest, end)
	if !begun || !ended {
		return "", fmt.Errorf("there is no place for the results: they go between the lines %q and %q", begin, end)
	}
	return before + begin + r.Markdown() + end + after, nil
}

// Markdown returns the tables.
func (r *Report) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nMedian of %d rounds, with the least and the most of them in brackets. The sides ran in turn, each round begun by another.\n\n", r.Rounds)
	for _, line := range r.Machine {
		fmt.Fprintf(&b, "- %s\n", line)
	}
	for _, g := range r.Groups {
		fmt.Fprintf(&b, "\n### %s\n\n| What | Ours | Beside | Theirs | Ratio | Goal | |\n|---|---|---|---|---|---|---|\n", g.Name)
		for i := range g.Lines {
			b.WriteString(g.Lines[i].markdown())
		}
		for _, note := range g.Notes {
			fmt.Fprintf(&b, "\n%s\n", note)
		}
		for _, p := range g.Plots {
			fmt.Fprintf(&b, "\n![%s](results/%s.svg)\n", p.Title, p.Name)
		}
	}
	if len(r.Missing) > 0 {
		b.WriteString("\n### Not measured\n\n")
		for _, m := range r.Missing {
			fmt.Fprintf(&b, "- %s\n", m)
		}
	}
	b.WriteString("\n")
	return b.String()
}

func (l *Line) markdown() string {
	cells := []string{l.What, l.Ours.with(l.Unit), "", "", "", "", ""}
	if l.Beside != "" {
		cells[2], cells[3], cells[4] = l.Beside, l.Theirs.with(l.Unit), l.Ratio.with("×")
	}
	switch {
	case l.Goal.AtMost > 0:
		cells[5] = "≤ " + number(l.Goal.AtMost) + " ×"
	case l.Goal.AtLeast > 0:
		cells[5] = "≥ " + number(l.Goal.AtLeast) + " ×"
	}
	if l.Goal != (Goal{}) {
		cells[6] = "met"
		if !l.Met() {
			cells[6] = "**missed**"
		}
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// with returns the spread with a unit, and without its ends where they say nothing.
func (s Spread) with(unit string) string {
	median, least, most := number(s.Median), number(s.Least), number(s.Most)
	if least == most {
		return strings.TrimSpace(median + " " + unit)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s (%s–%s)", median, unit, least, most))
}

// number returns a value with three digits that count, without an exponent.
func number(v float64) string {
	switch {
	case v >= 100 || v <= -100 || v == float64(int64(v)):
		return fmt.Sprintf("%.0f", v)
	case v >= 10 || v <= -10:
		return fmt.Sprintf("%.1f", v)
	case v >= 0.1 || v <= -0.1:
		return fmt.Sprintf("%.2f", v)
	default:
		return fmt.Sprintf("%.3g", v)
	}
}
