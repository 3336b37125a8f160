// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package examples_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/torque"
)

const (
	optionA              = "examples/torque/option-a"
	optionB              = "examples/torque/option-b"
	accountFromParameter = "examples/torque/account-from-a-parameter"
	agentFromParameter   = "examples/torque/agent-from-a-parameter"
	providerOverrides    = "examples/torque/provider-overrides"
)

// offering are the blueprints that have people choose an account.
var offering = []string{optionA, optionB, providerOverrides}

// grainOf tells which folder has the grain of each blueprint.
var grainOf = map[string]string{
	optionA: optionA, optionB: optionB, providerOverrides: providerOverrides,
	accountFromParameter: optionB, agentFromParameter: optionA,
}

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
	for _, option := range offering {
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
	for _, option := range offering {
		for name, input := range blueprint(t, option).Inputs {
			if input.Default != nil && !slices.Contains(input.AllowedValues, *input.Default) {
				t.Errorf("%s, input %q: the default %q is not allowed", option, name, *input.Default)
			}
		}
	}
}

func TestBlueprintsPointAtTheirGrain(t *testing.T) {
	for option, folder := range grainOf {
		if got, want := blueprint(t, option).Grains[grain].Spec.Source.Path, folder+"/grain"; got != want {
			t.Errorf("%s: the grain's path is %q, want %q", option, got, want)
		}
	}
}

func TestEveryBlueprintIsLaunched(t *testing.T) {
	found, err := filepath.Glob(cli.ModuleFile(t, "examples/torque/*/blueprint.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		if option := "examples/torque/" + filepath.Base(filepath.Dir(file)); grainOf[option] == "" {
			t.Errorf("%s is launched by no test", option)
		}
	}
}
