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

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

var _ datasource.DataSourceWithValidateConfig = (*accountDataSource)(nil)

func newAccountDataSource() datasource.DataSource { return &accountDataSource{} }

type accountDataSource struct{}

type accountModel struct {
	choiceOptions
	Choice         types.String `tfsdk:"choice"`
	AllowedChoices types.List   `tfsdk:"allowed_choices"`
	AccountID      types.String `tfsdk:"account_id"`
	Label          types.String `tfsdk:"label"`
}

func (*accountDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_account"
}

func (*accountDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads an account choice such as `\"Dev | 123456789012\"` and gives its account ID and label. " + choiceForm +
			"\n\nA choice that is not exactly one account is an error at plan that says what is wrong with it. No AWS credentials are needed.",
		Attributes: choiceOptionAttributes(map[string]schema.Attribute{
			"choice": schema.StringAttribute{
				MarkdownDescription: "The choice to read.",
				Required:            true,
			},
			"allowed_choices": allowedChoicesAttribute(),
			"account_id": schema.StringAttribute{
				MarkdownDescription: "The account that was chosen, by its ID: 12 digits, without dashes.",
				Computed:            true,
			},
			"label": schema.StringAttribute{
				MarkdownDescription: "The label; null when the choice is a bare account.",
				Computed:            true,
			},
		}),
	}
}

func allowedChoicesAttribute() schema.ListAttribute {
	return schema.ListAttribute{
		MarkdownDescription: "The choices that are allowed. When it is set, the chosen account must be among them, and where both have a label, the labels must agree.",
		ElementType:         types.StringType,
		Optional:            true,
	}
}

func (*accountDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m accountModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.choose(ctx, &resp.Diagnostics)
	}
}

func (*accountDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m accountModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	c := m.choose(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	m.AccountID = types.StringValue(c.ID.String())
	m.Label = labelValue(c)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (m *accountModel) choose(ctx context.Context, diags *diag.Diagnostics) account.Choice {
	at := path.Root("choice")
	c := m.parse(m.Choice, at, diags)
	m.checkAllowed(ctx, []types.String{m.Choice}, func(int) path.Path { return at }, m.AllowedChoices, diags)
	return c
}
