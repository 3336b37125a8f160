// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

var _ function.Function = accountParseFunction{}

func newAccountParseFunction() function.Function { return accountParseFunction{} }

type accountParseFunction struct{}

type parsedAccount struct {
	AccountID string       `tfsdk:"account_id"`
	Label     types.String `tfsdk:"label"`
}

func (accountParseFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "account_parse"
}

func (accountParseFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Read an account choice",
		MarkdownDescription: "Reads an account choice such as `\"Dev | 123456789012\"` and returns an object with its `account_id` and its `label` " +
			"(null when the choice is a bare account). " + choiceForm + "\n\nA choice that is not exactly one account is an error that says what is wrong with it. " +
			"On Terraform before 1.8, the data source `crossaccount_account` does the same; it also takes another separator.",
		Parameters: []function.Parameter{function.StringParameter{
			Name:                "choice",
			MarkdownDescription: "The choice to read.",
		}},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
			"account_id": types.StringType,
			"label":      types.StringType,
		}},
	}
}

func (accountParseFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var choice string
	if resp.Error = req.Arguments.Get(ctx, &choice); resp.Error != nil {
		return
	}
	c, err := account.Parse(choice, account.Options{})
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, invalidChoice+": "+choiceDetail(err))
		return
	}
	resp.Error = resp.Result.Set(ctx, parsedAccount{AccountID: c.ID.String(), Label: labelValue(c)})
}
