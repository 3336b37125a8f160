// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package plans

import (
	"encoding/json"
	"testing"
)

func TestFunctionsNeedATerraformThatCallsThem(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"the first":  {`{"terraform_version":"1.8.0"}`, ""},
		"a later":    {`{"terraform_version":"1.11.4"}`, ""},
		"an earlier": {`{"terraform_version":"1.7.5"}`, "functions of providers are called since Terraform 1.8, this is 1.7.5"},
		"none":       {`{}`, "malformed version: "},
		"no JSON":    {"Terraform v1.11.4", "terraform version: invalid character 'T' looking for beginning of value"},
	} {
		t.Run(name, func(t *testing.T) {
			var got string
			if err := checkVersion([]byte(tt.text)); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWorkThatWasNotDoneIsFound(t *testing.T) {
	want := func(input string) any { return []any{"100" + input} }
	for name, tt := range map[string]struct{ state, want string }{
		"done": {
			`{"resources":[{"instances":[{"attributes":{"ids":["100000000000"]}},{"attributes":{"ids":["100000000001"]}}]}]}`, "",
		},
		"nothing": {`{"resources":[]}`, "the state does not have 2 instances of one thing"},
		"half":    {`{"resources":[{"instances":[{"attributes":{"ids":["100000000000"]}}]}]}`, "the state does not have 2 instances of one thing"},
		"the same twice": {
			`{"resources":[{"instances":[{"attributes":{"ids":["100000000000"]}},{"attributes":{"ids":["100000000000"]}}]}]}`,
			"ids of instance 1 is [100000000000], not [100000000001]",
		},
		"not computed": {
			`{"resources":[{"instances":[{"attributes":{"ids":null}},{"attributes":{}}]}]}`, "ids of instance 0 is <nil>, not [100000000000]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var c content
			if err := json.Unmarshal([]byte(tt.state), &c); err != nil {
				t.Fatal(err)
			}
			var got string
			if err := c.check(2, "ids", want); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
