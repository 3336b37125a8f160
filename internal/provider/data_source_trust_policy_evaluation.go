// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

var _ datasource.DataSourceWithValidateConfig = trustPolicyEvaluationDataSource{}

func newTrustPolicyEvaluationDataSource() datasource.DataSource {
	return trustPolicyEvaluationDataSource{}
}

type trustPolicyEvaluationDataSource struct{}

type trustPolicyEvaluationModel struct {
	evaluationArguments
	evaluationResults
}

func (trustPolicyEvaluationDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_trust_policy_evaluation"
}

// How an evaluation decides, for the descriptions of both twins.
const evaluationForm = "AWS's rules are applied to what is known of the request, offline: every statement and every condition gets a verdict and a reason. " +
	"What is not known, such as a condition key that is not given, makes what depends on it `unknown`, never allowed. " +
	"Service control policies, resource control policies, permissions boundaries, session policies and policies of VPC endpoints are not considered."

func (trustPolicyEvaluationDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Tells who gets into a role by its trust policy, who does not, and why. " + evaluationForm + "\n\n" +
			"A policy that is not understood, an ARN that is none, or an action that no request to assume a role makes is an error at plan. " +
			"To use a decision as a check, put it into a `precondition`, a `postcondition` or a `check` block. No AWS credentials are needed.",
		Attributes: map[string]schema.Attribute{
			"trust_policy": schema.StringAttribute{
				MarkdownDescription: "The trust policy of the role, as JSON.",
				Required:            true,
			},
			"role_arn": schema.StringAttribute{
				MarkdownDescription: "The role that is to be assumed, by its ARN, with its path.",
				Required:            true,
			},
			"principal": schema.StringAttribute{
				MarkdownDescription: "Who asks: the ARN of a user, a role (any session of it) or a role session, the ARN of a SAML or OIDC provider, the name of a service such as `lambda.amazonaws.com`, " +
					"or the domain of an identity provider such as `accounts.google.com`.",
				Required: true,
			},
			"actions": schema.ListAttribute{
				MarkdownDescription: "What has to be allowed, all at once: `" + joinNames(trust.Actions()) + "`. " +
					"Users of a SAML provider call `sts:AssumeRoleWithSAML`, those of an OIDC provider `sts:AssumeRoleWithWebIdentity`, everybody else `sts:AssumeRole`. " +
					"Session tags need `sts:TagSession` as well, a source identity `sts:SetSourceIdentity`. Default: `" + trust.AssumeRole + "` alone.",
				ElementType: types.StringType,
				Optional:    true,
			},
			"context": schema.MapAttribute{
				MarkdownDescription: "The condition keys of the request: the name of each, as AWS writes it (upper or lower case does not matter), with the list of its values. " +
					"An empty list says that the request does not have the key. It may hold an external ID, so it is used but not stored: this attribute reads as null.",
				ElementType: contextType,
				Optional:    true,
				Sensitive:   true,
			},
			"context_is_complete": schema.BoolAttribute{
				MarkdownDescription: "Whether `context` has all keys of the request, so that any other is absent. " +
					"Otherwise what follows from `principal` and `role_arn` is filled in, such as `aws:PrincipalArn` and `aws:PrincipalAccount`, and any other key is unknown. Default: `false`.",
				Optional: true,
			},
			"identity_policies": schema.ListAttribute{
				MarkdownDescription: "All policies of the caller, those of its user, groups or role, as JSON; an empty list if it has none. " +
					"Across accounts one of them has to allow the actions; in one account that is needed where the trust policy names the account and not the caller. " +
					"Default: they are not known, which leaves open what depends on them, and that one of them may deny. They do not matter for services and providers.",
				ElementType: types.StringType,
				Optional:    true,
			},
			"decision": schema.StringAttribute{
				MarkdownDescription: "`allowed`, `explicitly_denied` (by a Deny), `implicitly_denied` (nothing allows it) or `unknown`. " +
					"What nothing can allow is denied even where something is not known: a Deny may come on top.",
				Computed: true,
			},
			"trust": schema.StringAttribute{
				MarkdownDescription: "What the trust policy alone says: `direct` (it lets the caller in), `account` (it lets the caller's account in, which has to let the caller), `deny`, `none` or `unknown`.",
				Computed:            true,
			},
			"decisions_by_action": schema.MapAttribute{
				MarkdownDescription: "The decision about each of `actions` by itself.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"statements": schema.ListAttribute{
				MarkdownDescription: "How each statement of the trust policy fits the request: its `index` (from 0), `sid` (null when it has none) and `effect`; " +
					"whether `action`, `principal` and `condition` fit, and all of it (`matched`), as `match`, `no_match` or `unknown`; " +
					"`principal` is `account_match` where the account of the caller is named, and not the caller; `reasons` are sentences.",
				ElementType: evaluationStatementType,
				Computed:    true,
			},
			"missing": schema.ListAttribute{
				MarkdownDescription: "What would have to be known for a decision: condition keys, `identity_policies`, or what AWS does not say. Empty when there is a decision.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"explanation": schema.StringAttribute{
				MarkdownDescription: "What decides, what is missing, on which side, and what to change, in prose. It never shows an external ID.",
				Computed:            true,
			},
		},
	}
}

func (trustPolicyEvaluationDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m trustPolicyEvaluationModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.request(ctx, &resp.Diagnostics)
	}
}

func (trustPolicyEvaluationDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m trustPolicyEvaluationModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	d, r := m.request(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	m.evaluationResults = newEvaluationResults(d.Evaluate(r))
	// Terraform stores what a data source returns, also where it is sensitive.
	m.Context = types.MapNull(contextType)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
