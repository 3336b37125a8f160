// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package plans measures what the provider costs a plan where nothing is called, in a real Terraform.
package plans

import (
	"context"
	"fmt"
	"os"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
)

// Measure plans many of everything that calls nothing, beside as many of the peer's.
func Measure(ctx context.Context, r *measure.Report, p *peers.Peers, o measure.Options) error {
	if _, err := p.Program(peer); err != nil {
		r.Miss("Plans", err)
		return nil
	}
	folder, err := os.MkdirTemp("", "plans")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()

	g := r.Group("Plans")
	if err := measureObjects(ctx, g, p, folder, o); err != nil {
		return err
	}
	if err := checkFunctions(ctx, p); err != nil {
		r.Miss("Functions", err)
	} else if err := measureFunctions(ctx, g, p, folder, o); err != nil {
		return fmt.Errorf("functions: %w", err)
	}
	if err := measureChoices(ctx, r, g, p, folder, o); err != nil {
		return fmt.Errorf("choices: %w", err)
	}
	addNotes(g)
	return nil
}

func addNotes(g *measure.Group) {
	g.Note("Beside: %s. Each is built as it is released. A figure is that of a real `terraform plan`, its output to nowhere, less that of the same configuration with nothing to do, "+
		"divided by how much there was to do. Before it counts, the same configuration was applied, with 250 of each object, all of which were looked at, or with all calls of a function, which were counted and of which the last was looked at. "+
		"Each object and each call has arguments of its own.", peer)
	g.Note("The peer has no data source. For each of ours Terraform makes two calls, to validate and to read; so it does for a new `time_static`, to validate and to plan, " +
		"and that is held against ours: it is the cheapest that the peer has. A `time_static` that is in the state already takes four calls. " +
		"Terraform has more to do for a change in a managed resource than for a data source, so the resources are shown beside each other as well, new and unchanged; " +
		"a `crossaccount_trust_policy` has eight kinds of blocks where a `time_static` has ten plain attributes.")
	g.Note("Many choices: the time that the provider takes for each does not depend on how many there are (`go test -bench Choices` of `internal/provider`). " +
		"The figure here is that of the whole plan, less a plan with one choice.")
	g.Note("Unless `TF_LOG` or `TF_LOG_PROVIDER` is set, our provider does not write the framework's trace of each call, which Terraform would read and drop. " +
		"The peer does. So it stands here twice: as it runs, and with its logs turned off by `TF_LOG_SDK=OFF` and so on, which nobody sets.")
}
