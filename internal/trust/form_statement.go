// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"slices"
)

// Statement is any statement that a trust policy can have.
type Statement struct {
	Options
	Effect     string   // one of Effects, "" for Allow
	Actions    []string // of Actions
	Principals []Principals
}

// Principals are principals of one type.
type Principals struct {
	Type        string // one of PrincipalTypes
	Identifiers []string
}

// Effects are the values of Effect.
func Effects() []string { return []string{string(allow), string(deny)} }

// PrincipalTypes are the types of principals; "*" is everybody, and has the
// one identifier "*".
func PrincipalTypes() []string { return []string{"AWS", "Service", "Federated", everybody} }

func (f Statement) draft(d *draft) {
	d.effect = allow
	if e := d.one("effect", f.Effect, oneOf("effect", Effects())); e != "" {
		d.effect = effect(e)
	}
	d.action = d.mustAll("actions", f.Actions, "what is allowed or denied, such as sts:AssumeRole", oneOf("action of a trust policy", Actions()))
	d.principal = &principals{}
	if len(f.Principals) == 0 {
		d.fail("", -1, "the statement has no principals block: say whom it is about, for instance with type AWS and the ARN of a role")
	}
	for i, p := range f.Principals {
		d.block, d.blockIndex = "principals", i
		d.principals(p)
	}
	d.block, d.blockIndex = "", 0
	d.options(f.Options)
}

func (d *draft) principals(p Principals) {
	list, parse := &d.principal.aws, asIs
	switch d.must("type", p.Type, "the type of the principals", oneOf("type of principals", PrincipalTypes())) {
	case "AWS":
		parse = parseAWSPrincipal
	case "Service":
		list, parse = &d.principal.service, parseService
	case "Federated":
		list, parse = &d.principal.federated, parseFederated
	case everybody:
		// {"AWS": "*"} is the same, and what IAM takes in a trust policy.
		parse = oneOf(`identifier of type "*"`, []string{everybody})
	}
	identifiers := d.mustAll("identifiers", p.Identifiers, "at least one principal", parse)
	*list = asSet(append(*list, identifiers...))
}

// oneOf returns a parser that takes the given values alone.
func oneOf(what string, values []string) func(string) (string, error) {
	return func(s string) (string, error) {
		if !slices.Contains(values, s) {
			return "", fmt.Errorf("%s is no %s: write %s", quote(s), what, list(quoteAll(values), "or"))
		}
		return s, nil
	}
}
