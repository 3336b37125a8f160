// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package awsstandin

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ resource.ResourceWithConfigure = (*iamRole)(nil)

type iamRole struct{ client *client }

func newIAMRole() resource.Resource { return &iamRole{} }

type iamRoleModel struct {
	ID               types.String `tfsdk:"id"`
	Name             types.String `tfsdk:"name"`
	AssumeRolePolicy types.String `tfsdk:"assume_role_policy"`
	ARN              types.String `tfsdk:"arn"`
}

func (*iamRole) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "aws_iam_role"
}

func (*iamRole) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	stable := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":                 schema.StringAttribute{Computed: true, PlanModifiers: stable},
		"name":               schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
		"assume_role_policy": schema.StringAttribute{Required: true},
		"arn":                schema.StringAttribute{Computed: true, PlanModifiers: stable},
	}}
}

func (r *iamRole) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.client, _ = req.ProviderData.(*client) // nil while validating
}

func (r *iamRole) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model iamRoleModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	out, err := r.client.iam.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName:                 model.Name.ValueStringPointer(),
		AssumeRolePolicyDocument: model.AssumeRolePolicy.ValueStringPointer(),
	})
	if err != nil {
		resp.Diagnostics.AddError("Unable to create the IAM role", err.Error())
		return
	}
	model.ID = model.Name
	model.ARN = types.StringPointerValue(out.Role.Arn)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (r *iamRole) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model iamRoleModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	out, err := r.client.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: model.Name.ValueStringPointer()})
	if isMissing(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("Unable to read the IAM role", err.Error())
		return
	}
	model.ARN = types.StringPointerValue(out.Role.Arn)
	policy, err := url.QueryUnescape(aws.ToString(out.Role.AssumeRolePolicyDocument)) // IAM gives it URL-encoded
	if err != nil {
		resp.Diagnostics.AddError("Unable to decode the role's trust policy", err.Error())
		return
	}
	if !sameJSON(policy, model.AssumeRolePolicy.ValueString()) {
		model.AssumeRolePolicy = types.StringValue(policy)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (r *iamRole) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var model iamRoleModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, err := r.client.iam.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{
		RoleName:       model.Name.ValueStringPointer(),
		PolicyDocument: model.AssumeRolePolicy.ValueStringPointer(),
	})
	if err != nil {
		resp.Diagnostics.AddError("Unable to update the role's trust policy", err.Error())
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (r *iamRole) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model iamRoleModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, err := r.client.iam.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: model.Name.ValueStringPointer()})
	if err != nil && !isMissing(err) {
		resp.Diagnostics.AddError("Unable to delete the IAM role", err.Error())
	}
}

func isMissing(err error) bool {
	var missing *iamtypes.NoSuchEntityException
	return errors.As(err, &missing)
}

// sameJSON compares documents as the real one does by and large: white space
// and the order of keys make no difference.
func sameJSON(a, b string) bool {
	var left, right any
	return json.Unmarshal([]byte(a), &left) == nil && json.Unmarshal([]byte(b), &right) == nil && reflect.DeepEqual(left, right)
}
