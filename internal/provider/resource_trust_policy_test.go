// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
)

const (
	trustedRole   = "arn:aws:iam::111111111111:role/agent"
	targetRoleARN = "arn:aws:iam::222222222222:role/torque-target"
	// trustOfRole is what AWS documents for a role of another account with an external ID.
	// IAM User Guide, "Access to AWS accounts owned by third parties".
	trustOfRole = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + trustedRole + `"},"Action":"sts:AssumeRole",` +
		`"Condition":{"StringEquals":{"sts:ExternalId":"acme-7f3c1b"}}}]}`
	trustOfAccount = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole",` +
		`"Condition":{"StringEquals":{"sts:ExternalId":"acme-7f3c1b"}}}]}`
	callerPolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"` + targetRoleARN + `"}]}`
)

// block is a list of one block.
func block(b attrs) []any { return []any{b} }

func trustPolicyConfig() attrs {
	return attrs{
		"aws":              block(attrs{"principals": []any{trustedRole}, "external_ids": []any{"acme-7f3c1b"}}),
		"target_role_arns": []any{targetRoleARN},
	}
}

func digest(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

var computedUnknown = attrs{"id": unknown{}, "json": unknown{}, "characters": unknown{}, "findings": unknown{}, "caller_policy_json": unknown{}}

func TestTrustPolicyIsKnownAtPlan(t *testing.T) {
	s := newTrustPolicyServer(t)
	planned, diagnostics := s.plan(nil, trustPolicyConfig())
	wantDiagnostics(t, diagnostics)
	want := attrs{
		"json": trustOfRole, "id": digest(trustOfRole), "characters": int64(len(trustOfRole)), "findings": []any{}, "caller_policy_json": callerPolicy,
	}
	wantOutputs(t, planned, want)

	state, diagnostics := s.apply(nil, planned, trustPolicyConfig())
	wantDiagnostics(t, diagnostics)
	if diff := cmp.Diff(planned, state); diff != "" {
		t.Errorf("applying changed the plan (-planned +state):\n%s", diff)
	}

	again, diagnostics := s.plan(state, trustPolicyConfig())
	wantDiagnostics(t, diagnostics)
	if diff := cmp.Diff(state, again); diff != "" {
		t.Errorf("the second plan is not empty (-state +planned):\n%s", diff)
	}
}

func TestTrustPolicyIsUpdatedInPlace(t *testing.T) {
	s := newTrustPolicyServer(t)
	config := trustPolicyConfig()
	planned, _ := s.plan(nil, config)
	state, _ := s.apply(nil, planned, config)

	config = attrs{"aws": block(attrs{"principals": []any{"111111111111"}, "external_ids": []any{"acme-7f3c1b"}})}
	planned, diagnostics := s.plan(state, config)
	wantDiagnostics(t, diagnostics)
	want := attrs{"json": trustOfAccount, "id": digest(trustOfAccount), "characters": int64(len(trustOfAccount)), "caller_policy_json": nil}
	wantOutputs(t, planned, want)
	state, diagnostics = s.apply(state, planned, config)
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, state, want)
}

func TestTrustPolicyIsUnknownWhileABlockIs(t *testing.T) {
	s := newTrustPolicyServer(t)
	aws := func(name string, value any) attrs {
		b := attrs{"principals": []any{trustedRole}}
		b[name] = value
		return attrs{"aws": block(b), "target_role_arns": []any{targetRoleARN}}
	}
	unknownAWS := attrs{"condition": unknown{}} // as some versions of Terraform have a dynamic block that is unknown
	for _, a := range []string{"sid", "principals", "match", "external_ids", "organization_id", "require_mfa", "session_name_patterns", "allow_session_tags", "allow_source_identity"} {
		unknownAWS[a] = unknown{}
	}
	condition := func(name string, value any) attrs {
		c := attrs{"operator": "StringEquals", "key": "aws:PrincipalOrgID", "values": []any{"o-a1b2c3d4e5"}}
		c[name] = value
		return aws("condition", block(c))
	}
	for name, config := range map[string]attrs{
		"the blocks of a kind":         {"aws": unknown{}},
		"the blocks of another kind":   {"aws": block(attrs{"principals": []any{trustedRole}}), "service": unknown{}},
		"one block":                    {"aws": []any{attrs{"principals": []any{trustedRole}}, unknownAWS}},
		"a list":                       aws("principals", unknown{}),
		"an element":                   aws("principals", []any{trustedRole, unknown{}}),
		"a list that is left out":      aws("external_ids", unknown{}),
		"a string that is left out":    aws("organization_id", unknown{}),
		"a string":                     aws("match", unknown{}),
		"a bool":                       aws("allow_session_tags", unknown{}),
		"the conditions":               aws("condition", unknown{}),
		"a condition":                  aws("condition", block(attrs{"operator": unknown{}, "key": unknown{}, "values": unknown{}})),
		"an operator":                  condition("operator", unknown{}),
		"a key":                        condition("key", unknown{}),
		"a value":                      condition("values", []any{unknown{}}),
		"the principals":               {"statement": block(attrs{"actions": []any{"sts:AssumeRole"}, "principals": unknown{}})},
		"the conditions of a provider": {"oidc": block(attrs{"provider_arn": "arn:aws:iam::222222222222:oidc-provider/id.example.com", "audiences": []any{"x"}, "condition": unknown{}})},
	} {
		t.Run(name, func(t *testing.T) {
			planned, diagnostics := s.plan(nil, config)
			wantDiagnostics(t, diagnostics)
			wantOutputs(t, planned, computedUnknown)
		})
	}
}

func TestTrustPolicyKnowsWhatDoesNotDependOnTheUnknown(t *testing.T) {
	s := newTrustPolicyServer(t)
	config := trustPolicyConfig()
	config["target_role_arns"] = []any{unknown{}}
	planned, diagnostics := s.plan(nil, config)
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, planned, attrs{"json": trustOfRole, "caller_policy_json": unknown{}})

	config = trustPolicyConfig()
	config["fail_on"] = unknown{}
	planned, diagnostics = s.plan(nil, config)
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, planned, attrs{"json": trustOfRole, "caller_policy_json": callerPolicy})
}

// Terraform carries out a plan in which something is unknown once it is known.
func TestTrustPolicyIsCompletedAtApply(t *testing.T) {
	s := newTrustPolicyServer(t)
	planned, _ := s.plan(nil, attrs{"aws": block(attrs{"principals": unknown{}, "external_ids": []any{"acme-7f3c1b"}}), "target_role_arns": []any{targetRoleARN}})
	planned["aws"].([]any)[0].(attrs)["principals"] = []any{trustedRole}
	state, diagnostics := s.apply(nil, planned, trustPolicyConfig())
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, state, attrs{"json": trustOfRole, "id": digest(trustOfRole), "findings": []any{}, "caller_policy_json": callerPolicy})

	planned["aws"].([]any)[0].(attrs)["principals"] = []any{"x"}
	_, diagnostics = s.apply(nil, planned, trustPolicyConfig())
	wantDiagnostics(t, diagnostics, `AttributeName("aws").ElementKeyInt(0).AttributeName("principals").ElementKeyInt(0): Invalid principals: `+notAPrincipal)
}

const notAPrincipal = `"x" is neither an ARN nor an account ID: write an ARN such as arn:aws:iam::123456789012:role/NAME, or the 12 digits of an account.`

func TestTrustPolicyErrorsStandOnTheirAttribute(t *testing.T) {
	s := newTrustPolicyServer(t)
	const first = `AttributeName("aws").ElementKeyInt(0).`
	tests := map[string]struct {
		config attrs
		want   []string
	}{
		"no block": {attrs{}, []string{"No statement: The policy has no statement, and IAM takes none without: say whom to trust, in an aws block for instance."}},
		"an element": {attrs{"aws": block(attrs{"principals": []any{trustedRole, "x"}})},
			[]string{first + `AttributeName("principals").ElementKeyInt(1): Invalid principals: ` + notAPrincipal}},
		"beside what is unknown": {attrs{"aws": block(attrs{"principals": []any{unknown{}, "x"}, "match": unknown{}}), "saml": unknown{}},
			[]string{first + `AttributeName("principals").ElementKeyInt(1): Invalid principals: ` + notAPrincipal}},
		"a null element": {attrs{"aws": block(attrs{"principals": []any{nil}})},
			[]string{first + `AttributeName("principals").ElementKeyInt(0): Null in a list: An element of principals is null. Nothing can be made of it: remove it, or give its value.`}},
		"an empty string, which would lift a limit": {attrs{"aws": block(attrs{"principals": []any{trustedRole}, "organization_id": ""})},
			[]string{first + `AttributeName("organization_id"): Invalid organization_id: This is an empty string: give a value, or null for the default.`}},
		"a match": {attrs{"aws": block(attrs{"principals": []any{trustedRole}, "match": "any"})},
			[]string{first + `AttributeName("match"): Invalid match: "any" is no way to match principals: write "principal" or "account".`}},
		"a condition": {attrs{"aws": block(attrs{"principals": []any{trustedRole}, "condition": []any{
			attrs{"operator": "StringEquals", "key": "aws:PrincipalOrgID", "values": []any{"o-a1b2c3d4e5"}}, attrs{"operator": "Equals", "key": "k", "values": []any{nil}}}})},
			[]string{
				first + `AttributeName("condition").ElementKeyInt(1).AttributeName("operator"): Invalid operator: There is no condition operator "Equals": see the IAM User Guide, "Condition operators".`,
				first + `AttributeName("condition").ElementKeyInt(1).AttributeName("values").ElementKeyInt(0): Null in a list: An element of values is null. Nothing can be made of it: remove it, or give its value.`,
			}},
		"a statement without principals": {attrs{"statement": block(attrs{"actions": []any{"sts:AssumeRole"}})},
			[]string{`AttributeName("statement").ElementKeyInt(0): Invalid statement: The statement has no principals block: say whom it is about, for instance with type AWS and the ARN of a role.`}},
		"target roles": {func() attrs {
			c := trustPolicyConfig()
			c["target_role_arns"] = []any{targetRoleARN, "x", unknown{}, nil}
			return c
		}(), []string{
			`AttributeName("target_role_arns").ElementKeyInt(1): Invalid target_role_arns: "x" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME.`,
			`AttributeName("target_role_arns").ElementKeyInt(3): Null in a list: An element of target_role_arns is null. Nothing can be made of it: remove it, or give its value.`,
		}},
		"a target role in another partition": {func() attrs {
			c := trustPolicyConfig()
			c["target_role_arns"] = []any{"arn:aws-us-gov:iam::222222222222:role/x", unknown{}}
			return c
		}(), []string{`AttributeName("aws").ElementKeyInt(0): Invalid aws: The principal ` + trustedRole + ` is of no use to the role arn:aws-us-gov:iam::222222222222:role/x: ` +
			`a role in partition aws-us-gov cannot be assumed from partition aws: no trust reaches across partitions, use a role and a caller of one.`}},
		"fail_on": {func() attrs {
			c := trustPolicyConfig()
			c["fail_on"] = "never"
			return c
		}(), []string{`AttributeName("fail_on"): Invalid Attribute Value Match: Attribute fail_on value must be one of: ["error" "warning" "none"], got: "never"`}},
		"all at once": {attrs{
			"aws":                 []any{attrs{"principals": []any{trustedRole}, "sid": "A"}, attrs{"principals": []any{"x"}}},
			"eks_service_account": block(attrs{"oidc_provider_arn": targetRoleARN, "namespace": "n", "service_account": "s"}),
			"eks_pod_identity":    block(attrs{"cluster_arn": "arn:aws:eks:eu-central-1:222222222222:cluster/c", "namespace": "", "service_account": "s"}),
			"oidc":                block(attrs{"provider_arn": "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com", "audiences": []any{"sts.amazonaws.com"}, "subjects": []any{"*"}}),
			"saml":                block(attrs{"provider_arn": "arn:aws:iam::222222222222:saml-provider/x", "sid": "A"}),
			"service":             block(attrs{"services": []any{"ec2"}}),
			"deny":                block(attrs{"principals": []any{}}),
			"statement":           block(attrs{"actions": []any{"sts:*"}, "principals": block(attrs{"type": "AWS", "identifiers": []any{"*"}})}),
		}, []string{
			`AttributeName("aws").ElementKeyInt(1).AttributeName("principals").ElementKeyInt(0): Invalid principals: ` + notAPrincipal,
			`AttributeName("eks_service_account").ElementKeyInt(0).AttributeName("oidc_provider_arn"): Invalid oidc_provider_arn: "` + targetRoleARN + `" is a role, not an OIDC provider: write an ARN such as arn:aws:iam::123456789012:oidc-provider/ISSUER.`,
			`AttributeName("eks_pod_identity").ElementKeyInt(0).AttributeName("namespace"): Invalid namespace: This is empty: give the Kubernetes namespace of the service account.`,
			`AttributeName("oidc").ElementKeyInt(0).AttributeName("subjects").ElementKeyInt(0): Invalid subjects: "*" is every subject, and lets in whomever the provider issues a token for: say more of the subject, or use a statement block for a provider that is yours alone.`,
			`AttributeName("saml").ElementKeyInt(0).AttributeName("sid"): Invalid sid: "A" is the sid of statement 0, too (counted from 0), and IAM wants each but once: choose another.`,
			`AttributeName("service").ElementKeyInt(0).AttributeName("services").ElementKeyInt(0): Invalid services: "ec2" is not the name of a service: write one in full and without wildcards, such as ec2.amazonaws.com.`,
			`AttributeName("deny").ElementKeyInt(0).AttributeName("principals"): Invalid principals: This is empty: give whom to keep out; "*" and conditions, for everybody who meets them.`,
			`AttributeName("statement").ElementKeyInt(0).AttributeName("actions").ElementKeyInt(0): Invalid actions: "sts:*" is no action of a trust policy: write "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity" or "sts:SetContext".`,
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantDiagnostics(t, s.validate(tt.config), tt.want...)
		})
	}
}

// Each block is one statement, and they are in the order of their kinds.
func TestTrustPolicyHasAStatementForEachBlock(t *testing.T) {
	s := newTrustPolicyServer(t)
	const (
		oidcARN = "arn:aws:iam::222222222222:oidc-provider/id.example.com"
		samlARN = "arn:aws:iam::222222222222:saml-provider/x"
	)
	planned, diagnostics := s.plan(nil, attrs{
		"statement":           block(attrs{"sid": "H", "effect": "Deny", "actions": []any{"sts:SetContext"}, "principals": block(attrs{"type": "*", "identifiers": []any{"*"}})}),
		"deny":                block(attrs{"sid": "G", "principals": []any{"333333333333"}}),
		"service":             block(attrs{"sid": "F", "services": []any{"ec2.amazonaws.com"}, "source_accounts": []any{"222222222222"}, "source_arns": []any{"arn:aws:ec2:*:222222222222:*"}}),
		"saml":                block(attrs{"sid": "E", "provider_arn": samlARN, "audiences": []any{"https://signin.aws.amazon.com/saml"}, "allow_session_tags": true}),
		"oidc":                block(attrs{"sid": "D", "provider_arn": oidcARN, "audiences": []any{"a"}, "subjects": []any{"s"}, "allow_source_identity": true}),
		"eks_pod_identity":    block(attrs{"sid": "C", "cluster_arn": "arn:aws:eks:eu-central-1:222222222222:cluster/c", "namespace": "n", "service_account": "s"}),
		"eks_service_account": block(attrs{"sid": "B", "oidc_provider_arn": oidcARN, "namespace": "n", "service_account": "s", "audience": "a"}),
		"aws": []any{
			attrs{"sid": "A2", "principals": []any{trustedRole}, "match": "account"},
			attrs{"sid": "A1", "principals": []any{"*"}, "organization_id": "o-a1b2c3d4e5", "require_mfa": true, "session_name_patterns": []any{"ci-*"},
				"condition": block(attrs{"operator": "NumericLessThan", "key": "aws:MultiFactorAuthAge", "values": []any{"3600"}})},
		},
	})
	wantDiagnostics(t, diagnostics)
	want := `{"Version":"2012-10-17","Statement":[` +
		`{"Sid":"A2","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":"` + trustedRole + `"}}},` +
		`{"Sid":"A1","Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},` +
		`"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"},"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"StringLike":{"sts:RoleSessionName":"ci-*"}}},` +
		`{"Sid":"B","Effect":"Allow","Principal":{"Federated":"` + oidcARN + `"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{` +
		`"id.example.com:aud":"a","id.example.com:sub":"system:serviceaccount:n:s"}}},` +
		`{"Sid":"C","Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{` +
		`"aws:RequestTag/eks-cluster-arn":"arn:aws:eks:eu-central-1:222222222222:cluster/c","aws:RequestTag/kubernetes-namespace":"n","aws:RequestTag/kubernetes-service-account":"s"}}},` +
		`{"Sid":"D","Effect":"Allow","Principal":{"Federated":"` + oidcARN + `"},"Action":["sts:AssumeRoleWithWebIdentity","sts:SetSourceIdentity"],"Condition":{"StringEquals":{` +
		`"id.example.com:aud":"a","id.example.com:sub":"s"}}},` +
		`{"Sid":"E","Effect":"Allow","Principal":{"Federated":"` + samlARN + `"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],"Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}},` +
		`{"Sid":"F","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:ec2:*:222222222222:*"},"StringEquals":{"aws:SourceAccount":"222222222222"}}},` +
		`{"Sid":"G","Effect":"Deny","Principal":{"AWS":"333333333333"},"Action":"sts:AssumeRole"},` +
		`{"Sid":"H","Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:SetContext"}]}`
	wantOutputs(t, planned, attrs{"json": want})
}

func TestTrustPolicyIsDestroyedWithoutAWS(t *testing.T) {
	s := newTrustPolicyServer(t)
	planned, _ := s.plan(nil, trustPolicyConfig())
	state, _ := s.apply(nil, planned, trustPolicyConfig())
	null := s.encode(s.typ(), nil)
	plan, err := s.provider.PlanResourceChange(t.Context(), &tfprotov5.PlanResourceChangeRequest{
		TypeName: trustPolicyType, PriorState: s.encode(s.typ(), state), ProposedNewState: null, Config: null,
	})
	if err != nil || len(plan.Diagnostics) > 0 {
		t.Fatalf("%v, %v", err, texts(plan.Diagnostics))
	}
	gone, err := s.provider.ApplyResourceChange(t.Context(), &tfprotov5.ApplyResourceChangeRequest{
		TypeName: trustPolicyType, PriorState: s.encode(s.typ(), state), PlannedState: plan.PlannedState, Config: null,
	})
	if err != nil || len(gone.Diagnostics) > 0 || s.decoded(gone.NewState) != nil {
		t.Errorf("%v, %v", err, texts(gone.Diagnostics))
	}
}

func TestTrustPolicyIsNotImported(t *testing.T) {
	s := newTrustPolicyServer(t)
	resp, err := s.provider.ImportResourceState(t.Context(), &tfprotov5.ImportResourceStateRequest{TypeName: trustPolicyType, ID: "x"})
	if err != nil {
		t.Fatal(err)
	}
	wantDiagnostics(t, texts(resp.Diagnostics), "Import not supported: A crossaccount_trust_policy exists in the state alone, so there is nothing to import: "+
		"write it in the configuration and apply. The role that carries the policy is imported as what it is, an aws_iam_role for instance.")
}

func TestTrustPolicyExternalIDsAreSensitive(t *testing.T) {
	s := newTrustPolicyServer(t)
	for _, b := range s.schema.ResourceSchemas[trustPolicyType].Block.BlockTypes {
		for _, a := range b.Block.Attributes {
			if a.Sensitive != (a.Name == "external_ids") {
				t.Errorf("%s of %s: sensitive is %t", a.Name, b.TypeName, a.Sensitive)
			}
		}
	}
}
