// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

func (*trustPolicyResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Writes the trust policy of a role, and checks it while Terraform plans. " +
			"Give `json` to whatever creates the role, such as `assume_role_policy` of an `aws_iam_role`.\n\n" +
			"Each block is one statement: the ready-made ones for the usual callers, `statement` for all else. The statements are in the order of " +
			"`aws`, `eks_service_account`, `eks_pod_identity`, `oidc`, `saml`, `service`, `deny`, `statement`, and blocks of one kind in the order of the configuration. " +
			"At least one block is needed.\n\n" +
			"What can't be right is an error at plan, on the block and attribute that it is in, and so is what IAM would refuse when the role is created. " +
			"`json` is known at plan when everything in the blocks is. The resource exists in the state alone: " +
			"no AWS credentials are needed, changes are made in place, and there is nothing to import.",
		Attributes: map[string]schema.Attribute{
			"target_role_arns": schema.ListAttribute{
				MarkdownDescription: "The ARNs of the roles that will have this trust policy, for `caller_policy_json`. They need not exist. Default: none.",
				ElementType:         types.StringType,
				Optional:            true,
			},
			"fail_on": schema.StringAttribute{
				MarkdownDescription: "What the check has to find to fail the plan: an `" + failOnError + "`, which is what IAM refuses; also a `" + failOnWarning +
					"`, which is what IAM stores, but lets in others than it seems to; or `" + failOnNone + "`. Findings that don't fail the plan are its warnings. Default: `" + failOnError + "`.",
				Optional:   true,
				Validators: []validator.String{failOnValidator},
			},
			"id": schema.StringAttribute{
				MarkdownDescription: "The SHA-256 digest of `json`, in hexadecimal digits.",
				Computed:            true,
			},
			"json": schema.StringAttribute{
				MarkdownDescription: "The trust policy. It is minimal and canonical: without white space, lists sorted and without duplicates, a list of one as the value by itself. " +
					"It holds the external IDs and is not sensitive, as whoever may read the role sees them, too; wrap it in `sensitive()` to hide it from plans.",
				Computed: true,
			},
			"caller_policy_json": schema.StringAttribute{
				MarkdownDescription: "The identity policy that lets a user or role of AWS assume the roles of `target_role_arns`, as far as the trust policy allows it: " +
					"give it to the callers. Null when there is no such role, or nobody who needs it: services and users of identity providers need the trust policy alone.",
				Computed: true,
			},
			"characters": schema.Int64Attribute{
				MarkdownDescription: "How many characters of the role's quota the policy takes up. The quota is 2,048, and AWS raises it to 4,096 at most, on request.",
				Computed:            true,
			},
			"findings": schema.ListAttribute{
				MarkdownDescription: "What the check finds, in the order of the policy: the `code`; the `severity`, `error` or `warning`; the `statement`, " +
					"by its 0-based number in `json`, null when it is about the policy as a whole; and the `message`, which says what to do.",
				ElementType: findingType,
				Computed:    true,
			},
		},
		Blocks: map[string]schema.Block{
			"aws":                 withType(awsSchema()),
			"eks_service_account": withType(eksServiceAccountSchema()),
			"eks_pod_identity":    withType(eksPodIdentitySchema()),
			"oidc":                withType(oidcSchema()),
			"saml":                withType(samlSchema()),
			"service":             withType(serviceSchema()),
			"deny":                withType(denySchema()),
			"statement":           withType(statementSchema()),
		},
	}
}

func awsSchema() schema.ListNestedBlock {
	return blockSchema("Lets principals of AWS accounts call `sts:AssumeRole`. All that is set must hold. "+
		"A caller that is itself a session passes on what it cannot shed: a source identity (`allow_source_identity`), and transitive tags, as EKS Pod Identity sets them (`allow_session_tags`).", sessionAttributes(map[string]schema.Attribute{
		"principals": requiredList("Whom to trust: account IDs, and ARNs of accounts, roles, users and role sessions. `\"*\"` is everybody, and needs `organization_id`, or a `condition` that only certain callers meet. " +
			"A principal of another account also needs an identity policy there (`caller_policy_json`), and with `match = \"account\"` so does one of the role's own."),
		"match": optionalString(fmt.Sprintf("How to match `principals`. `%[1]s`: by naming them in the policy; they must exist, and a role that is deleted and created anew is no longer trusted. "+
			"`%[2]s`: by trusting their accounts, on the condition that `aws:PrincipalArn` is one of theirs; they need not exist yet, and may be created anew; "+
			"`principals` are then ARNs of roles, with their paths, and users. Default: `%[1]s`.", trust.MatchPrincipal, trust.MatchAccount)),
		"external_ids": schema.ListAttribute{
			MarkdownDescription: "The external IDs of which the caller must give one, as third parties do: 2 to 1224 letters, digits and characters of `_+=,.@:/-` each. Default: none is asked for.",
			ElementType:         types.StringType,
			Optional:            true,
			Sensitive:           true,
		},
		"organization_id": optionalString("The organization that the caller's account must be a member of, such as `o-a1b2c3d4e5`. Default: any account will do."),
		"require_mfa": optionalBool("Whether the caller must have signed in with multi-factor authentication. " +
			"A caller with long-term access keys has not, and is kept out. Default: `false`."),
		"session_name_patterns": optionalList("The patterns of which the session's name must match one, with the wildcards `*` and `?`, and variables such as `${aws:username}` (write `$${aws:username}` in Terraform). Default: any name."),
	}))
}

func eksServiceAccountSchema() schema.ListNestedBlock {
	return blockSchema("Lets pods of a Kubernetes service account on EKS call `sts:AssumeRoleWithWebIdentity` (IAM roles for service accounts, IRSA).", map[string]schema.Attribute{
		"oidc_provider_arn": requiredString("The ARN of the IAM OIDC provider of the cluster."),
		"namespace":         requiredString("The Kubernetes namespace of the service account."),
		"service_account":   requiredString("The name of the Kubernetes service account that is let in, without its namespace."),
		"audience": optionalString("The audience of the service account's token. Default: that of EKS, `sts.amazonaws.com`, or `sts.amazonaws.com.cn` in partition `aws-cn`. " +
			"Required in partitions other than `aws`, `aws-cn` and `aws-us-gov`."),
	})
}

func eksPodIdentitySchema() schema.ListNestedBlock {
	return blockSchema("Lets pods of a Kubernetes service account on EKS assume the role by EKS Pod Identity: `sts:AssumeRole` and `sts:TagSession` for `pods.eks.amazonaws.com`. "+
		"It is told by its session tags, which its association must not disable.", map[string]schema.Attribute{
		"cluster_arn":     requiredString("The ARN of the EKS cluster that the pods run in."),
		"namespace":       requiredString("The Kubernetes namespace of the service account."),
		"service_account": requiredString("The name of the Kubernetes service account that is let in, without its namespace."),
	})
}

func oidcSchema() schema.ListNestedBlock {
	return blockSchema("Lets those call `sts:AssumeRoleWithWebIdentity` whom an OIDC provider vouches for, such as workflows of GitHub Actions.", sessionAttributes(map[string]schema.Attribute{
		"provider_arn": requiredString("The ARN of the IAM OIDC provider."),
		"audiences":    requiredList("The audiences for which a token may be issued, such as `sts.amazonaws.com`, without wildcards."),
		"subjects": optionalList("The subjects to which a token may be issued, such as `repo:ORG/REPO:ref:refs/heads/main`, with the wildcards `*` and `?`, though not of these alone. " +
			"Required unless a `condition` demands a value of another claim of the provider."),
	}))
}

func samlSchema() schema.ListNestedBlock {
	return blockSchema("Lets the users of a SAML provider call `sts:AssumeRoleWithSAML`.", sessionAttributes(map[string]schema.Attribute{
		"provider_arn": requiredString("The ARN of the IAM SAML provider."),
		"audiences": optionalList("The sign-in URLs of AWS that an assertion may be addressed to, without wildcards. Default: the global one of the partition, `https://signin.aws.amazon.com/saml` in `aws`. " +
			"Required in partitions other than `aws`, `aws-cn` and `aws-us-gov`."),
	}))
}

func serviceSchema() schema.ListNestedBlock {
	return blockSchema("Lets services of AWS call `sts:AssumeRole`.", sessionAttributes(map[string]schema.Attribute{
		"services":        requiredList("The services, such as `ec2.amazonaws.com`."),
		"source_accounts": optionalList("The accounts on whose behalf the services may act (`aws:SourceAccount`). Default: any, which is right for services that don't tell."),
		"source_arns": optionalList("The ARNs of the resources on whose behalf the services may act (`aws:SourceArn`), with the wildcards `*` and `?`. " +
			"Default: any, which is right for services that don't tell."),
	}))
}

func denySchema() schema.ListNestedBlock {
	return blockSchema("Keeps principals from assuming the role, whatever other blocks allow.", map[string]schema.Attribute{
		"principals": requiredList("Whom to keep out: account IDs, and ARNs of accounts, roles, users and role sessions. " +
			"`\"*\"` is everybody who meets the conditions, those who come by SAML or OIDC included."),
	})
}

func statementSchema() schema.ListNestedBlock {
	block := blockSchema("Is any statement that a trust policy can have.", map[string]schema.Attribute{
		"effect":  optionalString(fmt.Sprintf("One of `%s`. Default: `%s`.", joinNames(trust.Effects()), trust.Effects()[0])),
		"actions": requiredList(fmt.Sprintf("What to allow or deny: any of `%s`.", joinNames(trust.Actions()))),
	})
	block.NestedObject.Blocks["principals"] = withType(schema.ListNestedBlock{
		MarkdownDescription: "Whom the statement is about. At least one block is needed.",
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"type": requiredString(fmt.Sprintf("The type of the principals: one of `%s`, of which `*` has the one identifier `*` and is everybody.", joinNames(trust.PrincipalTypes()))),
			"identifiers": requiredList("The principals: account IDs and ARNs for `AWS`, names of services for `Service`, " +
				"ARNs of identity providers, or domains such as `cognito-identity.amazonaws.com`, for `Federated`."),
		}},
	})
	return block
}

// blockSchema makes a block of what it has beside that which every block has.
func blockSchema(description string, attributes map[string]schema.Attribute) schema.ListNestedBlock {
	attributes["sid"] = optionalString("The statement's identifier: ASCII letters and digits, unique in the policy. Default: none.")
	return schema.ListNestedBlock{
		MarkdownDescription: description,
		NestedObject: schema.NestedBlockObject{
			Attributes: attributes,
			Blocks:     map[string]schema.Block{"condition": conditionSchema()},
		},
	}
}

func conditionSchema() schema.Block {
	return withType(schema.ListNestedBlock{
		MarkdownDescription: "Narrows the statement further: all conditions must hold. One key can stand under one operator once, as two would become alternatives.",
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"operator": requiredString("The condition operator, such as `StringEquals` or `ForAnyValue:StringLike`."),
			"key":      requiredString("The condition key, such as `aws:PrincipalOrgID`."),
			"values":   requiredList("The values, of which one must match; none may, with negated operators."),
		}},
	})
}

// withType gives a block the type that it has anyhow. The framework would make it anew whenever it asks for it, which is
// several times for each value of a plan.
func withType(block schema.ListNestedBlock) schema.ListNestedBlock {
	attributes := make(map[string]attr.Type, len(block.NestedObject.Attributes)+len(block.NestedObject.Blocks))
	for name, a := range block.NestedObject.Attributes {
		attributes[name] = a.GetType()
	}
	for name, inner := range block.NestedObject.Blocks {
		attributes[name] = inner.Type()
	}
	block.NestedObject.CustomType = types.ObjectType{AttrTypes: attributes}
	block.CustomType = types.ListType{ElemType: block.NestedObject.CustomType}
	return block
}

func sessionAttributes(others map[string]schema.Attribute) map[string]schema.Attribute {
	maps.Copy(others, map[string]schema.Attribute{
		"allow_session_tags":    optionalBool("Whether session tags may be passed (`sts:TagSession`). Default: `false`."),
		"allow_source_identity": optionalBool("Whether a source identity may be set (`sts:SetSourceIdentity`). Default: `false`."),
	})
	return others
}

func requiredString(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Required: true}
}

func optionalString(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Optional: true, Validators: []validator.String{notEmpty}}
}

func optionalBool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{MarkdownDescription: description, Optional: true}
}

func requiredList(description string) schema.ListAttribute {
	return schema.ListAttribute{MarkdownDescription: description, ElementType: types.StringType, Required: true}
}

func optionalList(description string) schema.ListAttribute {
	return schema.ListAttribute{MarkdownDescription: description, ElementType: types.StringType, Optional: true}
}
