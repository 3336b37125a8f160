// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

var _ function.Function = trustPolicyEvaluateFunction{}

func newTrustPolicyEvaluateFunction() function.Function { return trustPolicyEvaluateFunction{} }

type trustPolicyEvaluateFunction struct{}

func (trustPolicyEvaluateFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "trust_policy_evaluate"
}

// requestArguments are the names that a request may have, as the data source
// has them; the first two are required.
var requestArguments = []string{"role_arn", "principal", "actions", "context", "context_is_complete", "identity_policies"}

const requiredArguments = 2

func (trustPolicyEvaluateFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Tell who gets into a role by its trust policy, and why",
		MarkdownDescription: "Returns an object with the `decision`, `trust`, `decisions_by_action`, `statements`, `missing` and `explanation` of the data source " +
			"`crossaccount_trust_policy_evaluation`, which does the same on Terraform before 1.8. " + evaluationForm,
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "trust_policy",
				MarkdownDescription: "The trust policy of the role, as JSON.",
			},
			function.DynamicParameter{
				Name: "request",
				MarkdownDescription: "Who asks for what: an object with `role_arn` and `principal`, and, if need be, `" + strings.Join(requestArguments[requiredArguments:], "`, `") +
					"`, which mean what the data source's arguments of these names mean. Any other name is an error.",
			},
		},
		Return: function.ObjectReturn{AttributeTypes: evaluationResultTypes},
	}
}

func (trustPolicyEvaluateFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var policy types.String
	var request types.Dynamic
	if resp.Error = req.Arguments.Get(ctx, &policy, &request); resp.Error != nil {
		return
	}
	var diags diag.Diagnostics
	a := newEvaluationArguments(request, &diags)
	a.TrustPolicy = policy
	d, r := a.request(ctx, &diags)
	if diags.HasError() {
		resp.Error = evaluationError(diags)
		return
	}
	resp.Error = resp.Result.Set(ctx, newEvaluationResults(d.Evaluate(r)).object())
}

// evaluationError returns the errors as those of the arguments that they
// stand in.
func evaluationError(diags diag.Diagnostics) *function.FuncError {
	var err *function.FuncError
	for _, d := range diags {
		argument, where := int64(0), ""
		if d, ok := d.(diag.DiagnosticWithPath); ok && !d.Path().Equal(path.Root("trust_policy")) {
			argument, where = 1, d.Path().String()+": "
		}
		err = function.ConcatFuncErrors(err, function.NewArgumentFuncError(argument, where+d.Summary()+": "+strings.TrimSuffix(d.Detail(), ".")))
	}
	return err
}

// newEvaluationArguments reads a request, converting what Terraform converts
// in the arguments of a data source.
func newEvaluationArguments(request types.Dynamic, diags *diag.Diagnostics) evaluationArguments {
	a := evaluationArguments{
		RoleARN: types.StringUnknown(), Principal: types.StringUnknown(), // nothing more is said of what is missing
		Actions: types.ListNull(types.StringType), Context: types.MapNull(contextType), IdentityPolicies: types.ListNull(types.StringType),
	}
	fields, ok := fieldsOf(request.UnderlyingValue())
	if !ok {
		diags.AddAttributeError(path.Root("request"), "Invalid request", "This is not an object: write one such as { role_arn = \"…\", principal = \"…\" }.")
		return a
	}
	for _, name := range requestArguments[:requiredArguments] {
		if v, ok := fields[name]; !ok || v.IsNull() {
			diags.AddAttributeError(path.Root(name), "Missing "+name, fmt.Sprintf("A request is about a role and a caller: give %s.", name))
		}
	}
	for _, name := range sortedNames(fields) {
		at, v := path.Root(name), fields[name]
		if !slices.Contains(requestArguments, name) {
			diags.AddAttributeError(at, "Unknown name", fmt.Sprintf("A request has no %s: it has %s.", name, strings.Join(requestArguments, ", ")))
			continue
		}
		if v.IsNull() {
			continue
		}
		switch name {
		case "role_arn":
			a.RoleARN = stringOf(v, at, diags)
		case "principal":
			a.Principal = stringOf(v, at, diags)
		case "actions":
			a.Actions = stringListOf(v, at, diags)
		case "identity_policies":
			a.IdentityPolicies = stringListOf(v, at, diags)
		case "context_is_complete":
			a.ContextIsComplete = boolOf(v, at, diags)
		case "context":
			a.Context = contextOf(v, at, diags)
		}
	}
	return a
}

// fieldsOf returns the attributes of an object, or the elements of a map.
func fieldsOf(v attr.Value) (map[string]attr.Value, bool) {
	switch v := v.(type) {
	case basetypes.ObjectValue:
		return v.Attributes(), !v.IsNull()
	case basetypes.MapValue:
		return v.Elements(), !v.IsNull()
	case basetypes.DynamicValue:
		return fieldsOf(v.UnderlyingValue())
	default:
		return nil, false
	}
}

// stringOf converts a string, a number or a bool to a string.
func stringOf(v attr.Value, at path.Path, diags *diag.Diagnostics) types.String {
	switch v := v.(type) {
	case basetypes.DynamicValue:
		return stringOf(v.UnderlyingValue(), at, diags)
	case basetypes.StringValue:
		return v
	case basetypes.NumberValue:
		if !v.IsNull() {
			return types.StringValue(v.ValueBigFloat().Text('f', -1))
		}
		return types.StringNull()
	case basetypes.BoolValue:
		if !v.IsNull() {
			return types.StringValue(fmt.Sprint(v.ValueBool()))
		}
		return types.StringNull()
	}
	if v == nil || v.IsNull() {
		return types.StringNull()
	}
	diags.AddAttributeError(at, "Invalid "+lastName(at), "This is not a string: write one, in quotes.")
	return types.StringUnknown()
}

// boolOf reads a bool, also from a string.
func boolOf(v attr.Value, at path.Path, diags *diag.Diagnostics) types.Bool {
	if v, ok := v.(basetypes.BoolValue); ok {
		return v
	}
	if s, ok := v.(basetypes.StringValue); ok && (s.ValueString() == "true" || s.ValueString() == "false") {
		return types.BoolValue(s.ValueString() == "true")
	}
	diags.AddAttributeError(at, "Invalid "+lastName(at), "This is not a bool: write true or false.")
	return types.BoolNull()
}

// stringListOf reads a list, a set or a tuple of strings.
func stringListOf(v attr.Value, at path.Path, diags *diag.Diagnostics) types.List {
	var elements []attr.Value
	switch v := v.(type) {
	case basetypes.DynamicValue:
		return stringListOf(v.UnderlyingValue(), at, diags)
	case basetypes.TupleValue:
		elements = v.Elements()
	case basetypes.ListValue:
		elements = v.Elements()
	case basetypes.SetValue:
		elements = v.Elements()
	default:
		diags.AddAttributeError(at, "Invalid "+lastName(at), "This is not a list of strings: write one, in brackets.")
		return types.ListUnknown(types.StringType)
	}
	if v.IsNull() {
		return types.ListNull(types.StringType)
	}
	strings := make([]attr.Value, len(elements))
	for i, e := range elements {
		strings[i] = stringOf(e, at.AtListIndex(i), diags)
	}
	list, found := types.ListValue(types.StringType, strings)
	diags.Append(found...)
	return list
}

// contextOf reads the condition keys of a request.
func contextOf(v attr.Value, at path.Path, diags *diag.Diagnostics) types.Map {
	fields, ok := fieldsOf(v)
	if !ok {
		diags.AddAttributeError(at, "Invalid context", "This is not a map of lists: write one such as { \"sts:ExternalId\" = [\"…\"] }.")
		return types.MapNull(contextType)
	}
	lists := make(map[string]attr.Value, len(fields))
	for _, key := range sortedNames(fields) {
		if fields[key].IsNull() {
			lists[key] = types.ListNull(types.StringType)
			continue
		}
		lists[key] = stringListOf(fields[key], at.AtMapKey(key), diags)
	}
	m, found := types.MapValue(contextType, lists)
	diags.Append(found...)
	return m
}
