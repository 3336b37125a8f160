// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// evaluationArguments are what the data source and the function evaluate.
type evaluationArguments struct {
	TrustPolicy       types.String `tfsdk:"trust_policy"`
	RoleARN           types.String `tfsdk:"role_arn"`
	Principal         types.String `tfsdk:"principal"`
	Actions           types.List   `tfsdk:"actions"`
	Context           types.Map    `tfsdk:"context"`
	ContextIsComplete types.Bool   `tfsdk:"context_is_complete"`
	IdentityPolicies  types.List   `tfsdk:"identity_policies"`
}

// contextType is the type of context.
var contextType = types.ListType{ElemType: types.StringType}

// request returns what is to be evaluated. What is known and wrong is an
// error; it is fit to be evaluated only when all is known.
func (a *evaluationArguments) request(ctx context.Context, diags *diag.Diagnostics) (trust.Document, trust.Request) {
	parsed := func(v types.String, at path.Path, parse func(string) error) {
		if v.IsUnknown() {
			return
		}
		if err := parse(v.ValueString()); err != nil {
			diags.AddAttributeError(at, "Invalid "+lastName(at), sentence(err))
		}
	}
	var d trust.Document
	r := trust.Request{IdentityPoliciesKnown: !a.IdentityPolicies.IsNull()}
	parsed(a.TrustPolicy, path.Root("trust_policy"), func(s string) (err error) {
		d, err = trust.Parse(s)
		return err
	})
	parsed(a.RoleARN, path.Root("role_arn"), func(s string) (err error) {
		r.Role, err = iamarn.ParseRole(s)
		return err
	})
	parsed(a.Principal, path.Root("principal"), func(s string) (err error) {
		r.Caller, err = trust.ParseCaller(s)
		return err
	})
	r.Actions = a.actions(ctx, diags)
	r.Context = a.context(ctx, diags)
	if !a.IdentityPolicies.IsUnknown() {
		for i, v := range knownElements(ctx, a.IdentityPolicies, path.Root("identity_policies"), diags) {
			parsed(v, path.Root("identity_policies").AtListIndex(i), func(s string) error {
				policy, err := trust.ParseIdentityPolicy(s)
				r.IdentityPolicies = append(r.IdentityPolicies, policy)
				return err
			})
		}
	}
	return d, r
}

// knownElements returns the elements of a list, some of which may be unknown.
// A null among them is an error.
func knownElements(ctx context.Context, list types.List, at path.Path, diags *diag.Diagnostics) []types.String {
	var elements []types.String
	diags.Append(list.ElementsAs(ctx, &elements, false)...)
	for i, e := range elements {
		if e.IsNull() {
			addNullElement(at.AtListIndex(i), diags)
			elements[i] = types.StringUnknown() // so that nobody takes it for an empty string
		}
	}
	return elements
}

func (a *evaluationArguments) actions(ctx context.Context, diags *diag.Diagnostics) []string {
	at := path.Root("actions")
	if a.Actions.IsNull() || a.Actions.IsUnknown() {
		return nil
	}
	actions := []string{}
	for i, v := range knownElements(ctx, a.Actions, at, diags) {
		if v.IsUnknown() {
			continue
		}
		if err := trust.CheckAction(v.ValueString()); err != nil {
			diags.AddAttributeError(at.AtListIndex(i), "Invalid actions", sentence(err))
		}
		actions = append(actions, v.ValueString())
	}
	if len(a.Actions.Elements()) == 0 {
		diags.AddAttributeError(at, "Invalid actions",
			"The list is empty, so that there is nothing to decide: name the actions, or leave it out for "+trust.AssumeRole+".")
	}
	return actions
}

func (a *evaluationArguments) context(ctx context.Context, diags *diag.Diagnostics) trust.Context {
	at := path.Root("context")
	if a.Context.IsUnknown() {
		return trust.Context{}
	}
	lists := a.Context.Elements()
	values := make(map[string][]string, len(lists))
	for _, key := range sortedNames(lists) {
		values[key] = nil
		list, _ := lists[key].(types.List) // which the type of context says that it is
		if list.IsUnknown() {
			continue
		}
		if list.IsNull() {
			diags.AddAttributeError(at.AtMapKey(key), "Null in a map",
				"The values of this condition key are null. Give its values, an empty list where the request does not have the key, or leave it out where that is not known.")
			continue
		}
		for _, v := range knownElements(ctx, list, at.AtMapKey(key), diags) {
			values[key] = append(values[key], v.ValueString())
		}
	}
	c, errs := trust.NewContext(values, a.ContextIsComplete.ValueBool())
	for _, e := range errs {
		diags.AddAttributeError(at.AtMapKey(e.Key), "Invalid context", sentence(e))
	}
	return c
}

// evaluationResults are what the data source and the function return. The
// framework would make lists and objects of structs as well, but compiles a
// regular expression for each field of each.
type evaluationResults struct {
	Decision          types.String `tfsdk:"decision"`
	Trust             types.String `tfsdk:"trust"`
	DecisionsByAction types.Map    `tfsdk:"decisions_by_action"`
	Statements        types.List   `tfsdk:"statements"`
	Missing           types.List   `tfsdk:"missing"`
	Explanation       types.String `tfsdk:"explanation"`
}

var evaluationStatementType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"index":     types.Int64Type,
	"sid":       types.StringType,
	"effect":    types.StringType,
	"matched":   types.StringType,
	"action":    types.StringType,
	"principal": types.StringType,
	"condition": types.StringType,
	"reasons":   types.ListType{ElemType: types.StringType},
}}

func newEvaluationResults(e trust.Evaluation) evaluationResults {
	decisions := make(map[string]attr.Value, len(e.Actions))
	for _, a := range e.Actions {
		decisions[a.Action] = types.StringValue(string(a.Decision))
	}
	statements := make([]attr.Value, len(e.Statements))
	for i := range e.Statements {
		s := &e.Statements[i]
		sid := types.StringNull()
		if text, ok := s.Sid(); ok {
			sid = types.StringValue(text)
		}
		statements[i] = types.ObjectValueMust(evaluationStatementType.AttrTypes, map[string]attr.Value{
			"index":     types.Int64Value(int64(s.Index)),
			"sid":       sid,
			"effect":    types.StringValue(s.Effect()),
			"matched":   types.StringValue(string(s.Matched())),
			"action":    types.StringValue(string(s.Action())),
			"principal": types.StringValue(string(s.Principal())),
			"condition": types.StringValue(string(s.Condition())),
			"reasons":   stringList(e.Reasons(i)),
		})
	}
	return evaluationResults{
		Decision:          types.StringValue(string(e.Decision)),
		Trust:             types.StringValue(string(e.Trust)),
		DecisionsByAction: types.MapValueMust(types.StringType, decisions),
		Statements:        types.ListValueMust(evaluationStatementType, statements),
		Missing:           stringList(e.Missing()),
		Explanation:       types.StringValue(e.Explanation()),
	}
}

// evaluationResultTypes are the types of the results.
var evaluationResultTypes = map[string]attr.Type{
	"decision":            types.StringType,
	"trust":               types.StringType,
	"decisions_by_action": types.MapType{ElemType: types.StringType},
	"statements":          types.ListType{ElemType: evaluationStatementType},
	"missing":             types.ListType{ElemType: types.StringType},
	"explanation":         types.StringType,
}

// object returns the results as one value.
func (r evaluationResults) object() types.Object {
	return types.ObjectValueMust(evaluationResultTypes, map[string]attr.Value{
		"decision":            r.Decision,
		"trust":               r.Trust,
		"decisions_by_action": r.DecisionsByAction,
		"statements":          r.Statements,
		"missing":             r.Missing,
		"explanation":         r.Explanation,
	})
}

// stringList returns a list that is never null.
func stringList(texts []string) types.List {
	elements := make([]attr.Value, len(texts))
	for i, s := range texts {
		elements[i] = types.StringValue(s)
	}
	return types.ListValueMust(types.StringType, elements)
}
