// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

const (
	oidcRolePage = `IAM User Guide, "Create a role for OpenID Connect federation"`
	keysPage     = `IAM User Guide, "AWS global condition context keys"`
	stsKeysPage  = `IAM User Guide, "IAM and AWS STS condition context keys"`
	manyPage     = `IAM User Guide, "Single-valued vs. multivalued context keys"`
)

// unwiseRules are what IAM stores, but what does something else than it seems
// to, or lets in more than it should.
var unwiseRules = []Rule{
	{
		Code: "POLICY_SIZE_EXCEEDS_DEFAULT_QUOTA", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: quotasPage,
		Answer:   "Cannot exceed quota for ACLSizePerRole: 2048",
		Meaning:  "The document has more characters than an account's quota is unless it has been raised: 2,048.",
		Remedy:   "Shorten it, or ask for up to 4,096 in Service Quotas, \"Role trust policy length\".",
		document: checkDefaultSize,
	},
	{
		Code: "EMPTY_ARRAY_PRINCIPAL", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A list of principals is empty.",
		Remedy:    "Name a principal, or remove the key.",
		statement: checkEmptyPrincipalList,
	},
	{
		Code: "INVALID_ROLE_REFERENCE", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A principal is the unique ID (`AROA…`) of a role, which IAM shows in place of the ARN of a role that has been deleted.",
		Remedy:    "Write the ARN again. A condition on `aws:PrincipalArn` survives that a role is created anew.",
		statement: checkUniqueIDs("AROA", "role"),
	},
	{
		Code: "INVALID_USER_REFERENCE", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A principal is the unique ID (`AIDA…`) of a user, which IAM shows in place of the ARN of a user that has been deleted.",
		Remedy:    "Write the ARN again.",
		statement: checkUniqueIDs("AIDA", "user"),
	},
	{
		Code: "REDUNDANT_PRINCIPAL", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A session is named next to its own role, which stands for all of its sessions.",
		Remedy:    "Remove the session, or the role if the session alone is meant.",
		statement: checkRedundantSessions,
	},
	{
		Code: "UNRESTRICTED_PRINCIPAL", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: principalPage,
		Meaning:   "Everybody (`{\"AWS\": \"*\"}`) is let in, and no condition says who is meant.",
		Remedy:    "Name accounts or roles, or test who calls, such as by `aws:PrincipalOrgID`.",
		statement: checkEverybody,
	},
	{
		Code: "ACCOUNT_WITHOUT_CONDITION", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: `IAM User Guide, "Access to AWS accounts owned by third parties"`,
		Meaning: "A whole account is let in, and no condition narrows it. Whether it is a third party's, the document does not tell.",
		Remedy: "Test `sts:ExternalId` if it is a third party's; else name a role, or test `aws:PrincipalArn`. " +
			"That the role's own account is trusted as a whole is usual, and then nothing needs to be done.",
		statement: checkAccounts,
	},
	{
		Code: "EXTERNAL_ID_NOT_REQUIRED", Severity: SeverityWarning, Evidence: EvidenceOwn, Source: `IAM User Guide, "Access to AWS accounts owned by third parties"; ` + operatorsPage,
		Meaning:   "A condition on `sts:ExternalId` lets in who gives no external ID: by `IfExists`, a negation, `ForAllValues` or `Null`. A third party can then be led to act for another of its customers.",
		Remedy:    "Use `StringEquals`.",
		statement: checkExternalID,
	},
	{
		Code: "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: `IAM User Guide, "The confused deputy problem"`,
		Meaning:   "A service is let in, and no condition says for whose resources it may act. Amazon EC2 and AWS Lambda are not meant: they name no source.",
		Remedy:    "Test `aws:SourceAccount` or `aws:SourceArn` if the service supports it.",
		statement: checkServiceSources,
	},
	{
		Code: "NOT_ACTION_IN_TRUST_POLICY", Severity: SeverityWarning, Evidence: EvidenceOwn, Source: `IAM User Guide, "IAM JSON policy elements: NotAction"`,
		Meaning:   "A statement has `NotAction`, which stands for all actions but some. Whether IAM takes it in a trust policy is not documented.",
		Remedy:    "Write `Action`.",
		statement: checkNotAction,
	},
	{
		Code: "MISMATCHED_ACTION_FOR_PRINCIPAL", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "An action is for another kind of principal than the statement names, such as `sts:AssumeRoleWithWebIdentity` for a role.",
		Remedy:    "Name the action that goes with the principal.",
		statement: checkMismatchedAction,
	},
	{
		Code: "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: `IAM Roles Anywhere User Guide, "Trust model"`,
		Meaning:   "IAM Roles Anywhere is let in without all of the three actions that it needs.",
		Remedy:    "Allow it `sts:AssumeRole`, `sts:SetSourceIdentity` and `sts:TagSession`.",
		statement: checkRolesAnywhere,
	},
	{
		Code: "MISSING_ACTION_FOR_CONDITION_KEY", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A condition asks for session tags or a source identity, and no statement allows to pass any.",
		Remedy:    "Add `sts:TagSession` or `sts:SetSourceIdentity`.",
		condition: checkMissingAction,
	},
	{
		Code: "INVALID_CONDITION_KEY_FORMAT", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A condition tests a key that has not the form of one, a prefix and a name with a colon between them.",
		Remedy:    "Write the key's full name, such as `sts:ExternalId`.",
		condition: checkKeyFormat,
	},
	{
		Code: "INVALID_GLOBAL_CONDITION_KEY", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage + "; " + keysPage,
		Meaning:   "A condition tests a key under `aws:` that AWS does not document, and that is nearly one that it does, such as `aws:PrincipleArn`. Other keys may be new, and are taken.",
		Remedy:    "Correct the key's name.",
		condition: checkUnknownKeys("aws"),
	},
	{
		Code: "INVALID_SERVICE_CONDITION_KEY", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage + "; " + stsKeysPage,
		Meaning:   "A condition tests a key under `sts:` or `iam:` that AWS does not document, and that is nearly one that it does, such as `sts:ExternId`. Other keys may be new, and are taken.",
		Remedy:    "Correct the key's name.",
		condition: checkUnknownKeys("iam", "sts"),
	},
	{
		Code: "DUPLICATE_KEYS_WITH_DIFFERENT_CASE", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "An operator has two keys that differ only in case.",
		Remedy:    "Keep one.",
		statement: checkKeyCase,
	},
	{
		Code: "MISSING_OIDC_SUBJECT", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: oidcRolePage,
		Meaning:   "All users of an OpenID Connect provider are let in.",
		Remedy:    "Test the provider's claim `sub`.",
		statement: checkSubject,
	},
	{
		Code: "MISSING_OIDC_AUDIENCE", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: oidcRolePage,
		Meaning:   "Tokens that a provider made for any application are taken.",
		Remedy:    "Test the provider's claim `aud`.",
		statement: checkAudience,
	},
	{
		Code: "WEAK_IDENTITY_PROVIDER_CONTROL", Severity: SeverityWarning, Evidence: EvidenceOwn, Source: `IAM User Guide, "Identity-provider controls for shared OIDC providers"`,
		Meaning:   "The claim that tells whose token of a shared provider it is, is tested in a way that lets in others, too.",
		Remedy:    "Use `StringEquals`, or `StringLike` with the organization's name.",
		statement: checkWeakTenancy,
	},
	{
		Code: "UNSPECIFIC_GITHUB_SUBJECT", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: `GitHub Docs, "Configuring OpenID Connect in Amazon Web Services"`,
		Meaning:   "The subject of GitHub Actions leaves open which organization is meant.",
		Remedy:    "Write `repo:ORGANIZATION/REPOSITORY:…`.",
		condition: checkGitHub,
	},
	{
		Code: "EMPTY_ARRAY_CONDITION", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A condition has an empty list of values.",
		Remedy:    "Give a value, or remove the condition.",
		condition: checkEmptyValues,
	},
	{
		Code: "TYPE_MISMATCH_BOOLEAN", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "`Bool` or `Null` has a value that is neither true nor false.",
		Remedy:    "Write one of them.",
		condition: checkBooleans,
	},
	{
		Code: "WILDCARD_WITHOUT_LIKE_OPERATOR", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A value has `*` or `?`, and its operator compares them as the characters they are.",
		Remedy:    "Use `StringLike` or `StringNotLike`.",
		condition: checkWildcards,
	},
	{
		Code: "FORALLVALUES_WITH_SINGLE_VALUED_KEY", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "`ForAllValues` stands on a key that has one value at most; it holds when the key is absent.",
		Remedy:    "Use the operator without it.",
		condition: checkSetOnOneValue,
	},
	{
		Code: "FORALLVALUES_WITHOUT_NULL_CHECK", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: `IAM User Guide, "Set operators for multivalued context keys"`,
		Meaning:   "`ForAllValues` lets in whoever does not have the key at all.",
		Remedy:    "Add `Null` with `false` on the same key, or use `ForAnyValue`.",
		statement: checkSetWithoutPresence,
	},
	{
		Code: "MISSING_QUALIFIER", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: manyPage,
		Meaning:   "A key that can have several values is compared without `ForAnyValue` or `ForAllValues`.",
		Remedy:    "Add the qualifier that is meant.",
		condition: checkMissingQualifier,
	},
	{
		Code: "PRIVATE_IP_ADDRESS", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "`aws:SourceIp` is compared with a private address, which it never has.",
		Remedy:    "Write the public address, or test `aws:VpcSourceIp`.",
		condition: checkPrivateAddresses("IpAddress", "never matches"),
	},
	{
		Code: "PRIVATE_NOT_IP_ADDRESS", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "`NotIpAddress` leaves out a private address, which `aws:SourceIp` never has.",
		Remedy:    "Write the public address, or test `aws:VpcSourceIp`.",
		condition: checkPrivateAddresses("NotIpAddress", "leaves out nobody"),
	},
	{
		Code: "IMPROVE_IP_RANGE", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A range of addresses has bits behind its prefix, which do not count.",
		Remedy:    "Write the range with zeros there, or the address alone.",
		condition: checkHostBits,
	},
	{
		Code: "KEY_ABSENT_IN_REQUEST", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: stsKeysPage + "; " + keysPage,
		Meaning:   "A condition tests a key that the requests it is about don't have.",
		Remedy:    "Remove it, or move it to the statement that it belongs to.",
		condition: checkAbsentKeys,
	},
	{
		Code: "VARIABLE_UNSUPPORTED_IN_VERSION", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: variablesPage,
		Meaning:   "A value has a policy variable, and the document's version has none: it is plain text.",
		Remedy:    "Set the version to `2012-10-17`.",
		condition: checkVariableVersion,
	},
	{
		Code: "MISSING_BRACE_IN_VARIABLE", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A policy variable has no closing brace.",
		Remedy:    "Add it; where a `$` is meant, write `${$}`.",
		condition: checkVariables("the variable has no closing brace", "the variable has no closing brace behind its default"),
	},
	{
		Code: "MISSING_QUOTE_IN_VARIABLE", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "The default of a policy variable is not between single quotes.",
		Remedy:    "Write `${KEY, 'DEFAULT'}`.",
		condition: checkVariables("the variable's default is not between single quotes"),
	},
	{
		Code: "UNSUPPORTED_SYMBOL_IN_VARIABLE", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A quote, a brace or a `$` stands in the name of a policy variable.",
		Remedy:    "Remove it.",
		condition: checkVariables("a quote stands in the variable's name", "a brace or a $ stands in the variable's name"),
	},
	{
		Code: "UNSUPPORTED_SPACE_IN_VARIABLE", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A space stands in the name of a policy variable.",
		Remedy:    "Remove it.",
		condition: checkVariables("a space stands in the variable's name"),
	},
	{
		Code: "EMPTY_VARIABLE", Severity: SeverityWarning, Evidence: EvidenceDocumented, Source: validationPage,
		Meaning:   "A policy variable has no name.",
		Remedy:    "Name a key, or remove the variable.",
		condition: checkVariables("the variable has no name"),
	},
}
