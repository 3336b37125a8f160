// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

var _ datasource.DataSourceWithValidateConfig = (*sessionNameDataSource)(nil)

func newSessionNameDataSource() datasource.DataSource { return &sessionNameDataSource{} }

type sessionNameDataSource struct{}

type sessionNameModel struct {
	Parts       types.List   `tfsdk:"parts"`
	SessionName types.String `tfsdk:"session_name"`
}

const sessionNameForm = "AWS takes 2 to 64 letters, digits and characters of `_+=,.@-` as the name of a role session and as source identity. " +
	"The parts, less the empty ones, are joined by `-`; each run of other characters becomes one `-`; a name of more than 64 characters is cut " +
	"and ends with a short hash of all parts, so that two long names stay different."

func (*sessionNameDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_session_name"
}

func (*sessionNameDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Makes a name for a role session out of anything, such as an environment's name and its owner's e-mail address. " + sessionNameForm +
			"\n\nParts of which nothing usable is left are an error at plan. No AWS credentials are needed.",
		Attributes: map[string]schema.Attribute{
			"parts": schema.ListAttribute{
				MarkdownDescription: "What the name is made of, in order.",
				ElementType:         types.StringType,
				Required:            true,
			},
			"session_name": schema.StringAttribute{
				MarkdownDescription: "The name, legal as `RoleSessionName` and as `SourceIdentity`.",
				Computed:            true,
			},
		},
	}
}

func (*sessionNameDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m sessionNameModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.name(ctx, &resp.Diagnostics)
	}
}

func (*sessionNameDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m sessionNameModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	m.SessionName = types.StringValue(m.name(ctx, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (m *sessionNameModel) name(ctx context.Context, diags *diag.Diagnostics) string {
	at := path.Root("parts")
	parts := stringsOf(ctx, m.Parts, at, diags)
	if diags.HasError() || !fullyKnown(m.Parts) {
		return ""
	}
	name, err := iamarn.SessionName(parts...)
	if err != nil {
		diags.AddAttributeError(at, "No session name", sentence(err))
	}
	return name
}
