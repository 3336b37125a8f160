// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
)

func TestResultsThatCannotBeKeptLeaveTheReadmeAsItWas(t *testing.T) {
	const before = "# Before\n<!-- results: written by make bench -->\nold\n<!-- end of results -->\n"
	for name, figure := range map[string]float64{
		"a figure that JSON does not hold": math.NaN(),
		"nothing that draws plots":         1,
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			readme := filepath.Join(root, "bench", "README.md")
			if err := os.MkdirAll(filepath.Dir(readme), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(readme, []byte(before), 0o600); err != nil {
				t.Fatal(err)
			}
			r := &measure.Report{Rounds: measure.LeastRounds}
			r.Group("Speed").Figure("size", "MB", []float64{figure})
			if err := write(t.Context(), r, &peers.Peers{Root: root, Folder: root}); err == nil {
				t.Error("they are kept")
			}
			after, err := os.ReadFile(readme)
			if err != nil {
				t.Fatal(err)
			}
			if string(after) != before {
				t.Errorf("the README is now %q", after)
			}
		})
	}
}
