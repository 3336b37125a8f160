// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
)

var (
	_ datasource.DataSourceWithConfigure      = (*callerIdentityDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*callerIdentityDataSource)(nil)
)

func newCallerIdentityDataSource() datasource.DataSource { return &callerIdentityDataSource{} }

type callerIdentityDataSource struct{ configured }

type callerIdentityModel struct {
	ExpectedAccounts types.List   `tfsdk:"expected_accounts"`
	AccountID        types.String `tfsdk:"account_id"`
	Partition        types.String `tfsdk:"partition"`
	PrincipalARN     types.String `tfsdk:"principal_arn"`
	PrincipalType    types.String `tfsdk:"principal_type"`
	RoleName         types.String `tfsdk:"role_name"`
	RoleSession      types.Bool   `tfsdk:"role_session"`
}

func (*callerIdentityDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_caller_identity"
}

func (*callerIdentityDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Tells as whom the provider calls AWS, by a real `sts:GetCallerIdentity`, and refuses any account but the expected ones. " +
			"Nothing in it changes between two plans of the same identity: there is no session name.\n\n" +
			"An account that is not expected, and credentials that are missing, expired or refused, are errors at plan.",
		Attributes: map[string]schema.Attribute{
			"expected_accounts": schema.ListAttribute{
				MarkdownDescription: "The accounts that the caller may be in: choices such as `\"Dev | 123456789012\"` or account IDs. Any other account is an error. " +
					"An empty list allows none. Default: any account.",
				ElementType: types.StringType,
				Optional:    true,
			},
			"account_id": schema.StringAttribute{
				MarkdownDescription: "The caller's account ID: 12 digits.",
				Computed:            true,
			},
			"partition": schema.StringAttribute{
				MarkdownDescription: "The AWS partition of the caller's account, such as `aws` or `aws-us-gov`.",
				Computed:            true,
			},
			"principal_arn": schema.StringAttribute{
				MarkdownDescription: "The ARN that a trust policy names the caller by: for a role session the ARN of its role, else the caller's own. " +
					"STS does not tell the path of a session's role, so the ARN of a role with a path lacks it here.",
				Computed: true,
			},
			"principal_type": schema.StringAttribute{
				MarkdownDescription: "What the caller is, as in the condition key `aws:PrincipalType`: `AssumedRole`, `User`, `FederatedUser` or `Account`. " +
					"`Account` is the account's root user.",
				Computed: true,
			},
			"role_name": schema.StringAttribute{
				MarkdownDescription: "The name of the caller's role, without its path; null unless the caller is a role session.",
				Computed:            true,
			},
			"role_session": schema.BoolAttribute{
				MarkdownDescription: "Whether the caller is a session of a role. Assuming a further role is then role chaining, and such sessions last one hour at most.",
				Computed:            true,
			},
		},
	}
}

func (*callerIdentityDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m callerIdentityModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.expected(ctx, &resp.Diagnostics)
	}
}

func (d *callerIdentityDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m callerIdentityModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	expected := m.expected(ctx, &resp.Diagnostics)
	client := d.data.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	caller, err := client.Caller(ctx)
	if _, isFailure := errors.AsType[*assume.Failure](err); err != nil && !isFailure {
		resp.Diagnostics.AddError("Identification stopped", "Terraform stopped the call of STS before it had answered. Nothing is known of the caller.")
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("Caller not known", err.Error())
		return
	}
	if !m.ExpectedAccounts.IsNull() && !isExpected(caller.Principal.Account(), expected) {
		resp.Diagnostics.AddAttributeError(path.Root("expected_accounts"), "Unexpected account",
			fmt.Sprintf("The provider calls AWS as %s, in account %s. Expected was %s. Whatever is provisioned as this caller would land in the wrong account: "+
				"use the credentials, the profile or the agent of an expected account, or add this account to expected_accounts.",
				caller.PrincipalARN(), caller.Principal.Account(), describeAccounts(expected)))
		return
	}

	m.AccountID = types.StringValue(caller.Principal.Account().String())
	m.Partition = types.StringValue(caller.Principal.Partition().String())
	m.PrincipalARN = types.StringValue(caller.PrincipalARN())
	m.PrincipalType = types.StringValue(caller.Principal.Type())
	m.RoleName = types.StringNull()
	m.RoleSession = types.BoolValue(caller.RoleSession())
	if caller.RoleSession() {
		m.RoleName = types.StringValue(caller.Principal.Name())
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (m *callerIdentityModel) expected(ctx context.Context, diags *diag.Diagnostics) []account.Choice {
	if m.ExpectedAccounts.IsNull() {
		return nil
	}
	choices, _ := choiceOptions{}.parseAll(ctx, m.ExpectedAccounts, path.Root("expected_accounts"), diags)
	return choices
}

func isExpected(id account.ID, expected []account.Choice) bool {
	for _, c := range expected {
		if c.ID == id {
			return true
		}
	}
	return false
}

// describeAccounts lists accounts for a message.
func describeAccounts(choices []account.Choice) string {
	if len(choices) == 0 {
		return "none, as expected_accounts is empty"
	}
	names := make([]string, 0, len(choices))
	for _, c := range choices {
		name := c.ID.String()
		if c.Label != "" {
			name = fmt.Sprintf("%s (%s)", name, c.Label)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
