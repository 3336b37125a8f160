// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package provider puts the domain packages on Terraform's plugin protocol: it
// decodes configuration, calls the domain, and encodes what comes back.
package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Address is the provider's source address. It stands here alone; module and
// documentation follow it.
const Address = "registry.terraform.io/crossaccount/crossaccount"

const typeName = "crossaccount"

var (
	_ provider.Provider                       = (*crossAccountProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*crossAccountProvider)(nil)
	_ provider.ProviderWithFunctions          = (*crossAccountProvider)(nil)
	_ provider.ProviderWithValidateConfig     = (*crossAccountProvider)(nil)
)

type crossAccountProvider struct {
	version string
}

// New returns the constructor of the provider; version stands in the user
// agent of its requests.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &crossAccountProvider{version: version} }
}

type providerModel struct {
	Region                types.String `tfsdk:"region"`
	Profile               types.String `tfsdk:"profile"`
	SharedConfigFiles     types.List   `tfsdk:"shared_config_files"`
	SharedCredentialFiles types.List   `tfsdk:"shared_credentials_files"`
	AccessKey             types.String `tfsdk:"access_key"`
	SecretKey             types.String `tfsdk:"secret_key"`
	Token                 types.String `tfsdk:"token"`
	STSEndpoint           types.String `tfsdk:"sts_endpoint"`
	UseFIPSEndpoint       types.Bool   `tfsdk:"use_fips_endpoint"`
	UseDualStackEndpoint  types.Bool   `tfsdk:"use_dualstack_endpoint"`
	MaxAttempts           types.Int64  `tfsdk:"max_attempts"`
	MaxConcurrency        types.Int64  `tfsdk:"max_concurrency"`
}

func (p *crossAccountProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = typeName
	resp.Version = p.version
}

func (p *crossAccountProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Checks cross-account access in AWS while Terraform plans: account choices, role ARNs, and whether roles can really be assumed.",
		Attributes: map[string]schema.Attribute{
			"region": schema.StringAttribute{
				MarkdownDescription: "The region whose STS is called, such as `eu-central-1`; it also decides the partition of role ARNs. " +
					"Default: as the AWS SDK finds it (`AWS_REGION`, shared configuration), else the default region of the role's partition.",
				Optional:   true,
				Validators: []validator.String{notEmpty},
			},
			"profile": schema.StringAttribute{
				MarkdownDescription: "The profile of the shared configuration to call STS as. Default: `AWS_PROFILE`, else `default`.",
				Optional:            true,
				Validators:          []validator.String{notEmpty},
			},
			"shared_config_files": schema.ListAttribute{
				MarkdownDescription: "The shared configuration files to read instead of `~/.aws/config`, in order.",
				ElementType:         types.StringType,
				Optional:            true,
			},
			"shared_credentials_files": schema.ListAttribute{
				MarkdownDescription: "The shared credentials files to read instead of `~/.aws/credentials`, in order.",
				ElementType:         types.StringType,
				Optional:            true,
			},
			"access_key": schema.StringAttribute{
				MarkdownDescription: "The access key ID to call STS with, together with `secret_key`. Prefer the environment, shared files or a role.",
				Optional:            true,
				Validators:          []validator.String{notEmpty},
			},
			"secret_key": schema.StringAttribute{
				MarkdownDescription: "The secret access key that belongs to `access_key`.",
				Optional:            true,
				Sensitive:           true,
				Validators:          []validator.String{notEmpty},
			},
			"token": schema.StringAttribute{
				MarkdownDescription: "The session token, when `access_key` and `secret_key` are temporary.",
				Optional:            true,
				Sensitive:           true,
				Validators:          []validator.String{notEmpty},
			},
			"sts_endpoint": schema.StringAttribute{
				MarkdownDescription: "The URL of STS, for an interface endpoint or an emulator. Default: `AWS_ENDPOINT_URL_STS`, else AWS's endpoint of the region.",
				Optional:            true,
				Validators:          []validator.String{notEmpty},
			},
			"use_fips_endpoint": schema.BoolAttribute{
				MarkdownDescription: "Whether to call the FIPS endpoint of STS. Default: `AWS_USE_FIPS_ENDPOINT`, else shared configuration, else false.",
				Optional:            true,
			},
			"use_dualstack_endpoint": schema.BoolAttribute{
				MarkdownDescription: "Whether to call the dual-stack (IPv4 and IPv6) endpoint of STS. Default: `AWS_USE_DUALSTACK_ENDPOINT`, else shared configuration, else false.",
				Optional:            true,
			},
			"max_attempts": schema.Int64Attribute{
				MarkdownDescription: "How often a call to STS is tried when the network fails or STS throttles; 1 to 100. Default: the AWS SDK's, 3. Denials are never retried.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(1, 100)},
			},
			"max_concurrency": schema.Int64Attribute{
				MarkdownDescription: fmt.Sprintf("How many calls to STS run at a time; 1 to 1000. Default: %d.", assume.DefaultMaxConcurrency),
				Optional:            true,
				Validators:          []validator.Int64{int64validator.Between(1, 1000)},
			},
		},
	}
}

func (p *crossAccountProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var m providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if isSet(m.Profile) && isSet(m.AccessKey) {
		resp.Diagnostics.AddAttributeError(path.Root("profile"), "Two identities configured",
			"Both profile and access_key are set, and each names an identity to call STS as. Remove one, so that it is clear who is checked.")
	}
	if resp.Diagnostics.HasError() {
		return
	}
	keysUnknown := m.AccessKey.IsUnknown() || m.SecretKey.IsUnknown() || m.Token.IsUnknown()
	for _, e := range p.config(ctx, m, &resp.Diagnostics).Check() {
		if keysUnknown && slices.Contains([]string{"access_key", "secret_key", "token"}, e.Field) {
			continue // the one that seems to be missing may only be unknown
		}
		resp.Diagnostics.AddAttributeError(path.Root(e.Field), "Invalid "+e.Field, sentence(e))
	}
}

// isSet reports whether s is known to be there: what is unknown may be null.
func isSet(s types.String) bool { return !s.IsNull() && !s.IsUnknown() }

// config returns the configuration of STS; what is unknown is left out, so that
// it is fit to be used only when nothing is.
func (p *crossAccountProvider) config(ctx context.Context, m providerModel, diags *diag.Diagnostics) assume.Config {
	return assume.Config{
		Region:                 m.Region.ValueString(),
		Profile:                m.Profile.ValueString(),
		SharedConfigFiles:      stringsOf(ctx, m.SharedConfigFiles, path.Root("shared_config_files"), diags),
		SharedCredentialsFiles: stringsOf(ctx, m.SharedCredentialFiles, path.Root("shared_credentials_files"), diags),
		AccessKey:              m.AccessKey.ValueString(),
		SecretKey:              m.SecretKey.ValueString(),
		Token:                  m.Token.ValueString(),
		STSEndpoint:            m.STSEndpoint.ValueString(),
		UseFIPSEndpoint:        m.UseFIPSEndpoint.ValueBoolPointer(),
		UseDualStackEndpoint:   m.UseDualStackEndpoint.ValueBoolPointer(),
		MaxAttempts:            int(m.MaxAttempts.ValueInt64()),
		MaxConcurrency:         int(m.MaxConcurrency.ValueInt64()),
		UserAgent:              "terraform-provider-crossaccount/" + p.version,
	}
}

// Configure prepares the STS client; nothing is loaded or called before an
// object needs it.
func (p *crossAccountProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var m providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}

	data := &providerData{region: m.Region, unknown: m.unknown()}
	if len(data.unknown) == 0 {
		data.sts = assume.New(p.config(ctx, m, &resp.Diagnostics))
	}
	resp.DataSourceData, resp.EphemeralResourceData = data, data
}

// unknown returns the names of the attributes that are not known yet, in the
// order of the schema's documentation.
func (m *providerModel) unknown() []string {
	var names []string
	for _, a := range []struct {
		name  string
		value attr.Value
	}{
		{"region", m.Region},
		{"profile", m.Profile},
		{"shared_config_files", m.SharedConfigFiles},
		{"shared_credentials_files", m.SharedCredentialFiles},
		{"access_key", m.AccessKey},
		{"secret_key", m.SecretKey},
		{"token", m.Token},
		{"sts_endpoint", m.STSEndpoint},
		{"use_fips_endpoint", m.UseFIPSEndpoint},
		{"use_dualstack_endpoint", m.UseDualStackEndpoint},
		{"max_attempts", m.MaxAttempts},
		{"max_concurrency", m.MaxConcurrency},
	} {
		if !fullyKnown(a.value) {
			names = append(names, a.name)
		}
	}
	return names
}

// providerData is what the configured provider hands to its objects.
type providerData struct {
	region  types.String
	sts     *assume.STS // nil when something of the configuration is unknown
	unknown []string    // the attributes of the provider block that are unknown
}

// client returns the STS client. It adds an error when the provider block is
// not known yet: calling STS without it would be calling as somebody else.
func (d *providerData) client(diags *diag.Diagnostics) *assume.STS {
	switch {
	case d == nil:
		diags.AddError("Provider not configured",
			"Terraform asked for a call to STS before it configured the provider. This is an error in Terraform or in the provider: please report it.")
		return nil
	case len(d.unknown) > 0:
		diags.AddError("Provider configuration not known yet",
			fmt.Sprintf("The provider block's %s will only be known after apply, so it is not known as whom and where STS would be called. "+
				"Calling without it could check another identity. Give the provider values that are known at plan, or apply what they depend on first.",
				strings.Join(d.unknown, ", ")))
		return nil
	}
	return d.sts
}

// partition returns the partition of the provider's region, [iamarn.AWS] when
// there is no region anywhere.
func (d *providerData) partition(ctx context.Context, diags *diag.Diagnostics) (iamarn.Partition, error) {
	region := d.region.ValueString()
	if region == "" {
		client := d.client(diags)
		if client == nil {
			return iamarn.Partition{}, nil
		}
		var err error
		if region, err = client.Region(ctx); err != nil {
			return iamarn.Partition{}, err
		}
	}
	if region == "" {
		return iamarn.AWS, nil
	}
	return iamarn.PartitionOfRegion(region)
}

// configured is embedded by the data sources that need the provider's data.
type configured struct {
	data *providerData
}

func (c *configured) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	// ProviderData is nil while Terraform validates.
	if data, ok := req.ProviderData.(*providerData); ok {
		c.data = data
	}
}

func (p *crossAccountProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newAccountChoicesDataSource,
		newAccountDataSource,
		newAccountsDataSource,
		newAssumableRoleDataSource,
		newAssumableRolesDataSource,
		newCallerIdentityDataSource,
		newSessionNameDataSource,
		newTargetRoleDataSource,
		newTargetRolesDataSource,
		newTrustPolicyCheckDataSource,
		newTrustPolicyEvaluationDataSource,
	}
}

func (p *crossAccountProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		newTrustPolicyResource,
	}
}

func (p *crossAccountProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		newCredentialsEphemeralResource,
	}
}

func (p *crossAccountProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		newAccountFormatFunction,
		newAccountParseFunction,
		newRoleARNBuildFunction,
		newRoleARNParseFunction,
		newSessionNameFunction,
		newTrustPolicyEvaluateFunction,
		newTrustPolicyNormalizeFunction,
	}
}
