// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

const (
	invalidChoice = "Invalid account choice"

	choiceForm = "A choice is `\"Label | 123456789012\"`, as blueprints offer it, or a bare account ID. The last separator splits it, and white space around " +
		"both sides is trimmed. The account has 12 digits (`1234-5678-9012` is taken too); a number is taken as well, as long as it has no leading zero to lose."
)

// choiceOptions are the attributes of all that read choices.
type choiceOptions struct {
	Separator types.String `tfsdk:"separator"`
	ZeroPad   types.Bool   `tfsdk:"zero_pad"`
}

func choiceOptionAttributes(others map[string]schema.Attribute) map[string]schema.Attribute {
	others["separator"] = schema.StringAttribute{
		MarkdownDescription: "What stands between label and account; it holds no digit, and is not `-` alone, as both stand in account IDs. Default: `|`.",
		Optional:            true,
		Validators:          []validator.String{checked("must not be empty, hold a digit or be a dash", account.CheckSeparator)},
	}
	others["zero_pad"] = schema.BoolAttribute{
		MarkdownDescription: "Whether an account of fewer than 12 digits gets the leading zeros that it lacks. Set it only where IDs are known to pass " +
			"through something that takes them for numbers; otherwise a short ID is an error. Default: `false`.",
		Optional: true,
	}
	return others
}

// usable reports whether choices can be read: the options are known, and the
// separator, which its validator has checked, is one.
func (o choiceOptions) usable() bool {
	return !o.Separator.IsUnknown() && !o.ZeroPad.IsUnknown() &&
		(o.Separator.IsNull() || account.CheckSeparator(o.Separator.ValueString()) == nil)
}

func (o choiceOptions) options() account.Options {
	return account.Options{Separator: o.Separator.ValueString(), ZeroPad: o.ZeroPad.ValueBool()}
}

// parse reads one choice; there is none when it is not known yet or wrong.
func (o choiceOptions) parse(v types.String, at path.Path, diags *diag.Diagnostics) account.Choice {
	if v.IsUnknown() || !o.usable() {
		return account.Choice{}
	}
	c, err := account.Parse(v.ValueString(), o.options())
	if err != nil {
		addChoiceError(at, err, diags)
	}
	return c
}

// parseAll reads a list of choices; ok is false when something of it is not
// known yet or wrong. What is known is checked all the same, so that an error
// shows at plan even if the list is completed at apply.
func (o choiceOptions) parseAll(ctx context.Context, list types.List, at path.Path, diags *diag.Diagnostics) (choices []account.Choice, ok bool) {
	if list.IsUnknown() || !o.usable() {
		return nil, false
	}
	elements := elementsOf(ctx, list, diags)
	inputs := make([]string, 0, len(elements))
	for _, e := range elements {
		inputs = append(inputs, e.ValueString()) // "" for null and unknown, which is no choice
	}
	choices, errs := account.ParseAll(inputs, o.options())
	for _, e := range errs {
		switch element := elements[e.Index]; {
		case element.IsNull():
			addNullElement(at.AtListIndex(e.Index), diags)
		case !element.IsUnknown():
			addChoiceError(at.AtListIndex(e.Index), e, diags)
		}
	}
	return choices, len(errs) == 0
}

// checkAllowed adds an error for each choice that is not among the allowed
// ones; those that are not known yet or wrong are passed over. Without a list,
// everything is allowed.
func (o choiceOptions) checkAllowed(ctx context.Context, choices []types.String, at func(i int) path.Path, allowed types.List, diags *diag.Diagnostics) {
	if allowed.IsNull() {
		return
	}
	list, ok := o.parseAll(ctx, allowed, path.Root("allowed_choices"), diags)
	if !ok {
		return
	}
	for i, choice := range choices {
		c, err := account.Parse(choice.ValueString(), o.options())
		if err != nil {
			continue
		}
		if err := c.CheckAllowed(list); err != nil {
			diags.AddAttributeError(at(i), "Account not allowed", sentence(err))
		}
	}
}

func addChoiceError(at path.Path, err error, diags *diag.Diagnostics) {
	diags.AddAttributeError(at, invalidChoice, choiceDetail(err)+".")
}

// choiceDetail says what is wrong with a choice and why it matters, without
// the full stop at its end.
func choiceDetail(err error) string {
	return sentence(err) + " The account decides where everything is provisioned, so nothing is guessed"
}

// labelValue is a choice's label, null when it has none.
func labelValue(c account.Choice) types.String {
	if c.Label == "" {
		return types.StringNull()
	}
	return types.StringValue(c.Label)
}
