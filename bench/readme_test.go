// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
)

func TestTheReadmeShowsTheResultsOfTheLastRunAndNothingElse(t *testing.T) {
	r, err := measure.Read("results/results.json")
	if err != nil {
		t.Fatal(err)
	}
	if r.Rounds < measure.LeastRounds {
		t.Errorf("the results are those of %d rounds, want at least %d", r.Rounds, measure.LeastRounds)
	}
	before, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	after, err := r.Into(string(before))
	if err != nil {
		t.Fatal(err)
	}
	if after != string(before) {
		t.Error("README.md differs from results/results.json: make bench writes both, and nobody else does")
	}
}
