// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package torque

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v4"
)

// Blueprint is the part of a Torque blueprint that the examples use. What is
// not listed here is refused, so that a misspelled key in an example is found.
// Source: Torque documentation, "Blueprint YAML Structure".
type Blueprint struct {
	SpecVersion int               `yaml:"spec_version"`
	Description string            `yaml:"description"`
	Inputs      map[string]Input  `yaml:"inputs"`
	Outputs     map[string]Output `yaml:"outputs"`
	Grains      map[string]Grain  `yaml:"grains"`
}

// Input is a field of the form that a blueprint shows. AllowedValues are
// what the form offers; rendering takes others too, as a faulty list would
// offer them. What Pattern does not match is refused.
type Input struct {
	Type                  string   `yaml:"type"`
	ParameterName         string   `yaml:"parameter-name"` // of the type parameter
	Style                 string   `yaml:"style"`
	Description           string   `yaml:"description"`
	Default               *string  `yaml:"default"`
	AllowedValues         []string `yaml:"allowed-values"`
	Pattern               string   `yaml:"pattern"`
	ValidationDescription string   `yaml:"validation-description"`
	Sensitive             bool     `yaml:"sensitive"`
}

// Output is a value that the environment shows; Value is a template.
type Output struct {
	Value string `yaml:"value"`
}

// Grain is one Terraform configuration of a blueprint.
type Grain struct {
	Kind string `yaml:"kind"`
	Spec struct {
		Version string `yaml:"version"`
		Source  struct {
			Store string `yaml:"store"`
			Path  string `yaml:"path"`
		} `yaml:"source"`
		Agent struct {
			Name string `yaml:"name"`
		} `yaml:"agent"`
		ProviderOverrides []ProviderOverride `yaml:"provider-overrides"`
		Inputs            []GrainInput       `yaml:"inputs"`
		Outputs           []string           `yaml:"outputs"`
	} `yaml:"spec"`
}

// ProviderOverride is a provider block that Torque writes into the grain's
// configuration; the attributes hold templates.
// Source: Torque documentation, "The Terraform Grain", provider-overrides.
type ProviderOverride struct {
	Name       string         `yaml:"name"`
	Source     string         `yaml:"source"`
	Version    string         `yaml:"version"`
	Attributes map[string]any `yaml:"attributes"`
}

// GrainInput is one entry "- name: template" of a grain's inputs.
type GrainInput struct {
	Name     string
	Template string
}

// UnmarshalYAML reads the mapping with one key that an entry is.
func (g *GrainInput) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode || len(node.Content) != 2 || node.Content[1].Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: a grain input is one name with one plain value", node.Line)
	}
	// The text as it stands, whatever YAML makes of it: 6 and "6" are the same JSON token.
	g.Name, g.Template = node.Content[0].Value, node.Content[1].Value
	return nil
}

// ParseBlueprint reads a blueprint of spec_version 2.
func ParseBlueprint(text []byte) (*Blueprint, error) {
	var b Blueprint
	if err := yaml.Load(text, &b, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("reading the blueprint: %w", err)
	}
	if b.SpecVersion != 2 {
		return nil, fmt.Errorf("the blueprint has spec_version %d: only 2 is known", b.SpecVersion)
	}
	if len(b.Grains) == 0 {
		return nil, errors.New("the blueprint has no grain")
	}
	return &b, nil
}
