// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

// principalFindings are documents on whom a statement lets in.
var principalFindings = []findingTest{
	{
		`a short account ID`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"12345"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_PRINCIPAL_FORMAT 0 Statement[0].Principal.AWS: "12345" is no AWS principal: it has 5 digits, an account ID has 12: compare it with the ID that the AWS console shows; leading zeros are lost where an ID is written as a number. IAM answers: Invalid principal in policy: "AWS":"12345"`,
		},
	},
	{
		`an empty principal`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":""},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_PRINCIPAL_FORMAT 0 Statement[0].Principal.AWS: "" is no AWS principal: it is an empty string; write an account ID of 12 digits, the ARN of an account's root, a user, a role or a session, or "*". IAM answers: Invalid principal in policy: "AWS":""`,
		},
	},
	{
		`a wildcard in an ARN`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/*"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_PRINCIPAL_FORMAT 0 Statement[0].Principal.AWS: "arn:aws:iam::111122223333:user/*" is no AWS principal: wildcards are not taken inside of a principal; name the account, and add a condition such as ArnLike on aws:PrincipalArn. IAM answers: Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/*"`,
		},
	},
	{
		`an account, any principal`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:*"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_PRINCIPAL_FORMAT 0 Statement[0].Principal.AWS: "arn:aws:iam::111122223333:*" is no AWS principal: wildcards are not taken inside of a principal; name the account, and add a condition such as ArnLike on aws:PrincipalArn. IAM answers: Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:*"`,
		},
	},
	{
		`white space behind an account`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333 "},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_PRINCIPAL_FORMAT 0 Statement[0].Principal.AWS: "111122223333 " is no AWS principal: there is white space around it; remove that. IAM answers: Invalid principal in policy: "AWS":"111122223333 "`,
		},
	},
	{
		`a group`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:group/ops"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_PRINCIPAL_FORMAT 0 Statement[0].Principal.AWS: "arn:aws:iam::111122223333:group/ops" is no AWS principal: "group/ops" names no principal: write root, role/NAME, user/NAME, saml-provider/NAME or oidc-provider/ISSUER (service iam), assumed-role/ROLE/SESSION or federated-user/NAME (service sts). IAM answers: Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:group/ops"`,
		},
	},
	{
		`a provider as AWS`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:saml-provider/x"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_PRINCIPAL_FORMAT 0 Statement[0].Principal.AWS: "arn:aws:iam::111122223333:saml-provider/x" is no AWS principal: it names a SAML provider; write it as "Federated". IAM answers: Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:saml-provider/x"`,
		},
	},
	{
		`a service as AWS`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_PRINCIPAL_FORMAT 0 Statement[0].Principal.AWS: "lambda.amazonaws.com" is no AWS principal: it is the name of a service; write it as "Service". IAM answers: Invalid principal in policy: "AWS":"lambda.amazonaws.com"`,
		},
	},
	{
		`a name`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"bob"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_PRINCIPAL_FORMAT 0 Statement[0].Principal.AWS: "bob" is no AWS principal: write an account ID of 12 digits, the ARN of an account's root, a user, a role or a session, or "*". IAM answers: Invalid principal in policy: "AWS":"bob"`,
		},
	},
	{
		`a variable as principal`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${aws:PrincipalArn}"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_PRINCIPAL_FORMAT 0 Statement[0].Principal.AWS: "${aws:PrincipalArn}" is no AWS principal: write an account ID of 12 digits, the ARN of an account's root, a user, a role or a session, or "*". IAM answers: Invalid principal in policy: "AWS":"${aws:PrincipalArn}"`,
		},
	},
	{
		`the ID of a deleted role`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"AROAEXAMPLE1234567890"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`warning INVALID_ROLE_REFERENCE 0 Statement[0].Principal.AWS: "AROAEXAMPLE1234567890" is the unique ID of a role. IAM shows it in place of an ARN when the role has been deleted; one that is created anew under the same name is another role and is not let in. Write the ARN again: IAM may refuse the ID, too.`,
		},
	},
	{
		`the ID of a deleted user`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"AIDAEXAMPLE1234567890"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`warning INVALID_USER_REFERENCE 0 Statement[0].Principal.AWS: "AIDAEXAMPLE1234567890" is the unique ID of a user. IAM shows it in place of an ARN when the user has been deleted; one that is created anew under the same name is another user and is not let in. Write the ARN again: IAM may refuse the ID, too.`,
		},
	},
	{
		`everybody`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`warning UNRESTRICTED_PRINCIPAL 0 Statement[0].Principal.AWS: "*" is everybody in every AWS account, and no condition says whom of them is meant. Name accounts or roles, or add a condition such as StringEquals on aws:PrincipalOrgID. An external ID or tags by themselves do not tell who somebody is.`,
		},
	},
	{
		`everybody with an external ID`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x1"}}}]}`,
		[]string{
			`warning UNRESTRICTED_PRINCIPAL 0 Statement[0].Principal.AWS: "*" is everybody in every AWS account, and no condition says whom of them is meant. Name accounts or roles, or add a condition such as StringEquals on aws:PrincipalOrgID. An external ID or tags by themselves do not tell who somebody is.`,
		},
	},
	{
		`a role of that name in any account`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/ci"}}}]}`,
		[]string{
			`warning UNRESTRICTED_PRINCIPAL 0 Statement[0].Principal.AWS: "*" is everybody in every AWS account, and no condition says whom of them is meant. Name accounts or roles, or add a condition such as StringEquals on aws:PrincipalOrgID. An external ID or tags by themselves do not tell who somebody is.`,
		},
	},
	{
		`a guard that keeps nobody out`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"StringNotLike":{"aws:PrincipalArn":"*"}}}]}`,
		[]string{
			`warning UNRESTRICTED_PRINCIPAL 0 Statement[0].Principal.AWS: "*" is everybody in every AWS account, and no condition says whom of them is meant. Name accounts or roles, or add a condition such as StringEquals on aws:PrincipalOrgID. An external ID or tags by themselves do not tell who somebody is.`,
		},
	},
	{
		`an account's root`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`warning ACCOUNT_WITHOUT_CONDITION 0 Statement[0].Principal.AWS: "arn:aws:iam::111122223333:root" is a whole account: whoever is given the permission there can assume the role, and no condition narrows it. If the account is a third party's, test sts:ExternalId; else name the role that is meant, or add a condition such as ArnLike on aws:PrincipalArn.`,
		},
	},
	{
		`an account with dashes`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"1111-2222-3333"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`warning ACCOUNT_WITHOUT_CONDITION 0 Statement[0].Principal.AWS: "1111-2222-3333" is a whole account: whoever is given the permission there can assume the role, and no condition narrows it. If the account is a third party's, test sts:ExternalId; else name the role that is meant, or add a condition such as ArnLike on aws:PrincipalArn.`,
		},
	},
	{
		`an account from everywhere`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"},"Bool":{"aws:SecureTransport":"true"}}}]}`,
		[]string{
			`warning ACCOUNT_WITHOUT_CONDITION 0 Statement[0].Principal.AWS: "111122223333" is a whole account: whoever is given the permission there can assume the role, and no condition narrows it. If the account is a third party's, test sts:ExternalId; else name the role that is meant, or add a condition such as ArnLike on aws:PrincipalArn.`,
		},
	},
	{
		`a session next to its role`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/team/ci", "arn:aws:sts::111122223333:assumed-role/ci/build"]},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`warning REDUNDANT_PRINCIPAL 0 Statement[0].Principal.AWS: "arn:aws:sts::111122223333:assumed-role/ci/build" is a session of "arn:aws:iam::111122223333:role/team/ci", which stands for all of its sessions. Remove the session; or remove the role, if this session alone is meant.`,
		},
	},
	{
		`any service`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"*"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_SERVICE_PRINCIPAL_FORMAT 0 Statement[0].Principal.Service: "*" is not the name of a service. Write one in full and without wildcards, such as ec2.amazonaws.com: all of them end with a domain of AWS. IAM answers: Invalid principal in policy: "SERVICE":"*"`,
		},
	},
	{
		`a domain that is not AWS's`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.example.com"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_SERVICE_PRINCIPAL_FORMAT 0 Statement[0].Principal.Service: "lambda.example.com" is not the name of a service. Write one in full and without wildcards, such as ec2.amazonaws.com: all of them end with a domain of AWS. IAM answers: Invalid principal in policy: "SERVICE":"lambda.example.com"`,
		},
	},
	{
		`services with a wildcard`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"*.amazonaws.com"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_SERVICE_PRINCIPAL_FORMAT 0 Statement[0].Principal.Service: "*.amazonaws.com" is not the name of a service. Write one in full and without wildcards, such as ec2.amazonaws.com: all of them end with a domain of AWS. IAM answers: Invalid principal in policy: "SERVICE":"*.amazonaws.com"`,
		},
	},
	{
		`the domain alone`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"amazonaws.com"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`error INVALID_SERVICE_PRINCIPAL_FORMAT 0 Statement[0].Principal.Service: "amazonaws.com" is not the name of a service. Write one in full and without wildcards, such as ec2.amazonaws.com: all of them end with a domain of AWS. IAM answers: Invalid principal in policy: "SERVICE":"amazonaws.com"`,
		},
	},
	{
		`a service for anybody`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}`,
		[]string{
			`warning RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL 0 Statement[0].Principal.Service: "ecs-tasks.amazonaws.com" may act for resources of any account, and no condition says for which. If the service supports it, add StringEquals on aws:SourceAccount, or ArnLike on aws:SourceArn.`,
		},
	},
	{
		`Roles Anywhere without its actions`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"rolesanywhere.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/x"}}}]}`,
		[]string{
			`warning MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY 0 Statement[0].Action: IAM Roles Anywhere needs sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession, and gets no session without. Add sts:SetSourceIdentity and sts:TagSession.`,
		},
	},
	{
		`any provider`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"*"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`,
		[]string{
			`error INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY 0 Statement[0].Principal.Federated: "*" is no identity provider: wildcards are not taken here; write the ARN of a SAML or OpenID Connect provider, or a domain such as cognito-identity.amazonaws.com. IAM answers: Invalid principal in policy: "FEDERATED":"*"`,
		},
	},
	{
		`no provider`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"nope"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`,
		[]string{
			`error INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY 0 Statement[0].Principal.Federated: "nope" is no identity provider: write the ARN of a SAML or OpenID Connect provider, or a domain such as cognito-identity.amazonaws.com. IAM answers: Invalid principal in policy: "FEDERATED":"nope"`,
		},
	},
	{
		`a role as provider`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`,
		[]string{
			`error INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY 0 Statement[0].Principal.Federated: "arn:aws:iam::111122223333:role/ci" is no identity provider: it names a role; write it as "AWS". IAM answers: Invalid principal in policy: "FEDERATED":"arn:aws:iam::111122223333:role/ci"`,
		},
	},
	{
		`a provider's ARN without account`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam:::oidc-provider/idp.example.com"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`,
		[]string{
			`error INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY 0 Statement[0].Principal.Federated: "arn:aws:iam:::oidc-provider/idp.example.com" is no identity provider: the ARN names no account: give its 12 digits. IAM answers: Invalid principal in policy: "FEDERATED":"arn:aws:iam:::oidc-provider/idp.example.com"`,
		},
	},
	{
		`Google without audience`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`,
		[]string{
			`warning MISSING_OIDC_AUDIENCE 0 Statement[0].Principal.Federated: No condition tests for whom a token of "accounts.google.com" is meant, so that tokens made for other applications are taken. Add StringEquals on accounts.google.com:aud.`,
		},
	},
	{
		`Facebook without audience`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"graph.facebook.com"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`,
		[]string{
			`warning MISSING_OIDC_AUDIENCE 0 Statement[0].Principal.Federated: No condition tests for whom a token of "graph.facebook.com" is meant, so that tokens made for other applications are taken. Add StringEquals on graph.facebook.com:app_id.`,
		},
	},
	{
		`Cognito without condition`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`,
		[]string{
			`error MISSING_CONDITION_FOR_COGNITO 0 Statement[0].Principal.Federated: Amazon Cognito's users are those of every identity pool, and no condition says of which. Add StringEquals on cognito-identity.amazonaws.com:aud with the ID of the pool. IAM answers: A condition block must be present for the Cognito provider`,
		},
	},
	{
		`Cognito without pool`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"authenticated"}}}]}`,
		[]string{
			`error MISSING_IDENTITY_PROVIDER_CONTROL 0 Statement[0].Principal.Federated: "cognito-identity.amazonaws.com" is shared by many organizations, and no condition tests cognito-identity.amazonaws.com:aud, which tells whose token it is. Add one, such as StringEquals with the value that is meant.`,
		},
	},
	{
		`a provider without conditions`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/idp.example.com"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`,
		[]string{
			`warning MISSING_OIDC_SUBJECT 0 Statement[0].Principal.Federated: No condition says which users of "arn:aws:iam::111122223333:oidc-provider/idp.example.com" are let in. Add one on idp.example.com:sub, such as StringEquals with the subject that is meant.`,
			`warning MISSING_OIDC_AUDIENCE 0 Statement[0].Principal.Federated: No condition tests for whom a token of "arn:aws:iam::111122223333:oidc-provider/idp.example.com" is meant, so that tokens made for other applications are taken. Add StringEquals on idp.example.com:aud.`,
		},
	},
	{
		`GitLab without conditions`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/gitlab.com"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`,
		[]string{
			`error MISSING_IDENTITY_PROVIDER_CONTROL 0 Statement[0].Principal.Federated: "arn:aws:iam::111122223333:oidc-provider/gitlab.com" is shared by many organizations, and no condition tests gitlab.com:sub, which tells whose token it is. Add one, such as StringEquals with the value that is meant.`,
			`warning MISSING_OIDC_AUDIENCE 0 Statement[0].Principal.Federated: No condition tests for whom a token of "arn:aws:iam::111122223333:oidc-provider/gitlab.com" is meant, so that tokens made for other applications are taken. Add StringEquals on gitlab.com:aud.`,
		},
	},
	{
		`GitHub without subject`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}}}]}`,
		[]string{
			`error MISSING_IDENTITY_PROVIDER_CONTROL 0 Statement[0].Principal.Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" is shared by many organizations, and no condition tests token.actions.githubusercontent.com:sub, which tells whose token it is. Add one, such as StringEquals with the value that is meant.`,
		},
	},
	{
		`GitHub with nothing but wildcards`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":["*","?*"]}}}]}`,
		[]string{
			`error MISSING_IDENTITY_PROVIDER_CONTROL 0 Statement[0].Principal.Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" is shared by many organizations, and the values of token.actions.githubusercontent.com:sub are nothing but wildcards: anybody's tokens would do. Name those that are meant.`,
		},
	},
	{
		`GitHub with one value of nothing but wildcards`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":["*","repo:acme/app:*"]}}}]}`,
		[]string{
			`warning WEAK_IDENTITY_PROVIDER_CONTROL 0 Statement[0].Condition.StringLike["token.actions.githubusercontent.com:sub"]: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" is shared by many organizations, and the condition holds for tokens of others, too: a negation, IfExists, ForAllValues, Null and a value of nothing but wildcards leave all others in. Use StringEquals, or StringLike with the organization's name.`,
		},
	},
	{
		`GitHub without one subject`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringNotLike":{"token.actions.githubusercontent.com:sub":"repo:acme/*"}}}]}`,
		[]string{
			`warning WEAK_IDENTITY_PROVIDER_CONTROL 0 Statement[0].Condition.StringNotLike["token.actions.githubusercontent.com:sub"]: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" is shared by many organizations, and the condition holds for tokens of others, too: a negation, IfExists, ForAllValues, Null and a value of nothing but wildcards leave all others in. Use StringEquals, or StringLike with the organization's name.`,
		},
	},
	{
		`GitHub with any organization`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":["repo:*","repo:acme*","*:ref:refs/heads/main"]}}}]}`,
		[]string{
			`warning UNSPECIFIC_GITHUB_SUBJECT 0 Statement[0].Condition.StringLike["token.actions.githubusercontent.com:sub"]: "*:ref:refs/heads/main" does not say which organization on GitHub is meant: repositories of others match, too. Write repo:ORGANIZATION/REPOSITORY:ref:refs/heads/BRANCH, or as much of it as is meant.`,
			`warning UNSPECIFIC_GITHUB_SUBJECT 0 Statement[0].Condition.StringLike["token.actions.githubusercontent.com:sub"]: "repo:*" does not say which organization on GitHub is meant: repositories of others match, too. Write repo:ORGANIZATION/REPOSITORY:ref:refs/heads/BRANCH, or as much of it as is meant.`,
			`warning UNSPECIFIC_GITHUB_SUBJECT 0 Statement[0].Condition.StringLike["token.actions.githubusercontent.com:sub"]: "repo:acme*" does not say which organization on GitHub is meant: repositories of others match, too. Write repo:ORGANIZATION/REPOSITORY:ref:refs/heads/BRANCH, or as much of it as is meant.`,
		},
	},
	{
		`Azure Sentinel without tenant`, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d:aud":"api://x"}}}]}`,
		[]string{
			`error MISSING_IDENTITY_PROVIDER_CONTROL 0 Statement[0].Principal.Federated: "arn:aws:iam::111122223333:oidc-provider/sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d" is shared by many organizations, and no condition tests sts:RoleSessionName, which tells whose token it is. Add one, such as StringEquals with the value that is meant.`,
		},
	},
}
