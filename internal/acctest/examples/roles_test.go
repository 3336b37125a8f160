// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package examples_test

import (
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
)

// workspace puts an example into a workspace of a caller of the account, behind
// a front door that demands the external ID.
func (f fixture) workspace(t *testing.T, example, accountID string, variables map[string]any) *cli.Workspace {
	t.Helper()
	encoded := map[string]json.RawMessage{}
	for name, value := range variables {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		encoded[name] = text
	}
	return cli.NewWorkspace(t, f.mirror, cli.ModuleFile(t, "examples/"+example), encoded, credentialsOf(accountID, newFrontDoor(t, f.aws, f.externalID).URL))
}

// applied applies the example, checks that a second plan is empty, and returns
// the outputs.
func applied(t *testing.T, w *cli.Workspace) map[string]any {
	t.Helper()
	w.Must("apply", "-auto-approve")
	outputs := w.Outputs()
	w.Must("plan", "-detailed-exitcode") // exit code 2 would mean changes
	return outputs
}

func wantOutputs(t *testing.T, got, want map[string]any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
}

// trustPolicy returns the trust policy that a role has.
func (f fixture) trustPolicy(t *testing.T, accountID, role string) string {
	t.Helper()
	out, err := f.aws.iam(accountID).GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String(role)})
	if err != nil {
		t.Fatal(err)
	}
	text, err := url.QueryUnescape(aws.ToString(out.Role.AssumeRolePolicyDocument))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// rolePolicy returns a policy that is embedded in a role.
func (f fixture) rolePolicy(t *testing.T, accountID, role, name string) string {
	t.Helper()
	out, err := f.aws.iam(accountID).GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String(name)})
	if err != nil {
		t.Fatal(err)
	}
	text, err := url.QueryUnescape(aws.ToString(out.PolicyDocument))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (f fixture) roles(t *testing.T) {
	target := map[string]any{
		"aws_account": "Test | 555555555555", "master_role_arn": "arn:aws:iam::" + masterAccount + ":role/torque-master",
		"external_id": f.externalID, "permissions": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:CreateBucket","Resource":"*"}]}`,
	}
	t.Run("the owner of a target account makes the role that is assumed", func(t *testing.T) {
		t.Parallel()
		w := f.workspace(t, "roles/target-account", "555555555555", target)
		wantOutputs(t, applied(t, w), map[string]any{
			"role_arn": "arn:aws:iam::555555555555:role/" + targetRole,
			"caller_policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",` +
				`"Resource":"arn:aws:iam::555555555555:role/torque-target"}]}`,
		})
		got := f.trustPolicy(t, "555555555555", targetRole)
		for _, part := range []string{`"arn:aws:iam::` + masterAccount + `:root"`, `"aws:PrincipalArn":"arn:aws:iam::` + masterAccount + `:role/torque-master"`, `"sts:ExternalId":"` + f.externalID + `"`} {
			if !strings.Contains(got, part) {
				t.Errorf("the trust policy has no %s:\n%s", part, got)
			}
		}
		w.Must("destroy", "-auto-approve")
		if f.aws.hasRole(t, "555555555555", targetRole) {
			t.Error("the role is still there after destroy")
		}
	})

	t.Run("credentials of another account create nothing", func(t *testing.T) {
		t.Parallel()
		w := f.workspace(t, "roles/target-account", "666666666666", target)
		if found := w.PlanErrors(); len(found) != 1 || found[0].Address != "data.crossaccount_caller_identity.owner" {
			t.Errorf("%+v", found)
		}
	})

	t.Run("the owner of the master account lets the agent out to the target roles alone", func(t *testing.T) {
		t.Parallel()
		const master = "777777777777"
		w := f.workspace(t, "roles/master-account", master, map[string]any{
			"master_account": master, "target_accounts": []string{"Dev | 222222222222", "012345678901"},
			"oidc_provider_arn": "arn:aws:iam::" + master + ":oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
			"namespace":         "torque-agent", "service_account": "torque-grain",
		})
		wantOutputs(t, applied(t, w), map[string]any{"role_arn": "arn:aws:iam::" + master + ":role/torque-master"})
		if got := f.trustPolicy(t, master, "torque-master"); !strings.Contains(got, `:sub":"system:serviceaccount:torque-agent:torque-grain"`) ||
			!strings.Contains(got, `:aud":"sts.amazonaws.com"`) {
			t.Errorf("the trust policy is\n%s", got)
		}
		const want = `{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Resource":["arn:aws:iam::222222222222:role/torque-target",` +
			`"arn:aws:iam::012345678901:role/torque-target"]}],"Version":"2012-10-17"}`
		if got := f.rolePolicy(t, master, "torque-master", "assume-target-roles"); got != want {
			t.Errorf("the policy is\n%s\nwant\n%s", got, want)
		}
		w.Must("destroy", "-auto-approve")
	})
}

// workflow is what the example's workflow says that the configuration depends on.
type workflow struct {
	Jobs map[string]struct {
		Strategy struct{ Matrix struct{ Account []string } }
		Steps    []struct {
			Uses string
			With map[string]any
			Env  map[string]string
		}
	}
}

func (f fixture) gitHubActions(t *testing.T) {
	text, err := os.ReadFile(cli.ModuleFile(t, "examples/github-actions/workflow.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var w workflow
	if err := yaml.Unmarshal(text, &w); err != nil {
		t.Fatal(err)
	}
	job := w.Jobs["deploy"]
	choices, errs := account.ParseAll(job.Strategy.Matrix.Account, account.Options{})
	if errs != nil || len(choices) == 0 {
		t.Fatalf("the matrix has the accounts %q: %v", job.Strategy.Matrix.Account, errs)
	}
	var role any
	env := map[string]string{}
	for _, step := range job.Steps {
		if step.With["role-to-assume"] != nil {
			role = step.With["role-to-assume"]
		}
		if step.Env != nil {
			env = step.Env
		}
	}

	t.Run("the hub role is the one that the workflow assumes", func(t *testing.T) {
		t.Parallel()
		hub := f.workspace(t, "github-actions/hub", masterAccount, nil)
		wantOutputs(t, applied(t, hub), map[string]any{"role_arn": role})
		hub.Must("destroy", "-auto-approve")
	})

	for _, c := range choices {
		t.Run("the job for "+c.Label+" enters its account", func(t *testing.T) {
			t.Parallel()
			variables := map[string]any{}
			for name := range env {
				variable := strings.TrimPrefix(name, "TF_VAR_")
				variables[variable] = map[string]any{"account": c.Label + " | " + c.ID.String(), "external_id": f.externalID, "run_id": "17"}[variable]
			}
			deploy := f.workspace(t, "github-actions/deploy", masterAccount, variables)
			wantOutputs(t, applied(t, deploy), map[string]any{"deployed_to": c.Label + ": " + c.ID.String()})
		})
	}

	t.Run("a runner with other credentials is refused", func(t *testing.T) {
		t.Parallel()
		deploy := f.workspace(t, "github-actions/deploy", "333333333333", map[string]any{
			"account": "Dev | 222222222222", "external_id": f.externalID, "run_id": "17",
		})
		if found := deploy.PlanErrors(); len(found) != 1 || found[0].Address != "module.access.data.crossaccount_caller_identity.caller" {
			t.Errorf("%+v", found)
		}
	})
}

// A module that holds no resource can be renamed and taken out again without a
// moved block.
func TestModulesHoldNoResourceAndNoProviderBlock(t *testing.T) {
	text, err := os.ReadFile(cli.ModuleFile(t, "examples/modules/account-access/main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "resource ") || strings.HasPrefix(line, "provider ") {
			t.Errorf("account-access has the block %s", line)
		}
	}
}
