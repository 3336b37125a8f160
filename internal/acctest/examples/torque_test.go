// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package examples_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/torque"
)

// parameters launches the blueprints that ask nobody: account and agent are
// parameters of the space.
func (f fixture) parameters(t *testing.T) {
	t.Run("a space's account is entered", func(t *testing.T) {
		t.Parallel()
		f.launch(t, blueprint(t, accountFromParameter), masterAccount, torque.Launch{Params: map[string]string{
			"aws_account": "Dev | 222222222222", "cross_account_external_id": f.externalID,
		}}).checkLifecycle(t, "222222222222", map[string]any{
			"target_role_arn": "arn:aws:iam::222222222222:role/" + targetRole, "account_label": "Dev",
		})
	})

	t.Run("a parameter that lost its leading zero is refused", func(t *testing.T) {
		t.Parallel()
		r := f.launch(t, blueprint(t, accountFromParameter), masterAccount, torque.Launch{Params: map[string]string{
			"aws_account": "12345678901", "cross_account_external_id": f.externalID,
		}})
		r.checkOnlyError(t, "data.crossaccount_target_role.target", "account", "11 digits", `"012345678901"`)
	})

	launchAgent := func(t *testing.T, account string) run {
		b := blueprint(t, agentFromParameter)
		l := torque.Launch{Params: map[string]string{"torque_agent": "eks-test", "aws_account": account}}
		env, err := b.Launch(l)
		if err != nil {
			t.Fatal(err)
		}
		name, err := env.Expand(b.Grains[grain].Spec.Agent.Name)
		if err != nil {
			t.Fatal(err)
		}
		return f.launch(t, b, accountOfAgent[name], l)
	}
	t.Run("a space's agent deploys to its account", func(t *testing.T) {
		t.Parallel()
		launchAgent(t, "Test | 333333333333").checkLifecycle(t, "333333333333", map[string]any{
			"agent_principal_arn": "arn:aws:iam::333333333333:root",
		})
	})
	t.Run("a space whose agent stands elsewhere is refused", func(t *testing.T) {
		t.Parallel()
		launchAgent(t, "Dev | 222222222222").checkOnlyError(t, "data.crossaccount_caller_identity.agent", "expected_accounts", "222222222222", "333333333333")
	})
}

func (f fixture) providerOverrides(t *testing.T) {
	launch := func(t *testing.T, choice, externalID string) run {
		return f.launch(t, blueprint(t, providerOverrides), masterAccount, torque.Launch{
			Inputs: map[string]any{"AWS Account": choice},
			Params: map[string]string{"cross_account_external_id": externalID},
		})
	}
	t.Run("a module without provider blocks runs in the chosen account", func(t *testing.T) {
		t.Parallel()
		launch(t, "Dev | 222222222222", f.externalID).checkLifecycle(t, "222222222222", map[string]any{})
	})
	t.Run("a choice that lost its leading zero says so", func(t *testing.T) {
		t.Parallel()
		// The provider block does not wait for the check, so AWS's own error comes with it.
		found := launch(t, "Old | 12345678901", f.externalID).PlanErrors()
		if !slices.ContainsFunc(found, func(d cli.Diagnostic) bool {
			return d.Address == "data.crossaccount_target_role.target" && strings.Contains(d.Detail, "a leading zero was probably lost")
		}) {
			t.Errorf("%+v", found)
		}
	})
}
