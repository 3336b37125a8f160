// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	evaluation = "crossaccount_trust_policy_evaluation"

	evaluatedRole = "arn:aws:iam::111111111111:role/Target"
	masterRole    = "arn:aws:iam::222222222222:role/Master"

	// masterPolicy lets a role of another account in, with an external ID.
	masterPolicy = `{"Version":"2012-10-17","Statement":[{"Sid":"Master","Effect":"Allow","Principal":{"AWS":"` + masterRole + `"},` +
		`"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"acme-7f3c1b"}}}]}`

	mayAssume = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}`

	notConsidered = " Not considered: service control policies, resource control policies, permissions boundaries, session policies and policies of VPC endpoints."
)

// evaluationCases are requests of which it is known what becomes of them, with
// the arguments of the data source.
func evaluationCases(t *testing.T) []attrs {
	t.Helper()
	var cases []attrs
	for _, name := range []string{"documented.jsonl", "evaluate.jsonl.gz"} {
		data, err := os.ReadFile(filepath.Join("..", "trust", "testdata", "cases", name))
		if err != nil {
			t.Fatal(err)
		}
		var r io.Reader = bytes.NewReader(data)
		if strings.HasSuffix(name, ".gz") {
			if r, err = gzip.NewReader(r); err != nil {
				t.Fatal(err)
			}
		}
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var c struct {
				RoleARN          string `json:"role_arn"`
				Principal        string
				Actions          []any
				Context          map[string][]any
				TrustPolicy      json.RawMessage   `json:"trust_policy"`
				IdentityPolicies []json.RawMessage `json:"identity_policies"`
				Expected         any
			}
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				t.Fatal(err)
			}
			context := map[string]any{}
			for key, values := range c.Context {
				context[key] = values
			}
			policies := []any{}
			for _, p := range c.IdentityPolicies {
				policies = append(policies, string(p))
			}
			decision := c.Expected
			if o, ok := decision.(map[string]any); ok {
				decision = o["decision"]
			}
			cases = append(cases, attrs{
				"trust_policy": string(c.TrustPolicy), "role_arn": c.RoleARN, "principal": c.Principal, "actions": c.Actions,
				"context": context, "context_is_complete": true, "identity_policies": policies, "decision": decision,
			})
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if len(cases) != 3836 {
		t.Fatalf("there are %d cases", len(cases))
	}
	return cases
}

func TestDataSourceAndFunctionAgreeOnEveryCase(t *testing.T) {
	s := newServer(t, nil)
	for i, c := range evaluationCases(t) {
		want := c["decision"]
		delete(c, "decision")
		state, diagnostics := s.read(evaluation, c)
		wantDiagnostics(t, diagnostics)
		if state["decision"] != want {
			t.Errorf("case %d: %s, want %s", i, state["decision"], want)
		}
		s.wantFunctionToAgree(c, state)
	}
}

// wantFunctionToAgree compares what the data source has read of a configuration
// with what the function returns.
func (s *server) wantFunctionToAgree(config, state attrs) {
	s.t.Helper()
	request, want := attrs{}, maps.Clone(state)
	for _, name := range requestArguments {
		request[name] = config[name]
		delete(want, name)
	}
	delete(want, "trust_policy")
	result, err := s.call("trust_policy_evaluate", config["trust_policy"], request)
	if diff := cmp.Diff(want, result); err != "" || diff != "" {
		s.t.Fatalf("%v: %s (-data source +function)\n%s", config, err, diff)
	}
}

func TestAnEvaluationTellsWhoGetsInAndWhy(t *testing.T) {
	s := newServer(t, nil)
	got, diagnostics := s.read(evaluation, attrs{
		"trust_policy": masterPolicy, "role_arn": evaluatedRole, "principal": masterRole,
		"context": map[string]any{"sts:ExternalId": []any{}}, "identity_policies": []any{mayAssume},
	})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{
		"decision": "implicitly_denied", "trust": "none", "context": nil,
		"decisions_by_action": map[string]any{"sts:AssumeRole": "implicitly_denied"},
		"statements": []any{attrs{
			"index": int64(0), "sid": "Master", "effect": "Allow", "matched": "no_match", "action": "match", "principal": "match", "condition": "no_match",
			"reasons": []any{
				"Its Action covers sts:AssumeRole.",
				"Its Principal names the caller, " + masterRole + ".",
				"StringEquals on sts:ExternalId does not hold: the request has no sts:ExternalId.",
			},
		}},
		"missing": []any{},
		"explanation": "Denied on the role's side: no statement of the trust policy allows sts:AssumeRole to " + masterRole + ". " +
			`Nearest is statement 0 ("Master"). StringEquals on sts:ExternalId does not hold: the request has no sts:ExternalId. ` +
			"Pass the external ID that the trust policy asks for." + notConsidered,
	})
}

func TestAnEvaluationOfWhatIsNotGivenIsUnknown(t *testing.T) {
	s := newServer(t, nil)
	got, diagnostics := s.read(evaluation, attrs{"trust_policy": masterPolicy, "role_arn": evaluatedRole, "principal": masterRole})
	wantDiagnostics(t, diagnostics)
	wantOutputs(t, got, attrs{"decision": "unknown", "trust": "unknown", "missing": []any{"identity_policies", "sts:ExternalId"}})
}

func TestAnEvaluationWaitsForWhatIsUnknown(t *testing.T) {
	s := newServer(t, nil)
	for name, config := range map[string]attrs{
		"all":      {"trust_policy": unknown{}, "role_arn": unknown{}, "principal": unknown{}, "actions": unknown{}, "context": unknown{}, "context_is_complete": unknown{}, "identity_policies": unknown{}},
		"elements": {"trust_policy": masterPolicy, "role_arn": evaluatedRole, "principal": masterRole, "actions": []any{unknown{}}, "context": map[string]any{"a": unknown{}, "b": []any{unknown{}}}, "identity_policies": []any{unknown{}}},
	} {
		t.Run(name, func(t *testing.T) { wantDiagnostics(t, s.validate(evaluation, config)) })
	}
}

func TestAllThatIsWrongWithAnEvaluationIsSaidAtOnce(t *testing.T) {
	wrong := attrs{
		"trust_policy": `{"Statement":[{"Effect":"allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}]}`,
		"role_arn":     "deploy", "principal": "somebody",
		"actions":           []any{"sts:assumerole", nil},
		"context":           map[string]any{"k": []any{"x"}, "K": []any{"y"}, "l": nil, "m": []any{nil}},
		"identity_policies": []any{mayAssume, masterPolicy, "", unknown{}},
	}
	const (
		badPolicy    = `Invalid trust_policy: Line 1, column 25, Statement[0].Effect: "allow" is not allowed here: write "Allow" or "Deny"`
		badRole      = `Invalid role_arn: "deploy" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME`
		badPrincipal = `Invalid principal: "somebody" names no caller: give an ARN such as arn:aws:iam::123456789012:role/NAME, or the name of a service such as lambda.amazonaws.com`
		badAction    = `Invalid actions: "sts:assumerole" is not an action that a request to assume a role makes: write sts:AssumeRole, upper and lower case as here`
		badKeys      = `Invalid context: The keys "K" and "k" differ only in case, and AWS takes them for one: keep one`
		noValues     = `Null in a map: The values of this condition key are null. Give its values, an empty list where the request does not have the key, or leave it out where that is not known`
		nullElement  = `is null. Nothing can be made of it: remove it, or give its value`
		badIdentity  = `Invalid identity_policies: Line 1, column 38, Statement[0]: the statement has a Principal, which only the policy of a resource has: give the caller's own policies, those of its user, groups or role.` + "\n" +
			`Line 1, column 38, Statement[0]: the statement has no Resource, so that it is none of an identity policy: add one, such as "Resource": "*"`
		noPolicy = `Invalid identity_policies: Line 1, column 1: the document is empty: a policy is a JSON object that begins with {`
	)
	s := newServer(t, nil)
	at := func(attribute, text string) string { return `AttributeName("` + attribute + `"): ` + text + "." }
	element := func(attribute, key, text string) string {
		return `AttributeName("` + attribute + `").` + key + `: ` + text + "."
	}
	wantDiagnostics(t, s.validate(evaluation, wrong),
		at("trust_policy", badPolicy), at("role_arn", badRole), at("principal", badPrincipal),
		element("actions", "ElementKeyInt(0)", badAction), element("actions", "ElementKeyInt(1)", "Null in a list: An element of actions "+nullElement),
		element("context", `ElementKeyString("k")`, badKeys), element("context", `ElementKeyString("l")`, noValues),
		element("context", `ElementKeyString("m").ElementKeyInt(0)`, "Null in a list: An element of context "+nullElement),
		element("identity_policies", "ElementKeyInt(1)", badIdentity), element("identity_policies", "ElementKeyInt(2)", noPolicy),
	)

	delete(wrong, "trust_policy")
	wrong["identity_policies"] = []any{mayAssume, masterPolicy, ""}
	wrong["role"] = "x"
	_, err := s.call("trust_policy_evaluate", masterPolicy, wrong)
	want := strings.Join([]string{
		"role: Unknown name: A request has no role: it has role_arn, principal, actions, context, context_is_complete, identity_policies",
		"role_arn: " + badRole, "principal: " + badPrincipal, "actions[1]: Null in a list: An element of actions " + nullElement, "actions[0]: " + badAction,
		`context["l"]: ` + noValues, `context["m"][0]: Null in a list: An element of context ` + nullElement, `context["k"]: ` + badKeys,
		"identity_policies[1]: " + badIdentity, "identity_policies[2]: " + noPolicy + " @request",
	}, "\n")
	if diff := cmp.Diff(want, err); diff != "" {
		t.Errorf("the function's error (-want +got):\n%s", diff)
	}
}

func TestAnEvaluationOfNoActionIsRefused(t *testing.T) {
	wantDiagnostics(t, newServer(t, nil).validate(evaluation, attrs{"trust_policy": masterPolicy, "role_arn": evaluatedRole, "principal": masterRole, "actions": []any{}}),
		`AttributeName("actions"): Invalid actions: The list is empty, so that there is nothing to decide: name the actions, or leave it out for sts:AssumeRole.`)
}

func TestEvaluateTakesWhatTerraformConverts(t *testing.T) {
	s := newServer(t, nil)
	const policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole",` +
		`"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"3600.5"}}}]}`
	got, err := s.call("trust_policy_evaluate", policy, attrs{
		"role_arn": evaluatedRole, "principal": "arn:aws:iam::111111111111:user/alice", "actions": nil, "identity_policies": []any{},
		"context": attrs{"aws:MultiFactorAuthPresent": []any{true}, "aws:MultiFactorAuthAge": []any{3600}}, "context_is_complete": "true",
	})
	if err != "" || got.(attrs)["decision"] != "allowed" {
		t.Errorf("%v, %s", got, err)
	}
}

func TestEvaluateRefusesWhatIsNoRequest(t *testing.T) {
	s := newServer(t, nil)
	for name, tt := range map[string]struct {
		request any
		want    string
	}{
		"a string": {"x", `request: Invalid request: This is not an object: write one such as { role_arn = "…", principal = "…" } @request`},
		"nothing":  {attrs{}, "role_arn: Missing role_arn: A request is about a role and a caller: give role_arn\nprincipal: Missing principal: A request is about a role and a caller: give principal @request"},
		"nulls":    {attrs{"role_arn": nil, "principal": masterRole}, "role_arn: Missing role_arn: A request is about a role and a caller: give role_arn @request"},
		"kinds": {attrs{"role_arn": []any{}, "principal": attrs{}, "actions": "sts:AssumeRole", "context": []any{}, "context_is_complete": "maybe", "identity_policies": true},
			"actions: Invalid actions: This is not a list of strings: write one, in brackets\n" +
				"context: Invalid context: This is not a map of lists: write one such as { \"sts:ExternalId\" = [\"…\"] }\n" +
				"context_is_complete: Invalid context_is_complete: This is not a bool: write true or false\n" +
				"identity_policies: Invalid identity_policies: This is not a list of strings: write one, in brackets\n" +
				"principal: Invalid principal: This is not a string: write one, in quotes\n" +
				"role_arn: Invalid role_arn: This is not a string: write one, in quotes @request"},
		"a value without its list": {attrs{"role_arn": evaluatedRole, "principal": masterRole, "context": attrs{"sts:ExternalId": "x"}},
			`context["sts:ExternalId"]: Invalid context: This is not a list of strings: write one, in brackets @request`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.call("trust_policy_evaluate", masterPolicy, tt.request)
			if diff := cmp.Diff(tt.want, err); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if _, err := s.call("trust_policy_evaluate", "{}", attrs{"role_arn": evaluatedRole, "principal": masterRole}); err !=
		"Invalid trust_policy: Line 1, column 1: the policy has no Statement: add one, a list of statements @trust_policy" {
		t.Error(err)
	}
}
