// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

// otherFindings are documents on everything but principals.
var otherFindings = []findingTest{
	{
		`all actions`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:*"}]}`,
		[]string{
			`error UNSUPPORTED_ACTION_IN_POLICY 0 Statement[0].Action: "sts:*" is no action of a trust policy. Name one or more of sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity, sts:TagSession, sts:SetSourceIdentity, sts:SetContext, without wildcards and in this case. IAM answers: AssumeRole policy may only specify STS AssumeRole actions.`,
		},
	},
	{
		`an action in lower case`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:assumerole"}]}`,
		[]string{
			`error UNSUPPORTED_ACTION_IN_POLICY 0 Statement[0].Action: "sts:assumerole" is no action of a trust policy. Write sts:AssumeRole, upper and lower case as here. IAM answers: AssumeRole policy may only specify STS AssumeRole actions.`,
		},
	},
	{
		`no actions`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":[]}]}`,
		[]string{
			`error MISSING_ACTION 0 Statement[0].Action: The list of actions is empty. Name one, such as "Action": "sts:AssumeRole". IAM answers: Policy statement must contain actions.`,
		},
	},
	{
		`another service's action`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":["sts:AssumeRole","s3:GetObject"]}]}`,
		[]string{
			`error UNSUPPORTED_ACTION_IN_POLICY 0 Statement[0].Action: "s3:GetObject" is no action of a trust policy. Name one or more of sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity, sts:TagSession, sts:SetSourceIdentity, sts:SetContext, without wildcards and in this case. IAM answers: AssumeRole policy may only specify STS AssumeRole actions.`,
		},
	},
	{
		`all but an action`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"NotAction":"sts:TagSession"}]}`,
		[]string{
			`warning NOT_ACTION_IN_TRUST_POLICY 0 Statement[0].NotAction: NotAction stands for every action but those it lists, also for those that AWS will add, and AWS does not say whether IAM takes it in a trust policy. Write Action, with the actions that are meant.`,
		},
	},
	{
		`SAML's action for a role`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRoleWithSAML"}]}`,
		[]string{
			`warning MISMATCHED_ACTION_FOR_PRINCIPAL 0 Statement[0].Action: sts:AssumeRoleWithSAML is for users of a SAML provider ("Federated": "arn:aws:iam::123456789012:saml-provider/NAME"), and the statement names none: it lets nobody in by this action. Name the action that goes with the principals, or the principals that go with the action.`,
		},
	},
	{
		`AssumeRole for a provider`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/idp.example.com"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`warning MISMATCHED_ACTION_FOR_PRINCIPAL 0 Statement[0].Action: sts:AssumeRole is for accounts, users, roles ("AWS") and services ("Service"), and the statement names none: it lets nobody in by this action. Name the action that goes with the principals, or the principals that go with the action.`,
		},
	},
	{
		`web identities of a SAML provider`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/x"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`,
		[]string{
			`warning MISMATCHED_ACTION_FOR_PRINCIPAL 0 Statement[0].Action: sts:AssumeRoleWithWebIdentity is for users of an OpenID Connect provider ("Federated": "arn:aws:iam::123456789012:oidc-provider/ISSUER"), and the statement names none: it lets nobody in by this action. Name the action that goes with the principals, or the principals that go with the action.`,
		},
	},
	{
		`a provider without its action`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci","Federated":"arn:aws:iam::111122223333:saml-provider/x"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`warning MISMATCHED_ACTION_FOR_PRINCIPAL 0 Statement[0].Principal.Federated: Users of a SAML provider call sts:AssumeRoleWithSAML, which the statement does not allow: it lets none of them in. Add the action, or remove the provider.`,
		},
	},
	{
		`no statements`, `{"Version":"2012-10-17","Statement":[]}`,
		[]string{
			`error EMPTY_STATEMENT -1 Statement: The list of statements is empty, so that nobody could assume the role. Add a statement. This is known from other programs alone, not from AWS; they answer: Could not parse the policy: Statement is empty!`,
		},
	},
	{
		`no principal`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}`,
		[]string{
			`error MISSING_PRINCIPAL 0 Statement[0]: The statement names no principal. Add whom it is about, such as "Principal": {"AWS": "arn:aws:iam::123456789012:role/NAME"}. This is known from other programs alone, not from AWS; they answer: Missing required field Principal`,
		},
	},
	{
		`a principal without keys`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error EMPTY_OBJECT_PRINCIPAL 0 Statement[0].Principal: The principal is empty. Name whom the statement is about, such as {"AWS": "arn:aws:iam::123456789012:role/NAME"}. This is known from other programs alone, not from AWS; they answer: Missing required field Principal cannot be empty!`,
		},
	},
	{
		`a principal without values`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":[]},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`warning EMPTY_ARRAY_PRINCIPAL 0 Statement[0].Principal.AWS: The list of principals is empty and names nobody. Name one, or remove AWS.`,
		},
	},
	{
		`everybody as a string`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}`,
		[]string{
			`error ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL 0 Statement[0].Principal: "*" by itself is no principal of a trust policy. Name who is meant; {"AWS": "*"} is taken, and lets in everybody whom no condition keeps out. IAM answers: AssumeRolepolicy contained an invalid principal: "STAR":"*"`,
		},
	},
	{
		`all but a principal`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL 0 Statement[0].NotPrincipal: A trust policy cannot have NotPrincipal, which stands for everybody else in the world. Name those that are meant as Principal; to leave some out, add a statement that denies them by a condition, such as ArnEquals on aws:PrincipalArn. Other programs have IAM answer: Allow with NotPrincipal is not allowed.`,
		},
	},
	{
		`all but a principal denied`, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL 0 Statement[0].NotPrincipal: A trust policy cannot have NotPrincipal, which stands for everybody else in the world. Name those that are meant as Principal; to leave some out, add a statement that denies them by a condition, such as ArnEquals on aws:PrincipalArn.`,
		},
	},
	{
		`a canonical user`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"CanonicalUser":"79a59df900b949e5"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error UNSUPPORTED_CANONICAL_USER 0 Statement[0].Principal.CanonicalUser: Canonical user IDs are known to Amazon S3 alone. Name the account: {"AWS": "123456789012"}.`,
		},
	},
	{
		`a resource`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Resource":"*"}]}`,
		[]string{
			`error ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE 0 Statement[0].Resource: A trust policy has no Resource: it is about the role that it belongs to. Remove it. IAM answers: Has prohibited field Resource`,
		},
	},
	{
		`all but a resource`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","NotResource":[]}]}`,
		[]string{
			`error UNSUPPORTED_NOTRESOURCE 0 Statement[0].NotResource: A trust policy has no NotResource: it is about the role that it belongs to. Remove it. This is known from other programs alone, not from AWS; they answer: AssumeRole policy must not contain resources.`,
		},
	},
	{
		`Sids`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Sid":"a-b","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole"},{"Effect":"Allow","Sid":"x","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole"},{"Effect":"Allow","Sid":"x","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole"},{"Effect":"Allow","Sid":"","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole"},{"Effect":"Allow","Sid":"","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error UNSUPPORTED_SID 0 Statement[0].Sid: "a-b" has other characters than ASCII letters and digits. Remove them. IAM answers: Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*`,
			`error UNIQUE_SIDS_REQUIRED 2 Statement[2].Sid: "x" is also the Sid of statement 1, counted from 0. Give each statement its own, or none. IAM answers: Statement IDs (SID) in a single policy must be unique.`,
		},
	},
	{
		`a number with a space`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":" 10"}}}]}`,
		[]string{
			`error TYPE_MISMATCH_NUMBER 0 Statement[0].Condition.NumericLessThan["aws:MultiFactorAuthAge"]: " 10" is no number. Write digits with an optional sign, fraction and exponent, such as 3600, without white space around them; policy variables are not taken here. IAM answers: The policy failed legacy parsing`,
		},
	},
	{
		`a date of a variable`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"DateLessThan":{"aws:CurrentTime":"${aws:CurrentTime}"}}}]}`,
		[]string{
			`error TYPE_MISMATCH_DATE 0 Statement[0].Condition.DateLessThan["aws:CurrentTime"]: "${aws:CurrentTime}" is no date. Write one such as 2026-01-31 or 2026-01-31T08:30:00Z, or the seconds since 1970; policy variables are not taken here. IAM answers: The policy failed legacy parsing`,
		},
	},
	{
		`addresses`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/33","10.1.0.0/16","203.0.113.9/24"]}}}]}`,
		[]string{
			`error TYPE_MISMATCH_IP_RANGE 0 Statement[0].Condition.IpAddress["aws:SourceIp"]: "10.0.0.0/33" is no IP address. Write an IPv4 or IPv6 address, or a range such as 203.0.113.0/24, without white space around it; policy variables are not taken here. IAM answers: The policy failed legacy parsing`,
			`warning PRIVATE_IP_ADDRESS 0 Statement[0].Condition.IpAddress["aws:SourceIp"]: "10.1.0.0/16" is private, and aws:SourceIp is the public address of a request: the value never matches. Write the public address; for requests through a VPC endpoint, test aws:VpcSourceIp together with aws:SourceVpc.`,
			`warning IMPROVE_IP_RANGE 0 Statement[0].Condition.IpAddress["aws:SourceIp"]: "203.0.113.9/24" means all of 203.0.113.0/24: what stands behind the prefix does not count. Write the range so, or the address without a prefix.`,
		},
	},
	{
		`a private address left out`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"NotIpAddress":{"aws:SourceIp":"192.168.1.1"}}}]}`,
		[]string{
			`warning PRIVATE_NOT_IP_ADDRESS 0 Statement[0].Condition.NotIpAddress["aws:SourceIp"]: "192.168.1.1" is private, and aws:SourceIp is the public address of a request: the value leaves out nobody. Write the public address; for requests through a VPC endpoint, test aws:VpcSourceIp together with aws:SourceVpc.`,
		},
	},
	{
		`an ARN with too few parts`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam"}}}]}`,
		[]string{
			`error TYPE_MISMATCH_ARN 0 Statement[0].Condition.ArnLike["aws:PrincipalArn"]: "arn:aws:iam" is no ARN. Write six parts between colons, such as arn:aws:iam::123456789012:role/NAME, each of which may have wildcards and policy variables, or "*". IAM answers: The policy failed legacy parsing`,
		},
	},
	{
		`keys without a prefix, without a name, with white space`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"ExternalId":"x","sts:":"x"," sts:ExternalId":"x","aws:PrincipalTag/cost center":"x"}}}]}`,
		[]string{
			`warning INVALID_CONDITION_KEY_FORMAT 0 Statement[0].Condition.StringEquals[" sts:ExternalId"]: " sts:ExternalId" is no condition key: each has a prefix and a colon, as sts:ExternalId has. No request has it, so that the condition does nothing, or keeps everybody out. Write the key's full name.`,
			`warning INVALID_CONDITION_KEY_FORMAT 0 Statement[0].Condition.StringEquals.ExternalId: "ExternalId" is no condition key: each has a prefix and a colon, as sts:ExternalId has. No request has it, so that the condition does nothing, or keeps everybody out. Write the key's full name.`,
			`warning INVALID_CONDITION_KEY_FORMAT 0 Statement[0].Condition.StringEquals["sts:"]: "sts:" is no condition key: each has a prefix and a colon, as sts:ExternalId has. No request has it, so that the condition does nothing, or keeps everybody out. Write the key's full name.`,
		},
	},
	{
		`no base64`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"BinaryEquals":{"x:k":"YWJj=="}}}]}`,
		[]string{
			`error TYPE_MISMATCH_STRING 0 Statement[0].Condition.BinaryEquals["x:k"]: "YWJj==" is no base64. Encode the value, with its padding; policy variables are not taken here. IAM answers: Syntax errors in policy.`,
		},
	},
	{
		`no booleans`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"yes"},"Null":{"aws:username":"no"}}}]}`,
		[]string{
			`warning TYPE_MISMATCH_BOOLEAN 0 Statement[0].Condition.Bool["aws:MultiFactorAuthPresent"]: "yes" is neither true nor false, so that the condition never holds. Write one of them.`,
			`warning TYPE_MISMATCH_BOOLEAN 0 Statement[0].Condition.Null["aws:username"]: "no" is neither true nor false, so that the condition never holds. Write one of them.`,
		},
	},
	{
		`a wildcard in an external ID is not shown`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"hidden*"}}}]}`,
		[]string{
			`warning WILDCARD_WITHOUT_LIKE_OPERATOR 0 Statement[0].Condition.StringEquals["sts:ExternalId"]: A value has a wildcard, which StringEquals compares as the character it is: the condition never holds for what is meant. Use StringLike.`,
		},
	},
	{
		`a wildcard compared literally`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringNotEquals":{"aws:PrincipalTag/x":"a?"}}}]}`,
		[]string{
			`warning WILDCARD_WITHOUT_LIKE_OPERATOR 0 Statement[0].Condition.StringNotEquals["aws:PrincipalTag/x"]: "a?" has a wildcard, which StringNotEquals compares as the character it is: the condition holds for nearly everything. Use StringNotLike.`,
		},
	},
	{
		`tags that cannot be passed`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:RequestTag/team":"x"}}}]}`,
		[]string{
			`warning MISSING_ACTION_FOR_CONDITION_KEY 0 Statement[0].Condition.StringEquals["aws:RequestTag/team"]: The condition asks for session tags, and no statement allows sts:TagSession, without which no request can pass any: it never holds. Add sts:TagSession to the actions.`,
		},
	},
	{
		`a source identity that cannot be passed`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringLike":{"sts:SourceIdentity":"*"}}}]}`,
		[]string{
			`warning MISSING_ACTION_FOR_CONDITION_KEY 0 Statement[0].Condition.StringLike["sts:SourceIdentity"]: The condition asks for a source identity, and no statement allows sts:SetSourceIdentity, without which no request can pass any: it never holds. Add sts:SetSourceIdentity to the actions.`,
		},
	},
	{
		`no values`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:userid":[]}}}]}`,
		[]string{
			`warning EMPTY_ARRAY_CONDITION 0 Statement[0].Condition.StringEquals["aws:userid"]: The list of values is empty. Give a value, or remove the condition: what it does without one is easily misread.`,
		},
	},
	{
		`ForAllValues on one value`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalArn":"x"}}}]}`,
		[]string{
			`warning FORALLVALUES_WITH_SINGLE_VALUED_KEY 0 Statement[0].Condition["ForAllValues:StringEquals"]["aws:PrincipalArn"]: "aws:PrincipalArn" has one value at most, and ForAllValues holds for every request that does not have it. Write StringEquals.`,
		},
	},
	{
		`ForAllValues on a tag`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalTag/team":"x"}}}]}`,
		[]string{
			`warning FORALLVALUES_WITH_SINGLE_VALUED_KEY 0 Statement[0].Condition["ForAllValues:StringEquals"]["aws:PrincipalTag/team"]: "aws:PrincipalTag/team" has one value at most, and ForAllValues holds for every request that does not have it. Write StringEquals.`,
		},
	},
	{
		`ForAllValues on a subject`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"ForAllValues:StringEquals":{"token.actions.githubusercontent.com:sub":"repo:acme/app:ref:refs/heads/main"}}}]}`,
		[]string{
			`warning WEAK_IDENTITY_PROVIDER_CONTROL 0 Statement[0].Condition["ForAllValues:StringEquals"]["token.actions.githubusercontent.com:sub"]: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" is shared by many organizations, and the condition holds for tokens of others, too: a negation, IfExists, ForAllValues, Null and a value of nothing but wildcards leave all others in. Use StringEquals, or StringLike with the organization's name.`,
			`warning FORALLVALUES_WITH_SINGLE_VALUED_KEY 0 Statement[0].Condition["ForAllValues:StringEquals"]["token.actions.githubusercontent.com:sub"]: "token.actions.githubusercontent.com:sub" has one value at most, and ForAllValues holds for every request that does not have it. Write StringEquals.`,
		},
	},
	{
		`ForAllValues alone`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"ForAllValues:StringLike":{"aws:PrincipalOrgPaths":"o-x/*"}}}]}`,
		[]string{
			`warning FORALLVALUES_WITHOUT_NULL_CHECK 0 Statement[0].Condition["ForAllValues:StringLike"]["aws:PrincipalOrgPaths"]: ForAllValues holds for every request that does not have "aws:PrincipalOrgPaths". Add "Null": {"aws:PrincipalOrgPaths": "false"}, or use ForAnyValue.`,
		},
	},
	{
		`no qualifier`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringLike":{"aws:PrincipalOrgPaths":"o-x/*"}}}]}`,
		[]string{
			`warning MISSING_QUALIFIER 0 Statement[0].Condition.StringLike["aws:PrincipalOrgPaths"]: "aws:PrincipalOrgPaths" can have several values, which an operator without qualifier does not compare. Write ForAnyValue:StringLike if one of them is to match, or ForAllValues:StringLike.`,
		},
	},
	{
		`keys in two cases`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:userid":"a","AWS:UserId":"b"}}}]}`,
		[]string{
			`warning DUPLICATE_KEYS_WITH_DIFFERENT_CASE 0 Statement[0].Condition.StringEquals["aws:userid"]: "aws:userid" is "AWS:UserId" once more: keys are compared without regard to case. Keep one, with the values of both if either is meant to do.`,
		},
	},
	{
		`an external ID that need not be given`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole","Condition":{"StringEqualsIfExists":{"sts:ExternalId":"a-secret"}}}]}`,
		[]string{
			`warning EXTERNAL_ID_NOT_REQUIRED 0 Statement[0].Condition.StringEqualsIfExists["sts:ExternalId"]: StringEqualsIfExists holds for requests without an external ID, and no other condition of the statement requires one. A third party that gives none gets in, and can be led to act here for another of its customers: the confused deputy problem, which external IDs prevent. Use StringEquals.`,
		},
	},
	{
		`typos in keys`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternId":"a-secret"},"StringNotEquals":{"aws:PrincipleTag/team":"red"}}}]}`,
		[]string{
			`warning INVALID_SERVICE_CONDITION_KEY 0 Statement[0].Condition.StringEquals["sts:ExternId"]: "sts:ExternId" is a condition key that AWS does not document, and that differs little from sts:ExternalId. No request has a key that does not exist, so that the condition never holds. Did you mean sts:ExternalId?`,
			`warning INVALID_GLOBAL_CONDITION_KEY 0 Statement[0].Condition.StringNotEquals["aws:PrincipleTag/team"]: "aws:PrincipleTag/team" is a condition key that AWS does not document, and that differs little from aws:PrincipalTag/team. No request has a key that does not exist, so that the condition always holds. Did you mean aws:PrincipalTag/team?`,
		},
	},
	{
		`an operator with a typo`, `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Condition":{"StringEqual":{"sts:ExternalId":"a-secret"}}}}`,
		[]string{
			`error INVALID_CONDITION_OPERATOR 0 Statement[0].Condition.StringEqual: There is no such condition operator: write StringEquals (line 1, column 71). IAM answers: Syntax errors in policy.`,
		},
	},
	{
		`a key that is absent`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:DurationSeconds":"900"}}}]}`,
		[]string{
			`warning KEY_ABSENT_IN_REQUEST 0 Statement[0].Condition.StringEquals["sts:DurationSeconds"]: "sts:DurationSeconds" has no value in requests to assume a role, so that the condition does nothing, or keeps everybody out. Remove it; how long sessions last at most is set on the role.`,
		},
	},
	{
		`an external ID of web identities`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/idp.example.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"idp.example.com:aud":"x","idp.example.com:sub":"y","sts:ExternalId":"z"}}}]}`,
		[]string{
			`warning KEY_ABSENT_IN_REQUEST 0 Statement[0].Condition.StringEquals["sts:ExternalId"]: "sts:ExternalId" has a value only in sts:AssumeRole, which the statement does not allow: the condition never holds. Move it to a statement that allows sts:AssumeRole, or remove it.`,
		},
	},
	{
		`a variable without brace`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:userid":"${aws:username"}}}]}`,
		[]string{
			`warning MISSING_BRACE_IN_VARIABLE 0 Statement[0].Condition.StringEquals["aws:userid"]: In "${aws:username", the variable has no closing brace. Write ${KEY}, or ${KEY, 'DEFAULT'}; where a $ is meant, write ${$}.`,
		},
	},
	{
		`a variable without quote`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:userid":"${aws:username, x}"}}}]}`,
		[]string{
			`warning MISSING_QUOTE_IN_VARIABLE 0 Statement[0].Condition.StringEquals["aws:userid"]: In "${aws:username, x}", the variable's default is not between single quotes. Write ${KEY}, or ${KEY, 'DEFAULT'}; where a $ is meant, write ${$}.`,
		},
	},
	{
		`a variable with a space`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:userid":"${ aws:username}"}}}]}`,
		[]string{
			`warning UNSUPPORTED_SPACE_IN_VARIABLE 0 Statement[0].Condition.StringEquals["aws:userid"]: In "${ aws:username}", a space stands in the variable's name. Write ${KEY}, or ${KEY, 'DEFAULT'}; where a $ is meant, write ${$}.`,
		},
	},
	{
		`a variable with a quote`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:userid":"${'aws:username'}"}}}]}`,
		[]string{
			`warning UNSUPPORTED_SYMBOL_IN_VARIABLE 0 Statement[0].Condition.StringEquals["aws:userid"]: In "${'aws:username'}", a quote stands in the variable's name. Write ${KEY}, or ${KEY, 'DEFAULT'}; where a $ is meant, write ${$}.`,
		},
	},
	{
		`a variable without name`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:userid":"${}"}}}]}`,
		[]string{
			`warning EMPTY_VARIABLE 0 Statement[0].Condition.StringEquals["aws:userid"]: In "${}", the variable has no name. Write ${KEY}, or ${KEY, 'DEFAULT'}; where a $ is meant, write ${$}.`,
		},
	},
	{
		`a variable in no version`, `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:userid":"${aws:username}"}}}]}`,
		[]string{
			`warning VARIABLE_UNSUPPORTED_IN_VERSION 0 Statement[0].Condition.StringEquals["aws:userid"]: "${aws:username}" has a policy variable, which is plain text in a document without "Version": "2012-10-17". Set the version.`,
		},
	},
	{
		`several statements, in order`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*","Condition":{"StringEquals":{"x:b":"*","x:a":"*"},"Bool":{"x:c":"x"}},"Sid":"-"},{"Effect":"Allow","Action":"sts:AssumeRole"}]}`,
		[]string{
			`error UNSUPPORTED_SID 0 Statement[0].Sid: "-" has other characters than ASCII letters and digits. Remove them. IAM answers: Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*`,
			`error ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL 0 Statement[0].Principal: "*" by itself is no principal of a trust policy. Name who is meant; {"AWS": "*"} is taken, and lets in everybody whom no condition keeps out. IAM answers: AssumeRolepolicy contained an invalid principal: "STAR":"*"`,
			`error UNSUPPORTED_ACTION_IN_POLICY 0 Statement[0].Action: "*" is no action of a trust policy. Name one or more of sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity, sts:TagSession, sts:SetSourceIdentity, sts:SetContext, without wildcards and in this case. IAM answers: AssumeRole policy may only specify STS AssumeRole actions.`,
			`error ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE 0 Statement[0].Resource: A trust policy has no Resource: it is about the role that it belongs to. Remove it. IAM answers: Has prohibited field Resource`,
			`warning TYPE_MISMATCH_BOOLEAN 0 Statement[0].Condition.Bool["x:c"]: "x" is neither true nor false, so that the condition never holds. Write one of them.`,
			`warning WILDCARD_WITHOUT_LIKE_OPERATOR 0 Statement[0].Condition.StringEquals["x:a"]: "*" has a wildcard, which StringEquals compares as the character it is: the condition never holds for what is meant. Use StringLike.`,
			`warning WILDCARD_WITHOUT_LIKE_OPERATOR 0 Statement[0].Condition.StringEquals["x:b"]: "*" has a wildcard, which StringEquals compares as the character it is: the condition never holds for what is meant. Use StringLike.`,
			`error MISSING_PRINCIPAL 1 Statement[1]: The statement names no principal. Add whom it is about, such as "Principal": {"AWS": "arn:aws:iam::123456789012:role/NAME"}. This is known from other programs alone, not from AWS; they answer: Missing required field Principal`,
		},
	},
	{
		`an effect in lower case`, `{"Statement":{"Effect":"allow","Action":"sts:AssumeRole"}}`,
		[]string{
			`error INVALID_EFFECT 0 Statement[0].Effect: "allow" is not allowed here: write "Allow" or "Deny" (line 1, column 24). IAM answers: Syntax errors in policy.`,
		},
	},
	{
		`broken JSON`, `{"Statement":[{"Effect":"Allow",`,
		[]string{
			`error JSON_SYNTAX_ERROR 0 Statement[0]: A name in double quotes should follow, but the document ends here (line 1, column 33). IAM answers: This policy contains invalid Json`,
		},
	},
	{
		`a name twice`, `{"Statement":[],"Statement":[]}`,
		[]string{
			`error DUPLICATE_KEY -1 Statement: This name is here a second time, and readers differ on which counts: keep one (line 1, column 17).`,
		},
	},
	{
		`no Statement`, `{"Version":"2012-10-18"}`,
		[]string{
			`error MISSING_STATEMENT -1 The policy has no Statement: add one, a list of statements (line 1, column 1). IAM answers: Syntax errors in policy.`,
			`error INVALID_VERSION -1 Version: "2012-10-18" is not allowed here: write "2012-10-17" or "2008-10-17" (line 1, column 12). IAM answers: Syntax errors in policy.`,
		},
	},
	{
		`no Effect, no Action`, `{"Statement":[{},{"Effect":"Allow","Action":"a","NotAction":"b"}]}`,
		[]string{
			`error MISSING_EFFECT 0 Statement[0]: The statement has no Effect: add "Effect": "Allow" or "Effect": "Deny" (line 1, column 15). IAM answers: Syntax errors in policy.`,
			`error MISSING_ACTION 0 Statement[0]: The statement has no Action: add one, such as "Action": "sts:AssumeRole" (line 1, column 15). IAM answers: Policy statement must contain actions.`,
			`error UNSUPPORTED_ELEMENT_COMBINATION 1 Statement[1]: The statement has both Action and NotAction: keep one, or make two statements (line 1, column 49). IAM answers: Syntax errors in policy.`,
		},
	},
	{
		`elements that there are not`, `{"Comment":"x","Statement":[{"Effect":"Allow","Action":"a","Principal":{"aws":"*"},"Condition":{"stringEquals":{"k":"v"},"NullIfExists":{"k":"true"},"StringEquals":{"k":{}}}}]}`,
		[]string{
			`error INVALID_POLICY_ELEMENT -1 Comment: A policy has no such element: use one of Version, Id, Statement (line 1, column 2). IAM answers: Syntax errors in policy.`,
			`error INVALID_PRINCIPAL_KEY 0 Statement[0].Principal.aws: A principal has no such element: write AWS, upper and lower case as here (line 1, column 73).`,
			`error INVALID_CONDITION_OPERATOR 0 Statement[0].Condition.stringEquals: There is no such condition operator: write StringEquals, upper and lower case as here (line 1, column 97). IAM answers: Syntax errors in policy.`,
			`error NULL_WITH_IF_EXISTS 0 Statement[0].Condition.NullIfExists: Null tests whether a key is there and takes no IfExists: write "Null" (line 1, column 122). IAM answers: Syntax errors in policy.`,
			`error DATA_TYPE_MISMATCH 0 Statement[0].Condition.StringEquals.k: Here is an object, where a value, or a list of values, belongs (line 1, column 170). IAM answers: Syntax errors in policy.`,
		},
	},
	{
		`curly quotes`, `{"Id":"“x”","Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_CHARACTER -1 The character '“' (U+201C) stands at line 1, column 8, and IAM takes none beyond U+00FF. There are 2 of that kind. Curly quotes and dashes often come from a word processor: replace them, or write the character as an escape, as normalized JSON has it.`,
		},
	},
}
