// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package torque_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/osteele/liquid"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/torque"
)

// offeredBlueprint is a blueprint with the input that is emitted, which passes
// the whole choice on, and what Liquid makes of it.
func offeredBlueprint(t *testing.T, input string) *torque.Blueprint {
	t.Helper()
	const rest = `grains:
  workload:
    kind: terraform
    spec:
      inputs:
        - choice: '{{ .inputs.["AWS Account"] }}'
        - account: '"{{ .inputs.["AWS Account"] | split: "|" | last | strip }}"'
`
	indented := "  " + strings.ReplaceAll(input, "\n", "\n  ")
	b, err := torque.ParseBlueprint([]byte("spec_version: 2\ninputs:\n" + indented + "\n" + rest))
	if err != nil {
		t.Fatalf("%v\n%s", err, input)
	}
	return b
}

// Whatever is chosen of an offer, its account and its label arrive in the grain.
func TestWhatIsOfferedArrivesInTheGrain(t *testing.T) {
	accounts := map[string]string{
		"Dev": "222222222222", "Old": "012345678901", "A | B": "1111-1111-1111", `C:\ "quoted" 'it'`: "333333333333", "- # &x *y !z": "444444444444",
		"null": "555555555555", "$[a-z]+(x)?^": "666666666666", "本番 🚀": "777777777777", "R&D <1>": "888888888888", "}} %}": "999999999999",
	}
	offer, errs := account.NewOffer(accounts, account.Options{})
	if errs != nil {
		t.Fatal(errs)
	}
	b := offeredBlueprint(t, offer.InputYAML(account.Input{Name: "AWS Account", Default: offer.Choices()[0]}))
	if got := b.Inputs["AWS Account"].AllowedValues; len(got) != len(accounts) {
		t.Fatalf("%d choices are offered: %q", len(got), got)
	}
	for _, chosen := range b.Inputs["AWS Account"].AllowedValues {
		env, err := b.Launch(torque.Launch{Inputs: map[string]any{"AWS Account": chosen}})
		if err != nil {
			t.Fatal(err)
		}
		variables, err := env.Variables("workload")
		if err != nil {
			t.Fatal(err)
		}
		want, err := account.Parse(chosen, account.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(variables["account"]); got != fmt.Sprintf("%q", want.ID) {
			t.Errorf("%q: Liquid yields %s, want %s", chosen, got, want.ID)
		}
		if id, err := account.ParseID(accounts[want.Label]); err != nil || id != want.ID {
			t.Errorf("%q is chosen for account %s, want %s", chosen, want.ID, accounts[want.Label])
		}
	}
}

func TestLiquidYieldsTheAccountOfWhateverCanBeOffered(t *testing.T) {
	const offers = 20_000
	for name, engine := range liquids() {
		t.Run(name, func(t *testing.T) {
			template, err := engine.ParseString(pipeline)
			if err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewPCG(3, 4))
			for made := 0; made < offers; {
				var label strings.Builder
				for range 1 + random.IntN(4) {
					label.WriteString(hostile[random.IntN(len(hostile))])
				}
				id := fmt.Sprintf("%012d", random.Int64N(1e12))
				offer, errs := account.NewOffer(map[string]string{label.String(): id}, account.Options{})
				if errs != nil {
					continue
				}
				made++
				got, renderErr := template.RenderString(liquid.Bindings{"choice": offer.Choices()[0]})
				if renderErr != nil {
					t.Fatal(renderErr)
				}
				if got != id {
					t.Fatalf("%q: Liquid yields %q, want %s", offer.Choices()[0], got, id)
				}
			}
		})
	}
}

func TestWhatIsNotOfferedIsNotLaunched(t *testing.T) {
	offer, errs := account.NewOffer(map[string]string{"Dev": "222222222222"}, account.Options{})
	if errs != nil {
		t.Fatal(errs)
	}
	b := offeredBlueprint(t, offer.InputYAML(account.Input{Name: "AWS Account"}))
	const want = `the input "AWS Account": The account has to be the one that is offered: "Dev | 222222222222".`
	if _, err := b.Launch(torque.Launch{Inputs: map[string]any{"AWS Account": "Dev | 222222222223"}}); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
