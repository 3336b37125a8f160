// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// What findings of a severity have in common.
const (
	invalidPolicy = "Invalid trust policy"
	refused       = "IAM would not store this document as the trust policy of a role."
	unwisePolicy  = "Unwise trust policy"
	unwise        = "This document does something else than it seems to, or lets in more than it should."
)

// findingType is the type of an element of findings.
var findingType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"code":      types.StringType,
	"severity":  types.StringType,
	"statement": types.Int64Type,
	"message":   types.StringType,
}}

type findingModel struct {
	Code      string      `tfsdk:"code"`
	Severity  string      `tfsdk:"severity"`
	Statement types.Int64 `tfsdk:"statement"` // null for the document
	Message   string      `tfsdk:"message"`
}

// findingsValue is the list of findings, empty when there are none.
func findingsValue(ctx context.Context, findings []trust.Finding, diags *diag.Diagnostics) types.List {
	models := make([]findingModel, len(findings))
	for i, f := range findings {
		models[i] = findingModel{Code: f.Code, Severity: string(f.Severity), Message: f.String()}
		if f.Statement >= 0 {
			models[i].Statement = types.Int64Value(int64(f.Statement))
		}
	}
	list, d := types.ListValueFrom(ctx, findingType, models)
	diags.Append(d...)
	return list
}
