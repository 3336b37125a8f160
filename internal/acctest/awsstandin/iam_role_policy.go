// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package awsstandin

import (
	"context"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ resource.ResourceWithConfigure = (*iamRolePolicy)(nil)

type iamRolePolicy struct{ client *client }

func newIAMRolePolicy() resource.Resource { return &iamRolePolicy{} }

type iamRolePolicyModel struct {
	ID     types.String `tfsdk:"id"`
	Name   types.String `tfsdk:"name"`
	Role   types.String `tfsdk:"role"`
	Policy types.String `tfsdk:"policy"`
}

func (*iamRolePolicy) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "aws_iam_role_policy"
}

func (*iamRolePolicy) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	replace := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":     schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
		"name":   schema.StringAttribute{Required: true, PlanModifiers: replace},
		"role":   schema.StringAttribute{Required: true, PlanModifiers: replace},
		"policy": schema.StringAttribute{Required: true},
	}}
}

func (r *iamRolePolicy) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.client, _ = req.ProviderData.(*client) // nil while validating
}

func (r *iamRolePolicy) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.Diagnostics.Append(r.put(ctx, req.Plan, &resp.State)...)
}

func (r *iamRolePolicy) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.Append(r.put(ctx, req.Plan, &resp.State)...)
}

// put creates the policy, or replaces the one that is there.
func (r *iamRolePolicy) put(ctx context.Context, plan tfsdk.Plan, state *tfsdk.State) diag.Diagnostics {
	var model iamRolePolicyModel
	diags := plan.Get(ctx, &model)
	if diags.HasError() {
		return diags
	}
	_, err := r.client.iam.PutRolePolicy(ctx, &iam.PutRolePolicyInput{
		RoleName:       model.Role.ValueStringPointer(),
		PolicyName:     model.Name.ValueStringPointer(),
		PolicyDocument: model.Policy.ValueStringPointer(),
	})
	if err != nil {
		diags.AddError("Unable to put the role's policy", err.Error())
		return diags
	}
	model.ID = types.StringValue(model.Role.ValueString() + ":" + model.Name.ValueString())
	diags.Append(state.Set(ctx, model)...)
	return diags
}

func (r *iamRolePolicy) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model iamRolePolicyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	out, err := r.client.iam.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: model.Role.ValueStringPointer(), PolicyName: model.Name.ValueStringPointer()})
	if isMissing(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("Unable to read the role's policy", err.Error())
		return
	}
	policy, err := url.QueryUnescape(aws.ToString(out.PolicyDocument)) // IAM gives it URL-encoded
	if err != nil {
		resp.Diagnostics.AddError("Unable to decode the role's policy", err.Error())
		return
	}
	if !sameJSON(policy, model.Policy.ValueString()) {
		model.Policy = types.StringValue(policy)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (r *iamRolePolicy) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model iamRolePolicyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, err := r.client.iam.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: model.Role.ValueStringPointer(), PolicyName: model.Name.ValueStringPointer()})
	if err != nil && !isMissing(err) {
		resp.Diagnostics.AddError("Unable to delete the role's policy", err.Error())
	}
}
