// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

var _ function.Function = roleARNBuildFunction{}

func newRoleARNBuildFunction() function.Function { return roleARNBuildFunction{} }

type roleARNBuildFunction struct{}

func (roleARNBuildFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "role_arn_build"
}

func (roleARNBuildFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Compute the ARN of a role",
		MarkdownDescription: "Returns the ARN of the role with a given name in the chosen account. What can't be the ARN of a role is an error on the argument. " +
			"On Terraform before 1.8, the data source `crossaccount_target_role` does the same.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "account",
				MarkdownDescription: "The account that the role is in: a choice such as `\"Dev | 123456789012\"`, or an account ID.",
			},
			function.StringParameter{
				Name:                "role_name",
				MarkdownDescription: "The role's name, without its path.",
			},
			function.StringParameter{
				Name:                "path",
				MarkdownDescription: "The role's path, which begins and ends with `/`; null for `/`.",
				AllowNullValue:      true,
			},
			function.StringParameter{
				Name: "partition",
				MarkdownDescription: fmt.Sprintf("The AWS partition: one of `%s`; null for `aws`. A function does not know the provider's region.",
					strings.Join(iamarn.PartitionIDs(), "`, `")),
				AllowNullValue: true,
			},
		},
		Return: function.StringReturn{},
	}
}

func (roleARNBuildFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var choice, name string
	var rolePath, partitionID types.String
	if resp.Error = req.Arguments.Get(ctx, &choice, &name, &rolePath, &partitionID); resp.Error != nil {
		return
	}
	add := func(argument int64, text string) {
		resp.Error = function.ConcatFuncErrors(resp.Error, function.NewArgumentFuncError(argument, text))
	}
	fail := func(argument int64, summary string, err error) {
		if err != nil {
			add(argument, summary+": "+clause(err))
		}
	}

	c, err := account.Parse(choice, account.Options{})
	if err != nil {
		add(0, invalidChoice+": "+choiceDetail(err))
	}
	fail(1, "Invalid role name", iamarn.CheckRoleName(name))
	if rolePath.IsNull() {
		rolePath = types.StringValue("/")
	}
	fail(2, "Invalid path", iamarn.CheckPath(rolePath.ValueString()))
	partition := iamarn.AWS
	if !partitionID.IsNull() {
		partition, err = iamarn.ParsePartition(partitionID.ValueString())
		fail(3, "Invalid partition", err)
	}
	if resp.Error != nil {
		return
	}

	role, err := iamarn.NewRole(partition, c.ID, rolePath.ValueString(), name)
	if err != nil {
		resp.Error = function.NewFuncError("Invalid role: " + clause(err))
		return
	}
	resp.Error = resp.Result.Set(ctx, role.String())
}
