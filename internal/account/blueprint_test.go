// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package account_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

// input is an input of a blueprint.
// Source: Torque documentation, "Blueprint YAML Structure", inputs.
type input struct {
	Type                  string   `yaml:"type"`
	Description           string   `yaml:"description"`
	Default               string   `yaml:"default"`
	AllowedValues         []string `yaml:"allowed-values"`
	Pattern               string   `yaml:"pattern"`
	ValidationDescription string   `yaml:"validation-description"`
}

func TestInputYAMLIsAnInputOfABlueprint(t *testing.T) {
	made := offer(t, map[string]string{"Test": "333333333333", "Dev": "222222222222"}, account.Options{})
	const want = `"AWS Account":
  type: string
  description: "Where to deploy.\nAsk \"ops\" for more."
  default: "Test | 333333333333"
  allowed-values:
    - "Dev | 222222222222"
    - "Test | 333333333333"
  pattern: "^(?:Dev \\| 222222222222|Test \\| 333333333333)$"
  validation-description: "The account has to be one of the 2 that are offered, written as they are, such as \"Dev | 222222222222\"."`
	got := made.InputYAML(account.Input{
		Name: account.DefaultInputName, Description: "Where to deploy.\nAsk \"ops\" for more.", Default: "Test | 333333333333",
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestInputYAMLLeavesOutWhatIsNotGiven(t *testing.T) {
	got := offer(t, map[string]string{"Dev": "222222222222"}, account.Options{}).InputYAML(account.Input{Name: "account"})
	if strings.Contains(got, "\n  description:") || strings.Contains(got, "\n  default:") {
		t.Error(got)
	}
}

func TestInputYAMLReadsBack(t *testing.T) {
	offers(t, 2_000, func(_ map[string]string, _ account.Options, made account.Offer) {
		choices := made.Choices()
		in := account.Input{Name: choices[0], Description: strings.Join(choices, "\n"), Default: choices[0]}
		text := made.InputYAML(in)
		var got map[string]input
		if err := yaml.Load([]byte(text), &got, yaml.WithKnownFields()); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		want := map[string]input{in.Name: {
			Type: "string", Description: in.Description, Default: in.Default, AllowedValues: choices,
			Pattern: made.Pattern(), ValidationDescription: made.ValidationDescription(),
		}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestInputSourceJSONReadsBack(t *testing.T) {
	made := offer(t, map[string]string{"Test": "333333333333", `A "B" & C`: "222222222222"}, account.Options{})
	const want = `[{"label":"A \"B\" & C","account_id":"222222222222","choice":"A \"B\" & C | 222222222222"},` +
		`{"label":"Test","account_id":"333333333333","choice":"Test | 333333333333"}]`
	if got := made.InputSourceJSON(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}

	offers(t, 2_000, func(accounts map[string]string, o account.Options, made account.Offer) {
		var entries []struct {
			Label, Choice string
			AccountID     string `json:"account_id"`
		}
		decoder := json.NewDecoder(strings.NewReader(made.InputSourceJSON()))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&entries); err != nil {
			t.Fatalf("%v\n%s", err, made.InputSourceJSON())
		}
		for i, e := range entries {
			if e.Choice != made.Choices()[i] || e.AccountID != accounts[e.Label] || e.Label != label(t, e.Choice, o) {
				t.Fatalf("entry %d of %s, want %s", i, made.InputSourceJSON(), made.Choices()[i])
			}
		}
		if len(entries) != len(accounts) {
			t.Fatalf("%d entries for %d accounts", len(entries), len(accounts))
		}
	})
}

func TestCheckInputName(t *testing.T) {
	for _, s := range []string{account.DefaultInputName, "account", "yes", "本番", strings.Repeat("x", 255)} {
		if err := account.CheckInputName(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for s, want := range map[string]string{
		"":                       `the name of the input is empty: give one, such as "AWS Account"`,
		" \t":                    `the name of the input is empty: give one, such as "AWS Account"`,
		" x":                     `the name " x" of the input has white space around it: write "x"`,
		`my "x"`:                 `the name "my \"x\"" of the input has a double quote, with which a blueprint can't refer to it: write it without`,
		"a\nb":                   `the name "a\nb" of the input has '\n' (U+000A <control>) at position 2, which a form does not show: remove it`,
		"{{x":                    `the name "{{x" of the input has "{{", with which a template begins in a blueprint: write it without`,
		"a\xff":                  `the name "a\xff" of the input is not valid UTF-8: use plain characters`,
		strings.Repeat("x", 256): `the name "` + strings.Repeat("x", 80) + `"… of the input has 256 characters: use at most 255`,
	} {
		if err := account.CheckInputName(s); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", s, err, want)
		}
	}
}

func TestCheckDescription(t *testing.T) {
	if err := account.CheckDescription("Where to deploy.\nOne account: \"yours\"."); err != nil {
		t.Error(err)
	}
	for s, want := range map[string]string{
		"":            "the description is empty: write one, or leave it out",
		"a\tb":        `the description has '\t' (U+0009 <control>) at position 2, which a form does not show: remove it`,
		"a\n{% x %}b": `the description has "{%", with which a template begins in a blueprint: write it without`,
	} {
		if err := account.CheckDescription(s); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", s, err, want)
		}
	}
}
