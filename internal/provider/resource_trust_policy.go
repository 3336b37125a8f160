// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

var (
	_ resource.ResourceWithValidateConfig = (*trustPolicyResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*trustPolicyResource)(nil)
	_ resource.ResourceWithImportState    = (*trustPolicyResource)(nil)
)

func newTrustPolicyResource() resource.Resource { return &trustPolicyResource{} }

type trustPolicyResource struct{}

func (*trustPolicyResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = typeName + "_trust_policy"
}

func (*trustPolicyResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var m trustPolicyModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if !resp.Diagnostics.HasError() {
		m.compute(ctx, &resp.Diagnostics).addFailing(&resp.Diagnostics)
	}
}

// ModifyPlan computes what is computed, so that it is known at plan. Terraform
// has validated the configuration, with the same values, right before.
func (*trustPolicyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return // to be destroyed
	}
	var m trustPolicyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	report := m.compute(ctx, &resp.Diagnostics)
	report.addFailing(&resp.Diagnostics)
	report.addWarnings(&resp.Diagnostics)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &m)...)
}

func (*trustPolicyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	storeTrustPolicy(ctx, req.Plan, &resp.State, &resp.Diagnostics)
}

func (*trustPolicyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	storeTrustPolicy(ctx, req.Plan, &resp.State, &resp.Diagnostics)
}

// storeTrustPolicy computes again what was unknown when Terraform planned. The
// warnings were given there.
func storeTrustPolicy(ctx context.Context, plan tfsdk.Plan, state *tfsdk.State, diags *diag.Diagnostics) {
	var m trustPolicyModel
	diags.Append(plan.Get(ctx, &m)...)
	if diags.HasError() {
		return
	}
	m.compute(ctx, diags).addFailing(diags)
	if !diags.HasError() {
		diags.Append(state.Set(ctx, &m)...)
	}
}

// Read leaves the state as it is: there is nothing else to read.
func (*trustPolicyResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Delete has nothing to delete but the state, which the framework does.
func (*trustPolicyResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {
}

func (*trustPolicyResource) ImportState(_ context.Context, _ resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resp.Diagnostics.AddError("Import not supported",
		"A crossaccount_trust_policy exists in the state alone, so there is nothing to import: write it in the configuration and apply. "+
			"The role that carries the policy is imported as what it is, an aws_iam_role for instance.")
}

type trustPolicyModel struct {
	AWS               types.List `tfsdk:"aws"`
	EKSServiceAccount types.List `tfsdk:"eks_service_account"`
	EKSPodIdentity    types.List `tfsdk:"eks_pod_identity"`
	OIDC              types.List `tfsdk:"oidc"`
	SAML              types.List `tfsdk:"saml"`
	Service           types.List `tfsdk:"service"`
	Deny              types.List `tfsdk:"deny"`
	Statement         types.List `tfsdk:"statement"`

	TargetRoleARNs types.List   `tfsdk:"target_role_arns"`
	FailOn         types.String `tfsdk:"fail_on"`

	ID               types.String `tfsdk:"id"`
	JSON             types.String `tfsdk:"json"`
	CallerPolicyJSON types.String `tfsdk:"caller_policy_json"`
	Characters       types.Int64  `tfsdk:"characters"`
	Findings         types.List   `tfsdk:"findings"`
}

// trustPolicyReport is what the check finds, and where to show it.
type trustPolicyReport struct {
	findings []trust.Finding
	blocks   []path.Path // of the statements
	failOn   types.String
}

// compute sets what is computed, as far as it is known: all else is unknown.
// What is wrong is added to diags; what the check finds is returned.
func (m *trustPolicyModel) compute(ctx context.Context, diags *diag.Diagnostics) trustPolicyReport {
	m.ID, m.JSON, m.CallerPolicyJSON = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	m.Characters, m.Findings = types.Int64Unknown(), types.ListUnknown(findingType)

	document, blocks := m.build(ctx, diags)
	roles, rolesKnown := m.targetRoles(ctx, diags)
	if document.IsZero() {
		return trustPolicyReport{}
	}
	addFieldErrors(document.CheckRoles(roles), blocks, diags)
	report := trustPolicyReport{document.Check(), blocks, m.FailOn}

	// The policy holds the external IDs, and is not sensitive all the same: who
	// may read the role reads them there, and a plan that hid the whole policy
	// could not be reviewed.
	// Source: IAM User Guide, "Access to AWS accounts owned by third parties".
	text := document.String()
	digest := sha256.Sum256([]byte(text))
	m.ID = types.StringValue(hex.EncodeToString(digest[:]))
	m.JSON = types.StringValue(text)
	m.Characters = types.Int64Value(int64(document.Characters()))
	m.Findings = findingsValue(ctx, report.findings, diags)
	if rolesKnown {
		m.CallerPolicyJSON = types.StringNull()
		if policy := document.CallerPolicy(roles); !policy.IsZero() {
			m.CallerPolicyJSON = types.StringValue(policy.String())
		}
	}
	return report
}

// build returns the policy, and the block of each statement. The document is
// zero while something is unknown or wrong.
func (m *trustPolicyModel) build(ctx context.Context, diags *diag.Diagnostics) (trust.Document, []path.Path) {
	r := formReader{diags: diags, known: true}
	m.read(ctx, &r)
	if len(r.forms) == 0 && !r.known {
		return trust.Document{}, nil // there may be blocks once all is known
	}
	document, err := trust.Build(r.forms...)
	var errs trust.FieldErrors
	errors.As(err, &errs)
	addFieldErrors(errs, r.blocks, diags)
	if !r.known {
		return trust.Document{}, nil
	}
	return document, r.blocks
}

// addFieldErrors adds each error on the block and attribute that it is of.
func addFieldErrors(errs trust.FieldErrors, blocks []path.Path, diags *diag.Diagnostics) {
	for _, e := range errs {
		if e.Form < 0 {
			diags.AddError("No statement", sentence(e))
			continue
		}
		at := blocks[e.Form]
		if e.Block != "" {
			at = at.AtName(e.Block).AtListIndex(e.BlockIndex)
		}
		if e.Field != "" {
			at = at.AtName(e.Field)
		}
		summary := "Invalid " + lastName(at)
		if e.Index >= 0 {
			at = at.AtListIndex(e.Index)
		}
		diags.AddAttributeError(at, summary, sentence(e))
	}
}

// targetRoles returns the roles of target_role_arns, and whether all are known.
func (m *trustPolicyModel) targetRoles(ctx context.Context, diags *diag.Diagnostics) (roles []iamarn.Role, known bool) {
	r := formReader{diags: diags, known: true}
	for i, arn := range r.list(ctx, "target_role_arns", m.TargetRoleARNs) {
		if arn == trust.Unknown {
			continue
		}
		role, err := iamarn.ParseRole(arn)
		if err != nil {
			diags.AddAttributeError(path.Root("target_role_arns").AtListIndex(i), "Invalid target_role_arns", sentence(err))
			continue
		}
		roles = append(roles, role)
	}
	return roles, r.known
}

// addFailing adds the findings that fail_on makes errors.
func (r trustPolicyReport) addFailing(diags *diag.Diagnostics) {
	for _, f := range r.findings {
		if !r.failOn.IsUnknown() && fails(r.failOn.ValueString(), f.Severity) {
			summary, detail := findingTexts(f)
			diags.Append(r.on(f, diag.NewErrorDiagnostic(summary, detail)))
		}
	}
}

// addWarnings adds the findings that are worth a word and no error.
func (r trustPolicyReport) addWarnings(diags *diag.Diagnostics) {
	for _, f := range r.findings {
		if failOn := r.failOn.ValueString(); failOn != failOnNone && (r.failOn.IsUnknown() || !fails(failOn, f.Severity)) {
			summary, detail := findingTexts(f)
			diags.Append(r.on(f, diag.NewWarningDiagnostic(summary, detail)))
		}
	}
}

func findingTexts(f trust.Finding) (summary, detail string) {
	if f.Severity == trust.SeverityError {
		return invalidPolicy, refused + "\n\n" + f.Code + ": " + f.String()
	}
	return unwisePolicy, unwise + "\n\n" + f.Code + ": " + f.String()
}

// on puts a diagnostic on the block that the finding is about.
func (r trustPolicyReport) on(f trust.Finding, d diag.Diagnostic) diag.Diagnostic {
	if f.Statement < 0 {
		return d
	}
	return diag.WithPath(r.blocks[f.Statement], d)
}
