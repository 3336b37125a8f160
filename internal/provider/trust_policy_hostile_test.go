// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// denyRoles keeps out all but users.
const denyRoles = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"*","Condition":{"Null":{"aws:username":"true"}}}}`

// trustPolicyStrings are what the blocks and arguments of trust policies may be
// given: much of it is right somewhere, and wrong elsewhere.
var trustPolicyStrings = []string{
	"*", "111111111111", "1111-1111-1111", "arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:role/ci/deploy", "arn:aws:iam::111111111111:user/jo",
	"arn:aws:sts::111111111111:assumed-role/deploy/run", "arn:aws-cn:iam::222222222222:role/deploy", "AROAEXAMPLE1234567890",
	"arn:aws:iam::111111111111:oidc-provider/idp.example.com", "arn:aws:iam::111111111111:saml-provider/Okta", "cognito-identity.amazonaws.com", "ec2.amazonaws.com",
	"arn:aws:eks:eu-central-1:111111111111:cluster/a", "default", "agent", "principal", "account", "sts.amazonaws.com", "repo:acme/app:*", "o-a1b2c3d4e5", "acme-7f3c1b",
	"sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML", "sts:TagSession", "AWS", "Service", "Federated", "Allow", "Deny", "Sid1",
	"StringEquals", "StringLike", "ForAnyValue:StringLikeIfExists", "Null", "IpAddress", "NumericLessThan", "true", "203.0.113.0/24", "3600",
	"sts:ExternalId", "STS:externalid", "aws:PrincipalOrgID", "aws:PrincipalArn", "aws:SourceIp", "idp.example.com:sub", "${aws:username}", "none",
	masterPolicy, mayAssume, denyRoles,
	"", " ", "\x00", "\u202e", "é", "🚀", "${", "{}", "[]", "null",
}

// goodBlocks has a block of each kind that nothing is wrong with.
var goodBlocks = map[string]attrs{
	"aws":                 {"principals": []any{"arn:aws:iam::111111111111:role/ci/deploy"}, "external_ids": []any{"acme-7f3c1b"}},
	"eks_service_account": {"oidc_provider_arn": "arn:aws:iam::111111111111:oidc-provider/idp.example.com", "namespace": "default", "service_account": "agent"},
	"eks_pod_identity":    {"cluster_arn": "arn:aws:eks:eu-central-1:111111111111:cluster/a", "namespace": "default", "service_account": "agent"},
	"oidc":                {"provider_arn": "arn:aws:iam::111111111111:oidc-provider/idp.example.com", "audiences": []any{"sts.amazonaws.com"}, "subjects": []any{"repo:acme/app:*"}},
	"saml":                {"provider_arn": "arn:aws:iam::111111111111:saml-provider/Okta"},
	"service":             {"services": []any{"ec2.amazonaws.com"}},
	"deny":                {"principals": []any{"*"}, "condition": []any{attrs{"operator": "StringEquals", "key": "aws:PrincipalOrgID", "values": []any{"o-a1b2c3d4e5"}}}},
	"statement":           {"actions": []any{"sts:AssumeRole"}, "principals": []any{attrs{"type": "AWS", "identifiers": []any{"111111111111"}}}},
	"condition":           {"operator": "IpAddress", "key": "aws:SourceIp", "values": []any{"203.0.113.0/24"}},
	"principals":          {"type": "Service", "identifiers": []any{"ec2.amazonaws.com"}},
}

// spoil replaces some of the arguments and nested blocks of a block by others.
func spoil(random *rand.Rand, block *tfprotov5.SchemaBlock, config attrs) attrs {
	config = maps.Clone(config)
	for _, a := range block.Attributes {
		if !a.Computed && random.IntN(12) == 0 {
			config[a.Name] = randomValue(random, trustPolicyStrings, a.Type)
		}
	}
	for _, nested := range block.BlockTypes {
		blocks, _ := config[nested.TypeName].([]any)
		switch random.IntN(8) {
		case 0:
			config[nested.TypeName] = unknown{} // a dynamic block over something unknown
		case 1:
			config[nested.TypeName] = append(slices.Clone(blocks), spoil(random, nested.Block, goodBlocks[nested.TypeName]))
		}
	}
	return config
}

// Whatever stands in the blocks, there is an answer: errors on what is wrong;
// a policy that IAM would store, and that is planned and applied alike; or one
// that is not known, as something in the blocks is not.
func TestNoBlockIsTooHostile(t *testing.T) {
	s := newTrustPolicyServer(t)
	random := rand.New(rand.NewPCG(21, 22))
	planned, waiting := 0, 0
	for range 2_000 {
		config := spoil(random, s.schema.ResourceSchemas[trustPolicyType].Block, attrs{})
		plan, diagnostics := s.plan(nil, config)
		errs := slices.DeleteFunc(diagnostics, func(d string) bool { return strings.Contains(d, "warning: ") })
		for _, d := range errs {
			if !strings.HasPrefix(d, "AttributeName(") && !strings.HasPrefix(d, "No statement: ") && !strings.Contains(d, "POLICY_SIZE") {
				t.Fatalf("%v: on no attribute: %s", config, d)
			}
		}
		switch {
		case len(errs) > 0:
		case plan["json"] == unknown{}:
			waiting++
			if toValue(t, s.typ(), s.config(config)).IsFullyKnown() {
				t.Fatalf("%v: all is known, and the policy is not", config)
			}
		default:
			planned++
			text := plan["json"].(string)
			if report := trust.Check(text); report.Document.String() != text || config["fail_on"] != "none" && !report.Valid() {
				t.Fatalf("%v: %s: %v", config, text, report.Findings)
			}
			if plan["caller_policy_json"] == (unknown{}) {
				continue // roles that are not known
			}
			state, diagnostics := s.apply(nil, plan, config)
			wantDiagnostics(t, diagnostics)
			if diff := cmp.Diff(plan, state); diff != "" {
				t.Fatalf("%v: (-planned +applied)\n%s", config, diff)
			}
		}
	}
	if planned < 50 || waiting < 50 {
		t.Errorf("only %d policies were planned, and %d waited for what is unknown", planned, waiting)
	}
}

func TestNoEvaluationIsTooHostile(t *testing.T) {
	s := newServer(t, nil)
	random := rand.New(rand.NewPCG(23, 24))
	read := map[any]int{}
	for range 4_000 {
		config := attrs{
			"trust_policy": []any{masterPolicy, denyRoles}[random.IntN(2)], "role_arn": evaluatedRole, "principal": masterRole,
			"context": map[string]any{"sts:ExternalId": []any{"acme-7f3c1b"}}, "identity_policies": []any{mayAssume},
		}
		known := true
		for _, a := range s.schema.DataSourceSchemas[evaluation].Block.Attributes {
			if !a.Computed && random.IntN(6) == 0 {
				config[a.Name] = randomValue(random, trustPolicyStrings, a.Type)
				known = known && toValue(t, a.Type, config[a.Name]).IsFullyKnown()
			}
		}
		if found := s.validate(evaluation, config); len(found) > 0 || !known {
			for _, d := range found {
				if !strings.HasPrefix(d, "AttributeName(") {
					t.Fatalf("%v: on no attribute: %s", config, d)
				}
			}
			continue
		}
		got, diagnostics := s.read(evaluation, config)
		wantDiagnostics(t, diagnostics)
		read[got["decision"]]++
		if missing := got["missing"].([]any); (len(missing) > 0) != (got["decision"] == "unknown") {
			t.Fatalf("%v: %s, missing %v", config, got["decision"], missing)
		}
		s.wantFunctionToAgree(config, got)
	}
	for _, decision := range []string{"allowed", "explicitly_denied", "implicitly_denied", "unknown"} {
		if read[decision] < 5 {
			t.Errorf("only %d requests are %s", read[decision], decision)
		}
	}
}
