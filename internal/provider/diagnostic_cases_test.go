// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
)

// diagnosticCases are all that the provider can say.
func diagnosticCases() []diagnosticCase {
	var cases []diagnosticCase
	for _, part := range [][]diagnosticCase{
		providerCases(), choiceCases(), accountReasonCases(), roleCases(), arnReasonCases(), trustPolicyCases(), formCases(), findingCases(),
		functionCases(), verificationCases(), denialCases(), chainCases(), enforcementCases(), answerCases(), settingsCases(), fleetCases(), credentialsCases(),
	} {
		cases = append(cases, part...)
	}
	return cases
}

func providerCases() []diagnosticCase {
	block := func(config attrs) func(*testing.T) []string {
		return func(t *testing.T) []string { return validateProvider(t, config) }
	}
	return []diagnosticCase{
		{"provider: two identities", "crossAccountProvider.ValidateConfig", block(attrs{"profile": "ci", "access_key": "AKIAEXAMPLE", "secret_key": "x"})},
		{"provider: half a key, and an endpoint that is none", "crossAccountProvider.ValidateConfig", block(attrs{"access_key": "AKIAEXAMPLE", "sts_endpoint": "sts"})},
		{"provider: half of the other keys, a region that is none", "", each(
			block(attrs{"secret_key": "x", "region": "local", "max_attempts": -1, "max_concurrency": -1}),
			block(attrs{"token": "x", "access_key": ""}), block(attrs{"access_key": "AKIAEXAMPLE\n", "secret_key": "a b"}),
		)},
		{"provider: an empty string", "checkedString.ValidateString", block(attrs{"region": ""})},
		{"provider: not known yet", "providerData.client", wasRead("crossaccount_caller_identity", attrs{"profile": unknown{}, "region": unknown{}}, nil)},
		{"provider: not configured", "providerData.client", func(*testing.T) []string {
			var diags diag.Diagnostics
			(*providerData)(nil).client(&diags)
			return []string{diags[0].Summary() + ": " + diags[0].Detail()}
		}},
	}
}

func choiceCases() []diagnosticCase {
	return []diagnosticCase{
		{"account: a leading zero was lost", "addChoiceError", validated("crossaccount_account", attrs{"choice": "Dev | 12345678901"})},
		{"account: not on the list", "choiceOptions.checkAllowed", validated("crossaccount_account", attrs{"choice": "Dev | 222222222222", "allowed_choices": []any{"Test | 333333333333"}})},
		{"account: a label of another account", "choiceOptions.checkAllowed", validated("crossaccount_account", attrs{"choice": "Dev | 222222222222", "allowed_choices": []any{"Prod | 222222222222"}})},
		{"account: a separator that would split accounts", "checkedString.ValidateString", validated("crossaccount_account", attrs{"choice": "Dev | 222222222222", "separator": "1"})},
		{"accounts: an account twice, a label twice, a null", "addChoiceError addNullElement", validated("crossaccount_accounts", attrs{
			"choices": []any{"Dev | 222222222222", "Test | 2222-2222-2222", "Dev | 333333333333", nil},
		})},
		{"account_choices: a comma, a null", "accountChoicesModel.offer", validated("crossaccount_account_choices", attrs{"accounts": map[string]any{"Dev, EU": "222222222222", "Test": nil}})},
		{"account_choices: nothing", "accountChoicesModel.offer", validated("crossaccount_account_choices", attrs{"accounts": map[string]any{}})},
		{"account_choices: a default that is not there", "accountChoicesModel.offer", validated("crossaccount_account_choices", attrs{
			"accounts": map[string]any{"Dev": "222222222222"}, "default_label": "dev",
		})},
		{"session_name: nothing usable", "sessionNameModel.name", validated("crossaccount_session_name", attrs{"parts": []any{"/"}})},
	}
}

func roleCases() []diagnosticCase {
	return []diagnosticCase{
		{"target_role: name, path and partition", "checkedString.ValidateString", validated("crossaccount_target_role", attrs{
			"account": "222222222222", "role_name": "team/deploy", "path": "team", "partition": "AWS",
		})},
		{"target_role: a region that tells no partition", "roleOptions.partition", inEnvironment(map[string]string{"AWS_REGION": "local"},
			wasRead("crossaccount_target_role", nil, attrs{"account": "222222222222", "role_name": "deploy"}))},
		{"caller_identity: another account", "callerIdentityDataSource.Read", func(t *testing.T) []string {
			_, found := newFakeSTS(t).server(t).read("crossaccount_caller_identity", attrs{"expected_accounts": []any{"Dev | 222222222222"}})
			return found
		}},
		{"caller_identity: no credentials", "callerIdentityDataSource.Read", wasRead("crossaccount_caller_identity", attrs{"region": "us-east-1"}, nil)},
		{"caller_identity: stopped", "callerIdentityDataSource.Read", stopped("crossaccount_caller_identity", nil)},
		{"assumable_role: all that is wrong", "sessionArguments.request addRequestErrors roleOf tagsOf checkedString.ValidateString", validated("crossaccount_assumable_role", attrs{
			"role_arn": "deploy", "external_id": "secret value", "session_name": "a b", "duration_seconds": 899, "source_identity": "x",
			"tags": map[string]any{"a": "1", "A": "2", "b": nil}, "transitive_tag_keys": []any{"c", nil}, "on_failure": "ignore",
		})},
		{"assumable_role: a trust policy that is none", "trustPolicyOf", validated("crossaccount_assumable_role", attrs{"role_arn": testRoleARN, "trust_policy": "{"})},
		{"assumable_role: no external ID to look at", "addRequestErrors", validated("crossaccount_assumable_role", attrs{
			"role_arn": testRoleARN, "external_id_enforcement": "require",
		})},
		{"assumable_role: stopped", "assumableRoleDataSource.Read", stopped("crossaccount_assumable_role", attrs{"role_arn": testRoleARN})},
	}
}

// stopped reads a data source, and stops it while STS is called.
func stopped(dataSource string, config attrs) func(*testing.T) []string {
	return whileStopping(func(ctx context.Context, s *server) []string {
		_, found := s.readContext(ctx, dataSource, config)
		return found
	})
}

// whileStopping does something whose context ends when STS is called.
func whileStopping(do func(context.Context, *server) []string) func(*testing.T) []string {
	return func(t *testing.T) []string {
		sts := newFakeSTS(t)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		done := make(chan struct{})
		defer close(done)
		sts.refuse = func(http.ResponseWriter, url.Values) bool {
			stop()
			<-done
			return false
		}
		return do(ctx, sts.server(t))
	}
}

func trustPolicyCases() []diagnosticCase {
	resource := func(config attrs) func(*testing.T) []string {
		return func(t *testing.T) []string { return newTrustPolicyServer(t).validate(config) }
	}
	wide := attrs{"statement": block(attrs{"actions": []any{"sts:AssumeRole"}, "principals": block(attrs{"type": "AWS", "identifiers": []any{"*"}})})}
	strict := attrs{"statement": wide["statement"], "fail_on": "warning"}
	long := attrs{"aws": block(attrs{"principals": []any{trustedRole}, "external_ids": manyExternalIDs()})}
	const (
		wideJSON    = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`
		refusedJSON = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:*"}]}`
	)
	check := func(config attrs) func(*testing.T) []string {
		return wasRead("crossaccount_trust_policy_check", nil, config)
	}
	return []diagnosticCase{
		{"trust_policy: no statement", "addFieldErrors", resource(attrs{})},
		{"trust_policy: a principal, an action, target roles", "addFieldErrors trustPolicyModel.targetRoles addNullElement", resource(attrs{
			"aws": block(attrs{"principals": []any{"x"}}), "target_role_arns": []any{"x", nil},
			"statement": block(attrs{"actions": []any{"sts:*"}, "principals": block(attrs{"type": "AWS", "identifiers": []any{"*"}})}),
		})},
		{"trust_policy: longer than the quota", "trustPolicyReport.addWarnings", func(t *testing.T) []string {
			_, found := newTrustPolicyServer(t).plan(nil, long)
			return found
		}},
		{"trust_policy: unwise", "trustPolicyReport.addWarnings", func(t *testing.T) []string {
			_, found := newTrustPolicyServer(t).plan(nil, wide)
			return found
		}},
		{"trust_policy: unwise, as an error", "trustPolicyReport.addFailing", resource(strict)},
		{"trust_policy: imported", "trustPolicyResource.ImportState", func(t *testing.T) []string {
			resp, err := newServer(t, nil).provider.ImportResourceState(t.Context(), &tfprotov5.ImportResourceStateRequest{TypeName: trustPolicyType, ID: "x"})
			if err != nil {
				t.Fatal(err)
			}
			return texts(resp.Diagnostics)
		}},
		{"trust_policy_check: refused", "trustPolicyCheckModel.addErrors", check(attrs{"json": refusedJSON})},
		{"trust_policy_check: unwise", "trustPolicyCheckModel.addWarnings", check(attrs{"json": wideJSON})},
		{"trust_policy_check: unwise, as an error", "trustPolicyCheckModel.addErrors", check(attrs{"json": wideJSON, "fail_on": "warning"})},
		{"trust_policy_evaluation: all that is wrong", "evaluationArguments.request evaluationArguments.actions evaluationArguments.context addNullElement", validated(evaluation, attrs{
			"trust_policy": "{", "role_arn": "deploy", "principal": "somebody", "actions": []any{"sts:assumerole", nil},
			"context": map[string]any{"k": []any{"x"}, "K": []any{"y"}, "l": nil}, "identity_policies": []any{masterPolicy},
		})},
		{"trust_policy_evaluation: no action", "evaluationArguments.actions", validated(evaluation, attrs{
			"trust_policy": masterPolicy, "role_arn": evaluatedRole, "principal": masterRole, "actions": []any{},
		})},
	}
}

// manyExternalIDs make a policy longer than the quota of 2048 characters.
func manyExternalIDs() []any {
	var ids []any
	for _, c := range "abcdefghij" {
		ids = append(ids, strings.Repeat(string(c), 250))
	}
	return ids
}

func functionCases() []diagnosticCase {
	evaluate := func(request any) func(*testing.T) []string {
		return called("trust_policy_evaluate", masterPolicy, request)
	}
	return []diagnosticCase{
		{"account_parse", "accountParseFunction.Run", called("account_parse", "")},
		{"account_format: the label", "accountFormatFunction.Run", called("account_format", " Dev", "222222222222")},
		{"account_format: the account", "accountFormatFunction.Run", called("account_format", "Dev", "22222222222")},
		{"role_arn_build", "roleARNBuildFunction.Run", called("role_arn_build", "", "a b", "team", "x")},
		{"role_arn_parse", "roleARNParseFunction.Run", called("role_arn_parse", "deploy")},
		{"session_name", "sessionNameFunction.Run", called("session_name", "/")},
		{"trust_policy_normalize", "trustPolicyNormalizeFunction.Run", called("trust_policy_normalize", "{")},
		{"trust_policy_evaluate: no object", "newEvaluationArguments", evaluate("x")},
		{"trust_policy_evaluate: incomplete", "newEvaluationArguments", evaluate(attrs{"role": "x"})},
		{"trust_policy_evaluate: kinds", "stringOf boolOf stringListOf contextOf evaluationError", evaluate(attrs{
			"role_arn": []any{}, "principal": masterRole, "actions": "sts:AssumeRole", "context": []any{}, "context_is_complete": "maybe",
		})},
	}
}

func fleetCases() []diagnosticCase {
	const fleet = "crossaccount_assumable_roles"
	denied := func(onFailure string) func(*testing.T) []string {
		return func(t *testing.T) []string {
			sts := newFakeSTS(t)
			sts.refuse = fiveReasons()
			_, found := sts.server(t).read(fleet, attrs{"role_arns": testFleet(8), "on_failure": onFailure})
			return withoutAddress(sts, found)
		}
	}
	return []diagnosticCase{
		{"assumable_roles: one role twice, IDs and policies for none", "fleetArguments.requests fleetArguments.byRole", validated(fleet, attrs{
			"role_arns":      []any{testRoleARN, testRoleARN, testHop1, testHop2},
			"external_ids":   map[string]any{testCallerARN: "example", testHop1: nil, testHop2: ""},
			"trust_policies": map[string]any{testHop1: "{"},
		})},
		{"assumable_roles: no external ID to look at", "fleetArguments.requests", validated(fleet, attrs{
			"role_arns": []any{testRoleARN}, "external_id_enforcement": "require",
		})},
		{"assumable_roles: grouped by cause", "verificationArguments.addFailure", denied("error")},
		{"assumable_roles: grouped by cause, as a warning", "verificationArguments.addFailure", denied("warn")},
		{"assumable_roles: stopped", "assumableRolesDataSource.Read", stopped(fleet, attrs{"role_arns": []any{testRoleARN}})},
	}
}

func credentialsCases() []diagnosticCase {
	return []diagnosticCase{
		{"credentials: denied", "credentialsEphemeralResource.Open", func(t *testing.T) []string {
			sts := newFakeSTS(t)
			sts.refuse = refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)
			_, found := sts.server(t).openCredentials(attrs{"role_arn": testRoleARN})
			return found
		}},
		{"credentials: stopped", "credentialsEphemeralResource.Open", whileStopping(func(ctx context.Context, s *server) []string {
			_, found := s.openCredentialsContext(ctx, attrs{"role_arn": testRoleARN})
			return found
		})},
	}
}
