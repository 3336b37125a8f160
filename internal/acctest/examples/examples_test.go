// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package examples_test

import (
	"crypto/rand"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/awsstandin"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/torque"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/provider"
)

const (
	grain         = "workload"
	masterAccount = "111111111111"

	// realAWSProvider is the environment variable that takes hashicorp/aws
	// from its registry in place of the stand-in.
	realAWSProvider = "ACCTEST_REAL_AWS_PROVIDER"
)

// accountOfAgent says where the agents of option A stand.
var accountOfAgent = map[string]string{
	"eks-dev":  "222222222222",
	"eks-test": "333333333333",
	"eks-prod": "444444444444",
}

// fixture is what all runs share.
type fixture struct {
	aws        localStack
	mirror     cli.Mirror
	externalID string
}

func TestExamples(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("Acceptance tests skipped unless env 'TF_ACC' set")
	}
	endpoint := os.Getenv("LOCALSTACK_ENDPOINT")
	if endpoint == "" {
		t.Fatal("LOCALSTACK_ENDPOINT is not set: start LocalStack and give its address, such as http://127.0.0.1:4566")
	}

	awsProvider := cli.Provider{Address: awsstandin.Address, Version: "5.100.0", Package: "./internal/acctest/awsstandin/terraform-provider-aws"}
	if os.Getenv(realAWSProvider) != "" {
		awsProvider = cli.Provider{Address: awsstandin.Address}
	}
	// Both providers are imported for their addresses; so go test's cache knows of changes in them, too.
	mirror := cli.NewMirror(t, awsProvider,
		cli.Provider{Address: provider.Address, Version: "0.1.0", Package: "."})
	policy, externalID := exampleTrustPolicy(t)
	f := fixture{localStack{endpoint}, mirror, externalID}
	for _, id := range []string{"012345678901", "222222222222", "333333333333"} {
		f.aws.createTargetRole(t, id, policy)
	}

	t.Run("option A", f.optionA)
	t.Run("option B", f.optionB)
	t.Run("parameters", f.parameters)
	t.Run("provider-overrides", f.providerOverrides)
	t.Run("roles", f.roles)
	t.Run("GitHub Actions", f.gitHubActions)
}

// run is an environment that was launched from an example.
type run struct {
	*cli.Workspace
	f         fixture
	blueprint *torque.Blueprint
	door      *frontDoor
	envID     string
}

// launch renders the example's blueprint and puts its grain into a workspace,
// with the credentials of the account that the agent stands in.
func (f fixture) launch(t *testing.T, b *torque.Blueprint, agentAccount string, l torque.Launch) run {
	t.Helper()
	l.EnvID = strings.ToLower(rand.Text()[:12])
	env, err := b.Launch(l)
	if err != nil {
		t.Fatal(err)
	}
	variables, err := env.Variables(grain)
	if err != nil {
		t.Fatal(err)
	}
	spec := b.Grains[grain].Spec
	source := cli.ModuleFile(t, spec.Source.Path)
	if len(spec.ProviderOverrides) > 0 {
		source = withOverrides(t, source, env)
	}
	door := newFrontDoor(t, f.aws, f.externalID)
	w := cli.NewWorkspace(t, f.mirror, source, variables, credentialsOf(agentAccount, door.URL))
	return run{w, f, b, door, l.EnvID}
}

// withOverrides returns a copy of the grain with the provider blocks that
// Torque writes into it.
func withOverrides(t *testing.T, source string, env *torque.Environment) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	text, err := env.Providers(grain)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "torque_override.tf.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// credentialsOf is the environment of a caller that is an account's root.
func credentialsOf(accountID, endpoint string) map[string]string {
	return map[string]string{"AWS_ACCESS_KEY_ID": accountID, "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL": endpoint}
}

// checkLifecycle applies, compares the outputs, plans again, and destroys.
func (r run) checkLifecycle(t *testing.T, accountID string, want map[string]any) {
	t.Helper()
	workload := "torque-" + r.envID
	want["account_id"] = accountID
	want["workload_role_arn"] = "arn:aws:iam::" + accountID + ":role/" + workload

	r.Must("validate")
	r.Must("plan")
	r.Must("apply", "-auto-approve")
	outputs := r.Outputs()
	if diff := cmp.Diff(want, outputs); diff != "" {
		t.Errorf("outputs (-want +got)\n%s", diff)
	}
	r.checkBlueprintOutputs(t, outputs)
	for _, id := range []string{masterAccount, "012345678901", "222222222222", "333333333333", "444444444444"} {
		if got := r.f.aws.hasRole(t, id, workload); got != (id == accountID) {
			t.Errorf("account %s has the workload's role: %t", id, got)
		}
	}

	r.Must("plan", "-detailed-exitcode") // exit code 2 would mean changes
	r.Must("destroy", "-auto-approve")
	if r.f.aws.hasRole(t, accountID, workload) {
		t.Error("the workload's role is still there after destroy")
	}
	r.checkNoExternalID(t)
}

// checkBlueprintOutputs checks that what the blueprint shows is among what
// the grain hands out, and that the grain has no output besides.
func (r run) checkBlueprintOutputs(t *testing.T, outputs map[string]any) {
	t.Helper()
	listed := r.blueprint.Grains[grain].Spec.Outputs
	for _, name := range slices.Sorted(maps.Keys(outputs)) {
		if !slices.Contains(listed, name) {
			t.Errorf("the blueprint does not list the grain's output %q", name)
		}
	}
	data := map[string]any{"grains": map[string]any{grain: map[string]any{"outputs": outputs}}}
	for _, name := range slices.Sorted(maps.Keys(r.blueprint.Outputs)) {
		text, err := torque.Expand(r.blueprint.Outputs[name].Value, data)
		if err != nil {
			t.Errorf("the blueprint's output %q: %v", name, err)
		} else if text == "" {
			t.Errorf("the blueprint's output %q is empty", name)
		}
	}
}

func (r run) checkNoExternalID(t *testing.T) {
	t.Helper()
	if strings.Contains(r.Transcript(), r.f.externalID) {
		t.Error("Terraform's output shows the external ID")
	}
}

// checkOnlyError checks that planning fails with one error, on the attribute
// of the data source at address, and that its text has all of the words.
func (r run) checkOnlyError(t *testing.T, address, attribute string, words ...string) {
	t.Helper()
	found := r.PlanErrors()
	if len(found) != 1 {
		t.Fatalf("got %d errors, want 1: %+v", len(found), found)
	}
	got := found[0]
	if got.Address != address {
		t.Errorf("the error is on %s, want %s", got.Address, address)
	}
	if !strings.HasPrefix(strings.TrimSpace(got.Snippet.Code), attribute) {
		t.Errorf("the error points at %q, want %s", got.Snippet.Code, attribute)
	}
	for _, word := range words {
		if !strings.Contains(got.Summary+"\n"+got.Detail, word) {
			t.Errorf("the error does not say %q:\n%s\n%s", word, got.Summary, got.Detail)
		}
	}
	r.checkNoExternalID(t)
}

func (f fixture) optionA(t *testing.T) {
	b := blueprint(t, optionA)
	launch := func(t *testing.T, agent, choice string) run {
		inputs := map[string]any{"agent": agent, "AWS Account": choice}
		env, err := b.Launch(torque.Launch{Inputs: inputs})
		if err != nil {
			t.Fatal(err)
		}
		name, err := env.Expand(b.Grains[grain].Spec.Agent.Name)
		if err != nil {
			t.Fatal(err)
		}
		return f.launch(t, b, accountOfAgent[name], torque.Launch{Inputs: inputs})
	}

	t.Run("an agent in the chosen account deploys there", func(t *testing.T) {
		t.Parallel()
		launch(t, "eks-test", "Test | 333333333333").checkLifecycle(t, "333333333333", map[string]any{
			"agent_principal_arn": "arn:aws:iam::333333333333:root",
		})
	})

	t.Run("an agent in another account is refused before anything is planned", func(t *testing.T) {
		t.Parallel()
		r := launch(t, "eks-test", "Dev | 222222222222")
		r.checkOnlyError(t, "data.crossaccount_caller_identity.agent", "expected_accounts", "222222222222", "333333333333")
		want := []call{{Action: "GetCallerIdentity", AccessKeyID: "333333333333", Ours: true}}
		if diff := cmp.Diff(want, r.door.Calls()); diff != "" {
			t.Errorf("calls (-want +got)\n%s", diff)
		}
	})
}

func (f fixture) optionB(t *testing.T) {
	const pipeline = `{{ .inputs.["AWS Account"] | split: "|" | last | strip }}`
	launch := func(t *testing.T, template, choice, externalID string) run {
		b := blueprint(t, optionB)
		if template != "" {
			inputs := b.Grains[grain].Spec.Inputs
			i := slices.IndexFunc(inputs, func(in torque.GrainInput) bool { return in.Name == "aws_account" })
			inputs[i].Template = template
		}
		return f.launch(t, b, masterAccount, torque.Launch{
			Inputs: map[string]any{"AWS Account": choice},
			Params: map[string]string{"cross_account_external_id": externalID},
		})
	}

	deployed := map[string]struct{ template, choice, account, label string }{
		"a choice": {"", "Dev | 222222222222", "222222222222", "Dev"},
		"a choice's account, which arrives as a number":             {pipeline, "Test | 333333333333", "333333333333", ""},
		"an account with a leading zero, which arrives as a string": {pipeline, "Old | 012345678901", "012345678901", ""},
	}
	for name, tt := range deployed {
		t.Run(name+" becomes a role that is assumed", func(t *testing.T) {
			t.Parallel()
			want := map[string]any{"target_role_arn": "arn:aws:iam::" + tt.account + ":role/" + targetRole}
			if tt.label != "" {
				want["account_label"] = tt.label // Terraform leaves out outputs that are null
			}
			launch(t, tt.template, tt.choice, f.externalID).checkLifecycle(t, tt.account, want)
		})
	}

	faulty := map[string]struct{ template, choice string }{
		"a choice whose leading zero was lost":                    {"", "Old | 12345678901"},
		"an account whose leading zero was lost, as a number":     {pipeline, "Old | 12345678901"},
		"a choice with the nine digits of Torque's documentation": {"", "Dev | 123456789"},
	}
	for name, tt := range faulty {
		t.Run(name+" is refused without a call to AWS", func(t *testing.T) {
			t.Parallel()
			r := launch(t, tt.template, tt.choice, f.externalID)
			r.checkOnlyError(t, "data.crossaccount_target_role.target", "account", "digits", "leading zero")
			if calls := r.door.Calls(); len(calls) > 0 {
				t.Errorf("unexpected calls: %+v", calls)
			}
		})
	}

	t.Run("an account that can't be entered is refused before anything is planned there", func(t *testing.T) {
		t.Parallel()
		r := launch(t, "", "Dev | 222222222222", "not-the-external-id")
		r.checkOnlyError(t, "data.crossaccount_assumable_role.target", "role_arn",
			"arn:aws:iam::222222222222:role/"+targetRole, "external ID")
		if strings.Contains(r.Transcript(), "not-the-external-id") {
			t.Error("Terraform's output shows the external ID")
		}
		var actions []string
		for _, c := range r.door.Calls() {
			if !c.Ours || c.AccessKeyID != masterAccount {
				t.Errorf("unexpected call: %+v", c)
			}
			actions = append(actions, c.Action)
		}
		if !slices.Contains(actions, "AssumeRole") {
			t.Errorf("the role was not tried: %v", actions)
		}
	})
}
