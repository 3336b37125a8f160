// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package evaluation

import (
	"context"
	"fmt"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// measureSteps measures what our side's time on a case goes to.
func (b *bench) measureSteps(ctx context.Context, w *work) error {
	type read struct {
		document trust.Document
		request  trust.Request
	}
	all := make([]read, len(w.Pairs))
	for i, p := range w.Pairs {
		var err error
		if all[i].document, err = trust.Parse(w.Policies[p.Policy]); err != nil {
			return err
		}
		if all[i].request, err = w.Requests[p.Request].read(); err != nil {
			return err
		}
	}
	steps := []struct {
		name string
		step func(i int)
	}{
		{"a trust policy is read", func(i int) { _, _ = trust.Parse(w.Policies[w.Pairs[i].Policy]) }},
		{"a request is read, with the caller's policies", func(i int) { _, _ = w.Requests[w.Pairs[i].Request].read() }},
		{"what was read is evaluated", func(i int) { all[i].document.Evaluate(all[i].request) }},
	}
	d := durations{warmUp: 200 * time.Millisecond, measured: 300 * time.Millisecond}
	if b.options.Quick {
		d = durations{}
	}
	sides := make([]measure.Side, len(steps))
	for i, s := range steps {
		sides[i] = func(context.Context) (float64, error) {
			passes, seconds := d.repeat(func() {
				for i := range all {
					s.step(i)
				}
			})
			return seconds / float64(passes) / float64(len(all)) * 1e6, nil
		}
	}
	figures, err := measure.InTurn(ctx, b.options.Rounds, sides...)
	if err != nil {
		return err
	}
	for i, s := range steps {
		b.group.Figure(fmt.Sprintf("Of a case: %s", s.name), "µs", figures[i])
	}
	return nil
}
