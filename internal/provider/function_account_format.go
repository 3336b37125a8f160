// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

var _ function.Function = accountFormatFunction{}

func newAccountFormatFunction() function.Function { return accountFormatFunction{} }

type accountFormatFunction struct{}

func (accountFormatFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "account_format"
}

func (accountFormatFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Write an account choice",
		MarkdownDescription: "Returns the choice `\"Label | 123456789012\"` for a label and an account ID, as `account_parse` reads it back. " +
			"A label that would not come back as it was (an empty one, or one with white space around it) is an error, and so is an account that is no account ID.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "label",
				MarkdownDescription: "The name that people know the account by. It may hold `|`.",
			},
			function.StringParameter{
				Name:                "account_id",
				MarkdownDescription: "The account ID: 12 digits, or grouped as in `1234-5678-9012`.",
			},
		},
		Return: function.StringReturn{},
	}
}

func (accountFormatFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var label, accountID string
	if resp.Error = req.Arguments.Get(ctx, &label, &accountID); resp.Error != nil {
		return
	}
	id, err := account.ParseID(accountID)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(1, "Invalid account ID: "+clause(err))
		return
	}
	choice, err := account.Format(label, id, account.Options{})
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, "Invalid label: "+clause(err))
		return
	}
	resp.Error = resp.Result.Set(ctx, choice)
}
