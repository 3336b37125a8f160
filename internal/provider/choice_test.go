// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"testing"
)

// What the messages of package account say is tested there; these are the
// texts that users see, with what the provider adds.
const (
	lostZero = `AttributeName("choice"): Invalid account choice: "Dev | 12345678901" has no account ID: "12345678901" has 11 digits, an account ID has 12; ` +
		`a leading zero was probably lost: write it in quotes, as in "012345678901". The account decides where everything is provisioned, so nothing is guessed.`
	emptyChoice = `Invalid account choice: No account was given: write a choice such as "Dev | 123456789012", or an account ID of 12 digits. ` +
		`The account decides where everything is provisioned, so nothing is guessed.`
)

func TestAccountReadsAChoice(t *testing.T) {
	s := newServer(t, nil)
	tests := map[string]struct {
		config attrs
		want   attrs
	}{
		"label and account": {attrs{"choice": "Dev | 123456789012"}, attrs{"account_id": "123456789012", "label": "Dev"}},
		"bare account":      {attrs{"choice": "123456789012"}, attrs{"account_id": "123456789012", "label": nil}},
		"grouped account":   {attrs{"choice": " Dev|1234-5678-9012 "}, attrs{"account_id": "123456789012", "label": "Dev"}},
		"other separator":   {attrs{"choice": "A|B => 123456789012", "separator": "=>"}, attrs{"account_id": "123456789012", "label": "A|B", "separator": "=>"}},
		"padded on request": {attrs{"choice": "Dev | 12345678901", "zero_pad": true}, attrs{"account_id": "012345678901", "label": "Dev"}},
		"allowed": {
			attrs{"choice": "Dev | 123456789012", "allowed_choices": []any{"Test | 210987654321", "Dev | 123456789012"}},
			attrs{"account_id": "123456789012", "label": "Dev"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, diagnostics := s.read("crossaccount_account", tt.config)
			wantDiagnostics(t, diagnostics)
			wantOutputs(t, got, tt.want)
		})
	}
}

func TestAccountRefusesWhatIsNotOneAccount(t *testing.T) {
	s := newServer(t, nil)
	tests := map[string]struct {
		config attrs
		want   []string
	}{
		"lost zero": {attrs{"choice": "Dev | 12345678901"}, []string{lostZero}},
		"empty":     {attrs{"choice": ""}, []string{`AttributeName("choice"): ` + emptyChoice}},
		"not allowed": {
			attrs{"choice": "Dev | 123456789012", "allowed_choices": []any{"Test | 210987654321"}},
			[]string{`AttributeName("choice"): Account not allowed: Account 123456789012 ("Dev") is not among the allowed choices: choose one of those, or add it to them.`},
		},
		"label of another account": {
			attrs{"choice": "Dev | 210987654321", "allowed_choices": []any{"Prod | 210987654321"}},
			[]string{`AttributeName("choice"): Account not allowed: Account 210987654321 is allowed as "Prod", but was chosen as "Dev": ` +
				`one of the two names the wrong account, make label and account agree.`},
		},
		"nothing is allowed": {
			attrs{"choice": "123456789012", "allowed_choices": []any{}},
			[]string{`AttributeName("choice"): Account not allowed: Account 123456789012 is not among the allowed choices: choose one of those, or add it to them.`},
		},
		"all errors at once": {
			attrs{"choice": "Dev | 12345678901", "allowed_choices": []any{"Dev | 123456789012", "", nil}},
			[]string{
				lostZero,
				`AttributeName("allowed_choices").ElementKeyInt(1): ` + emptyChoice,
				`AttributeName("allowed_choices").ElementKeyInt(2): Null in a list: An element of allowed_choices is null. Nothing can be made of it: remove it, or give its value.`,
			},
		},
		"separator that could split an account": {
			attrs{"choice": "Dev | 123456789012", "separator": "1"},
			[]string{`AttributeName("separator"): Invalid separator: The separator "1" has a digit, which would split account IDs: use another character, such as "|".`},
		},
		"empty separator": {
			attrs{"choice": "Dev | 123456789012", "separator": ""},
			[]string{`AttributeName("separator"): Invalid separator: The separator is empty: give at least one character, such as "|".`},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, diagnostics := s.read("crossaccount_account", tt.config)
			wantDiagnostics(t, diagnostics, tt.want...)
		})
	}
}

// A data source whose arguments are not all known is read at apply; what is
// known must be refused at plan all the same.
func TestKnownElementsAreCheckedBesideUnknownOnes(t *testing.T) {
	s := newServer(t, nil)
	const at1 = `ElementKeyInt(1): ` + emptyChoice
	tests := []struct {
		dataSource string
		config     attrs
		want       []string
	}{
		{"crossaccount_account", attrs{"choice": unknown{}}, nil},
		{"crossaccount_account", attrs{"choice": "Dev", "separator": unknown{}}, nil},
		{"crossaccount_account", attrs{"choice": "", "allowed_choices": unknown{}}, []string{`AttributeName("choice"): ` + emptyChoice}},
		{"crossaccount_account", attrs{"choice": unknown{}, "allowed_choices": []any{"1 | 123456789012", ""}}, []string{`AttributeName("allowed_choices").` + at1}},
		{"crossaccount_accounts", attrs{"choices": unknown{}}, nil},
		{"crossaccount_accounts", attrs{"choices": []any{unknown{}, ""}}, []string{`AttributeName("choices").` + at1}},
		{"crossaccount_accounts", attrs{"choices": []any{"", ""}, "zero_pad": unknown{}}, nil},
		{"crossaccount_accounts", attrs{"choices": []any{unknown{}, "Dev | 111111111111", nil, "Test | 1111-1111-1111"}}, []string{
			`AttributeName("choices").ElementKeyInt(2): Null in a list: An element of choices is null. Nothing can be made of it: remove it, or give its value.`,
			`AttributeName("choices").ElementKeyInt(3): Invalid account choice: Account 111111111111 is chosen twice, ` +
				`as "Dev | 111111111111" (element 1) and as "Test | 1111-1111-1111" (element 3): remove one. The account decides where everything is provisioned, so nothing is guessed.`,
		}},
		{"crossaccount_accounts", attrs{"choices": []any{unknown{}, "", "Test | 222222222222"}, "allowed_choices": []any{"111111111111"}}, []string{
			`AttributeName("choices").` + at1,
			`AttributeName("choices").ElementKeyInt(2): Account not allowed: Account 222222222222 ("Test") is not among the allowed choices: choose one of those, or add it to them.`,
		}},
		{"crossaccount_accounts", attrs{"choices": []any{"222222222222"}, "allowed_choices": []any{"111111111111", unknown{}}}, nil},
		{"crossaccount_target_role", attrs{"account": unknown{}, "role_name": unknown{}}, nil},
		{"crossaccount_target_role", attrs{"account": "", "role_name": unknown{}}, []string{`AttributeName("account"): ` + emptyChoice}},
		{"crossaccount_target_roles", attrs{"accounts": []any{unknown{}, ""}, "role_name": "x"}, []string{`AttributeName("accounts").` + at1}},
		{"crossaccount_caller_identity", attrs{"expected_accounts": []any{unknown{}, ""}}, []string{`AttributeName("expected_accounts").` + at1}},
		{"crossaccount_session_name", attrs{"parts": unknown{}}, nil},
		{"crossaccount_session_name", attrs{"parts": []any{unknown{}}}, nil},
		{"crossaccount_session_name", attrs{"parts": []any{nil, unknown{}}}, []string{
			`AttributeName("parts").ElementKeyInt(0): Null in a list: An element of parts is null. Nothing can be made of it: remove it, or give its value.`,
		}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.dataSource, tt.config), func(t *testing.T) {
			wantDiagnostics(t, s.validate(tt.dataSource, tt.config), tt.want...)
		})
	}
}

func TestAccountsReadsAMultiSelect(t *testing.T) {
	s := newServer(t, nil)
	got, diagnostics := s.read("crossaccount_accounts", attrs{"choices": []any{"Prod | 333333333333", "111111111111", "A | B|2222-2222-2222"}})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{
		"accounts": []any{
			attrs{"choice": "Prod | 333333333333", "label": "Prod", "account_id": "333333333333"},
			attrs{"choice": "111111111111", "label": nil, "account_id": "111111111111"},
			attrs{"choice": "A | B|2222-2222-2222", "label": "A | B", "account_id": "222222222222"},
		},
		"account_ids":          []any{"333333333333", "111111111111", "222222222222"},
		"account_ids_by_label": map[string]any{"Prod": "333333333333", "A | B": "222222222222"},
		"labels_by_account_id": map[string]any{"333333333333": "Prod", "222222222222": "A | B"},
	})

	got, diagnostics = s.read("crossaccount_accounts", attrs{"choices": []any{}})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{
		"accounts": []any{}, "account_ids": []any{},
		"account_ids_by_label": map[string]any{}, "labels_by_account_id": map[string]any{},
	})
}

func TestAccountsRefusesEveryWrongElement(t *testing.T) {
	s := newServer(t, nil)
	const why = ` The account decides where everything is provisioned, so nothing is guessed.`
	_, diagnostics := s.read("crossaccount_accounts", attrs{
		"choices": []any{"Dev | 111111111111", "", "Test | 1111-1111-1111", "Dev | 222222222222", "Prod | 333333333333"},
	})
	wantDiagnostics(t, diagnostics,
		`AttributeName("choices").ElementKeyInt(1): `+emptyChoice,
		`AttributeName("choices").ElementKeyInt(2): Invalid account choice: Account 111111111111 is chosen twice, `+
			`as "Dev | 111111111111" (element 0) and as "Test | 1111-1111-1111" (element 2): remove one.`+why,
		`AttributeName("choices").ElementKeyInt(3): Invalid account choice: Label "Dev" stands for two accounts, `+
			`111111111111 (element 0) and 222222222222 (element 3): give each account its own label.`+why,
	)

	_, diagnostics = s.read("crossaccount_accounts", attrs{
		"choices":         []any{"Dev | 111111111111", "Test | 222222222222"},
		"allowed_choices": []any{"Test | 222222222222"},
	})
	wantDiagnostics(t, diagnostics, `AttributeName("choices").ElementKeyInt(0): Account not allowed: `+
		`Account 111111111111 ("Dev") is not among the allowed choices: choose one of those, or add it to them.`)

	_, diagnostics = s.read("crossaccount_accounts", attrs{"choices": []any{"Dev | 111111111111", nil}})
	wantDiagnostics(t, diagnostics, `AttributeName("choices").ElementKeyInt(1): Null in a list: `+
		`An element of choices is null. Nothing can be made of it: remove it, or give its value.`)
}

func TestAccountsReadsTenThousandChoices(t *testing.T) {
	s := newServer(t, nil)
	var choices, ids []any
	for i := range 10_000 {
		id := fmt.Sprintf("%012d", 100_000_000_000+i)
		choices = append(choices, fmt.Sprintf("Account %d | %s", i, id))
		ids = append(ids, id)
	}
	got, diagnostics := s.read("crossaccount_accounts", attrs{"choices": choices})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"account_ids": ids})
}

func TestTargetRoleGivesTheARN(t *testing.T) {
	tests := map[string]struct {
		provider attrs
		config   attrs
		want     attrs
	}{
		"choice": {
			nil, attrs{"account": "Dev | 123456789012", "role_name": "deploy"},
			attrs{"arn": "arn:aws:iam::123456789012:role/deploy", "account_id": "123456789012", "label": "Dev"},
		},
		"account ID with a path": {
			nil, attrs{"account": "123456789012", "role_name": "deploy", "path": "/team/a/"},
			attrs{"arn": "arn:aws:iam::123456789012:role/team/a/deploy", "label": nil, "path": "/team/a/"},
		},
		"partition": {
			nil, attrs{"account": "123456789012", "role_name": "deploy", "partition": "aws-us-gov"},
			attrs{"arn": "arn:aws-us-gov:iam::123456789012:role/deploy"},
		},
		"partition of the provider's region": {
			attrs{"region": "cn-north-1"}, attrs{"account": "123456789012", "role_name": "deploy"},
			attrs{"arn": "arn:aws-cn:iam::123456789012:role/deploy"},
		},
		"partition over the provider's region": {
			attrs{"region": "cn-north-1"}, attrs{"account": "123456789012", "role_name": "deploy", "partition": "aws-eusc"},
			attrs{"arn": "arn:aws-eusc:iam::123456789012:role/deploy"},
		},
		"credentials unknown, region known": {
			attrs{"region": "eusc-de-east-1", "access_key": unknown{}, "secret_key": unknown{}}, attrs{"account": "123456789012", "role_name": "deploy"},
			attrs{"arn": "arn:aws-eusc:iam::123456789012:role/deploy"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, diagnostics := newServer(t, tt.provider).read("crossaccount_target_role", tt.config)
			wantDiagnostics(t, diagnostics)
			wantOutputs(t, got, tt.want)
		})
	}
}

func TestTargetRoleTakesThePartitionOfTheEnvironmentsRegion(t *testing.T) {
	t.Setenv("AWS_REGION", "us-gov-west-1")
	got, diagnostics := newServer(t, nil).read("crossaccount_target_role", attrs{"account": "123456789012", "role_name": "deploy"})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"arn": "arn:aws-us-gov:iam::123456789012:role/deploy"})
}

func TestTargetRoleRefuses(t *testing.T) {
	tests := map[string]struct {
		provider attrs
		config   attrs
		want     []string
	}{
		"all that is wrong": {
			nil, attrs{"account": "123456789012", "role_name": "team/deploy", "path": "team", "partition": "AWS"},
			[]string{
				`AttributeName("partition"): Invalid Attribute Value Match: Attribute partition value must be one of: ["aws" "aws-cn" "aws-us-gov" "aws-iso" "aws-iso-b" "aws-iso-e" "aws-iso-f" "aws-eusc"], got: "AWS"`,
				`AttributeName("path"): Invalid path: "team" is not a valid path: a path begins with "/": write "/" for none, or a path such as "/team/".`,
				`AttributeName("role_name"): Invalid role_name: "team/deploy" is not a valid role name: at position 5, a role name has no "/": give the path by itself, as in path = "/team/".`,
			},
		},
		"account": {
			nil, attrs{"account": "", "role_name": "deploy"},
			[]string{`AttributeName("account"): ` + emptyChoice},
		},
		"region unknown": {
			attrs{"region": unknown{}}, attrs{"account": "123456789012", "role_name": "deploy"},
			[]string{`Provider configuration not known yet: The provider block's region will only be known after apply, so it is not known as whom and where STS would be called. ` +
				`Calling without it could check another identity. Give the provider values that are known at plan, or apply what they depend on first.`},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, diagnostics := newServer(t, tt.provider).read("crossaccount_target_role", tt.config)
			wantDiagnostics(t, diagnostics, tt.want...)
		})
	}
}

func TestTargetRoleRefusesARegionThatTellsNoPartition(t *testing.T) {
	t.Setenv("AWS_REGION", "local")
	_, diagnostics := newServer(t, nil).read("crossaccount_target_role", attrs{"account": "123456789012", "role_name": "deploy"})
	wantDiagnostics(t, diagnostics, `AttributeName("partition"): Partition not known: The partition of the role was not given, and the region does not tell it. `+
		`"local" is not a valid region: this is not the name of an AWS region, so its partition is not known: use a name such as us-east-1. `+
		`Set partition here, or the provider's region.`)
}

func TestTargetRolesGivesTheARNs(t *testing.T) {
	s := newServer(t, nil)
	got, diagnostics := s.read("crossaccount_target_roles", attrs{
		"accounts": []any{"Prod | 333333333333", "111111111111"}, "role_name": "deploy", "path": "/t/", "partition": "aws-cn",
	})
	wantDiagnostics(t, diagnostics)
	const prod, bare = "arn:aws-cn:iam::333333333333:role/t/deploy", "arn:aws-cn:iam::111111111111:role/t/deploy"
	wantOutputs(t, got, attrs{
		"roles": []any{
			attrs{"arn": prod, "account_id": "333333333333", "label": "Prod"},
			attrs{"arn": bare, "account_id": "111111111111", "label": nil},
		},
		"arns":               []any{prod, bare},
		"arns_by_account_id": map[string]any{"333333333333": prod, "111111111111": bare},
		"arns_by_label":      map[string]any{"Prod": prod},
	})
}

func TestSessionNameReadsAsTheFunctionDoes(t *testing.T) {
	s := newServer(t, nil)
	got, diagnostics := s.read("crossaccount_session_name", attrs{"parts": []any{"torque", "Jane Doe", "", "env#1"}})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"session_name": "torque-Jane-Doe-env-1"})
	if name, err := s.call("session_name", "torque", "Jane Doe", "", "env#1"); name != "torque-Jane-Doe-env-1" || err != "" {
		t.Errorf("the function returns %v, %s", name, err)
	}
}

func TestSessionNameRefuses(t *testing.T) {
	s := newServer(t, nil)
	tests := map[string]struct {
		parts any
		want  string
	}{
		"nothing usable": {[]any{"本", ""}, `AttributeName("parts"): No session name: "-" is not a valid session name: the parts have too few of the characters that AWS takes: give at least 2 letters or digits.`},
		"no parts":       {[]any{}, `AttributeName("parts"): No session name: The session name is empty: the parts have too few of the characters that AWS takes: give at least 2 letters or digits.`},
		"a null":         {[]any{"abc", nil}, `AttributeName("parts").ElementKeyInt(1): Null in a list: An element of parts is null. Nothing can be made of it: remove it, or give its value.`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, diagnostics := s.read("crossaccount_session_name", attrs{"parts": tt.parts})
			wantDiagnostics(t, diagnostics, tt.want)
		})
	}
}
