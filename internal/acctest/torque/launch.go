// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package torque

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
)

// Launch is what somebody gives, and what Torque knows, when an environment
// is started from a blueprint.
type Launch struct {
	Inputs map[string]any    // a string, or a []string for a multi-select
	Params map[string]string // the account's and the space's parameters
	EnvID  string
}

// Environment is a launched blueprint.
type Environment struct {
	blueprint *Blueprint
	data      map[string]any
}

// Launch fills the blueprint's form. It is an error when an input has neither
// value nor default, and when a value is for no input.
func (b *Blueprint) Launch(l Launch) (*Environment, error) {
	for name := range l.Inputs {
		if _, ok := b.Inputs[name]; !ok {
			return nil, fmt.Errorf("the blueprint has no input %q", name)
		}
	}

	inputs := map[string]any{}
	for name, input := range b.Inputs {
		value, given := l.Inputs[name]
		switch {
		case !given && input.Default != nil:
			inputs[name] = *input.Default
		case !given:
			return nil, fmt.Errorf("the input %q has no value and no default", name)
		default:
			text, err := formText(value)
			if err != nil {
				return nil, fmt.Errorf("the input %q: %w", name, err)
			}
			inputs[name] = text
		}
		if err := input.check(fmt.Sprint(inputs[name])); err != nil {
			return nil, fmt.Errorf("the input %q: %w", name, err)
		}
	}
	params := map[string]any{}
	for name, value := range l.Params {
		params[name] = value
	}
	return &Environment{b, map[string]any{"inputs": inputs, "params": params, dynamicEnvID: l.EnvID}}, nil
}

// check returns the error that Torque shows for a value which the input's
// pattern does not match.
func (in Input) check(value string) error {
	matched, err := regexp.MatchString(in.Pattern, value)
	if err == nil && !matched {
		err = errors.New(in.ValidationDescription)
	}
	return err
}

// Expand renders a template of the blueprint.
func (e *Environment) Expand(template string) (string, error) {
	return Expand(template, e.data)
}

// Variables renders the inputs of a grain and reads each as Torque does: a
// JSON token where it is one, else a string. The values are JSON.
// Source: Torque documentation, "The Terraform Grain", inputs.
func (e *Environment) Variables(grain string) (map[string]json.RawMessage, error) {
	g, ok := e.blueprint.Grains[grain]
	if !ok {
		return nil, fmt.Errorf("the blueprint has no grain %q", grain)
	}

	variables := map[string]json.RawMessage{}
	for _, input := range g.Spec.Inputs {
		if _, twice := variables[input.Name]; twice {
			return nil, fmt.Errorf("the grain %q has the input %q twice", grain, input.Name)
		}
		text, err := e.Expand(input.Template)
		if err != nil {
			return nil, fmt.Errorf("the grain input %q: %w", input.Name, err)
		}
		token, err := jsonToken(text)
		if err != nil {
			return nil, fmt.Errorf("the grain input %q: %w", input.Name, err)
		}
		variables[input.Name] = token
	}
	return variables, nil
}

// Providers renders the provider-overrides of a grain as the text of a
// *_override.tf.json. How Torque writes them is inferred: its documentation
// shows a required_providers and the blocks, and calls a backend's an override.
func (e *Environment) Providers(grain string) ([]byte, error) {
	required, blocks := map[string]any{}, map[string]any{}
	for _, p := range e.blueprint.Grains[grain].Spec.ProviderOverrides {
		attributes, err := e.expandAll(p.Attributes)
		if err != nil {
			return nil, fmt.Errorf("the provider %q: %w", p.Name, err)
		}
		requirement := map[string]string{"source": p.Source}
		if p.Version != "" {
			requirement["version"] = p.Version
		}
		required[p.Name], blocks[p.Name] = requirement, attributes
	}
	return marshal(map[string]any{
		"terraform": map[string]any{"required_providers": required},
		"provider":  blocks,
	})
}

// expandAll renders the templates in a value of YAML.
func (e *Environment) expandAll(value any) (any, error) {
	var err error
	switch value := value.(type) {
	case string:
		return e.Expand(value)
	case map[string]any:
		expanded := make(map[string]any, len(value))
		for name, v := range value {
			if expanded[name], err = e.expandAll(v); err != nil {
				return nil, err
			}
		}
		return expanded, nil
	default:
		return value, nil
	}
}

// jsonToken returns text where it is JSON, else the JSON string of it.
func jsonToken(text string) (json.RawMessage, error) {
	if json.Valid([]byte(text)) {
		return json.RawMessage(text), nil
	}
	return marshal(text)
}

// formText returns the text that stands for an input's value in templates.
func formText(value any) (string, error) {
	switch value := value.(type) {
	case string:
		return value, nil
	case []string:
		token, err := marshal(value)
		return string(token), err
	default:
		return "", errors.New("the value is neither a string nor a list of strings")
	}
}

// marshal is json.Marshal that leaves <, > and & as they are.
func marshal(value any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}
