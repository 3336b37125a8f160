// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

var _ function.Function = sessionNameFunction{}

func newSessionNameFunction() function.Function { return sessionNameFunction{} }

type sessionNameFunction struct{}

func (sessionNameFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "session_name"
}

func (sessionNameFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Make a legal session name",
		MarkdownDescription: "Returns a name for a role session made of anything, such as an environment's name and its owner's e-mail address. " + sessionNameForm +
			"\n\nParts of which nothing usable is left are an error. On Terraform before 1.8, the data source `crossaccount_session_name` does the same.",
		VariadicParameter: function.StringParameter{
			Name:                "parts",
			MarkdownDescription: "What the name is made of, in order.",
		},
		Return: function.StringReturn{},
	}
}

func (sessionNameFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var parts []string
	if resp.Error = req.Arguments.Get(ctx, &parts); resp.Error != nil {
		return
	}
	name, err := iamarn.SessionName(parts...)
	if err != nil {
		resp.Error = function.NewFuncError("No session name: " + clause(err))
		return
	}
	resp.Error = resp.Result.Set(ctx, name)
}
