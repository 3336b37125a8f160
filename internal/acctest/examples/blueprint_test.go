// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package examples_test

import (
	"os"
	"slices"
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/torque"
)

const (
	optionA = "examples/torque/option-a"
	optionB = "examples/torque/option-b"
)

func blueprint(t *testing.T, option string) *torque.Blueprint {
	t.Helper()
	text, err := os.ReadFile(cli.ModuleFile(t, option+"/blueprint.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := torque.ParseBlueprint(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBlueprintsOfferAccountsThatCanBeRead(t *testing.T) {
	for _, option := range []string{optionA, optionB} {
		t.Run(option, func(t *testing.T) {
			input := blueprint(t, option).Inputs["AWS Account"]
			if len(input.AllowedValues) == 0 {
				t.Fatal("no account is offered")
			}
			_, errs := account.ParseAll(input.AllowedValues, account.Options{})
			for _, err := range errs {
				t.Error(err)
			}
		})
	}
}

// Source: Torque documentation, "Blueprint YAML Structure": a default must be
// among the allowed values.
func TestBlueprintsDefaultsAreAmongTheAllowedValues(t *testing.T) {
	for _, option := range []string{optionA, optionB} {
		for name, input := range blueprint(t, option).Inputs {
			if input.Default != nil && !slices.Contains(input.AllowedValues, *input.Default) {
				t.Errorf("%s, input %q: the default %q is not allowed", option, name, *input.Default)
			}
		}
	}
}

func TestBlueprintsPointAtTheirGrain(t *testing.T) {
	for _, option := range []string{optionA, optionB} {
		if got, want := blueprint(t, option).Grains[grain].Spec.Source.Path, option+"/grain"; got != want {
			t.Errorf("%s: the grain's path is %q, want %q", option, got, want)
		}
	}
}
