// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
)

// fleetResultType is what is known of one role of a fleet.
var fleetResultType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"assumable":            types.BoolType,
	"account_id":           types.StringType,
	"external_id_enforced": types.BoolType,
	"failure":              failureType,
}}

// The types of a result and of its failure in Terraform's protocol. All values share them.
var (
	protocolFailureType = failureType.TerraformType(context.Background())
	protocolResultType  = fleetResultType.TerraformType(context.Background())
)

// setResults sets results in a state. The framework gives each object that it makes of a struct types of its own, which
// for thousands of roles takes several times the memory of what is in them: so these are made as the protocol has them.
func setResults(state *tfsdk.State, requests []assume.Request, results []assume.Result, diags *diag.Diagnostics) {
	var attributes map[string]tftypes.Value
	if err := state.Raw.As(&attributes); err != nil {
		diags.AddError("Results cannot be stored", sentence(err))
		return
	}
	byRole := make(map[string]tftypes.Value, len(requests))
	for i, r := range results {
		role := requests[i].Role
		byRole[role.String()] = tftypes.NewValue(protocolResultType, map[string]tftypes.Value{
			"assumable":            tftypes.NewValue(tftypes.Bool, r.Assumable),
			"account_id":           tftypes.NewValue(tftypes.String, role.Account().String()),
			"external_id_enforced": tftypes.NewValue(tftypes.Bool, r.ExternalIDEnforced),
			"failure":              protocolFailure(r.Failure),
		})
	}
	attributes = maps.Clone(attributes) // they are the state's own
	attributes["results"] = tftypes.NewValue(tftypes.Map{ElementType: protocolResultType}, byRole)
	state.Raw = tftypes.NewValue(state.Raw.Type(), attributes)
}

// protocolFailure returns a failure as newFailureModel does, as the protocol has it.
func protocolFailure(f *assume.Failure) tftypes.Value {
	m := newFailureModel(f)
	if m == nil {
		return tftypes.NewValue(protocolFailureType, nil)
	}
	return tftypes.NewValue(protocolFailureType, map[string]tftypes.Value{
		"kind":    tftypes.NewValue(tftypes.String, m.Kind),
		"side":    tftypes.NewValue(tftypes.String, m.Side),
		"hop":     tftypes.NewValue(tftypes.Number, m.Hop.ValueInt64Pointer()),
		"code":    tftypes.NewValue(tftypes.String, m.Code.ValueStringPointer()),
		"message": tftypes.NewValue(tftypes.String, m.Message),
		"remedy":  tftypes.NewValue(tftypes.String, m.Remedy),
	})
}
