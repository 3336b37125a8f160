// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ datasource.DataSourceWithConfigure      = (*targetRolesDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*targetRolesDataSource)(nil)
)

func newTargetRolesDataSource() datasource.DataSource { return &targetRolesDataSource{} }

type targetRolesDataSource struct{ configured }

type targetRolesModel struct {
	roleOptions
	Accounts        types.List        `tfsdk:"accounts"`
	Roles           []targetRole      `tfsdk:"roles"`
	ARNs            []string          `tfsdk:"arns"`
	ARNsByAccountID map[string]string `tfsdk:"arns_by_account_id"`
	ARNsByLabel     map[string]string `tfsdk:"arns_by_label"`
}

type targetRole struct {
	ARN       string       `tfsdk:"arn"`
	AccountID string       `tfsdk:"account_id"`
	Label     types.String `tfsdk:"label"`
}

func (*targetRolesDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_target_roles"
}

func (*targetRolesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Gives the ARNs of the roles with one name in many accounts. " + choiceForm +
			"\n\nThe ARNs are computed, not looked up. Every element of `accounts` that is wrong is an error at plan, all of them at once; " +
			"so is an account that is chosen twice and a label that stands for two accounts. No AWS credentials are needed.",
		Attributes: roleOptionAttributes(map[string]schema.Attribute{
			"accounts": schema.ListAttribute{
				MarkdownDescription: "The accounts that the roles are in: choices or account IDs.",
				ElementType:         types.StringType,
				Required:            true,
			},
			"roles": schema.ListAttribute{
				MarkdownDescription: "The roles, in the order of `accounts`: the `arn`, the `account_id`, and the `label` of the choice (null when it has none).",
				ElementType: types.ObjectType{AttrTypes: map[string]attr.Type{
					"arn":        types.StringType,
					"account_id": types.StringType,
					"label":      types.StringType,
				}},
				Computed: true,
			},
			"arns": schema.ListAttribute{
				MarkdownDescription: "The ARNs, in the order of `accounts`.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"arns_by_account_id": schema.MapAttribute{
				MarkdownDescription: "The ARN of the role in each account, by account ID.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"arns_by_label": schema.MapAttribute{
				MarkdownDescription: "The ARNs by label, of the choices that have one.",
				ElementType:         types.StringType,
				Computed:            true,
			},
		}),
	}
}

func (*targetRolesDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m targetRolesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.parseAll(ctx, m.Accounts, path.Root("accounts"), &resp.Diagnostics)
	}
}

func (d *targetRolesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m targetRolesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	choices, _ := m.parseAll(ctx, m.Accounts, path.Root("accounts"), &resp.Diagnostics)
	roles := m.roles(ctx, d.data, choices, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	m.Roles = make([]targetRole, 0, len(roles))
	m.ARNs = make([]string, 0, len(roles))
	m.ARNsByAccountID = make(map[string]string, len(roles))
	m.ARNsByLabel = make(map[string]string)
	for i, role := range roles {
		c, arn := choices[i], role.String()
		m.Roles = append(m.Roles, targetRole{ARN: arn, AccountID: c.ID.String(), Label: labelValue(c)})
		m.ARNs = append(m.ARNs, arn)
		m.ARNsByAccountID[c.ID.String()] = arn
		if c.Label != "" {
			m.ARNsByLabel[c.Label] = arn
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
