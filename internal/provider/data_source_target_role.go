// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

var (
	_ datasource.DataSourceWithConfigure      = (*targetRoleDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*targetRoleDataSource)(nil)
)

func newTargetRoleDataSource() datasource.DataSource { return &targetRoleDataSource{} }

type targetRoleDataSource struct{ configured }

// roleOptions are the attributes that say which role of an account is meant.
type roleOptions struct {
	choiceOptions
	RoleName  types.String `tfsdk:"role_name"`
	Path      types.String `tfsdk:"path"`
	Partition types.String `tfsdk:"partition"`
}

type targetRoleModel struct {
	roleOptions
	Account   types.String `tfsdk:"account"`
	ARN       types.String `tfsdk:"arn"`
	AccountID types.String `tfsdk:"account_id"`
	Label     types.String `tfsdk:"label"`
}

func (*targetRoleDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_target_role"
}

func (*targetRoleDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Gives the ARN of the role with a given name in the chosen account. " + choiceForm +
			"\n\nThe ARN is computed, not looked up: whether the role is there and can be assumed is what `crossaccount_assumable_role` tells. " +
			"What can't be the ARN of a role is an error at plan. No AWS credentials are needed.",
		Attributes: roleOptionAttributes(map[string]schema.Attribute{
			"account": schema.StringAttribute{
				MarkdownDescription: "The account that the role is in: a choice or an account ID.",
				Required:            true,
			},
			"arn": schema.StringAttribute{
				MarkdownDescription: "The role's ARN.",
				Computed:            true,
			},
			"account_id": schema.StringAttribute{
				MarkdownDescription: "The account that the role is in, by its ID: 12 digits, without dashes.",
				Computed:            true,
			},
			"label": schema.StringAttribute{
				MarkdownDescription: "The label of the choice; null when `account` is a bare account ID.",
				Computed:            true,
			},
		}),
	}
}

func roleOptionAttributes(others map[string]schema.Attribute) map[string]schema.Attribute {
	others["role_name"] = schema.StringAttribute{
		MarkdownDescription: "The role's name, without its path: 1 to 64 letters, digits and characters of `_+=,.@-`. AWS takes it with regard to case.",
		Required:            true,
		Validators:          []validator.String{checked("must be the name of a role", iamarn.CheckRoleName)},
	}
	others["path"] = schema.StringAttribute{
		MarkdownDescription: "The role's path: `/`, or up to 512 characters that begin and end with `/`. Default: `/`.",
		Optional:            true,
		Validators:          []validator.String{checked("must begin and end with /", iamarn.CheckPath)},
	}
	others["partition"] = schema.StringAttribute{
		MarkdownDescription: fmt.Sprintf("The AWS partition that the account is in: one of `%s`. Default: the partition of the provider's region "+
			"(`region`, else as the AWS SDK finds it), else `aws`.", strings.Join(iamarn.PartitionIDs(), "`, `")),
		Optional:   true,
		Validators: []validator.String{stringvalidator.OneOf(iamarn.PartitionIDs()...)},
	}
	return choiceOptionAttributes(others)
}

func (*targetRoleDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m targetRoleModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.parse(m.Account, path.Root("account"), &resp.Diagnostics)
	}
}

func (d *targetRoleDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m targetRoleModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	c := m.parse(m.Account, path.Root("account"), &resp.Diagnostics)
	roles := m.roles(ctx, d.data, []account.Choice{c}, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	m.ARN = types.StringValue(roles[0].String())
	m.AccountID = types.StringValue(c.ID.String())
	m.Label = labelValue(c)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// roles returns the role of each account. It adds an error unless every one
// could be made.
func (o roleOptions) roles(ctx context.Context, data *providerData, choices []account.Choice, diags *diag.Diagnostics) []iamarn.Role {
	if diags.HasError() {
		return nil
	}
	partition := o.partition(ctx, data, diags)
	if diags.HasError() {
		return nil
	}
	rolePath := "/"
	if !o.Path.IsNull() {
		rolePath = o.Path.ValueString()
	}
	roles := make([]iamarn.Role, 0, len(choices))
	for _, c := range choices {
		role, err := iamarn.NewRole(partition, c.ID, rolePath, o.RoleName.ValueString())
		if err != nil {
			diags.AddError("Invalid role", sentence(err))
			return nil
		}
		roles = append(roles, role)
	}
	return roles
}

// partition returns the partition that is configured, else the region's.
func (o roleOptions) partition(ctx context.Context, data *providerData, diags *diag.Diagnostics) iamarn.Partition {
	at := path.Root("partition")
	if !o.Partition.IsNull() {
		p, err := iamarn.ParsePartition(o.Partition.ValueString())
		if err != nil {
			diags.AddAttributeError(at, "Invalid partition", sentence(err))
		}
		return p
	}
	p, err := data.partition(ctx, diags)
	if err != nil {
		diags.AddAttributeError(at, "Partition not known",
			"The partition of the role was not given, and the region does not tell it. "+sentence(err)+" Set partition here, or the provider's region.")
	}
	return p
}
