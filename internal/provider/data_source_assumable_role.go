// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

var (
	_ datasource.DataSourceWithConfigure      = (*assumableRoleDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*assumableRoleDataSource)(nil)
)

func newAssumableRoleDataSource() datasource.DataSource { return &assumableRoleDataSource{} }

type assumableRoleDataSource struct{ configured }

// The values of on_failure.
const (
	onFailureError  = "error"
	onFailureWarn   = "warn"
	onFailureReport = "report"
)

var onFailureValues = []string{onFailureError, onFailureWarn, onFailureReport}

type assumableRoleModel struct {
	RoleARN           types.String  `tfsdk:"role_arn"`
	ExternalID        types.String  `tfsdk:"external_id"`
	SessionName       types.String  `tfsdk:"session_name"`
	DurationSeconds   types.Int64   `tfsdk:"duration_seconds"`
	SourceIdentity    types.String  `tfsdk:"source_identity"`
	Tags              types.Map     `tfsdk:"tags"`
	TransitiveTagKeys types.Set     `tfsdk:"transitive_tag_keys"`
	OnFailure         types.String  `tfsdk:"on_failure"`
	Assumable         types.Bool    `tfsdk:"assumable"`
	AccountID         types.String  `tfsdk:"account_id"`
	CallerARN         types.String  `tfsdk:"caller_arn"`
	RoleChaining      types.Bool    `tfsdk:"role_chaining"`
	Failure           *failureModel `tfsdk:"failure"`
}

type failureModel struct {
	Kind    string       `tfsdk:"kind"`
	Side    string       `tfsdk:"side"`
	Hop     types.Int64  `tfsdk:"hop"`
	Code    types.String `tfsdk:"code"`
	Message string       `tfsdk:"message"`
	Remedy  string       `tfsdk:"remedy"`
}

func newFailureModel(f *assume.Failure) *failureModel {
	m := &failureModel{Kind: string(f.Kind), Side: string(f.Side), Message: f.Message, Remedy: f.Remedy}
	if f.Code != "" {
		m.Code = types.StringValue(f.Code)
	}
	return m
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
		Attributes: map[string]schema.Attribute{
			"role_arn": schema.StringAttribute{
				MarkdownDescription: "The ARN of the role to assume.",
				Required:            true,
			},
			"external_id": schema.StringAttribute{
				MarkdownDescription: "The external ID that the role's trust policy asks for: 2 to 1224 letters, digits and characters of `_+=,.@:/-`. " +
					"It is sent, but not stored: this attribute reads as null. Default: none is sent.",
				Optional:   true,
				Sensitive:  true,
				Validators: []validator.String{notEmpty},
			},
			"session_name": schema.StringAttribute{
				MarkdownDescription: "The name of the session, as it shows in CloudTrail: 2 to 64 letters, digits and characters of `_+=,.@-`. " +
					"`crossaccount_session_name` makes one of anything. Default: `" + assume.DefaultSessionName + "`.",
				Optional:   true,
				Validators: []validator.String{notEmpty},
			},
			"duration_seconds": schema.Int64Attribute{
				MarkdownDescription: fmt.Sprintf("How long the session may last, in seconds: 900 to 43200, and 3600 at most when the caller is itself a role session. "+
					"Set it to what the role will be used with, to have the role's own limit checked. Default: %d.", int(assume.DefaultDuration.Seconds())),
				Optional: true,
			},
			"source_identity": schema.StringAttribute{
				MarkdownDescription: "The source identity to set: 2 to 64 letters, digits and characters of `_+=,.@-`. " +
					"The trust policy must allow `sts:SetSourceIdentity`. Default: none is set.",
				Optional:   true,
				Validators: []validator.String{notEmpty},
			},
			"tags": schema.MapAttribute{
				MarkdownDescription: "The session tags to pass: 50 at most, keys of 1 to 128 characters that differ by more than case, values of at most 256. " +
					"The trust policy must allow `sts:TagSession`. Default: none are passed.",
				ElementType: types.StringType,
				Optional:    true,
			},
			"transitive_tag_keys": schema.SetAttribute{
				MarkdownDescription: "The keys of those `tags` that stay with sessions of roles assumed from this one. Default: none.",
				ElementType:         types.StringType,
				Optional:            true,
			},
			"on_failure": schema.StringAttribute{
				MarkdownDescription: "What a role that can't be assumed is: an `" + onFailureError + "`; a warning (`" + onFailureWarn + "`); or nothing but the value of `failure` (`" +
					onFailureReport + "`), for checks of your own and so that a plan to destroy is not stopped by a role that is gone already. Default: `" + onFailureError + "`.",
				Optional:   true,
				Validators: []validator.String{stringvalidator.OneOf(onFailureValues...)},
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
			"failure": schema.ObjectAttribute{
				MarkdownDescription: "Why the role could not be assumed; null when it could. " +
					"`kind` is one of `" + joinNames(assume.Kinds()) + "`; `side` tells where to look: `" + joinNames(assume.Sides()) + "`; " +
					"`hop` is null, as the role is assumed directly; `code` is the error code of AWS, null when no answer of AWS had one; " +
					"`message` says what happened and `remedy` what to do. The [guide to failures](../guides/failures.md) explains the kinds.",
				AttributeTypes: map[string]attr.Type{
					"kind":    types.StringType,
					"side":    types.StringType,
					"hop":     types.Int64Type,
					"code":    types.StringType,
					"message": types.StringType,
					"remedy":  types.StringType,
				},
				Computed: true,
			},
		},
	}
}

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
	if caller := result.Caller; caller != (assume.Caller{}) {
		m.CallerARN = types.StringValue(caller.PrincipalARN())
		m.RoleChaining = types.BoolValue(caller.RoleSession())
	}
	if f := result.Failure; f != nil {
		m.Failure = newFailureModel(f)
		m.addFailure(f, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	// Terraform stores what a data source returns, also where it is sensitive.
	m.ExternalID = types.StringNull()
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// request returns what is to be sent. Limits of AWS that known values break
// are errors; unknown values are left out, so that it is fit to be sent only
// when nothing is unknown.
func (m *assumableRoleModel) request(ctx context.Context, diags *diag.Diagnostics) assume.Request {
	r := assume.Request{
		ExternalID:     m.ExternalID.ValueString(),
		SessionName:    assume.DefaultSessionName,
		SourceIdentity: m.SourceIdentity.ValueString(),
		Duration:       assume.DefaultDuration,
	}
	if role, err := iamarn.ParseRole(m.RoleARN.ValueString()); err == nil {
		r.Role = role
	} else if !m.RoleARN.IsUnknown() {
		diags.AddAttributeError(path.Root("role_arn"), "Invalid role_arn", sentence(err))
	}
	if s := m.SessionName.ValueString(); s != "" {
		r.SessionName = s
	}
	if !m.DurationSeconds.IsNull() && !m.DurationSeconds.IsUnknown() {
		if d, err := assume.SessionDuration(m.DurationSeconds.ValueInt64()); err == nil {
			r.Duration = d
		} else {
			diags.AddAttributeError(path.Root("duration_seconds"), "Invalid duration_seconds", sentence(err))
		}
	}
	if !m.Tags.IsUnknown() {
		r.Tags = tagsOf(ctx, m.Tags, diags)
		r.TransitiveTagKeys = knownKeys(ctx, m.TransitiveTagKeys, diags)
	}

	for _, e := range r.Check() {
		at := path.Root(e.Field)
		if e.Key != "" {
			at = at.AtMapKey(e.Key)
		}
		diags.AddAttributeError(at, "Invalid "+e.Field, sentence(e))
	}
	return r
}

// tagsOf returns the tags by key; a value that is not known yet is empty.
func tagsOf(ctx context.Context, m types.Map, diags *diag.Diagnostics) []assume.Tag {
	var values map[string]types.String
	diags.Append(m.ElementsAs(ctx, &values, false)...)
	var tags []assume.Tag
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if values[key].IsNull() {
			diags.AddAttributeError(path.Root("tags").AtMapKey(key), "Null in a map",
				fmt.Sprintf("The value of the tag %q is null. Nothing can be made of it: remove the tag, or give its value, which may be empty.", key))
		}
		tags = append(tags, assume.Tag{Key: key, Value: values[key].ValueString()})
	}
	return tags
}

func knownKeys(ctx context.Context, s types.Set, diags *diag.Diagnostics) []string {
	if s.IsUnknown() {
		return nil
	}
	var elements []types.String
	diags.Append(s.ElementsAs(ctx, &elements, false)...)
	var keys []string
	for _, e := range elements {
		if e.IsNull() {
			addNullElement(path.Root("transitive_tag_keys"), diags)
		} else if !e.IsUnknown() {
			keys = append(keys, e.ValueString())
		}
	}
	slices.Sort(keys)
	return keys
}

func (m *assumableRoleModel) addFailure(f *assume.Failure, diags *diag.Diagnostics) {
	at := path.Root("role_arn")
	summary, detail := "Role cannot be assumed", f.Error()
	switch m.OnFailure.ValueString() {
	case onFailureReport:
	case onFailureWarn:
		diags.AddAttributeWarning(at, summary, detail)
	default:
		diags.AddAttributeError(at, summary, detail)
	}
}

// joinNames joins names for a description, between back quotes.
func joinNames[S ~string](names []S) string {
	s := make([]string, len(names))
	for i, n := range names {
		s[i] = string(n)
	}
	return strings.Join(s, "`, `")
}
