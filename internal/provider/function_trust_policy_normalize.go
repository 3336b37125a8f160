// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

var _ function.Function = trustPolicyNormalizeFunction{}

func newTrustPolicyNormalizeFunction() function.Function { return trustPolicyNormalizeFunction{} }

type trustPolicyNormalizeFunction struct{}

func (trustPolicyNormalizeFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "trust_policy_normalize"
}

func (trustPolicyNormalizeFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Write a policy document in canonical form",
		MarkdownDescription: "Returns a policy document in canonical form: without white space, lists sorted and without duplicates, a list of one as the value by itself, " +
			"conditions sorted, numbers and booleans as strings. Documents that differ in nothing that IAM sees give the same text; statements keep their order.\n\n" +
			"What is no policy document is an error, with all that is wrong. Whether IAM would store it is another question, which `crossaccount_trust_policy_check` answers. " +
			"On Terraform before 1.8, that data source gives the same as `normalized_json`.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "json",
				MarkdownDescription: "The policy document, as JSON.",
			},
		},
		Return: function.StringReturn{},
	}
}

func (trustPolicyNormalizeFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	document, err := trust.Parse(text)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, "Invalid policy document: "+clause(err))
		return
	}
	resp.Error = resp.Result.Set(ctx, document.String())
}
