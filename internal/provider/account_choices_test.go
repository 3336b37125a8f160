// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"testing"
)

func TestAccountChoicesOffersAccountsInEachForm(t *testing.T) {
	s := newServer(t, nil)
	got, diagnostics := s.read("crossaccount_account_choices", attrs{
		"accounts":      map[string]any{"Test": "333333333333", "Dev": "222222222222"},
		"default_label": "Test",
		"description":   "The AWS account to deploy to",
	})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{
		"choices":                []any{"Dev | 222222222222", "Test | 333333333333"},
		"parameter_value":        "Dev | 222222222222,Test | 333333333333",
		"pattern":                `^(?:Dev \| 222222222222|Test \| 333333333333)$`,
		"validation_description": `The account has to be one of the 2 that are offered, written as they are, such as "Dev | 222222222222".`,
		"input_yaml": `"AWS Account":
  type: string
  description: "The AWS account to deploy to"
  default: "Test | 333333333333"
  allowed-values:
    - "Dev | 222222222222"
    - "Test | 333333333333"
  pattern: "^(?:Dev \\| 222222222222|Test \\| 333333333333)$"
  validation-description: "The account has to be one of the 2 that are offered, written as they are, such as \"Dev | 222222222222\"."`,
		"input_source_json": `[{"label":"Dev","account_id":"222222222222","choice":"Dev | 222222222222"},` +
			`{"label":"Test","account_id":"333333333333","choice":"Test | 333333333333"}]`,
	})
}

func TestAccountChoicesTakesASeparatorAndAName(t *testing.T) {
	s := newServer(t, nil)
	got, diagnostics := s.read("crossaccount_account_choices", attrs{
		"accounts": map[string]any{"A | B": "2222-2222-2222"}, "separator": "=>", "input_name": "account",
	})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"choices": []any{"A | B => 222222222222"}})
	if yaml := got["input_yaml"].(string); !strings.HasPrefix(yaml, "\"account\":\n  type: string\n  allowed-values:\n") {
		t.Error(yaml)
	}
}

func TestWhatIsOfferedIsWhatAccountsReads(t *testing.T) {
	s := newServer(t, nil)
	accounts := map[string]any{}
	for i := range 1_000 {
		accounts[fmt.Sprintf("Team | %d (é \"x\")", i)] = fmt.Sprintf("%012d", i)
	}
	offered, diagnostics := s.read("crossaccount_account_choices", attrs{"accounts": accounts})
	wantDiagnostics(t, diagnostics)
	chosen, diagnostics := s.read("crossaccount_accounts", attrs{"choices": offered["choices"], "allowed_choices": offered["choices"]})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, chosen, attrs{"account_ids_by_label": accounts})
}

func TestAccountChoicesRefusesWhatCanNotBeOffered(t *testing.T) {
	s := newServer(t, nil)
	const at = `AttributeName("accounts").ElementKeyString("%s"): Account can't be offered: %s`
	comma := fmt.Sprintf(at, "Dev, EU", `The label "Dev, EU" of account 222222222222 has a comma, at which Torque splits the values of a parameter: write it without.`)
	lost := fmt.Sprintf(at, "Old", `Label "Old": "12345678901" is no account ID: it has 11 digits, an account ID has 12; `+
		`a leading zero was probably lost: write it in quotes, as in "012345678901".`)
	tests := map[string]struct {
		config attrs
		want   []string
	}{
		"all errors at once": {
			attrs{
				"accounts":   map[string]any{"Dev, EU": "222222222222", "Old": "12345678901", "Test": nil, "Late": unknown{}},
				"input_name": "", "description": "a\tb", "default_label": "Dev",
			},
			[]string{
				comma, lost,
				`AttributeName("accounts").ElementKeyString("Test"): Null in a map: An element of accounts is null. Nothing can be made of it: remove it, or give its value.`,
				`AttributeName("input_name"): Invalid input_name: The name of the input is empty: give one, such as "AWS Account".`,
				`AttributeName("description"): Invalid description: The description has '\t' (U+0009 <control>) at position 2, which a form does not show: remove it.`,
			},
		},
		"no account": {
			attrs{"accounts": map[string]any{}},
			[]string{`AttributeName("accounts"): Invalid accounts: No account is offered: give at least one.`},
		},
		"account under two labels": {
			attrs{"accounts": map[string]any{"Dev": "222222222222", "Development": "222222222222"}},
			[]string{fmt.Sprintf(at, "Development", `Account 222222222222 is offered twice, as "Dev" and as "Development": remove one.`)},
		},
		"default that is not there": {
			attrs{"accounts": map[string]any{"Dev": "222222222222"}, "default_label": "dev"},
			[]string{`AttributeName("default_label"): Invalid default_label: The label "dev" is not offered: give one of "Dev".`},
		},
		"separator": {
			attrs{"accounts": map[string]any{"Dev, EU": "222222222222"}, "separator": ","},
			[]string{`AttributeName("separator"): Invalid separator: The separator "," has a comma, at which Torque splits the values of a parameter: use another character, such as "|".`},
		},
		"known beside unknown": {
			attrs{"accounts": map[string]any{"Dev, EU": "222222222222", "Late": unknown{}}, "default_label": unknown{}},
			[]string{comma},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantDiagnostics(t, s.validate("crossaccount_account_choices", tt.config), tt.want...)
		})
	}
}

func TestAccountChoicesWaitsForWhatIsUnknown(t *testing.T) {
	s := newServer(t, nil)
	for _, config := range []attrs{
		{"accounts": unknown{}},
		{"accounts": map[string]any{"Dev": unknown{}}},
		{"accounts": map[string]any{"Dev": unknown{}}, "default_label": "Test"},
		{"accounts": map[string]any{"Dev, EU": "222222222222"}, "separator": unknown{}},
		{"accounts": map[string]any{"Dev": "222222222222"}, "default_label": unknown{}, "input_name": unknown{}, "description": unknown{}},
	} {
		wantDiagnostics(t, s.validate("crossaccount_account_choices", config))
	}
}
