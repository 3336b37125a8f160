// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package plans

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
)

const (
	ourSource   = "crossaccount/crossaccount"
	theirSource = "hashicorp/time"
	peer        = "terraform-provider-time"
)

var goal = measure.Goal{AtMost: 1.1}

const withoutLogs = ", its logs off"

// object is something of a provider of which there are many in a plan.
type object struct {
	source    string // of its provider
	block     string // "data" or "resource"
	name      string
	arguments string                 // which hold {input}
	attribute string                 // by which to tell that the provider did its work
	want      func(input string) any // what it is then
	muted     bool                   // without the SDK's logs
}

// It counts: with for_each, Terraform makes the whole set again for each element, which takes more than all else.
func (o *object) configuration() string {
	arguments := strings.ReplaceAll(o.arguments, "{input}", `${format("%09d", count.index)}`)
	return header(o.source) + fmt.Sprintf("%s %q \"this\" {\n  count = length(var.inputs)\n%s}\n", o.block, o.name, arguments)
}

// header is what each configuration begins with.
func header(source string) string {
	return fmt.Sprintf("terraform {\n  required_providers {\n    %s = {\n      source = %q\n    }\n  }\n}\n\n"+
		"variable \"inputs\" {\n  type = list(string)\n}\n\n", filepath.Base(source), source)
}

// policy is a trust policy as text in quotes, of which the account and the external ID hold an input.
func policy(input string) string {
	return `"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::100` + input + `:role/agent\"},` +
		`\"Action\":\"sts:AssumeRole\",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"example-` + input + `\"}}}]}"`
}

var timeStatic = object{
	source: theirSource, block: "resource", name: "time_static",
	arguments: "  rfc3339 = \"2020-01-01T00:00:00.{input}Z\"\n",
	attribute: "unix", want: func(string) any { return 1577836800.0 }, // 2020-01-01
}

var trustPolicy = object{
	source: ourSource, block: "resource", name: "crossaccount_trust_policy",
	arguments: "  aws {\n    principals   = [\"arn:aws:iam::100{input}:role/agent\"]\n    external_ids = [\"example-{input}\"]\n  }\n",
	attribute: "json", want: func(input string) any {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::100` + input + `:role/agent"},` +
			`"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"example-` + input + `"}}}]}`
	},
}

// dataSources are those that call nothing.
var dataSources = []object{
	{
		name: "account", arguments: "  choice = \"Dev | 100{input}\"\n",
		attribute: "account_id", want: func(input string) any { return "100" + input },
	},
	{
		name: "accounts", arguments: "  choices = [\"Dev | 100{input}\", \"Test | 200{input}\"]\n",
		attribute: "account_ids", want: func(input string) any { return []any{"100" + input, "200" + input} },
	},
	{
		name: "account_choices", arguments: "  accounts = { Dev = \"100{input}\", Test = \"200{input}\" }\n",
		attribute: "parameter_value", want: func(input string) any { return "Dev | 100" + input + ",Test | 200" + input },
	},
	{
		name: "target_role", arguments: "  account   = \"Dev | 100{input}\"\n  role_name = \"deploy\"\n",
		attribute: "arn", want: func(input string) any { return "arn:aws:iam::100" + input + ":role/deploy" },
	},
	{
		name: "target_roles", arguments: "  accounts  = [\"Dev | 100{input}\", \"Test | 200{input}\"]\n  role_name = \"deploy\"\n",
		attribute: "arns", want: func(input string) any {
			return []any{"arn:aws:iam::100" + input + ":role/deploy", "arn:aws:iam::200" + input + ":role/deploy"}
		},
	},
	{
		name: "session_name", arguments: "  parts = [\"torque\", \"environment #{input}\"]\n",
		attribute: "session_name", want: func(input string) any { return "torque-environment-" + input },
	},
	{
		name: "trust_policy_check", arguments: "  json = " + policy("{input}") + "\n",
		attribute: "valid", want: func(string) any { return true },
	},
	{
		name: "trust_policy_evaluation",
		arguments: "  trust_policy = " + policy("{input}") + "\n  role_arn     = \"arn:aws:iam::222222222222:role/deploy\"\n" +
			"  principal    = \"arn:aws:iam::100{input}:role/agent\"\n  context      = { \"sts:ExternalId\" = [\"example-{input}\"] }\n",
		attribute: "trust", want: func(string) any { return "direct" },
	},
}

// measureObjects plans many of each, beside as many time_static; and resources that are in the state already.
func measureObjects(ctx context.Context, g *measure.Group, p *peers.Peers, folder string, o measure.Options) error {
	n, stored := 1000, 250 // applying takes time that grows with the square: Terraform writes the whole state for each object
	if o.Quick {
		n, stored = 5, 5
	}
	muted := timeStatic
	muted.muted = true
	all := []object{timeStatic, muted, trustPolicy}
	for _, d := range dataSources {
		d.source, d.block, d.name = ourSource, "data", "crossaccount_"+d.name
		all = append(all, d)
	}
	var first, again []measure.Side
	for i := range all {
		w, err := newWorkspace(p, filepath.Join(folder, fmt.Sprint(i)), all[i].configuration(), all[i].muted)
		if err != nil {
			return err
		}
		code := noChanges
		if all[i].block == "resource" {
			code = changes
			again = append(again, each(w, stored, "applied.tfstate", noChanges))
		}
		first = append(first, each(w, n, "none.tfstate", code))
		applied, err := w.apply(ctx, stored, "applied.tfstate")
		if err != nil {
			return err
		}
		if err := applied.check(stored, all[i].attribute, all[i].want); err != nil {
			return fmt.Errorf("%s: %w", all[i].name, err)
		}
	}

	figures, err := measure.InTurn(ctx, o.Rounds, first...)
	if err != nil {
		return err
	}
	compare := func(what string, ours, theirs, mutedTheirs []float64, beside string) {
		g.Compare(what, "ms", ours, beside, theirs, goal)
		g.Compare(what, "ms", ours, beside+withoutLogs, mutedTheirs, goal)
	}
	for i, d := range all[3:] {
		compare(fmt.Sprintf("Each of %d `%s`", n, d.name), figures[3+i], figures[0], figures[1], "`time_static`, new")
	}
	compare(fmt.Sprintf("Each of %d `%s`, new", n, trustPolicy.name), figures[2], figures[0], figures[1], "`time_static`, new")
	unchanged, err := measure.InTurn(ctx, o.Rounds, again...)
	if err != nil {
		return err
	}
	compare(fmt.Sprintf("Each of %d `%s`, refreshed", stored, trustPolicy.name), unchanged[2], unchanged[0], unchanged[1], "`time_static`, refreshed")
	return nil
}

// each gives the milliseconds for each of n objects in a plan.
func each(w workspace, n int, state string, code int) measure.Side {
	return func(ctx context.Context) (float64, error) {
		seconds, err := w.less(ctx, n, state, code, noChanges)
		return seconds * 1e3 / float64(n), err
	}
}
