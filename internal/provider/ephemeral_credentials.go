// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure      = (*credentialsEphemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*credentialsEphemeralResource)(nil)
)

func newCredentialsEphemeralResource() ephemeral.EphemeralResource {
	return &credentialsEphemeralResource{}
}

type credentialsEphemeralResource struct{ data *providerData }

// credentialsUse asks for as long as every role allows, chained or not: nobody
// renews the credentials while they are used.
var credentialsUse = sessionUse{"crossaccount", assume.MaxChainedDuration,
	"The credentials end with it, and can't be renewed within a run of Terraform: ask for as long as an apply may take."}

type credentialsModel struct {
	roleArguments
	Via             types.List   `tfsdk:"via"`
	AccessKeyID     types.String `tfsdk:"access_key_id"`
	SecretAccessKey types.String `tfsdk:"secret_access_key"`
	SessionToken    types.String `tfsdk:"session_token"`
	Expiration      types.String `tfsdk:"expiration"`
	AssumedRoleARN  types.String `tfsdk:"assumed_role_arn"`
	AccountID       types.String `tfsdk:"account_id"`
}

func (*credentialsEphemeralResource) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = typeName + "_credentials"
}

func (*credentialsEphemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	attributes := ephemeralAttributes(roleAttributes(credentialsUse, "The ARN of the role to assume."))
	attributes["access_key_id"] = schema.StringAttribute{
		MarkdownDescription: "The access key ID of the session that the role gives, for `AWS_ACCESS_KEY_ID` or a provider's `access_key`.",
		Computed:            true,
	}
	attributes["secret_access_key"] = schema.StringAttribute{
		MarkdownDescription: "The secret access key of the session that the role gives, for `AWS_SECRET_ACCESS_KEY` or a provider's `secret_key`.",
		Computed:            true,
		Sensitive:           true,
	}
	attributes["session_token"] = schema.StringAttribute{
		MarkdownDescription: "The token of the session, which AWS wants with the two keys.",
		Computed:            true,
		Sensitive:           true,
	}
	attributes["expiration"] = schema.StringAttribute{
		MarkdownDescription: "When the credentials end, in UTC, as in `2030-01-31T12:00:00Z` (RFC 3339).",
		Computed:            true,
	}
	attributes["assumed_role_arn"] = schema.StringAttribute{
		MarkdownDescription: "The ARN of the session, as in `arn:aws:sts::123456789012:assumed-role/NAME/SESSION`.",
		Computed:            true,
	}
	attributes["account_id"] = schema.StringAttribute{
		MarkdownDescription: "The account that the session is in, as STS confirmed it.",
		Computed:            true,
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Gives the credentials of a role, for providers and tools that can't assume it themselves, without a trace in the state or in plans. " +
			"It needs Terraform 1.10 or OpenTofu 1.11.\n\n" +
			"The role is assumed each time that Terraform plans or applies, by way of the hops if there are any, and the session may do all that the role may: " +
			"no session policy stands in its way. `sts:GetCallerIdentity` has confirmed that it is in the right account and role. " +
			"What can't be had is an error, with what to do about it, as of `crossaccount_assumable_role`.",
		Attributes: attributes,
		Blocks: map[string]schema.Block{
			"via": schema.ListNestedBlock{
				MarkdownDescription: viaDescription,
				NestedObject:        schema.NestedBlockObject{Attributes: ephemeralAttributes(hopAttributes())},
			},
		},
	}
}

// ephemeralAttributes returns attributes of a data source as those of an
// ephemeral resource. Their types have the same fields.
func ephemeralAttributes(attributes map[string]datasourceschema.Attribute) map[string]schema.Attribute {
	converted := make(map[string]schema.Attribute, len(attributes))
	for name, a := range attributes {
		switch a := a.(type) {
		case datasourceschema.StringAttribute:
			converted[name] = schema.StringAttribute(a)
		case datasourceschema.Int64Attribute:
			converted[name] = schema.Int64Attribute(a)
		case datasourceschema.MapAttribute:
			converted[name] = schema.MapAttribute(a)
		case datasourceschema.SetAttribute:
			converted[name] = schema.SetAttribute(a)
		}
	}
	return converted
}

func (e *credentialsEphemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, _ *ephemeral.ConfigureResponse) {
	e.data, _ = req.ProviderData.(*providerData) // nil while Terraform validates
}

func (*credentialsEphemeralResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	var m credentialsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.request(ctx, &resp.Diagnostics)
	}
}

// Open assumes the role. There is no Renew: it could not give new credentials.
func (e *credentialsEphemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var m credentialsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	request := m.request(ctx, &resp.Diagnostics)
	client := e.data.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	session, err := client.Credentials(ctx, request)
	if _, isFailure := errors.AsType[*assume.Failure](err); err != nil && !isFailure {
		resp.Diagnostics.AddError("Assuming the role stopped",
			fmt.Sprintf("Terraform stopped before STS had given credentials for %s. There are none.", request.Role))
		return
	}
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("role_arn"), roleNotAssumable, err.Error())
		return
	}
	m.AccessKeyID = types.StringValue(session.AccessKeyID())
	m.SecretAccessKey = types.StringValue(session.SecretAccessKey())
	m.SessionToken = types.StringValue(session.SessionToken())
	m.Expiration = types.StringValue(session.Expiration().UTC().Format(time.RFC3339))
	m.AssumedRoleARN = types.StringValue(session.Principal().String())
	m.AccountID = types.StringValue(session.Principal().Account().String())
	resp.Diagnostics.Append(resp.Result.Set(ctx, &m)...)
}

// request returns what is to be sent; it is fit for that only when nothing is
// unknown. Limits of AWS that known values break are errors.
func (m *credentialsModel) request(ctx context.Context, diags *diag.Diagnostics) assume.Request {
	r := m.roleArguments.request(ctx, credentialsUse, path.Empty(), diags)
	r.Via = hopsOf(ctx, m.Via, diags)
	addRequestErrors(r.Check(), path.Root, diags)
	return r
}
