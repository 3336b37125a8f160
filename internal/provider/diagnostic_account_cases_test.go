// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"testing"
)

// accountReasonCases are all that can be wrong with choices, accounts and what
// is offered.
func accountReasonCases() []diagnosticCase {
	const choices, offer = "crossaccount_account_choices", "crossaccount_accounts"
	dev := map[string]any{"Dev": "222222222222"}
	many := map[string]any{}
	for i := range 12 {
		many[fmt.Sprintf("Team %02d", i)] = fmt.Sprintf("%012d", i)
	}
	return []diagnosticCase{
		{"accounts: all that is no choice", "", validated(offer, attrs{"choices": []any{
			"", "Dev", "Dev | 1234567890", "Dev | 123456789", "12345678901", "Dev | 1234567890123", "Dev | １23456789012", "Dev | 1234567890\xff2",
			"1234 5678 9012", "123-456-789-012", "Dev : 123456789012",
		}})},
		{"account: a separator that is empty", "", validated("crossaccount_account", attrs{"choice": "Dev | 222222222222", "separator": ""})},
		{"account: a dash as separator", "", validated("crossaccount_account", attrs{"choice": "Dev | 222222222222", "separator": "-"})},
		{"account: a separator that is no text", "", validated("crossaccount_account", attrs{"choice": "Dev | 222222222222", "separator": "\xff"})},
		{"account_choices: all that can't be offered", "", validated(choices, attrs{"accounts": map[string]any{
			"": "222222222222", "A\u200b": "222222222223", "C {{ x }}": "222222222225", "D": "2222-2222-2226", "E": "222222222226",
			"F": "22222222227", "G": "", "H": "H | 222222222228",
		}})},
		{"account_choices: a separator that labels overlap", "", validated(choices, attrs{"accounts": map[string]any{"Dev |": "222222222222"}, "separator": "| |"})},
		{"account_choices: a separator with a comma", "", validated(choices, attrs{"accounts": dev, "separator": ", "})},
		{"account_choices: a separator that is no text", "", validated(choices, attrs{"accounts": dev, "separator": "\u200b"})},
		{"account_choices: an input without a name, or a description", "", validated(choices, attrs{"accounts": dev, "input_name": "", "description": ""})},
		{"account_choices: an input's name with white space", "", validated(choices, attrs{"accounts": dev, "input_name": " AWS Account", "description": "{% x %}"})},
		{"account_choices: an input's name that is too long", "", validated(choices, attrs{"accounts": dev, "input_name": strings.Repeat("x", 256), "description": "\xff"})},
		{"account_choices: an input's name with a quote", "", validated(choices, attrs{"accounts": dev, "input_name": `the "AWS" account`})},
		{"account_choices: an input's name that a form does not show", "", validated(choices, attrs{"accounts": dev, "input_name": "AWS\u200bAccount"})},
		{"account_choices: a default that is none of many", "", validated(choices, attrs{"accounts": many, "default_label": "Team"})},
		{"account_format: no label", "", called("account_format", "", "222222222222")},
		{"account_format: a label that is no text", "", called("account_format", "Dev\xff", "222222222222")},
		{"account_format: no account", "", called("account_format", "Dev", "")},
		{"account_format: a choice for an account", "", called("account_format", "Dev", "Dev | 222222222222")},
	}
}

// arnReasonCases are all that can be wrong with ARNs, names and paths.
func arnReasonCases() []diagnosticCase {
	long := strings.Repeat("x", 65)
	role := func(name, path string) func(*testing.T) []string {
		return validated("crossaccount_target_role", attrs{"account": "222222222222", "role_name": name, "path": path})
	}
	return []diagnosticCase{
		{"role ARNs: all that is none", "", validated("crossaccount_assumable_roles", attrs{"role_arns": []any{
			"", "arn:aws:iam:222222222222:role/deploy", "arn:AWS:iam::222222222222:role/deploy", "arn:aws:s3::222222222222:role/deploy",
			"arn:aws:iam:us-east-1:222222222222:role/deploy", "arn:aws:sts::222222222222:role/deploy", "arn:aws:iam::222222222222:group/deploy",
			"arn:aws:iam:::role/deploy", "arn:aws:iam::22222222222:role/deploy", "arn:aws:iam::2222222222:role/deploy", "arn:aws:iam::222:role/deploy",
			"arn:aws:iam::2222222222222:role/deploy", "arn:aws:iam::2222-2222-2222:role/deploy", "arn:aws:iam::Dev:role/deploy",
			"arn:aws:iam::*:role/deploy", "arn:aws:iam::２22222222222:role/deploy", "arn:aws:iam::222222222222:role/team/",
			"arn:aws:iam::222222222222:role/" + long, "arn:aws:iam::222222222222:role/*", "arn:aws:iam::222222222222:role/a b/deploy",
			"arn:aws:iam::222222222222:role//deploy", "arn:aws:iam::222222222222:root", "arn:aws:iam::222222222222:user/ci",
			"arn:aws:sts::222222222222:assumed-role/deploy/ci", "arn:aws:sts::222222222222:assumed-role/deploy", "arn:aws:sts::222222222222:federated-user/ci",
			"arn:aws:sts::222222222222:federated-user/x", "arn:aws:iam::222222222222:oidc-provider/https://idp.example.com",
			"arn:aws:iam::222222222222:oidc-provider/", "arn:aws:iam::222222222222:saml-provider/a b",
			"arn:aws:iam::222222222222:oidc-provider/" + strings.Repeat("x", 256),
		}})},
		{"role_arn_parse: an account", "", called("role_arn_parse", "arn:aws:iam::222222222222:root")},
		{"target_role: no name, an open path", "", role("", "/team")},
		{"target_role: an empty path", "", role("deploy", "//")},
		{"target_role: a name and a path that are too long", "", role(long, "/"+strings.Repeat("x", 511)+"/")},
		{"target_role: a path with a space", "", role("deploy", "/a b/")},
		{"trust_policy: a target role in another partition", "", func(t *testing.T) []string {
			return newTrustPolicyServer(t).validate(attrs{
				"aws": block(attrs{"principals": []any{trustedRole}}), "target_role_arns": []any{"arn:aws-cn:iam::222222222222:role/deploy"},
			})
		}},
	}
}
