// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package measure

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSidesRunInTurnAndEachRoundBeginsWithAnother(t *testing.T) {
	var order []string
	side := func(name string, figure float64) Side {
		return func(context.Context) (float64, error) {
			order = append(order, name)
			return figure, nil
		}
	}
	got, err := InTurn(t.Context(), 2, side("a", 1), side("b", 2), side("c", 3))
	if err != nil {
		t.Fatal(err)
	}
	if want := "a b c b c a"; strings.Join(order, " ") != want {
		t.Errorf("the order is %v, want %s", order, want)
	}
	for i, want := range [][]float64{{1, 1}, {2, 2}, {3, 3}} {
		if !slices.Equal(got[i], want) {
			t.Errorf("side %d has the figures %v, want %v", i, got[i], want)
		}
	}
}

func TestASideThatFailsEndsTheMeasurement(t *testing.T) {
	failed := errors.New("no answer")
	_, err := InTurn(t.Context(), 5, func(context.Context) (float64, error) { return 0, failed })
	if !errors.Is(err, failed) || err.Error() != "round 1 of 5: no answer" {
		t.Errorf("the error is %v", err)
	}
}

func TestSpread(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   Spread
	}{
		{[]float64{7}, Spread{7, 7, 7}},
		{[]float64{3, 1, 2}, Spread{2, 1, 3}},
		{[]float64{4, 1, 3, 2}, Spread{2.5, 1, 4}},
		{[]float64{1, 1, 1, 1, 100}, Spread{1, 1, 100}},
	} {
		if got := SpreadOf(test.values); got != test.want {
			t.Errorf("SpreadOf(%v) = %v, want %v", test.values, got, test.want)
		}
	}
}

func TestTheTableTellsGoalsThatAreMetAndMissed(t *testing.T) {
	r := Report{Machine: []string{"2 cores"}, Rounds: 5}
	g := r.Group("Speed")
	g.Compare("slow", "s", []float64{3, 3.3, 3.6}, "the limit", []float64{3, 3, 3}, Goal{AtMost: 1.2})
	g.Compare("slower", "s", []float64{3.7, 3.7, 3.7}, "the limit", []float64{3, 3, 3}, Goal{AtMost: 1.2})
	g.Compare("faster", "µs", []float64{8, 8, 8}, "peer", []float64{1200, 800, 1600}, Goal{AtLeast: 100})
	g.Compare("not fast enough", "µs", []float64{8, 8, 8}, "peer", []float64{720, 720, 720}, Goal{AtLeast: 100})
	g.Figure("size", "MB", []float64{24.69})
	g.Note("Two calls for each role.")
	g.Plot(Plot{Name: "speed", Title: "Speed over size"})
	r.Miss("peer in another language", errors.New("node is not on the PATH"))
	const want = `
Median of 5 rounds, with the least and the most of them in brackets. The sides ran in turn, each round begun by another.

- 2 cores

### Speed

| What | Ours | Beside | Theirs | Ratio | Goal | |
|---|---|---|---|---|---|---|
| slow | 3.30 s (3–3.60) | the limit | 3 s | 1.10 × (1–1.20) | ≤ 1.20 × | met |
| slower | 3.70 s | the limit | 3 s | 1.23 × | ≤ 1.20 × | **missed** |
| faster | 8 µs | peer | 1200 µs (800–1600) | 150 × (100–200) | ≥ 100 × | met |
| not fast enough | 8 µs | peer | 720 µs | 90 × | ≥ 100 × | **missed** |
| size | 24.7 MB |  |  |  |  |  |

Two calls for each role.

![Speed over size](results/speed.svg)

### Not measured

- peer in another language: node is not on the PATH

`
	if got := r.Markdown(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestResultsReplaceThoseOfTheReadmeAndNothingElse(t *testing.T) {
	r := Report{Rounds: 5}
	got, err := r.Into("# Before\n" + begin + "old\n" + end + "# After\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := "# Before\n" + begin + r.Markdown() + end + "# After\n"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestAReadmeWithoutAPlaceForResultsIsRefused(t *testing.T) {
	if _, err := (&Report{}).Into("# Nothing\n"); err == nil || !strings.Contains(err.Error(), "there is no place for the results") {
		t.Errorf("the error is %v", err)
	}
}

func TestAReportReadsBackAsItWasWritten(t *testing.T) {
	r := Report{Machine: []string{"2 cores"}, Rounds: 5}
	g := r.Group("Speed")
	g.Compare("slow", "s", []float64{3, 3.3, 3.6}, "the limit", []float64{3, 3, 3}, Goal{AtMost: 1.2})
	g.Plot(Plot{Name: "speed", Curves: []Curve{{Name: "ours", X: []float64{1}, Y: []Spread{{1, 1, 1}}}}})
	file := filepath.Join(t.TempDir(), "results.json")
	if err := r.Write(file); err != nil {
		t.Fatal(err)
	}
	got, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&r, got); diff != "" {
		t.Error(diff)
	}
}
