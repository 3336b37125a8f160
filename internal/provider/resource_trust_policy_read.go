// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// formReader turns blocks into forms. What is unknown in them becomes
// trust.Unknown, so that the rest can be checked.
type formReader struct {
	diags *diag.Diagnostics
	at    path.Path // of the block that is being read
	known bool      // nothing that was read is unknown

	forms  []trust.Form
	blocks []path.Path // of the forms
}

// read reads all blocks, in the order in which the policy has them.
func (m *trustPolicyModel) read(ctx context.Context, r *formReader) {
	readForms[awsBlock](ctx, r, "aws", m.AWS)
	readForms[eksServiceAccountBlock](ctx, r, "eks_service_account", m.EKSServiceAccount)
	readForms[eksPodIdentityBlock](ctx, r, "eks_pod_identity", m.EKSPodIdentity)
	readForms[oidcBlock](ctx, r, "oidc", m.OIDC)
	readForms[samlBlock](ctx, r, "saml", m.SAML)
	readForms[serviceBlock](ctx, r, "service", m.Service)
	readForms[denyBlock](ctx, r, "deny", m.Deny)
	readForms[statementBlock](ctx, r, "statement", m.Statement)
}

// formBlock is a block that becomes a statement.
type formBlock interface {
	form(ctx context.Context, r *formReader) trust.Form
}

func readForms[B formBlock](ctx context.Context, r *formReader, name string, list types.List) {
	readBlocks(ctx, r, name, list, func(b B) {
		r.forms = append(r.forms, b.form(ctx, r))
		r.blocks = append(r.blocks, r.at)
	})
}

// readBlocks calls read for each block of the name, with r standing on it.
func readBlocks[B any](ctx context.Context, r *formReader, name string, list types.List, read func(B)) {
	if list.IsUnknown() {
		r.known = false // a dynamic block over something unknown
		return
	}
	var blocks []B
	r.diags.Append(list.ElementsAs(ctx, &blocks, false)...)
	outside := r.at
	for i, b := range blocks {
		r.at = outside.AtName(name).AtListIndex(i)
		read(b)
	}
	r.at = outside
}

// text returns a string, "" when it is null.
func (r *formReader) text(v types.String) string {
	if v.IsUnknown() {
		r.known = false
		return trust.Unknown
	}
	return v.ValueString()
}

// flag returns a bool, false when it is null. What it decides is not known
// before all is.
func (r *formReader) flag(v types.Bool) bool {
	r.known = r.known && !v.IsUnknown()
	return v.ValueBool()
}

// list returns the elements of an attribute, nil when it is null.
func (r *formReader) list(ctx context.Context, name string, v types.List) []string {
	if v.IsNull() {
		return nil
	}
	if v.IsUnknown() {
		r.known = false
		return []string{trust.Unknown}
	}
	var elements []types.String
	r.diags.Append(v.ElementsAs(ctx, &elements, false)...)
	list := make([]string, len(elements))
	for i, e := range elements {
		if e.IsNull() {
			addNullElement(r.at.AtName(name).AtListIndex(i), r.diags)
			e = types.StringUnknown() // so that one error is enough
		}
		list[i] = r.text(e)
	}
	return list
}
