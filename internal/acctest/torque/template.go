// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package torque renders blueprints as Quali Torque does, so that tests can
// hand Terraform the very values that a grain gets. It is for tests only.
package torque

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/osteele/liquid"
)

// dynamicEnvID is the dynamic attribute whose letter case does not matter.
const dynamicEnvID = "envId"

// The grammar of what stands between {{ and }}: a path, then filters whose
// arguments are literals. Torque writes paths with a leading dot and with a
// dot in front of a bracket, which Liquid does not know.
const (
	nameRE    = `[A-Za-z_][A-Za-z0-9_-]*`
	stringRE  = `(?:"[^"]*"|'[^']*')`
	literalRE = `(?:` + stringRE + `|-?[0-9]+)`
	stepRE    = `(?:\.` + nameRE + `|\.?\[` + stringRE + `\])`
	filterRE  = `\|\s*` + nameRE + `(?:\s*:\s*` + literalRE + `(?:\s*,\s*` + literalRE + `)*)?\s*`
)

var (
	expressionRE = regexp.MustCompile(`^\s*\.?(` + nameRE + stepRE + `*)\s*((?:` + filterRE + `)*)$`)
	segmentRE    = regexp.MustCompile(stringRE + `|` + nameRE)
)

// Expand renders a template with data, whose values are strings or further
// maps. What it does not understand is an error, and so is a name that data
// does not have: neither may turn into an empty text unseen.
func Expand(template string, data map[string]any) (string, error) {
	if strings.Contains(template, "{%") {
		return "", fmt.Errorf("the template %q has a tag: only {{ … }} is known", template)
	}

	var out strings.Builder
	for rest := template; ; {
		text, after, found := strings.Cut(rest, "{{")
		out.WriteString(text)
		if !found {
			return out.String(), nil
		}
		expression, next, closed := strings.Cut(after, "}}")
		if !closed {
			return "", fmt.Errorf("the template %q has a {{ without its }}", template)
		}
		value, err := evaluate(expression, data)
		if err != nil {
			return "", fmt.Errorf("the template %q: %w", template, err)
		}
		out.WriteString(value)
		rest = next
	}
}

// evaluate looks the path up itself and leaves the filters to Liquid.
func evaluate(expression string, data map[string]any) (string, error) {
	match := expressionRE.FindStringSubmatch(expression)
	if match == nil {
		return "", fmt.Errorf("%q is not a path with filters", expression)
	}
	value, err := lookUp(segmentRE.FindAllString(match[1], -1), data)
	if err != nil {
		return "", err
	}
	out, renderErr := liquid.NewEngine().ParseAndRenderString("{{ value "+match[2]+"}}", liquid.Bindings{"value": value})
	if renderErr != nil { // a typed nil must not become an error
		return "", renderErr
	}
	return out, nil
}

func lookUp(path []string, data map[string]any) (string, error) {
	if strings.EqualFold(path[0], dynamicEnvID) {
		path[0] = dynamicEnvID
	}
	var value any = data
	for _, segment := range path {
		name := segment
		if strings.ContainsAny(segment[:1], `"'`) {
			name = segment[1 : len(segment)-1]
		}
		m, ok := value.(map[string]any)
		if !ok {
			return "", fmt.Errorf("%s: there is nothing below a text", strings.Join(path, "."))
		}
		if value, ok = m[name]; !ok {
			return "", fmt.Errorf("%s: there is no %q", strings.Join(path, "."), name)
		}
	}
	text, ok := value.(string)
	if !ok {
		return "", fmt.Errorf("%s is not a text", strings.Join(path, "."))
	}
	return text, nil
}
