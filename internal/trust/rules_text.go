// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

const (
	grammarPage    = `IAM User Guide, "Grammar of the IAM JSON policy language"`
	operatorsPage  = `IAM User Guide, "IAM JSON policy elements: Condition operators"`
	principalPage  = `IAM User Guide, "AWS JSON policy elements: Principal"`
	quotasPage     = `IAM User Guide, "IAM and AWS STS quotas"`
	validationPage = `IAM User Guide, "IAM policy validation check reference"`
	createRolePage = `IAM API Reference, "CreateRole"`
	variablesPage  = `IAM User Guide, "IAM policy elements: Variables and tags"`

	syntaxAnswer = "Syntax errors in policy."
)

// textRules are what reading the text finds; [Parse] tells it as well.
var textRules = []Rule{
	{
		Code: "DOCUMENT_TOO_LONG", Severity: SeverityError, Evidence: EvidenceDocumented, Source: createRolePage,
		Meaning: "The document has more than 131,072 characters, white space included.",
		Remedy:  "Shorten it.",
	},
	{
		Code: "INVALID_CHARACTER", Severity: SeverityError, Evidence: EvidenceDocumented, Source: createRolePage,
		Meaning: "The text has a character beyond U+00FF, such as a curly quote or an emoji.",
		Remedy:  "Replace it, or write it as an escape such as `\\u2019`, as normalized JSON does.",
	},
	{
		Code: "JSON_SYNTAX_ERROR", Severity: SeverityError, Evidence: EvidenceReproduced, Source: validationPage,
		Answer:  "This policy contains invalid Json",
		Meaning: "The text is not JSON, or not UTF-8.",
		Remedy:  "Correct it at the position that is named, or have `jsonencode` write it.",
	},
	{
		Code: "DUPLICATE_KEY", Severity: SeverityError, Evidence: EvidenceOwn, Source: `RFC 8259, "The JavaScript Object Notation (JSON) Data Interchange Format"`,
		Meaning: "An object has a name twice; readers of JSON differ on which of the two counts.",
		Remedy:  "Keep one, or merge the two.",
	},
	{
		Code: "DATA_TYPE_MISMATCH", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: syntaxAnswer, Source: grammarPage,
		Meaning: "A value is of the wrong kind of JSON, such as an object where a string belongs.",
		Remedy:  "Write a value of the kind that is named.",
	},
	{
		Code: "INVALID_POLICY_ELEMENT", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: syntaxAnswer, Source: grammarPage,
		Meaning: "The document or a statement has an element that there is not; upper and lower case count.",
		Remedy:  "Remove or rename it.",
	},
	{
		Code: "INVALID_VERSION", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: syntaxAnswer, Source: `IAM User Guide, "IAM JSON policy elements: Version"`,
		Meaning: "The version is neither `2012-10-17` nor `2008-10-17`.",
		Remedy:  "Write `2012-10-17`. It names the policy language, not the day of a change.",
	},
	{
		Code: "MISSING_STATEMENT", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: syntaxAnswer, Source: grammarPage,
		Meaning: "The document has no `Statement`.",
		Remedy:  "Add one.",
	},
	{
		Code: "MISSING_EFFECT", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: syntaxAnswer, Source: grammarPage,
		Meaning: "A statement has no `Effect`.",
		Remedy:  "Add `Allow` or `Deny`.",
	},
	{
		Code: "INVALID_EFFECT", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: syntaxAnswer, Source: grammarPage,
		Meaning: "The effect is neither `Allow` nor `Deny`; upper and lower case count.",
		Remedy:  "Write one of them.",
	},
	{
		Code: "MISSING_ACTION", Severity: SeverityError, Evidence: EvidenceReproduced, Source: grammarPage,
		Answer:    "Policy statement must contain actions.",
		Meaning:   "A statement has no `Action`, or an empty list.",
		Remedy:    "Name an action, such as `sts:AssumeRole`.",
		statement: checkEmptyAction,
	},
	{
		Code: "UNSUPPORTED_ELEMENT_COMBINATION", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: syntaxAnswer, Source: grammarPage,
		Meaning: "A statement has an element and its negation, such as `Action` and `NotAction`.",
		Remedy:  "Keep one, or make two statements.",
	},
	{
		Code: "INVALID_PRINCIPAL_KEY", Severity: SeverityError, Evidence: EvidenceDocumented, Source: grammarPage,
		Meaning: "A principal has another key than `AWS`, `Service` and `Federated`; upper and lower case count.",
		Remedy:  "Use the key that is meant.",
	},
	{
		Code: "INVALID_CONDITION_OPERATOR", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: syntaxAnswer, Source: operatorsPage,
		Meaning: "There is no such condition operator; upper and lower case count.",
		Remedy:  "Use one of IAM's.",
	},
	{
		Code: "NULL_WITH_IF_EXISTS", Severity: SeverityError, Evidence: EvidenceReproduced, Answer: syntaxAnswer, Source: operatorsPage,
		Meaning: "`Null` tests whether a key is there, and takes no `IfExists`.",
		Remedy:  "Write `Null`.",
	},
}
