// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
)

// fleetArguments are what is to be checked of many roles.
type fleetArguments struct {
	verificationArguments
	RoleARNs      types.List `tfsdk:"role_arns"`
	ExternalIDs   types.Map  `tfsdk:"external_ids"`
	TrustPolicies types.Map  `tfsdk:"trust_policies"`
}

// requests returns what is to be checked of each role, in the order of the
// roles. Limits of AWS that known values break are errors; unknown values are
// left out, so that it is fit to be sent only when nothing is unknown.
func (a *fleetArguments) requests(ctx context.Context, diags *diag.Diagnostics) []assume.Request {
	common := a.request(ctx, diags)
	// These are checked alone where there is no role to check them with.
	addRequestErrors(withoutEnforcement(common).Check(), path.Root, diags)
	arns := elementsOf(ctx, a.RoleARNs, diags)
	externalIDs := a.byRole(ctx, a.ExternalIDs, arns, path.Root("external_ids"), diags)
	policies := a.byRole(ctx, a.TrustPolicies, arns, path.Root("trust_policies"), diags)

	requests := make([]assume.Request, 0, len(arns))
	first := make(map[string]int, len(arns)) // the index of each ARN
	var unprobed []string                    // roles without an external ID whose enforcement could be looked at
	for i, arn := range arns {
		at := path.Root("role_arns").AtListIndex(i)
		if arn.IsNull() {
			addNullElement(at, diags)
			continue
		}
		if arn.IsUnknown() {
			continue
		}
		name := arn.ValueString()
		if other, ok := first[name]; ok {
			diags.AddAttributeError(at, "Role given twice",
				fmt.Sprintf("%s is given twice, as element %d and as element %d: remove one.", name, other, i))
			continue
		}
		first[name] = i

		r := common
		r.Role = roleOf(arn, at, diags)
		idAt := path.Root("external_id")
		own, hasOwn := externalIDs[name]
		if hasOwn {
			idAt, r.ExternalID = path.Root("external_ids").AtMapKey(name), own.ValueString()
		}
		if own, ok := policies[name]; ok {
			r.TrustPolicy = trustPolicyOf(own, path.Root("trust_policies").AtMapKey(name), diags)
		}
		if r.Enforcement != assume.IgnoreExternalID && r.ExternalID == "" {
			r.Enforcement = assume.IgnoreExternalID // there may be an ID that is not known yet
			if !hasOwn && !a.ExternalID.IsUnknown() && !a.ExternalIDs.IsUnknown() {
				unprobed = append(unprobed, name)
			}
		}
		addRequestErrors(r.Check(), func(field string) path.Path {
			switch field {
			case "role_arn":
				return at
			case "external_id":
				return idAt
			default:
				return path.Root(field)
			}
		}, diags)
		requests = append(requests, r)
	}
	if len(unprobed) > 0 {
		diags.AddAttributeError(path.Root("external_id_enforcement"), "Invalid external_id_enforcement",
			fmt.Sprintf("There is no external ID whose enforcement could be looked at for %s: give external_id, name each role in external_ids, or leave external_id_enforcement out.",
				strings.Join(unprobed, ", ")))
	}
	return requests
}

func withoutEnforcement(r assume.Request) assume.Request {
	r.Enforcement = assume.IgnoreExternalID
	return r
}

// byRole returns the elements of a map by role ARN. A key that is no element
// of role_arns is an error: it is misspelt, and what it holds would be lost.
func (a *fleetArguments) byRole(ctx context.Context, m types.Map, arns []types.String, at path.Path, diags *diag.Diagnostics) map[string]types.String {
	if m.IsUnknown() {
		return nil
	}
	var values map[string]types.String
	diags.Append(m.ElementsAs(ctx, &values, false)...)
	roles := make(map[string]bool, len(arns))
	for _, arn := range arns {
		roles[arn.ValueString()] = true
	}
	allKnown := fullyKnown(a.RoleARNs)
	for _, arn := range sortedNames(values) {
		switch v := values[arn]; {
		case allKnown && !roles[arn]:
			diags.AddAttributeError(at.AtMapKey(arn), "Role not listed",
				fmt.Sprintf("%q is not an element of role_arns, so that this would be used for no role: write the ARN as it is there, or remove this.", arn))
		case v.IsNull():
			diags.AddAttributeError(at.AtMapKey(arn), "Null in a map",
				fmt.Sprintf("The value for %s is null. Nothing can be made of it: remove the role from %s, or give its value.", arn, lastName(at)))
		case !v.IsUnknown() && v.ValueString() == "":
			diags.AddAttributeError(at.AtMapKey(arn), "Invalid "+lastName(at),
				fmt.Sprintf("The value for %s is an empty string: remove the role from %s, or give its value.", arn, lastName(at)))
		}
	}
	return values
}

// failuresDetail tells of all failures of a fleet at once, grouped by cause.
// Terraform wraps lines but for those that are indented.
func failuresDetail(requests []assume.Request, results []assume.Result, failed int) string {
	causes := assume.Causes(requests, results)
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %s cannot be assumed.", failed, countOf(len(requests), "role"))
	if len(causes) > 1 {
		b.WriteString(" What has the shortest remedy comes first.")
	}
	for i, c := range causes {
		fmt.Fprintf(&b, "\n\nCause %d of %d: %s (side: %s), %s\n%s\n", i+1, len(causes), c.Kind, c.Side, countOf(len(c.Roles), "role"), c.Message)
		for _, role := range c.Roles {
			b.WriteString("    " + role + "\n")
		}
		b.WriteString("What to do: " + c.Remedy)
	}
	most := 0
	for _, r := range results {
		if r.Failure != nil {
			most = max(most, r.Tries)
		}
	}
	if most > 0 {
		fmt.Fprintf(&b, "\n\nThese were tried up to %s.", countOf(most, "time"))
	}
	return b.String()
}

func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
