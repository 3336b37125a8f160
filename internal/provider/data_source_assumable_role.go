// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
)

var (
	_ datasource.DataSourceWithConfigure      = (*assumableRoleDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*assumableRoleDataSource)(nil)
)

func newAssumableRoleDataSource() datasource.DataSource { return &assumableRoleDataSource{} }

type assumableRoleDataSource struct{ configured }

const roleNotAssumable = "Role cannot be assumed"

type assumableRoleModel struct {
	RoleARN types.String `tfsdk:"role_arn"`
	verificationArguments
	Assumable            types.Bool    `tfsdk:"assumable"`
	AccountID            types.String  `tfsdk:"account_id"`
	CallerARN            types.String  `tfsdk:"caller_arn"`
	RoleChaining         types.Bool    `tfsdk:"role_chaining"`
	ExternalIDEnforced   types.Bool    `tfsdk:"external_id_enforced"`
	TrustPolicyStatement types.String  `tfsdk:"trust_policy_statement"`
	IdentityPolicy       types.String  `tfsdk:"identity_policy"`
	Failure              *failureModel `tfsdk:"failure"`
}

func (*assumableRoleDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_assumable_role"
}

func (*assumableRoleDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Verifies that a role can be assumed, by assuming it: a real `sts:AssumeRole` while Terraform plans. " +
			"Give `role_arn` of this data source, not of its input, to whatever uses the role: nothing is then planned in an account that can't be entered.\n\n" +
			"The session that proves it can do nothing, as it carries a session policy that denies everything, and it is dropped as soon as " +
			"`sts:GetCallerIdentity` has confirmed that it is in the right account and role. No credentials and nothing that changes between two plans are stored.\n\n" +
			"What AWS would refuse whatever the trust policy says (a malformed ARN, a session name that is too long) is an error at plan, before any call. " +
			"What STS refuses is an error, a warning or a reported value, as `on_failure` says.",
		Attributes: verificationAttributes(sessionAttributesFor(checkUse, map[string]schema.Attribute{
			"role_arn": schema.StringAttribute{
				MarkdownDescription: "The ARN of the role to assume.",
				Required:            true,
			},
			"assumable": schema.BoolAttribute{
				MarkdownDescription: "Whether the role could be assumed.",
				Computed:            true,
			},
			"account_id": schema.StringAttribute{
				MarkdownDescription: "The account that the role is in.",
				Computed:            true,
			},
			"caller_arn": schema.StringAttribute{
				MarkdownDescription: "The ARN of the principal that assumed the role, or tried to, as `principal_arn` of `crossaccount_caller_identity`; null when it could not be found out.",
				Computed:            true,
			},
			"role_chaining": schema.BoolAttribute{
				MarkdownDescription: "Whether the caller is itself a role session, so that sessions of the role last one hour at most; null when it could not be found out.",
				Computed:            true,
			},
			"external_id_enforced": schema.BoolAttribute{
				MarkdownDescription: "Whether the role refuses the caller without the external ID, and with another one; " +
					"null when that was not looked at (`external_id_enforcement`), or could not be found out.",
				Computed: true,
			},
			"trust_policy_statement": schema.StringAttribute{
				MarkdownDescription: "The statement that the role's trust policy needs for this, as JSON, ready to be pasted into it. " + pasteForm,
				Computed:            true,
			},
			"identity_policy": schema.StringAttribute{
				MarkdownDescription: "The policy that the caller needs for this, as JSON, ready to be pasted. " +
					"The caller is the one of `caller_arn`, or the role of the last block `via`. Null when `caller_arn` is, and no hop is given.",
				Computed: true,
			},
			"failure": schema.ObjectAttribute{
				MarkdownDescription: "Why the role could not be assumed; null when it could. " + failureForm,
				AttributeTypes:      failureType.AttrTypes,
				Computed:            true,
			},
		})),
		Blocks: viaBlocks(),
	}
}

const pasteForm = "In place of the external ID it has `" + assume.ExternalIDPlaceholder + "`, which the owner of the role replaces: the ID itself is not stored. " +
	"It names the caller of `caller_arn` (add the role's path where it has one), or the role of the last block `via`. Null when `caller_arn` is, and no hop is given."

func (*assumableRoleDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m assumableRoleModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.request(ctx, &resp.Diagnostics)
	}
}

func (d *assumableRoleDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m assumableRoleModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	request := m.request(ctx, &resp.Diagnostics)
	client := d.data.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	result, err := client.Verify(ctx, request)
	if err != nil {
		resp.Diagnostics.AddError("Verification stopped",
			fmt.Sprintf("Terraform stopped the check of %s before STS had answered. Nothing is known of the role.", request.Role))
		return
	}
	m.Assumable = types.BoolValue(result.Assumable)
	m.AccountID = types.StringValue(request.Role.Account().String())
	m.ExternalIDEnforced = types.BoolPointerValue(result.ExternalIDEnforced)
	callerKnown := result.Caller != (assume.Caller{})
	if callerKnown {
		m.CallerARN = types.StringValue(result.Caller.PrincipalARN())
		m.RoleChaining = types.BoolValue(result.Caller.RoleSession())
	}
	if callerKnown || len(request.Via) > 0 {
		identity, statement := request.Policies(result.Caller)
		m.IdentityPolicy, m.TrustPolicyStatement = textOrNull(identity), textOrNull(statement)
	}
	if f := result.Failure; f != nil {
		m.Failure = newFailureModel(f)
		m.addFailure(path.Root("role_arn"), roleNotAssumable, f.Error()+tried(result.Tries), &resp.Diagnostics)
	}
	m.forget(ctx, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

// request returns what is to be checked. Limits of AWS that known values break
// are errors; it is fit to be sent only when nothing is unknown.
func (m *assumableRoleModel) request(ctx context.Context, diags *diag.Diagnostics) assume.Request {
	r := m.verificationArguments.request(ctx, diags)
	r.Role = roleOf(m.RoleARN, path.Root("role_arn"), diags)
	if m.ExternalID.IsUnknown() {
		r.Enforcement = assume.IgnoreExternalID // there may be one
	}
	addRequestErrors(r.Check(), path.Root, diags)
	return r
}
