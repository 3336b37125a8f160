// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package plans

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"

	"github.com/hashicorp/go-version"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
)

// function is a function that is called many times in a plan.
type function struct {
	source    string // of its provider
	name      string
	arguments string                 // which hold the input, i
	result    string                 // of the last call, r: what tells that the provider did its work
	want      func(input string) any // what it is then
	muted     bool                   // without the SDK's logs
}

// All results are made, and one is shown: to show them all would be Terraform's work.
func (f *function) configuration() string {
	return header(f.source) + fmt.Sprintf("locals {\n  results = [for i in var.inputs : provider::%s::%s(%s)]\n}\n\n"+
		"output \"calls\" {\n  value = length(local.results)\n}\n\noutput \"last\" {\n  value = [for r in slice(local.results, max(0, length(local.results) - 1), length(local.results)) : %s]\n}\n",
		filepath.Base(f.source), f.name, f.arguments, f.result)
}

// functions are the peer's, then ours.
var functions = []function{
	{
		source: theirSource, name: "rfc3339_parse", arguments: `"2020-01-01T00:00:00.${i}Z"`,
		result: "r.unix", want: func(string) any { return 1577836800.0 }, // 2020-01-01
	},
	{
		name: "account_format", arguments: `"Dev", "100${i}"`,
		result: "r", want: func(input string) any { return "Dev | 100" + input },
	},
	{
		name: "account_parse", arguments: `"Dev | 100${i}"`,
		result: "r.account_id", want: func(input string) any { return "100" + input },
	},
	{
		name: "role_arn_build", arguments: `"Dev | 100${i}", "deploy", null, null`,
		result: "r", want: func(input string) any { return "arn:aws:iam::100" + input + ":role/deploy" },
	},
	{
		name: "role_arn_parse", arguments: `"arn:aws:iam::100${i}:role/deploy"`,
		result: "r.account_id", want: func(input string) any { return "100" + input },
	},
	{
		name: "session_name", arguments: `"torque", "environment #${i}"`,
		result: "r", want: func(input string) any { return "torque-environment-" + input },
	},
	{
		name: "trust_policy_evaluate",
		arguments: policy("${i}") + `, { role_arn = "arn:aws:iam::222222222222:role/deploy", principal = "arn:aws:iam::100${i}:role/agent", ` +
			`context = { "sts:ExternalId" = ["example-${i}"] } }`,
		result: "r.trust", want: func(string) any { return "direct" },
	},
	{
		name: "trust_policy_normalize", arguments: policy("${i}"),
		result: "r", want: trustPolicy.want,
	},
}

// measureFunctions calls each function many times in a plan, beside as many calls of the peer's.
func measureFunctions(ctx context.Context, g *measure.Group, p *peers.Peers, folder string, o measure.Options) error {
	n := 10000
	if o.Quick {
		n = 5
	}
	muted := functions[0]
	muted.muted = true
	var sides []measure.Side
	for i, f := range append([]function{muted}, functions...) {
		if f.source == "" {
			f.source = ourSource
		}
		w, err := newWorkspace(p, filepath.Join(folder, fmt.Sprint("function", i)), f.configuration(), f.muted)
		if err != nil {
			return err
		}
		applied, err := w.apply(ctx, n, "applied.tfstate")
		if err != nil {
			return err
		}
		calls, last := applied.Outputs["calls"].Value, applied.Outputs["last"].Value
		if want := []any{f.want(input(n - 1))}; calls != float64(n) || !reflect.DeepEqual(last, want) {
			return fmt.Errorf("%s was called %v times, the last time with the result %v; wanted are %d and %v", f.name, calls, last, n, want)
		}
		sides = append(sides, func(ctx context.Context) (float64, error) {
			seconds, err := w.less(ctx, n, "none.tfstate", changes, changes) // of the outputs
			return seconds * 1e6 / float64(n), err
		})
	}
	figures, err := measure.InTurn(ctx, o.Rounds, sides...)
	if err != nil {
		return err
	}
	for i, f := range functions[1:] {
		what, beside := fmt.Sprintf("Each of %d calls of `%s`", n, f.name), "`"+functions[0].name+"`"
		g.Compare(what, "µs", figures[2+i], beside, figures[1], goal)
		g.Compare(what, "µs", figures[2+i], beside+withoutLogs, figures[0], goal)
	}
	return nil
}

// checkFunctions returns why Terraform can't call functions, nil if it can.
func checkFunctions(ctx context.Context, p *peers.Peers) error {
	terraform, err := p.Program("terraform")
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, terraform, "version", "-json")
	cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1")
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("terraform version: %w", err)
	}
	return checkVersion(out)
}

// checkVersion reads what terraform version -json says.
func checkVersion(text []byte) error {
	var answer struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return fmt.Errorf("terraform version: %w", err)
	}
	have, err := version.NewVersion(answer.Version)
	if err != nil {
		return err
	}
	if have.LessThan(version.Must(version.NewVersion("1.8.0"))) {
		return fmt.Errorf("functions of providers are called since Terraform 1.8, this is %s", have)
	}
	return nil
}
