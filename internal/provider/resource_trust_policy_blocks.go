// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// optionsBlock is what every block has.
type optionsBlock struct {
	Sid       types.String `tfsdk:"sid"`
	Condition types.List   `tfsdk:"condition"`
}

type conditionBlock struct {
	Operator types.String `tfsdk:"operator"`
	Key      types.String `tfsdk:"key"`
	Values   types.List   `tfsdk:"values"`
}

func (b optionsBlock) options(ctx context.Context, r *formReader) trust.Options {
	o := trust.Options{Sid: r.text(b.Sid)}
	readBlocks(ctx, r, "condition", b.Condition, func(c conditionBlock) {
		o.Conditions = append(o.Conditions, trust.Condition{Operator: r.text(c.Operator), Key: r.text(c.Key), Values: r.list(ctx, "values", c.Values)})
	})
	if b.Condition.IsUnknown() {
		o.Conditions = []trust.Condition{{Operator: trust.Unknown, Key: trust.Unknown, Values: []string{trust.Unknown}}}
	}
	return o
}

// sessionBlock is what the blocks have whose callers may pass more along.
type sessionBlock struct {
	AllowSessionTags    types.Bool `tfsdk:"allow_session_tags"`
	AllowSourceIdentity types.Bool `tfsdk:"allow_source_identity"`
}

func (b sessionBlock) session(r *formReader) trust.Session {
	return trust.Session{AllowTags: r.flag(b.AllowSessionTags), AllowSourceIdentity: r.flag(b.AllowSourceIdentity)}
}

type awsBlock struct {
	optionsBlock
	sessionBlock
	Principals          types.List   `tfsdk:"principals"`
	Match               types.String `tfsdk:"match"`
	ExternalIDs         types.List   `tfsdk:"external_ids"`
	OrganizationID      types.String `tfsdk:"organization_id"`
	RequireMFA          types.Bool   `tfsdk:"require_mfa"`
	SessionNamePatterns types.List   `tfsdk:"session_name_patterns"`
}

func (b awsBlock) form(ctx context.Context, r *formReader) trust.Form {
	return trust.AWS{
		Options:             b.options(ctx, r),
		Session:             b.session(r),
		Principals:          r.list(ctx, "principals", b.Principals),
		Match:               r.text(b.Match),
		ExternalIDs:         r.list(ctx, "external_ids", b.ExternalIDs),
		OrganizationID:      r.text(b.OrganizationID),
		RequireMFA:          r.flag(b.RequireMFA),
		SessionNamePatterns: r.list(ctx, "session_name_patterns", b.SessionNamePatterns),
	}
}

type eksServiceAccountBlock struct {
	optionsBlock
	OIDCProviderARN types.String `tfsdk:"oidc_provider_arn"`
	Namespace       types.String `tfsdk:"namespace"`
	ServiceAccount  types.String `tfsdk:"service_account"`
	Audience        types.String `tfsdk:"audience"`
}

func (b eksServiceAccountBlock) form(ctx context.Context, r *formReader) trust.Form {
	return trust.EKSServiceAccount{
		Options:         b.options(ctx, r),
		OIDCProviderARN: r.text(b.OIDCProviderARN),
		Namespace:       r.text(b.Namespace),
		ServiceAccount:  r.text(b.ServiceAccount),
		Audience:        r.text(b.Audience),
	}
}

type eksPodIdentityBlock struct {
	optionsBlock
	ClusterARN     types.String `tfsdk:"cluster_arn"`
	Namespace      types.String `tfsdk:"namespace"`
	ServiceAccount types.String `tfsdk:"service_account"`
}

func (b eksPodIdentityBlock) form(ctx context.Context, r *formReader) trust.Form {
	return trust.EKSPodIdentity{
		Options:        b.options(ctx, r),
		ClusterARN:     r.text(b.ClusterARN),
		Namespace:      r.text(b.Namespace),
		ServiceAccount: r.text(b.ServiceAccount),
	}
}

type oidcBlock struct {
	optionsBlock
	sessionBlock
	ProviderARN types.String `tfsdk:"provider_arn"`
	Audiences   types.List   `tfsdk:"audiences"`
	Subjects    types.List   `tfsdk:"subjects"`
}

func (b oidcBlock) form(ctx context.Context, r *formReader) trust.Form {
	return trust.OIDC{
		Options:     b.options(ctx, r),
		Session:     b.session(r),
		ProviderARN: r.text(b.ProviderARN),
		Audiences:   r.list(ctx, "audiences", b.Audiences),
		Subjects:    r.list(ctx, "subjects", b.Subjects),
	}
}

type samlBlock struct {
	optionsBlock
	sessionBlock
	ProviderARN types.String `tfsdk:"provider_arn"`
	Audiences   types.List   `tfsdk:"audiences"`
}

func (b samlBlock) form(ctx context.Context, r *formReader) trust.Form {
	return trust.SAML{
		Options:     b.options(ctx, r),
		Session:     b.session(r),
		ProviderARN: r.text(b.ProviderARN),
		Audiences:   r.list(ctx, "audiences", b.Audiences),
	}
}

type serviceBlock struct {
	optionsBlock
	sessionBlock
	Services       types.List `tfsdk:"services"`
	SourceAccounts types.List `tfsdk:"source_accounts"`
	SourceARNs     types.List `tfsdk:"source_arns"`
}

func (b serviceBlock) form(ctx context.Context, r *formReader) trust.Form {
	return trust.Service{
		Options:        b.options(ctx, r),
		Session:        b.session(r),
		Services:       r.list(ctx, "services", b.Services),
		SourceAccounts: r.list(ctx, "source_accounts", b.SourceAccounts),
		SourceARNs:     r.list(ctx, "source_arns", b.SourceARNs),
	}
}

type denyBlock struct {
	optionsBlock
	Principals types.List `tfsdk:"principals"`
}

func (b denyBlock) form(ctx context.Context, r *formReader) trust.Form {
	return trust.Deny{Options: b.options(ctx, r), Principals: r.list(ctx, "principals", b.Principals)}
}

type statementBlock struct {
	optionsBlock
	Effect     types.String `tfsdk:"effect"`
	Actions    types.List   `tfsdk:"actions"`
	Principals types.List   `tfsdk:"principals"`
}

type principalsBlock struct {
	Type        types.String `tfsdk:"type"`
	Identifiers types.List   `tfsdk:"identifiers"`
}

func (b statementBlock) form(ctx context.Context, r *formReader) trust.Form {
	f := trust.Statement{Options: b.options(ctx, r), Effect: r.text(b.Effect), Actions: r.list(ctx, "actions", b.Actions)}
	readBlocks(ctx, r, "principals", b.Principals, func(p principalsBlock) {
		f.Principals = append(f.Principals, trust.Principals{Type: r.text(p.Type), Identifiers: r.list(ctx, "identifiers", p.Identifiers)})
	})
	if b.Principals.IsUnknown() {
		f.Principals = []trust.Principals{{Type: trust.Unknown, Identifiers: []string{trust.Unknown}}}
	}
	return f
}
