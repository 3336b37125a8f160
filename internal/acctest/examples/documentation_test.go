// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/provider"
)

// documented holds the outputs of each example in the documentation, by its
// folder: the values that its comments promise.
var documented = map[string]map[string]any{
	"provider": {},

	"data-sources/crossaccount_account": {"account_id": "222222222222", "label": "Dev"},
	"data-sources/crossaccount_account_choices": {
		"parameter_value": "Dev | 222222222222,Test | 333333333333", "account_id": "333333333333",
		"inputs": `inputs:
  "AWS Account":
    type: string
    description: "The AWS account to deploy to"
    default: "Dev | 222222222222"
    allowed-values:
      - "Dev | 222222222222"
      - "Test | 333333333333"
    pattern: "^(?:Dev \\| 222222222222|Test \\| 333333333333)$"
    validation-description: "The account has to be one of the 2 that are offered, written as they are, such as \"Dev | 222222222222\"."`,
	},
	"data-sources/crossaccount_accounts": {
		"account_ids":          []any{"222222222222", "333333333333"},
		"account_ids_by_label": map[string]any{"Dev": "222222222222", "Test": "333333333333"},
	},
	"data-sources/crossaccount_assumable_role": {"account_id": "222222222222", "assumable": true},
	"data-sources/crossaccount_assumable_roles": {"assumable_role_arns": []any{
		"arn:aws:iam::222222222222:role/torque-target", "arn:aws:iam::333333333333:role/torque-target",
	}},
	"data-sources/crossaccount_caller_identity": {"agent": "arn:aws:iam::111111111111:root"},
	"data-sources/crossaccount_session_name":    {"session_name": "torque-My-environment-7-jane.doe@example.com"},
	"data-sources/crossaccount_target_role":     {"arn": "arn:aws:iam::222222222222:role/torque/torque-target"},
	"data-sources/crossaccount_target_roles": {"arns_by_label": map[string]any{
		"Dev":  "arn:aws:iam::222222222222:role/torque-target",
		"Test": "arn:aws:iam::333333333333:role/torque-target",
	}},
	"data-sources/crossaccount_trust_policy_check": {
		"characters": float64(221), "valid": false, "codes": []any{"INVALID_PRINCIPAL_FORMAT", "UNSUPPORTED_ACTION_IN_POLICY"},
	},
	"data-sources/crossaccount_trust_policy_evaluation": {
		"with_external_id": "allowed", "without_external_id": "implicitly_denied",
		"why": "StringEquals on sts:ExternalId does not hold: the request has no sts:ExternalId.",
	},

	"ephemeral-resources/crossaccount_credentials": {},

	"functions/account_format": {"choice": "Dev | 222222222222"},
	"functions/account_parse":  {"account_id": "222222222222"},
	"functions/role_arn_build": {"arn": "arn:aws:iam::222222222222:role/torque-target"},
	"functions/role_arn_parse": {"role": map[string]any{
		"partition": "aws", "account_id": "222222222222", "role_name": "torque-target", "path": "/torque/", "session_name": nil,
	}},
	"functions/session_name": {"session_name": "torque-My-environment-7"},
	"functions/trust_policy_evaluate": {"decisions": map[string]any{
		"ec2.amazonaws.com": "allowed", "lambda.amazonaws.com": "implicitly_denied",
	}},
	"functions/trust_policy_normalize": {
		"trust_policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`,
	},

	"guides/getting-started/choice": {"arn": "arn:aws:iam::222222222222:role/deploy-target", "label": "Dev"},
	"guides/getting-started/verified": {
		"caller": "arn:aws:iam::111111111111:root", "role_arn": "arn:aws:iam::222222222222:role/deploy-target",
	},
	"guides/migrating/arn": {"same": true},
	"guides/migrating/policy": {"decisions": map[string]any{
		"before": "allowed", "after": "allowed", "before_without": "implicitly_denied", "after_without_it": "implicitly_denied",
	}},
	"guides/torque/hosted-credentials": {
		"trust_policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"349148204654"},"Action":"sts:AssumeRole",` +
			`"Condition":{"StringEquals":{"sts:ExternalId":"example-2f6d0c1e"}}}]}`,
		"decisions": map[string]any{"with_our_external_id": "allowed", "with_another_one": "implicitly_denied", "without_one": "implicitly_denied"},
	},
	"guides/trust-policies/master-role": {"decisions": map[string]any{
		"master": "allowed", "no_external_id": "implicitly_denied", "another_role": "implicitly_denied",
	}},
	"guides/trust-policies/before-the-role-exists": {"decisions": map[string]any{
		"master": "allowed", "without_its_path": "implicitly_denied", "another_account": "implicitly_denied",
	}},
	"guides/trust-policies/irsa": {"decisions": map[string]any{
		"agent": "allowed", "another_service_account": "implicitly_denied", "another_namespace": "implicitly_denied",
	}},
	"guides/trust-policies/pod-identity": {"decisions": map[string]any{
		"agent": "allowed", "another_cluster": "implicitly_denied", "another_team": "implicitly_denied",
	}},
	"guides/trust-policies/github": {"decisions": map[string]any{
		"main": "allowed", "pull_request": "implicitly_denied", "another_repository": "implicitly_denied",
	}},
	"guides/trust-policies/third-party": {"decisions": map[string]any{
		"for_this_customer": "allowed", "for_another_customer": "implicitly_denied", "without_external_id": "implicitly_denied",
	}},

	"resources/crossaccount_trust_policy": {
		"trust_policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/torque-master"},` +
			`"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"example-2f6d0c1e"}}}]}`,
		"caller_policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",` +
			`"Resource":"arn:aws:iam::222222222222:role/torque-target"}]}`,
	},
}

func TestEveryExampleOfTheDocumentationIsRun(t *testing.T) {
	for _, pattern := range []string{"provider", "data-sources/*", "functions/*", "resources/*", "ephemeral-resources/*", "guides/*/*"} {
		folders, err := filepath.Glob(cli.ModuleFile(t, "examples/"+pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range folders {
			name, err := filepath.Rel(cli.ModuleFile(t, "examples"), folder)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := documented[filepath.ToSlash(name)]; !ok {
				t.Errorf("examples/%s has no entry in documented", name)
			}
		}
	}
}

func TestDocumentationExamplesDoWhatTheyPromise(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("Acceptance tests skipped unless env 'TF_ACC' set")
	}
	endpoint := os.Getenv("LOCALSTACK_ENDPOINT")
	if endpoint == "" {
		t.Fatal("LOCALSTACK_ENDPOINT is not set: start LocalStack and give its address, such as http://127.0.0.1:4566")
	}
	// Without required_providers, Terraform takes a provider for one of HashiCorp's.
	mirror := cli.NewMirror(t,
		cli.Provider{Address: provider.Address, Version: "0.1.0", Package: "."},
		cli.Provider{Address: "registry.terraform.io/hashicorp/crossaccount", Version: "0.1.0", Package: "."})
	since := map[string]string{"functions": "1.8.0", "ephemeral-resources": "1.10.0"} // else 1.0
	for name, want := range documented {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if version, ok := since[strings.Split(name, "/")[0]]; ok && !cli.TerraformIsAtLeast(t, version) {
				t.Skip("Terraform before " + version + " has no such thing")
			}
			w := cli.NewWorkspace(t, mirror, cli.ModuleFile(t, "examples/"+name), map[string]json.RawMessage{}, credentialsOf(masterAccount, endpoint))
			w.Must("apply", "-auto-approve")
			if diff := cmp.Diff(want, w.Outputs()); diff != "" {
				t.Errorf("outputs (-want +got):\n%s", diff)
			}
			w.Must("plan", "-detailed-exitcode")
		})
	}
}
