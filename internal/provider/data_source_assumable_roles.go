// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
)

var (
	_ datasource.DataSourceWithConfigure      = (*assumableRolesDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*assumableRolesDataSource)(nil)
)

func newAssumableRolesDataSource() datasource.DataSource { return &assumableRolesDataSource{} }

type assumableRolesDataSource struct{ configured }

type assumableRolesModel struct {
	fleetArguments
	Results           types.Map    `tfsdk:"results"` // null: setResults sets it
	AssumableRoleARNs []string     `tfsdk:"assumable_role_arns"`
	FailedRoleARNs    []string     `tfsdk:"failed_role_arns"`
	AllAssumable      types.Bool   `tfsdk:"all_assumable"`
	Summary           types.String `tfsdk:"summary"`
}

func (*assumableRolesDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typeName + "_assumable_roles"
}

func (*assumableRolesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Verifies that many roles can be assumed, each as `crossaccount_assumable_role` does: by a real `sts:AssumeRole` while Terraform plans. " +
			"As many are checked at a time as `max_concurrency` of the provider block says, and more slowly when STS throttles; a hop that several of them go by is assumed once. " +
			"One role's failure hides no other's.\n\n" +
			"All that failed is one error, or one warning, grouped by cause; with `on_failure = \"" + onFailureReport + "\"` it is in `results` alone, " +
			"and so is what succeeded. What AWS would refuse whatever a trust policy says is an error at plan, before any call. " +
			"No credentials and nothing that changes between two plans are stored.",
		Attributes: verificationAttributes(sessionAttributesFor(checkUse, map[string]schema.Attribute{
			"role_arns": schema.ListAttribute{
				MarkdownDescription: "The ARNs of the roles to assume, each once.",
				ElementType:         types.StringType,
				Required:            true,
			},
			"external_ids": schema.MapAttribute{
				MarkdownDescription: "The external IDs of those roles for which `external_id` is not the right one, by the ARN of the role. " +
					"They are sent, but not stored: in the state, this attribute is null. Default: `external_id` is that of all roles.",
				ElementType: types.StringType,
				Optional:    true,
				Sensitive:   true,
			},
			"trust_policies": schema.MapAttribute{
				MarkdownDescription: "The trust policies of those roles for which `trust_policy` is not the right one, as JSON, by the ARN of the role. " +
					"They are used, but not stored: in the state, this attribute is null. Default: `trust_policy` is that of all roles.",
				ElementType: types.StringType,
				Optional:    true,
				Sensitive:   true,
			},
			"results": schema.MapAttribute{
				MarkdownDescription: "What is known of each role, by its ARN: whether it is `assumable`; its `account_id`; `external_id_enforced`, as of `crossaccount_assumable_role`; " +
					"and the `failure`, null when there is none. Of a failure, " + failureForm,
				ElementType: fleetResultType,
				Computed:    true,
			},
			"assumable_role_arns": schema.ListAttribute{
				MarkdownDescription: "The ARNs of the roles that could be assumed, in the order of `role_arns`. Give these to whatever uses the roles.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"failed_role_arns": schema.ListAttribute{
				MarkdownDescription: "The ARNs of the roles that could not, in the order of `role_arns`.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"all_assumable": schema.BoolAttribute{
				MarkdownDescription: "Whether all roles could be assumed; true where there are none.",
				Computed:            true,
			},
			"summary": schema.StringAttribute{
				MarkdownDescription: "A table for people, a line for each role in the order of `role_arns`: its ARN, whether it is assumable, and the kind of the failure.",
				Computed:            true,
			},
		})),
		Blocks: viaBlocks(),
	}
}

func (*assumableRolesDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m assumableRolesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.requests(ctx, &resp.Diagnostics)
	}
}

func (d *assumableRolesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m assumableRolesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	requests := m.requests(ctx, &resp.Diagnostics)
	client := d.data.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	results, err := client.VerifyAll(ctx, requests)
	if err != nil {
		resp.Diagnostics.AddError("Verification stopped",
			fmt.Sprintf("Terraform stopped the check of %s before STS had answered for each. Nothing is known of any.", countOf(len(requests), "role")))
		return
	}
	m.summarize(requests, results)
	if failed := len(m.FailedRoleARNs); failed > 0 {
		m.addFailure(path.Root("role_arns"), "Roles cannot be assumed", failuresDetail(requests, results, failed), &resp.Diagnostics)
	}
	m.forget(ctx, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
	if !resp.Diagnostics.HasError() {
		setResults(&resp.State, requests, results, &resp.Diagnostics)
	}
}

// summarize sets what is known of all roles together.
func (m *assumableRolesModel) summarize(requests []assume.Request, results []assume.Result) {
	m.AssumableRoleARNs, m.FailedRoleARNs = []string{}, []string{}
	for i, r := range results {
		if role := requests[i].Role.String(); r.Assumable {
			m.AssumableRoleARNs = append(m.AssumableRoleARNs, role)
		} else {
			m.FailedRoleARNs = append(m.FailedRoleARNs, role)
		}
	}
	m.AllAssumable = types.BoolValue(len(m.FailedRoleARNs) == 0)
	m.Summary = types.StringValue(assume.Summary(requests, results))
}

// forget is as that of the embedded, with what is by role.
func (m *assumableRolesModel) forget(ctx context.Context, diags *diag.Diagnostics) {
	m.verificationArguments.forget(ctx, diags)
	m.ExternalIDs, m.TrustPolicies = types.MapNull(types.StringType), types.MapNull(types.StringType)
}
