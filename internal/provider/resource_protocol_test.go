// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const trustPolicyType = "crossaccount_trust_policy"

// trustPolicyServer speaks the protocol of the resource.
type trustPolicyServer struct{ *server }

func newTrustPolicyServer(t testing.TB) *trustPolicyServer {
	t.Helper()
	return &trustPolicyServer{newServer(t, nil)}
}

func (s *trustPolicyServer) typ() tftypes.Type {
	return s.schema.ResourceSchemas[trustPolicyType].ValueType()
}

// withBlocks adds the blocks that a configuration has none of: to Terraform,
// these are empty lists.
func withBlocks(schema *tfprotov5.SchemaBlock, config attrs) attrs {
	full := attrs{}
	for name, v := range config {
		full[name] = v
	}
	for _, block := range schema.BlockTypes {
		list, known := full[block.TypeName].([]any)
		if _, given := full[block.TypeName]; given && !known {
			continue
		}
		blocks := []any{}
		for _, b := range list {
			if b, ok := b.(attrs); ok {
				blocks = append(blocks, withBlocks(block.Block, b))
				continue
			}
			blocks = append(blocks, b)
		}
		full[block.TypeName] = blocks
	}
	return full
}

func (s *trustPolicyServer) config(config attrs) attrs {
	return withBlocks(s.schema.ResourceSchemas[trustPolicyType].Block, config)
}

// validate returns the diagnostics of terraform validate.
func (s *trustPolicyServer) validate(config attrs) []string {
	s.t.Helper()
	config = s.config(config)
	resp, err := s.provider.ValidateResourceTypeConfig(s.t.Context(), &tfprotov5.ValidateResourceTypeConfigRequest{
		TypeName: trustPolicyType, Config: s.encode(s.typ(), config),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return texts(resp.Diagnostics)
}

// plan returns what is planned over a prior state, which is nil for none, and
// the diagnostics. It validates first, as Terraform does.
func (s *trustPolicyServer) plan(prior any, config attrs) (attrs, []string) {
	s.t.Helper()
	if found := s.validate(config); len(found) > 0 {
		return nil, found
	}
	config = s.config(config)
	// Terraform proposes the configuration, and the prior state of what is computed.
	proposed := s.config(config)
	if prior, ok := prior.(attrs); ok {
		for _, a := range s.schema.ResourceSchemas[trustPolicyType].Block.Attributes {
			if a.Computed {
				proposed[a.Name] = prior[a.Name]
			}
		}
	}
	resp, err := s.provider.PlanResourceChange(s.t.Context(), &tfprotov5.PlanResourceChangeRequest{
		TypeName: trustPolicyType, PriorState: s.encode(s.typ(), prior),
		ProposedNewState: s.encode(s.typ(), proposed), Config: s.encode(s.typ(), config),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if len(resp.RequiresReplace) > 0 {
		s.t.Errorf("it would be replaced, for %v", resp.RequiresReplace)
	}
	return s.decoded(resp.PlannedState), texts(resp.Diagnostics)
}

// apply returns the state after a plan was carried out, and the diagnostics.
func (s *trustPolicyServer) apply(prior any, planned, config attrs) (attrs, []string) {
	s.t.Helper()
	config = s.config(config)
	resp, err := s.provider.ApplyResourceChange(s.t.Context(), &tfprotov5.ApplyResourceChangeRequest{
		TypeName: trustPolicyType, PriorState: s.encode(s.typ(), prior),
		PlannedState: s.encode(s.typ(), planned), Config: s.encode(s.typ(), config),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.decoded(resp.NewState), texts(resp.Diagnostics)
}

func (s *trustPolicyServer) decoded(v *tfprotov5.DynamicValue) attrs {
	s.t.Helper()
	state, err := v.Unmarshal(s.typ())
	if err != nil {
		s.t.Fatal(err)
	}
	out, _ := decode(s.t, state).(attrs)
	return out
}
