// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

const legacyAnswer = "The policy failed legacy parsing"

// refusedRules are what IAM refuses when a role is created or its trust policy
// is updated, of documents that have its grammar.
var refusedRules = []Rule{
	{
		Code: "POLICY_SIZE_EXCEEDS_MAXIMUM", Severity: SeverityError, Evidence: EvidenceDocumented, Source: quotasPage,
		Answer:   "Cannot exceed quota for ACLSizePerRole: 4096",
		Meaning:  "The document has more characters than AWS allows on request: 4,096.",
		Remedy:   "Trust fewer principals by name, or use a condition such as `aws:PrincipalOrgID` in their stead.",
		document: checkMaximumSize,
	},
	{
		Code: "EMPTY_STATEMENT", Severity: SeverityError, Evidence: EvidencePeers, Source: "versity/versitygw, tests of trust policies; for identity policies seen on AWS",
		Answer:   "Could not parse the policy: Statement is empty!",
		Meaning:  "The list of statements is empty.",
		Remedy:   "Add a statement.",
		document: checkEmptyStatement,
	},
	{
		Code: "UNSUPPORTED_SID", Severity: SeverityError, Evidence: EvidenceReproduced, Source: `IAM User Guide, "IAM JSON policy elements: Sid"`,
		Answer:    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
		Meaning:   "A `Sid` has other characters than ASCII letters and digits.",
		Remedy:    "Remove them.",
		statement: checkSid,
	},
	{
		Code: "UNIQUE_SIDS_REQUIRED", Severity: SeverityError, Evidence: EvidenceReproduced, Source: `IAM User Guide, "IAM JSON policy elements: Sid"`,
		Answer:    "Statement IDs (SID) in a single policy must be unique.",
		Meaning:   "Two statements have the same `Sid`.",
		Remedy:    "Give each its own, or none.",
		statement: checkUniqueSids,
	},
	{
		Code: "MISSING_PRINCIPAL", Severity: SeverityError, Evidence: EvidencePeers, Source: "versity/versitygw, tests of trust policies; " + validationPage,
		Answer:    "Missing required field Principal",
		Meaning:   "A statement names no principal.",
		Remedy:    "Add whom it is about.",
		statement: checkMissingPrincipal,
	},
	{
		Code: "EMPTY_OBJECT_PRINCIPAL", Severity: SeverityError, Evidence: EvidencePeers, Source: "versity/versitygw, tests of trust policies",
		Answer:    "Missing required field Principal cannot be empty!",
		Meaning:   "The principal is an empty object.",
		Remedy:    "Name whom the statement is about.",
		statement: checkEmptyPrincipal,
	},
	{
		Code: "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", Severity: SeverityError, Evidence: EvidenceReproduced, Source: validationPage,
		Answer:    `AssumeRolepolicy contained an invalid principal: "STAR":"*"`,
		Meaning:   "The principal is `\"*\"` by itself.",
		Remedy:    "Name who is meant; `{\"AWS\": \"*\"}` is taken.",
		statement: checkStarPrincipal,
	},
	{
		Code: "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", Severity: SeverityError, Evidence: EvidenceDocumented, Source: `IAM User Guide, "AWS JSON policy elements: NotPrincipal"`,
		Meaning:   "A statement has `NotPrincipal`.",
		Remedy:    "Name those that are meant as `Principal`, and leave others out by a statement that denies them by a condition.",
		statement: checkNotPrincipal,
	},
	{
		Code: "INVALID_PRINCIPAL_FORMAT", Severity: SeverityError, Evidence: EvidenceReproduced, Source: principalPage,
		Answer:    `Invalid principal in policy: "AWS":VALUE`,
		Meaning:   "A value of `AWS` is no principal: a short account ID, an ARN with a wildcard or of something else, white space around it.",
		Remedy:    "Write an account ID, the ARN of an account's root, a user, a role or a session, or `*`.",
		statement: checkAWSPrincipals,
	},
	{
		Code: "INVALID_SERVICE_PRINCIPAL_FORMAT", Severity: SeverityError, Evidence: EvidenceReproduced, Source: principalPage,
		Answer:    `Invalid principal in policy: "SERVICE":VALUE`,
		Meaning:   "A value of `Service` is not the name of a service: it has a wildcard, or ends with no domain of AWS.",
		Remedy:    "Write the service's name in full, such as `ec2.amazonaws.com`.",
		statement: checkServices,
	},
	{
		Code: "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY", Severity: SeverityError, Evidence: EvidenceDocumented, Source: validationPage,
		Answer:    `Invalid principal in policy: "FEDERATED":VALUE`,
		Meaning:   "A value of `Federated` is no identity provider.",
		Remedy:    "Write the ARN of a SAML or OpenID Connect provider, or a domain such as `cognito-identity.amazonaws.com`.",
		statement: checkFederated,
	},
	{
		Code: "UNSUPPORTED_CANONICAL_USER", Severity: SeverityError, Evidence: EvidenceDocumented, Source: grammarPage,
		Meaning:   "The principal has `CanonicalUser`, which is known to Amazon S3 alone.",
		Remedy:    "Name the account by its ID.",
		statement: checkCanonicalUser,
	},
	{
		Code: "UNSUPPORTED_ACTION_IN_POLICY", Severity: SeverityError, Evidence: EvidenceReproduced, Source: `IAM User Guide, "Create a role using custom trust policies"`,
		Answer:    "AssumeRole policy may only specify STS AssumeRole actions.",
		Meaning:   "An action is none of those that a trust policy can have; wildcards are not taken, and upper and lower case count.",
		Remedy:    "Name `sts:AssumeRole` or another of the six by its full name.",
		statement: checkActions,
	},
	{
		Code: "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", Severity: SeverityError, Evidence: EvidenceReproduced, Source: validationPage,
		Answer:    "Has prohibited field Resource",
		Meaning:   "A statement has `Resource`.",
		Remedy:    "Remove it: a trust policy is about the role that it belongs to.",
		statement: checkResource,
	},
	{
		Code: "UNSUPPORTED_NOTRESOURCE", Severity: SeverityError, Evidence: EvidencePeers, Source: "versity/versitygw, tests of trust policies",
		Answer:    "AssumeRole policy must not contain resources.",
		Meaning:   "A statement has `NotResource`.",
		Remedy:    "Remove it: a trust policy is about the role that it belongs to.",
		statement: checkNotResource,
	},
	{
		Code: "MISSING_CONDITION_FOR_COGNITO", Severity: SeverityError, Evidence: EvidenceReproduced, Source: principalPage,
		Answer:    "A condition block must be present for the Cognito provider",
		Meaning:   "Amazon Cognito is let in without any condition.",
		Remedy:    "Test `cognito-identity.amazonaws.com:aud` for the ID of the identity pool.",
		statement: checkCognito,
	},
	{
		Code: "MISSING_IDENTITY_PROVIDER_CONTROL", Severity: SeverityError, Evidence: EvidenceDocumented, Source: `IAM User Guide, "Identity-provider controls for shared OIDC providers"`,
		Meaning:   "A provider that many organizations share is let in without a test of the claim that tells whose token it is, or with nothing but wildcards in it.",
		Remedy:    "Test the claim that is named, mostly `sub`, for the organization that is meant.",
		statement: checkTenancy,
	},
	{
		Code: "TYPE_MISMATCH_NUMBER", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: legacyAnswer, Source: operatorsPage,
		Meaning: "A Numeric operator has a value that is no number.",
		Remedy:  "Write a decimal number, without white space around it.",
		condition: checkValues(numericType, isNumber, "number",
			"Write digits with an optional sign, fraction and exponent, such as 3600, without white space around them; policy variables are not taken here."),
	},
	{
		Code: "TYPE_MISMATCH_DATE", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: legacyAnswer, Source: operatorsPage,
		Meaning: "A Date operator has a value that is no date.",
		Remedy:  "Write a date such as `2026-01-31T08:30:00Z`, or seconds since 1970.",
		condition: checkValues(dateType, isDate, "date",
			"Write one such as 2026-01-31 or 2026-01-31T08:30:00Z, or the seconds since 1970; policy variables are not taken here."),
	},
	{
		Code: "TYPE_MISMATCH_IP_RANGE", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: legacyAnswer, Source: operatorsPage,
		Meaning: "An IP address operator has a value that is neither an address nor a range.",
		Remedy:  "Write an IPv4 or IPv6 address, or a range such as `203.0.113.0/24`.",
		condition: checkValues(ipType, isPrefix, "IP address",
			"Write an IPv4 or IPv6 address, or a range such as 203.0.113.0/24, without white space around it; policy variables are not taken here."),
	},
	{
		Code: "TYPE_MISMATCH_ARN", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: legacyAnswer, Source: operatorsPage,
		Meaning: "An Arn operator has a value that is no ARN.",
		Remedy:  "Write an ARN of six parts, which may have wildcards and policy variables, or `*`.",
		condition: checkValues(arnType, isARN, "ARN",
			`Write six parts between colons, such as arn:aws:iam::123456789012:role/NAME, each of which may have wildcards and policy variables, or "*".`),
	},
	{
		Code: "TYPE_MISMATCH_STRING", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: syntaxAnswer, Source: operatorsPage,
		Meaning:   "`BinaryEquals` has a value that is not in base64.",
		Remedy:    "Encode it, with its padding.",
		condition: checkValues(binaryType, isBinary, "base64", "Encode the value, with its padding; policy variables are not taken here."),
	},
}
