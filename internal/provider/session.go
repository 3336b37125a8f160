// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// sessionArguments are what is asked for of a role besides the role: of the one
// that all is about, and of each hop.
type sessionArguments struct {
	ExternalID        types.String `tfsdk:"external_id"`
	SessionName       types.String `tfsdk:"session_name"`
	DurationSeconds   types.Int64  `tfsdk:"duration_seconds"`
	SourceIdentity    types.String `tfsdk:"source_identity"`
	Tags              types.Map    `tfsdk:"tags"`
	TransitiveTagKeys types.Set    `tfsdk:"transitive_tag_keys"`
}

// roleArguments are one role with what is asked for of it, as in a block via.
type roleArguments struct {
	RoleARN types.String `tfsdk:"role_arn"`
	sessionArguments
}

// sessionUse is what a session is for, which decides what is asked for when
// its author gives nothing.
type sessionUse struct {
	name     string
	duration time.Duration
	advice   string // on the duration, a sentence
}

var (
	checkUse = sessionUse{assume.DefaultSessionName, assume.DefaultDuration,
		"Set it to what the role will be used with, to have the role's own limit checked."}
	hopUse = sessionUse{assume.DefaultSessionName, assume.DefaultDuration,
		"It has to last until the next role is assumed."}
)

// sessionAttributesFor adds the attributes of sessionArguments to others.
func sessionAttributesFor(use sessionUse, others map[string]schema.Attribute) map[string]schema.Attribute {
	others["external_id"] = schema.StringAttribute{
		MarkdownDescription: "The external ID that the role's trust policy asks for: 2 to 1224 letters, digits and characters of `_+=,.@:/-`. " +
			"It is sent, but not stored: in the state, this attribute is null. Default: none is sent.",
		Optional:   true,
		Sensitive:  true,
		Validators: []validator.String{notEmpty},
	}
	others["session_name"] = schema.StringAttribute{
		MarkdownDescription: "The name of the session, as it shows in CloudTrail: 2 to 64 letters, digits and characters of `_+=,.@-`. " +
			"`crossaccount_session_name` makes one of anything. Default: `" + use.name + "`.",
		Optional:   true,
		Validators: []validator.String{notEmpty},
	}
	others["duration_seconds"] = schema.Int64Attribute{
		MarkdownDescription: fmt.Sprintf("How long the session may last, in seconds: 900 to 43200, and 3600 at most when the caller is itself a role session, as behind a hop. %s Default: %d.",
			use.advice, int(use.duration.Seconds())),
		Optional: true,
	}
	others["source_identity"] = schema.StringAttribute{
		MarkdownDescription: "The source identity to set: 2 to 64 letters, digits and characters of `_+=,.@-`. " +
			"The trust policy must allow `sts:SetSourceIdentity`. Default: none is set.",
		Optional:   true,
		Validators: []validator.String{notEmpty},
	}
	others["tags"] = schema.MapAttribute{
		MarkdownDescription: "The session tags to pass: 50 at most, keys of 1 to 128 characters that differ by more than case, values of at most 256. " +
			"The trust policy must allow `sts:TagSession`. Default: none are passed.",
		ElementType: types.StringType,
		Optional:    true,
	}
	others["transitive_tag_keys"] = schema.SetAttribute{
		MarkdownDescription: "The keys of those `tags` that stay with sessions of roles assumed from this one. Default: none.",
		ElementType:         types.StringType,
		Optional:            true,
	}
	return others
}

// roleAttributes are the attributes of roleArguments.
func roleAttributes(use sessionUse, description string) map[string]schema.Attribute {
	return sessionAttributesFor(use, map[string]schema.Attribute{
		"role_arn": schema.StringAttribute{MarkdownDescription: description, Required: true},
	})
}

// viaDescription describes the blocks via.
const viaDescription = "A hop of a chain: a role that is assumed on the way, with the session of the hop before it. The hops are assumed in the order of the blocks. " +
	"The session of a hop can do nothing but assume roles, as its session policy says: the next ones alone, unless those are too many to be listed."

func hopAttributes() map[string]schema.Attribute {
	return roleAttributes(hopUse, "The ARN of the role to assume on the way.")
}

// request returns what is asked for. Unknown values are left out, so that it
// is fit to be sent only when nothing is unknown.
func (a sessionArguments) request(ctx context.Context, use sessionUse, at path.Path, diags *diag.Diagnostics) assume.Request {
	r := assume.Request{
		ExternalID:     a.ExternalID.ValueString(),
		SessionName:    use.name,
		SourceIdentity: a.SourceIdentity.ValueString(),
		Duration:       use.duration,
	}
	if s := a.SessionName.ValueString(); s != "" {
		r.SessionName = s
	}
	if !a.DurationSeconds.IsNull() && !a.DurationSeconds.IsUnknown() {
		if d, err := assume.SessionDuration(a.DurationSeconds.ValueInt64()); err == nil {
			r.Duration = d
		} else {
			diags.AddAttributeError(at.AtName("duration_seconds"), "Invalid duration_seconds", sentence(err))
		}
	}
	if !a.Tags.IsUnknown() {
		r.Tags = tagsOf(ctx, a.Tags, at.AtName("tags"), diags)
		r.TransitiveTagKeys = knownKeys(ctx, a.TransitiveTagKeys, at.AtName("transitive_tag_keys"), diags)
	}
	return r
}

// request is as that of the embedded, with the role.
func (a roleArguments) request(ctx context.Context, use sessionUse, at path.Path, diags *diag.Diagnostics) assume.Request {
	r := a.sessionArguments.request(ctx, use, at, diags)
	r.Role = roleOf(a.RoleARN, at.AtName("role_arn"), diags)
	return r
}

// roleOf returns the role with an ARN, the zero one if it is unknown or wrong.
func roleOf(arn types.String, at path.Path, diags *diag.Diagnostics) iamarn.Role {
	if arn.IsUnknown() {
		return iamarn.Role{}
	}
	role, err := iamarn.ParseRole(arn.ValueString())
	if err != nil {
		diags.AddAttributeError(at, "Invalid "+lastName(at), sentence(err))
	}
	return role
}

// hopsOf returns the requests of the blocks via.
func hopsOf(ctx context.Context, via types.List, diags *diag.Diagnostics) []assume.Request {
	var hops []assume.Request
	r := &formReader{diags: diags, at: path.Empty()}
	readBlocks(ctx, r, "via", via, func(hop roleArguments) {
		hops = append(hops, hop.request(ctx, hopUse, r.at, diags))
	})
	return hops
}

// withoutExternalIDs returns the blocks via as they are stored.
func withoutExternalIDs(ctx context.Context, via types.List, diags *diag.Diagnostics) types.List {
	if len(via.Elements()) == 0 {
		return via
	}
	var hops []roleArguments
	diags.Append(via.ElementsAs(ctx, &hops, false)...)
	for i := range hops {
		hops[i].ExternalID = types.StringNull()
	}
	stored, found := types.ListValueFrom(ctx, via.ElementType(ctx), hops)
	diags.Append(found...)
	return stored
}

// addRequestErrors adds what is wrong with a request, each error on the argument
// that at leads to for the role's own; those of hops are where they are.
func addRequestErrors(errs []*assume.FieldError, at func(field string) path.Path, diags *diag.Diagnostics) {
	for _, e := range errs {
		var p path.Path
		if e.Hop > 0 {
			p = path.Root("via").AtListIndex(e.Hop - 1).AtName(e.Field)
		} else {
			p = at(e.Field)
		}
		if e.Key != "" {
			p = p.AtMapKey(e.Key)
		}
		diags.AddAttributeError(p, "Invalid "+e.Field, sentence(e))
	}
}

// tagsOf returns the tags by key; a value that is not known yet is empty.
func tagsOf(ctx context.Context, m types.Map, at path.Path, diags *diag.Diagnostics) []assume.Tag {
	var values map[string]types.String
	diags.Append(m.ElementsAs(ctx, &values, false)...)
	var tags []assume.Tag
	for _, key := range sortedNames(values) {
		if values[key].IsNull() {
			diags.AddAttributeError(at.AtMapKey(key), "Null in a map",
				fmt.Sprintf("The value of the tag %q is null. Nothing can be made of it: remove the tag, or give its value, which may be empty.", key))
		}
		tags = append(tags, assume.Tag{Key: key, Value: values[key].ValueString()})
	}
	return tags
}

func knownKeys(ctx context.Context, s types.Set, at path.Path, diags *diag.Diagnostics) []string {
	if s.IsUnknown() {
		return nil
	}
	var elements []types.String
	diags.Append(s.ElementsAs(ctx, &elements, false)...)
	var keys []string
	for _, e := range elements {
		if e.IsNull() {
			addNullElement(at, diags)
		} else if !e.IsUnknown() {
			keys = append(keys, e.ValueString())
		}
	}
	slices.Sort(keys)
	return keys
}
