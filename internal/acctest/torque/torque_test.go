// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package torque_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/torque"
)

const blueprintYAML = `
spec_version: 2
inputs:
  AWS Account:
    type: string
    default: "Dev | 222222222222"
    allowed-values:
      - "Dev | 222222222222"
  accounts:
    type: string
    style: multi-select
    default: "[]"
  agent:
    type: agent
    default: eks-dev
grains:
  network:
    kind: terraform
    spec:
      agent:
        name: '{{ .inputs.agent }}'
      inputs:
        - value: TEMPLATE
`

// render returns the JSON that the template's text becomes in a grain.
func render(t *testing.T, template string, launch torque.Launch) (string, error) {
	t.Helper()
	quoted, err := json.Marshal(template) // a JSON string is a YAML string
	if err != nil {
		t.Fatal(err)
	}
	b, err := torque.ParseBlueprint([]byte(strings.Replace(blueprintYAML, "TEMPLATE", string(quoted), 1)))
	if err != nil {
		t.Fatal(err)
	}
	env, err := b.Launch(launch)
	if err != nil {
		return "", err
	}
	variables, err := env.Variables("network")
	return string(variables["value"]), err
}

func TestGrainInputIsReadAsJSONTokenElseAsString(t *testing.T) {
	const (
		choice   = `{{ .inputs.["AWS Account"] }}`
		pipeline = `{{ .inputs.["AWS Account"] | split: "|" | last | strip }}`
	)
	tests := map[string]struct {
		template string
		choice   string
		want     string
	}{
		"choice is a string":                             {choice, "Dev | 123456789012", `"Dev | 123456789012"`},
		"bare account is a number":                       {choice, "123456789012", `123456789012`},
		"bare account with a leading zero is a string":   {choice, "012345678901", `"012345678901"`},
		"account out of the pipeline is a number":        {pipeline, "Dev | 123456789012", `123456789012`},
		"leading zero out of the pipeline is a string":   {pipeline, "Dev | 012345678901", `"012345678901"`},
		"last of several separators":                     {pipeline, "A | B | 123456789012", `123456789012`},
		"no separator":                                   {pipeline, " 123456789012\t", `123456789012`},
		"trailing separators are dropped":                {pipeline, "Dev|123456789012||", `123456789012`},
		"nothing but separators":                         {pipeline, "||", `""`},
		"empty":                                          {pipeline, "", `""`},
		"literal array":                                  {`["a","b"]`, "", `["a","b"]`},
		"literal object":                                 {`{"a": 1}`, "", `{"a": 1}`},
		"literal null":                                   {`null`, "", `null`},
		"number in scientific notation":                  {choice, "12e4", `12e4`},
		"quotes in the template keep a string":           {`"{{ .inputs.["AWS Account"] }}"`, "12e4", `"12e4"`},
		"what is not quite JSON is a string":             {`[1,`, "", `"[1,"`},
		"characters that HTML escapes stay":              {choice, "R&D <1> | 123456789012", `"R&D <1> | 123456789012"`},
		"several expressions and text":                   {`a-{{ .inputs.agent }}-{{ envid | downcase }}-z`, "", `"a-eks-dev-k3v9-z"`},
		"path without a leading dot":                     {`{{ inputs.agent }}`, "", `"eks-dev"`},
		"parameter with dashes in its name":              {`{{ .params.my-param }}`, "", `"p1"`},
		"bracket after a name":                           {`{{ .inputs["AWS Account"] }}`, "x", `"x"`},
		"other quotes around a name":                     {`{{.inputs.['AWS Account']}}`, "x", `"x"`},
		"expression in a value is not rendered":          {choice, "{{ .inputs.agent }}", `"{{ .inputs.agent }}"`},
		"text in a value does not end a Liquid template": {choice, `"}} | 123456789012`, `"\"}} | 123456789012"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := render(t, tt.template, torque.Launch{
				Inputs: map[string]any{"AWS Account": tt.choice},
				Params: map[string]string{"my-param": "p1"},
				EnvID:  "K3v9",
			})
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestMultiSelectIsAnArrayOfStrings(t *testing.T) {
	got, err := render(t, `{{ .inputs.accounts }}`, torque.Launch{
		Inputs: map[string]any{"accounts": []string{"Dev | 222222222222", "012345678901"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := `["Dev | 222222222222","012345678901"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDefaultsFillTheForm(t *testing.T) {
	got, err := render(t, `{{ .inputs.["AWS Account"] }}`, torque.Launch{})
	if err != nil {
		t.Fatal(err)
	}
	if want := `"Dev | 222222222222"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestExpandRefusesWhatItDoesNotUnderstand(t *testing.T) {
	data := map[string]any{"inputs": map[string]any{"agent": "eks-dev"}}
	tests := map[string]string{
		"unknown input":              `{{ .inputs.agnet }}`,
		"unknown input with filters": `{{ .inputs.agnet | strip }}`,
		"unknown root":               `{{ .input.agent }}`,
		"below a text":               `{{ .inputs.agent.name }}`,
		"a map is no text":           `{{ .inputs }}`,
		"unknown filter":             `{{ .inputs.agent | trim }}`,
		"filter without a name":      `{{ .inputs.agent | }}`,
		"path as an argument":        `{{ .inputs.agent | append: .inputs.agent }}`,
		"name as an argument":        `{{ .inputs.agent | append: agent }}`,
		"unclosed expression":        `{{ .inputs.agent`,
		"unclosed quote":             `{{ .inputs.["agent] }}`,
		"two dots":                   `{{ ..inputs.agent }}`,
		"nothing":                    `{{ }}`,
		"operator":                   `{{ .inputs.agent == "x" }}`,
		"tag":                        `{% if x %}{% endif %}`,
	}
	for name, template := range tests {
		t.Run(name, func(t *testing.T) {
			if got, err := torque.Expand(template, data); err == nil {
				t.Errorf("%s: got %q, want an error", template, got)
			}
		})
	}
}

func TestLaunchRefusesAFormThatDoesNotFit(t *testing.T) {
	b, err := torque.ParseBlueprint([]byte("spec_version: 2\ninputs:\n  a:\n    type: string\ngrains:\n  g:\n    kind: terraform\n"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]map[string]any{
		"no value and no default": nil,
		"no such input":           {"a": "1", "b": "2"},
		"neither text nor list":   {"a": 1},
	}
	for name, inputs := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := b.Launch(torque.Launch{Inputs: inputs}); err == nil {
				t.Error("want an error")
			}
		})
	}
}

func TestParseBlueprintReadsGrainInputs(t *testing.T) {
	b, err := torque.ParseBlueprint([]byte("spec_version: 2\ngrains:\n  g:\n    kind: terraform\n    spec:\n      inputs:\n        - a: 6\n        - b: '{{ .inputs.x }}'\n        - c: 010\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []torque.GrainInput{{Name: "a", Template: "6"}, {Name: "b", Template: "{{ .inputs.x }}"}, {Name: "c", Template: "010"}}
	if diff := cmp.Diff(want, b.Grains["g"].Spec.Inputs); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestParseBlueprintRefusesWhatIsNoBlueprint(t *testing.T) {
	tests := map[string]string{
		"misspelled key":              "spec_version: 2\ninputs:\n  a:\n    allowed_values: [x]\ngrains:\n  g:\n    kind: terraform\n",
		"other version":               "spec_version: 1\ngrains:\n  g:\n    kind: terraform\n",
		"no grain":                    "spec_version: 2\n",
		"key twice":                   "spec_version: 2\nspec_version: 2\ngrains:\n  g:\n    kind: terraform\n",
		"grain input with two names":  "spec_version: 2\ngrains:\n  g:\n    spec:\n      inputs:\n        - a: 1\n          b: 2\n",
		"grain input that is a list":  "spec_version: 2\ngrains:\n  g:\n    spec:\n      inputs:\n        - a: [1]\n",
		"grain input without a value": "spec_version: 2\ngrains:\n  g:\n    spec:\n      inputs:\n        - a\n",
		"no YAML":                     "spec_version: [",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := torque.ParseBlueprint([]byte(text)); err == nil {
				t.Error("want an error")
			}
		})
	}
}

func TestProviderOverridesAreRenderedIntoAnOverrideFile(t *testing.T) {
	b, err := torque.ParseBlueprint([]byte(`
spec_version: 2
grains:
  g:
    kind: terraform
    spec:
      provider-overrides:
        - name: aws
          source: hashicorp/aws
          version: ~>5.0.0
          attributes:
            region: us-east-1
            assume_role:
              role_arn: 'arn:aws:iam::{{ .params.account }}:role/r'
        - name: crossaccount
          source: crossaccount/crossaccount
          attributes: {max_attempts: 5}
`))
	if err != nil {
		t.Fatal(err)
	}
	env, err := b.Launch(torque.Launch{Params: map[string]string{"account": "222222222222"}})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"provider":{"aws":{"assume_role":{"role_arn":"arn:aws:iam::222222222222:role/r"},"region":"us-east-1"},"crossaccount":{"max_attempts":5}},` +
		`"terraform":{"required_providers":{"aws":{"source":"hashicorp/aws","version":"~>5.0.0"},"crossaccount":{"source":"crossaccount/crossaccount"}}}}`
	if got, err := env.Providers("g"); err != nil || string(got) != want {
		t.Errorf("got %s, %v\nwant %s", got, err, want)
	}
}

func TestGrainInputGivenTwiceIsRefused(t *testing.T) {
	b, err := torque.ParseBlueprint([]byte("spec_version: 2\ngrains:\n  g:\n    spec:\n      inputs:\n        - a: 1\n        - a: 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	env, err := b.Launch(torque.Launch{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := env.Variables("g"); err == nil {
		t.Error("want an error")
	}
}
