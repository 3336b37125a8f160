// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

var _ datasource.DataSourceWithValidateConfig = (*accountChoicesDataSource)(nil)

func newAccountChoicesDataSource() datasource.DataSource { return &accountChoicesDataSource{} }

type accountChoicesDataSource struct{}

type accountChoicesModel struct {
	Accounts              types.Map    `tfsdk:"accounts"`
	Separator             types.String `tfsdk:"separator"`
	InputName             types.String `tfsdk:"input_name"`
	DefaultLabel          types.String `tfsdk:"default_label"`
	Description           types.String `tfsdk:"description"`
	Choices               []string     `tfsdk:"choices"`
	ParameterValue        types.String `tfsdk:"parameter_value"`
	Pattern               types.String `tfsdk:"pattern"`
	ValidationDescription types.String `tfsdk:"validation_description"`
	InputYAML             types.String `tfsdk:"input_yaml"`
	InputSourceJSON       types.String `tfsdk:"input_source_json"`
}

func (*accountChoicesDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_account_choices"
}

func (*accountChoicesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Writes the account choices that a form offers, in each of the ways that Torque takes them, from one list of accounts. " +
			"What is written is what `crossaccount_accounts` reads.\n\n" +
			"A label that would not come back as it is, out of a choice, a parameter or a blueprint, is an error at plan, all of them at once; " +
			"so is an account that stands under two labels. No AWS credentials are needed.",
		Attributes: map[string]schema.Attribute{
			"accounts": schema.MapAttribute{
				MarkdownDescription: "The account IDs by label, at least one. A label has no comma, no white space around it, nothing that is invisible, and neither `{{` nor `{%`.",
				ElementType:         types.StringType,
				Required:            true,
			},
			"separator": schema.StringAttribute{
				MarkdownDescription: "What stands between label and account, with a space on both sides; it holds no digit and no comma, and is not `-` alone. Default: `|`.",
				Optional:            true,
				Validators:          []validator.String{checked("must not be empty, hold a digit or a comma or be a dash", account.CheckOfferSeparator)},
			},
			"input_name": schema.StringAttribute{
				MarkdownDescription: fmt.Sprintf("The name of the input in `input_yaml`: up to 255 characters, no double quote among them. Default: `%s`.", account.DefaultInputName),
				Optional:            true,
				Validators:          []validator.String{checked("must be the name of an input", account.CheckInputName)},
			},
			"default_label": schema.StringAttribute{
				MarkdownDescription: "The label of the choice that the form of `input_yaml` begins with: one of `accounts`. Default: none, and somebody has to choose.",
				Optional:            true,
			},
			"description": schema.StringAttribute{
				MarkdownDescription: "What the form of `input_yaml` says of the input. Default: nothing.",
				Optional:            true,
				Validators:          []validator.String{checked("must be text that a form shows", account.CheckDescription)},
			},
			"choices": schema.ListAttribute{
				MarkdownDescription: "The choices, such as `\"Dev | 123456789012\"`, sorted by label: for `allowed_choices`, or the `allowed-values` of an input.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"parameter_value": schema.StringAttribute{
				MarkdownDescription: "The choices with commas between them: the value of a Torque parameter, from which an input of `type: parameter` makes a dropdown list.",
				Computed:            true,
			},
			"pattern": schema.StringAttribute{
				MarkdownDescription: "A regular expression that matches the choices and nothing else, for the `pattern` of an input. It means the same in Go, JavaScript, Python and .NET, " +
					"but that the last two let a line break follow, which is trimmed when the choice is read.",
				Computed: true,
			},
			"validation_description": schema.StringAttribute{
				MarkdownDescription: "What to tell somebody whose value `pattern` does not match, for the `validation-description` of an input.",
				Computed:            true,
			},
			"input_yaml": schema.StringAttribute{
				MarkdownDescription: "The input as a Torque blueprint has it below `inputs`, as YAML: a dropdown list of the choices, with the pattern. `indent(2, …)` moves it below `inputs:`.",
				Computed:            true,
			},
			"input_source_json": schema.StringAttribute{
				MarkdownDescription: "The accounts as a Torque input source reads them, as JSON: a list of objects with `label`, `account_id` and `choice`. " +
					"Set the source's `json_path` to `$[*].choice`, its `display_json_path` to `$[*].label`. Torque shows the first 1000 at most.",
				Computed: true,
			},
		},
	}
}

func (*accountChoicesDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m accountChoicesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.offer(ctx, &resp.Diagnostics)
	}
}

func (*accountChoicesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m accountChoicesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	offer, first := m.offer(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	in := account.Input{Name: account.DefaultInputName, Description: m.Description.ValueString(), Default: first}
	if !m.InputName.IsNull() {
		in.Name = m.InputName.ValueString()
	}
	m.Choices = offer.Choices()
	m.ParameterValue = types.StringValue(offer.ParameterValue())
	m.Pattern = types.StringValue(offer.Pattern())
	m.ValidationDescription = types.StringValue(offer.ValidationDescription())
	m.InputYAML = types.StringValue(offer.InputYAML(in))
	m.InputSourceJSON = types.StringValue(offer.InputSourceJSON())
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// offer makes the offer, and the choice that the form begins with, "" for
// none. Accounts that are known are checked also where others are not.
func (m *accountChoicesModel) offer(ctx context.Context, diags *diag.Diagnostics) (offer account.Offer, first string) {
	at := path.Root("accounts")
	separatorFits := m.Separator.IsNull() || account.CheckOfferSeparator(m.Separator.ValueString()) == nil
	if m.Accounts.IsUnknown() || m.Separator.IsUnknown() || !separatorFits {
		return account.Offer{}, ""
	}
	elements := make(map[string]types.String)
	diags.Append(m.Accounts.ElementsAs(ctx, &elements, false)...)
	known := make(map[string]string, len(elements))
	ok := true
	for _, label := range sortedNames(elements) {
		switch id := elements[label]; {
		case id.IsNull():
			diags.AddAttributeError(at.AtMapKey(label), "Null in a map",
				"An element of accounts is null. Nothing can be made of it: remove it, or give its value.")
			ok = false
		case id.IsUnknown():
			ok = false
		default:
			known[label] = id.ValueString()
		}
	}
	if len(known) == 0 && !ok {
		return account.Offer{}, ""
	}

	offer, errs := account.NewOffer(known, account.Options{Separator: m.Separator.ValueString()})
	for _, err := range errs {
		var labelled *account.LabelError
		if errors.As(err, &labelled) {
			diags.AddAttributeError(at.AtMapKey(labelled.Label), "Account can't be offered", sentence(err))
		} else {
			diags.AddAttributeError(at, "Invalid accounts", sentence(err))
		}
	}
	if !ok || errs != nil || m.DefaultLabel.IsNull() || m.DefaultLabel.IsUnknown() {
		return offer, ""
	}
	first, err := offer.Choice(m.DefaultLabel.ValueString())
	if err != nil {
		diags.AddAttributeError(path.Root("default_label"), "Invalid default_label", sentence(err))
	}
	return offer, first
}
