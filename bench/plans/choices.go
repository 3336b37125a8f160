// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package plans

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/process"
)

// Each choice has a label and an account of its own.
const choices = "data \"crossaccount_accounts\" \"this\" {\n  choices = [for i in var.inputs : \"Label ${i} | 100${i}\"]\n}\n"

// measureChoices reads many choices in one data source, and ten times as many.
func measureChoices(ctx context.Context, r *measure.Report, g *measure.Group, p *peers.Peers, folder string, o measure.Options) error {
	few, many := 1000, 10000
	if o.Quick {
		few, many = 5, 50
	}
	w, err := newWorkspace(p, filepath.Join(folder, "choices"), header(ourSource)+choices, false)
	if err != nil {
		return err
	}
	applied, err := w.apply(ctx, many, "applied.tfstate")
	if err != nil {
		return err
	}
	ids := make([]any, many)
	for i := range ids {
		ids[i] = "100" + input(i)
	}
	if err := applied.check(1, "account_ids", func(string) any { return ids }); err != nil {
		return err
	}

	peaks := map[int][]float64{}
	side := func(n int) measure.Side {
		return func(ctx context.Context) (float64, error) {
			r, err := w.plan(ctx, n, "none.tfstate", noChanges, true)
			peaks[n] = append(peaks[n], r.Peak/1e6)
			return r.Seconds, err
		}
	}
	figures, err := measure.InTurn(ctx, o.Rounds, side(1), side(few), side(many))
	if err != nil {
		return err
	}
	perChoice := func(side, n int) []float64 {
		return measure.Scaled(measure.Differences(figures[side], figures[0]), 1e6/float64(n-1))
	}
	g.Compare(fmt.Sprintf("Each of %d choices in one `crossaccount_accounts`", many), "µs", perChoice(2, many), fmt.Sprintf("each of %d", few), perChoice(1, few), measure.Goal{})
	g.Figure(fmt.Sprintf("The plan with %d choices, less that with one", many), "s", measure.Differences(figures[2], figures[0]))
	if unseen := slices.ContainsFunc([]int{1, few, many}, func(n int) bool { return slices.Contains(peaks[n], 0) }); unseen {
		r.Miss("Memory of a provider that reads many choices", process.ErrUnseen)
		return nil
	}
	g.Compare(fmt.Sprintf("Most memory of the provider with %d choices", many), "MB", peaks[many], "with one", peaks[1], measure.Goal{})
	g.Compare(fmt.Sprintf("Most memory of the provider with %d choices", few), "MB", peaks[few], "with one", peaks[1], measure.Goal{})
	return nil
}
