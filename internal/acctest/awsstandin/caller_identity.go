// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package awsstandin

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ datasource.DataSourceWithConfigure = (*callerIdentity)(nil)

type callerIdentity struct{ client *client }

func newCallerIdentity() datasource.DataSource { return &callerIdentity{} }

type callerIdentityModel struct {
	ID        types.String `tfsdk:"id"`
	AccountID types.String `tfsdk:"account_id"`
	ARN       types.String `tfsdk:"arn"`
	UserID    types.String `tfsdk:"user_id"`
}

func (*callerIdentity) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "aws_caller_identity"
}

func (*callerIdentity) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	computed := schema.StringAttribute{Computed: true}
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id": computed, "account_id": computed, "arn": computed, "user_id": computed,
	}}
}

func (d *callerIdentity) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.client, _ = req.ProviderData.(*client) // nil while validating
}

func (d *callerIdentity) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	who := d.client.identity
	resp.Diagnostics.Append(resp.State.Set(ctx, callerIdentityModel{
		ID:        types.StringPointerValue(who.Account),
		AccountID: types.StringPointerValue(who.Account),
		ARN:       types.StringPointerValue(who.Arn),
		UserID:    types.StringPointerValue(who.UserId),
	})...)
}
