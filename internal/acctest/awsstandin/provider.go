// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package awsstandin is a provider that stands in for hashicorp/aws where that
// one can't be downloaded, so that the examples' HCL runs unmodified in tests.
// It is never shipped.
//
// It takes of the provider block what the examples use, gets credentials (unless
// the block has some) and the endpoint from the environment, assumes the role
// with the AWS SDK, and makes real calls. What it shows is how Terraform orders our data sources before
// the provider that depends on them, and in which account the calls land. It
// proves nothing about hashicorp/aws itself: its schema, its validation, its
// retries. For that the same examples run with the real one in a workflow.
package awsstandin

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Address is the source address that the stand-in is installed under.
const Address = "registry.terraform.io/hashicorp/aws"

var _ provider.Provider = (*awsProvider)(nil)

type awsProvider struct{}

// New returns the stand-in.
func New() provider.Provider { return &awsProvider{} }

// client is what a configured provider block gives to its data sources and
// resources.
type client struct {
	iam      *iam.Client
	identity *sts.GetCallerIdentityOutput
}

type providerModel struct {
	Region            types.String      `tfsdk:"region"`
	AccessKey         types.String      `tfsdk:"access_key"`
	SecretKey         types.String      `tfsdk:"secret_key"`
	Token             types.String      `tfsdk:"token"`
	AllowedAccountIDs types.Set         `tfsdk:"allowed_account_ids"`
	AssumeRole        []assumeRoleModel `tfsdk:"assume_role"`
}

type assumeRoleModel struct {
	RoleARN     types.String `tfsdk:"role_arn"`
	SessionName types.String `tfsdk:"session_name"`
	ExternalID  types.String `tfsdk:"external_id"`
}

func (*awsProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "aws"
}

func (*awsProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"region":              schema.StringAttribute{Optional: true},
			"access_key":          schema.StringAttribute{Optional: true},
			"secret_key":          schema.StringAttribute{Optional: true},
			"token":               schema.StringAttribute{Optional: true},
			"allowed_account_ids": schema.SetAttribute{ElementType: types.StringType, Optional: true},
		},
		Blocks: map[string]schema.Block{
			"assume_role": schema.ListNestedBlock{
				Validators: []validator.List{listvalidator.SizeAtMost(1)},
				NestedObject: schema.NestedBlockObject{
					Attributes: map[string]schema.Attribute{
						"role_arn":     schema.StringAttribute{Optional: true},
						"session_name": schema.StringAttribute{Optional: true},
						"external_id":  schema.StringAttribute{Optional: true},
					},
				},
			},
		},
	}
}

func (*awsProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}

	// The real one reads an unknown value as an empty one. So does this: ValueString gives "" for it.
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(model.Region.ValueString()))
	if err != nil {
		resp.Diagnostics.AddError("Unable to load the AWS configuration", err.Error())
		return
	}
	if key := model.AccessKey.ValueString(); key != "" {
		cfg.Credentials = credentials.NewStaticCredentialsProvider(key, model.SecretKey.ValueString(), model.Token.ValueString())
	}
	for _, role := range model.AssumeRole {
		if role.RoleARN.ValueString() == "" {
			// The real one warns as well, and goes on as the caller: in the wrong account.
			resp.Diagnostics.AddAttributeWarning(path.Root("assume_role").AtListIndex(0).AtName("role_arn"),
				"Missing required argument", "No role is assumed, because role_arn is empty or not known yet.")
			continue
		}
		cfg.Credentials = aws.NewCredentialsCache(assumed(cfg, role))
	}

	// Like the real one, look who we are at once, so that a role that can't be assumed ends the plan here.
	identity, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		resp.Diagnostics.AddError("Unable to use the AWS credentials", err.Error())
		return
	}
	var allowed []types.String
	resp.Diagnostics.Append(model.AllowedAccountIDs.ElementsAs(ctx, &allowed, true)...)
	if id := aws.ToString(identity.Account); len(allowed) > 0 && !slices.Contains(allowed, types.StringValue(id)) {
		resp.Diagnostics.AddError("AWS account ID not allowed", fmt.Sprintf("The credentials are for account %s.", id))
	}
	if resp.Diagnostics.HasError() {
		return
	}

	c := &client{iam: iam.NewFromConfig(cfg), identity: identity}
	resp.DataSourceData, resp.ResourceData = c, c
}

func assumed(cfg aws.Config, role assumeRoleModel) aws.CredentialsProvider {
	return stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), role.RoleARN.ValueString(), func(o *stscreds.AssumeRoleOptions) {
		if name := role.SessionName.ValueString(); name != "" {
			o.RoleSessionName = name
		}
		if id := role.ExternalID.ValueString(); id != "" {
			o.ExternalID = aws.String(id)
		}
	})
}

func (*awsProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{newCallerIdentity}
}

func (*awsProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{newIAMRole, newIAMRolePolicy}
}
