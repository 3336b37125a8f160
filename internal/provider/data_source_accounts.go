// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

var _ datasource.DataSourceWithValidateConfig = (*accountsDataSource)(nil)

func newAccountsDataSource() datasource.DataSource { return &accountsDataSource{} }

type accountsDataSource struct{}

type accountsModel struct {
	choiceOptions
	Choices           types.List        `tfsdk:"choices"`
	AllowedChoices    types.List        `tfsdk:"allowed_choices"`
	Accounts          []chosenAccount   `tfsdk:"accounts"`
	AccountIDs        []string          `tfsdk:"account_ids"`
	AccountIDsByLabel map[string]string `tfsdk:"account_ids_by_label"`
	LabelsByAccountID map[string]string `tfsdk:"labels_by_account_id"`
}

type chosenAccount struct {
	Choice    types.String `tfsdk:"choice"`
	Label     types.String `tfsdk:"label"`
	AccountID string       `tfsdk:"account_id"`
}

func (*accountsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_accounts"
}

func (*accountsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads a list of account choices, as a multi-select input gives it, and gives their account IDs and labels. " + choiceForm +
			"\n\nEvery element that is wrong is an error at plan, all of them at once; so is an account that is chosen twice and a label that stands for two accounts. " +
			"No AWS credentials are needed.",
		Attributes: choiceOptionAttributes(map[string]schema.Attribute{
			"choices": schema.ListAttribute{
				MarkdownDescription: "The choices to read.",
				ElementType:         types.StringType,
				Required:            true,
			},
			"allowed_choices": allowedChoicesAttribute(),
			"accounts": schema.ListAttribute{
				MarkdownDescription: "What was chosen, in the order of `choices`: the `choice` as it was given, its `label` (null when it has none) and its `account_id`.",
				ElementType: types.ObjectType{AttrTypes: map[string]attr.Type{
					"choice":     types.StringType,
					"label":      types.StringType,
					"account_id": types.StringType,
				}},
				Computed: true,
			},
			"account_ids": schema.ListAttribute{
				MarkdownDescription: "The account IDs, in the order of `choices`.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"account_ids_by_label": schema.MapAttribute{
				MarkdownDescription: "The account IDs by label, of the choices that have one.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"labels_by_account_id": schema.MapAttribute{
				MarkdownDescription: "The labels by account ID, of the choices that have one.",
				ElementType:         types.StringType,
				Computed:            true,
			},
		}),
	}
}

func (*accountsDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m accountsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.choose(ctx, &resp.Diagnostics)
	}
}

func (*accountsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m accountsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	choices := m.choose(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	inputs := elementsOf(ctx, m.Choices, &resp.Diagnostics)
	m.Accounts = make([]chosenAccount, 0, len(choices))
	m.AccountIDs = make([]string, 0, len(choices))
	m.AccountIDsByLabel = make(map[string]string)
	m.LabelsByAccountID = make(map[string]string)
	for i, c := range choices {
		id := c.ID.String()
		m.Accounts = append(m.Accounts, chosenAccount{Choice: inputs[i], Label: labelValue(c), AccountID: id})
		m.AccountIDs = append(m.AccountIDs, id)
		if c.Label != "" {
			m.AccountIDsByLabel[c.Label] = id
			m.LabelsByAccountID[id] = c.Label
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (m *accountsModel) choose(ctx context.Context, diags *diag.Diagnostics) []account.Choice {
	at := path.Root("choices")
	choices, _ := m.parseAll(ctx, m.Choices, at, diags)
	m.checkAllowed(ctx, elementsOf(ctx, m.Choices, diags), at.AtListIndex, m.AllowedChoices, diags)
	return choices
}
