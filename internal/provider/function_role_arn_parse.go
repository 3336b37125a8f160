// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

var _ function.Function = roleARNParseFunction{}

func newRoleARNParseFunction() function.Function { return roleARNParseFunction{} }

type roleARNParseFunction struct{}

type parsedRoleARN struct {
	Partition   string       `tfsdk:"partition"`
	AccountID   string       `tfsdk:"account_id"`
	RoleName    string       `tfsdk:"role_name"`
	Path        types.String `tfsdk:"path"`
	SessionName types.String `tfsdk:"session_name"`
}

func (roleARNParseFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "role_arn_parse"
}

func (roleARNParseFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Take the ARN of a role apart",
		MarkdownDescription: "Returns an object with the `partition`, `account_id`, `role_name`, `path` and `session_name` of a role's ARN or of a role session's. " +
			"A role has no session name, and the ARN of a session does not tell its role's path: these are null. " +
			"Anything else, also the ARN of a user or of an account, is an error.",
		Parameters: []function.Parameter{function.StringParameter{
			Name: "arn",
			MarkdownDescription: "The ARN of a role, `arn:aws:iam::123456789012:role/path/NAME`, or of a role session, " +
				"`arn:aws:sts::123456789012:assumed-role/NAME/SESSION`.",
		}},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
			"partition":    types.StringType,
			"account_id":   types.StringType,
			"role_name":    types.StringType,
			"path":         types.StringType,
			"session_name": types.StringType,
		}},
	}
}

func (roleARNParseFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var arn string
	if resp.Error = req.Arguments.Get(ctx, &arn); resp.Error != nil {
		return
	}
	p, err := iamarn.ParseRoleOrSession(arn)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, "Invalid role ARN: "+clause(err))
		return
	}

	out := parsedRoleARN{Partition: p.Partition().String(), AccountID: p.Account().String(), RoleName: p.Name()}
	if p.Kind() == iamarn.KindRole {
		out.Path = types.StringValue(p.Path())
	} else {
		out.SessionName = types.StringValue(p.SessionName())
	}
	resp.Error = resp.Result.Set(ctx, out)
}
