// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// The values of on_failure.
const (
	onFailureError  = "error"
	onFailureWarn   = "warn"
	onFailureReport = "report"
)

var onFailureValues = []string{onFailureError, onFailureWarn, onFailureReport}

// The values of external_id_enforcement.
const (
	ignoreEnforcement  = "ignore"
	reportEnforcement  = string(assume.ReportExternalID)
	requireEnforcement = string(assume.RequireExternalID)
)

var enforcementValues = []string{ignoreEnforcement, reportEnforcement, requireEnforcement}

// verificationArguments are what the checks of one role and of many share.
type verificationArguments struct {
	sessionArguments
	Via                   types.List   `tfsdk:"via"`
	TrustPolicy           types.String `tfsdk:"trust_policy"`
	ExternalIDEnforcement types.String `tfsdk:"external_id_enforcement"`
	WaitTimeout           types.String `tfsdk:"wait_timeout"`
	OnFailure             types.String `tfsdk:"on_failure"`
}

// verificationAttributes adds the attributes of verificationArguments to others.
func verificationAttributes(others map[string]schema.Attribute) map[string]schema.Attribute {
	others["trust_policy"] = schema.StringAttribute{
		MarkdownDescription: "The role's trust policy, as JSON, where it is known here: a denial is then explained by evaluating it. " +
			"It decides nothing, which STS alone does. It may hold an external ID, so it is used but not stored: in the state, this attribute is null. Default: it is not known.",
		Optional:   true,
		Sensitive:  true,
		Validators: []validator.String{notEmpty},
	}
	others["external_id_enforcement"] = schema.StringAttribute{
		MarkdownDescription: "Whether to find out that the role refuses the caller without the external ID, and with another one, which is random and stored nowhere: " +
			"no (`" + ignoreEnforcement + "`); yes, for the value of `external_id_enforced` alone (`" + reportEnforcement + "`); or yes, and a role that does not refuse it, " +
			"or of which that can't be found out, is a failure (`" + requireEnforcement + "`). It needs an external ID. The two further calls of STS, and one more with the external ID to confirm them, show in the role's CloudTrail. " +
			"Default: `" + ignoreEnforcement + "`.",
		Optional:   true,
		Validators: []validator.String{stringvalidator.OneOf(enforcementValues...)},
	}
	others["wait_timeout"] = schema.StringAttribute{
		MarkdownDescription: fmt.Sprintf("How long a denial is waited out, for a role that was created or changed moments ago, which STS knows only after some seconds, or minutes at worst: "+
			"a duration such as `90s`, `2m` or `1m30s`, from `%s` to `%s`. The role then has to be assumable several times in a row. "+
			"Only denials are waited out: any other failure ends it at once. The log tells how it goes, at level INFO. Default: a denial is not waited out.",
			shortDuration(minWait), shortDuration(maxWait)),
		Optional:   true,
		Validators: []validator.String{checked("must be a duration", checkWait)},
	}
	others["on_failure"] = schema.StringAttribute{
		MarkdownDescription: "What a role that can't be assumed is: an `" + onFailureError + "`; a warning (`" + onFailureWarn + "`); or nothing but the value of `failure` (`" +
			onFailureReport + "`), for checks of your own and so that a plan to destroy is not stopped by a role that is gone already. Default: `" + onFailureError + "`.",
		Optional:   true,
		Validators: []validator.String{stringvalidator.OneOf(onFailureValues...)},
	}
	return others
}

// viaBlocks is the schema of the hops.
func viaBlocks() map[string]schema.Block {
	return map[string]schema.Block{
		"via": schema.ListNestedBlock{
			MarkdownDescription: viaDescription,
			NestedObject:        schema.NestedBlockObject{Attributes: hopAttributes()},
		},
	}
}

// request returns what is to be checked of a role, but for the role. Unknown
// values are left out, so that it is fit to be sent only when nothing is unknown.
func (a *verificationArguments) request(ctx context.Context, diags *diag.Diagnostics) assume.Request {
	r := a.sessionArguments.request(ctx, checkUse, path.Empty(), diags)
	r.Via = hopsOf(ctx, a.Via, diags)
	r.TrustPolicy = trustPolicyOf(a.TrustPolicy, path.Root("trust_policy"), diags)
	r.Wait, _ = parseWait(a.WaitTimeout.ValueString()) // its validator has refused what is none
	if r.Wait > 0 {
		r.Progress = logProgress
	}
	switch e := a.ExternalIDEnforcement.ValueString(); e {
	case reportEnforcement, requireEnforcement:
		r.Enforcement = assume.Enforcement(e)
	}
	return r
}

// trustPolicyOf returns a trust policy, none if it is null, unknown or wrong.
func trustPolicyOf(text types.String, at path.Path, diags *diag.Diagnostics) trust.Document {
	if text.ValueString() == "" {
		return trust.Document{}
	}
	d, err := trust.Parse(text.ValueString())
	if err != nil {
		diags.AddAttributeError(at, "Invalid "+lastName(at), sentence(err))
	}
	return d
}

// The limits of wait_timeout. AWS names none; its support speaks of 15 minutes
// that a change of IAM took.
const (
	minWait = time.Second
	maxWait = time.Hour
)

// parseWait reads wait_timeout; "" is no waiting.
func parseWait(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is not a duration: write numbers with their units, such as 90s, 2m or 1m30s", s)
	case d < minWait || d > maxWait:
		return 0, fmt.Errorf("a denial is waited out for %s to %s, not for %s: give a duration in between, or null for not at all",
			shortDuration(minWait), shortDuration(maxWait), s)
	}
	return d, nil
}

func checkWait(s string) error {
	if err := notEmptyError(s); err != nil {
		return err
	}
	_, err := parseWait(s)
	return err
}

// shortDuration writes whole hours and seconds as a person does: 1h, not 1h0m0s.
func shortDuration(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return d.String()
}

// logProgress tells, at level INFO, how the waiting for a role goes.
func logProgress(ctx context.Context, p assume.Progress) {
	tflog.Info(ctx, "Waiting until a role is assumable", map[string]any{
		"role_arn":         p.Role.String(),
		"tries":            p.Tries,
		"successes":        p.InRow,
		"successes_needed": p.Needed,
		"remaining":        max(0, p.Remaining).Round(time.Second).String(),
	})
}

// addFailure adds what on_failure makes of a failure.
func (a *verificationArguments) addFailure(at path.Path, summary, detail string, diags *diag.Diagnostics) {
	switch a.OnFailure.ValueString() {
	case onFailureReport:
	case onFailureWarn:
		diags.AddAttributeWarning(at, summary, detail)
	default:
		diags.AddAttributeError(at, summary, detail)
	}
}

// forget takes out what is not to be stored: Terraform stores what a data
// source returns, also where it is sensitive.
func (a *verificationArguments) forget(ctx context.Context, diags *diag.Diagnostics) {
	a.ExternalID = types.StringNull()
	a.TrustPolicy = types.StringNull()
	a.Via = withoutExternalIDs(ctx, a.Via, diags)
}

type failureModel struct {
	Kind    string       `tfsdk:"kind"`
	Side    string       `tfsdk:"side"`
	Hop     types.Int64  `tfsdk:"hop"`
	Code    types.String `tfsdk:"code"`
	Message string       `tfsdk:"message"`
	Remedy  string       `tfsdk:"remedy"`
}

var failureType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"kind":    types.StringType,
	"side":    types.StringType,
	"hop":     types.Int64Type,
	"code":    types.StringType,
	"message": types.StringType,
	"remedy":  types.StringType,
}}

// failureForm describes the attributes of a failure.
var failureForm = "`kind` is one of `" + joinNames(assume.Kinds()) + "`; `side` tells where to look: `" + joinNames(assume.Sides()) + "`; " +
	"`hop` is the number of the block `via` that failed, from 1, null when it is the role itself; `code` is the error code of AWS, null when no answer of AWS had one; " +
	"`message` says what happened and `remedy` what to do. The guide [When STS says no](../guides/when-sts-says-no.md) explains the kinds."

// newFailureModel returns the failure as it is stored, nil if there is none.
func newFailureModel(f *assume.Failure) *failureModel {
	if f == nil {
		return nil
	}
	m := &failureModel{Kind: string(f.Kind), Side: string(f.Side), Code: textOrNull(f.Code), Message: f.Message, Remedy: f.Remedy}
	if f.Hop > 0 {
		m.Hop = types.Int64Value(int64(f.Hop))
	}
	return m
}

// textOrNull is null for an empty string.
func textOrNull(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// tried says how often a role was tried that was waited for, "" if none was.
// It differs from run to run, so it is for diagnostics alone.
func tried(tries int) string {
	switch tries {
	case 0:
		return ""
	case 1:
		return "\n\nIt was tried once."
	default:
		return fmt.Sprintf("\n\nIt was tried %d times.", tries)
	}
}

// joinNames joins names for a description, between back quotes.
func joinNames[S ~string](names []S) string {
	s := make([]string, len(names))
	for i, n := range names {
		s[i] = string(n)
	}
	return strings.Join(s, "`, `")
}
