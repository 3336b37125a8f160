// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

var _ datasource.DataSourceWithValidateConfig = (*trustPolicyCheckDataSource)(nil)

func newTrustPolicyCheckDataSource() datasource.DataSource { return &trustPolicyCheckDataSource{} }

type trustPolicyCheckDataSource struct{}

type trustPolicyCheckModel struct {
	JSON           types.String `tfsdk:"json"`
	FailOn         types.String `tfsdk:"fail_on"`
	Valid          types.Bool   `tfsdk:"valid"`
	Findings       types.List   `tfsdk:"findings"`
	Characters     types.Int64  `tfsdk:"characters"`
	NormalizedJSON types.String `tfsdk:"normalized_json"`
}

func (*trustPolicyCheckDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_trust_policy_check"
}

func (*trustPolicyCheckDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Checks the trust policy of a role: whether IAM would store it, and whether it does what it seems to. " +
			"The guide [Findings on trust policies](../guides/trust-policy-findings.md) lists all that is looked for, with its source.\n\n" +
			"The check knows the document alone. Whether a role or user that it names exists, which IAM looks at as well, it cannot tell, " +
			"and neither which accounts are yours. No AWS credentials are needed.",
		Attributes: map[string]schema.Attribute{
			"json": schema.StringAttribute{
				MarkdownDescription: "The trust policy, as JSON.",
				Required:            true,
			},
			"fail_on": schema.StringAttribute{
				MarkdownDescription: "What is an error: findings of the severity `" + failOnError + "`, which IAM refuses, while the others are warnings; also a `" + failOnWarning +
					"`; or `" + failOnNone + "`: nothing is, not even a text that is no JSON, and nothing but `valid` and `findings` tells. Default: `" + failOnError + "`.",
				Optional:   true,
				Validators: []validator.String{failOnValidator},
			},
			"valid": schema.BoolAttribute{
				MarkdownDescription: "Whether there is no finding of the severity `error`: IAM would store the document, as far as can be told without AWS.",
				Computed:            true,
			},
			"findings": schema.ListAttribute{
				MarkdownDescription: "What the check finds, those on the document before those on its statements, in their order: the `code`; the `severity`, `error` or `warning`; " +
					"the number of the `statement`, counted from 0, null when the finding is on the document as a whole; " +
					"and the `message`, which says where, what is wrong and what to do. Values of `sts:ExternalId` are never shown.",
				ElementType: findingType,
				Computed:    true,
			},
			"characters": schema.Int64Attribute{
				MarkdownDescription: "How many characters of the role's quota the document takes up as it is written, `normalized_json` may take fewer; null when the text is no document. " +
					"The quota is 2,048, and AWS raises it on request. White space outside of strings is not counted; that inside of them is, as AWS does not say that it is not.",
				Computed: true,
			},
			"normalized_json": schema.StringAttribute{
				MarkdownDescription: "The document in canonical form, as `trust_policy_normalize` gives it; null when the text is no document.",
				Computed:            true,
			},
		},
	}
}

// ValidateConfig tells errors as early as possible. Warnings wait for Read:
// Terraform would show them twice.
func (*trustPolicyCheckDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m trustPolicyCheckModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() || m.JSON.IsNull() || m.JSON.IsUnknown() || m.FailOn.IsUnknown() {
		return
	}
	m.addErrors(trust.Check(m.JSON.ValueString()).Findings, &resp.Diagnostics)
}

func (*trustPolicyCheckDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m trustPolicyCheckModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	report := trust.Check(m.JSON.ValueString())
	m.addErrors(report.Findings, &resp.Diagnostics)
	m.addWarnings(report.Findings, &resp.Diagnostics)
	m.Valid = types.BoolValue(report.Valid())
	m.Findings = findingsValue(ctx, report.Findings, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if !report.Document.IsZero() {
		m.Characters = types.Int64Value(int64(report.Characters))
		m.NormalizedJSON = types.StringValue(report.Document.String())
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// addErrors adds the findings that fail_on makes errors, as one for each
// severity: they all stand on the same attribute.
func (m *trustPolicyCheckModel) addErrors(findings []trust.Finding, diags *diag.Diagnostics) {
	failOn := m.FailOn.ValueString()
	if list := listFindings(findings, trust.SeverityError); list != "" && fails(failOn, trust.SeverityError) {
		diags.AddAttributeError(path.Root("json"), invalidPolicy, refused+"\n\n"+list)
	}
	if list := listFindings(findings, trust.SeverityWarning); list != "" && fails(failOn, trust.SeverityWarning) {
		diags.AddAttributeError(path.Root("json"), unwisePolicy, unwise+` fail_on = "warning" makes that an error.`+"\n\n"+list)
	}
}

// addWarnings adds the findings that are worth a word and no error.
func (m *trustPolicyCheckModel) addWarnings(findings []trust.Finding, diags *diag.Diagnostics) {
	list := listFindings(findings, trust.SeverityWarning)
	if failOn := m.FailOn.ValueString(); list == "" || failOn == failOnNone || fails(failOn, trust.SeverityWarning) {
		return
	}
	diags.AddAttributeWarning(path.Root("json"), unwisePolicy, unwise+"\n\n"+list)
}

// listFindings writes the findings of a severity, a paragraph for each.
func listFindings(findings []trust.Finding, severity trust.Severity) string {
	var paragraphs []string
	for _, f := range findings {
		if f.Severity == severity {
			paragraphs = append(paragraphs, f.Code+": "+f.String())
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
