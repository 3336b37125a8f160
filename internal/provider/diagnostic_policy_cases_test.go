// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"testing"
)

// policyOf is a trust policy of statements, which are what is in the braces.
func policyOf(statements ...string) string {
	return `{"Version":"2012-10-17","Statement":[{` + strings.Join(statements, "},{") + `}]}`
}

const (
	toRole   = `"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"}`
	assuming = `,"Action":"sts:AssumeRole"`
)

// letting is a statement with a principal, as it stands in JSON.
func letting(principal, action string) string {
	return fmt.Sprintf(`"Effect":"Allow","Principal":{%s},"Action":"%s"`, principal, action)
}

// where is a statement with a condition on a role's sessions.
func where(operator, conditions string) string {
	return fmt.Sprintf(`%s%s,"Condition":{"%s":{%s}}`, toRole, assuming, operator, conditions)
}

// byProvider is a statement for those whom an OIDC provider vouches for.
func byProvider(issuer, condition string) string {
	return letting(`"Federated":"arn:aws:iam::111122223333:oidc-provider/`+issuer+`"`, "sts:AssumeRoleWithWebIdentity") + condition
}

// findingCases are all findings on trust policies, each in the text that is
// told.
func findingCases() []diagnosticCase {
	check := func(name string, documents ...string) diagnosticCase {
		return diagnosticCase{"trust_policy_check: " + name, "", func(t *testing.T) []string {
			s := newServer(t, nil)
			var all []string
			for _, document := range documents {
				_, found := s.read("crossaccount_trust_policy_check", attrs{"json": document})
				all = append(all, found...)
			}
			return all
		}}
	}
	sized := func(n int) string {
		return policyOf(fmt.Sprintf(`"Sid":"%s",%s%s`, strings.Repeat("x", n-len(policyOf(`"Sid":"",`+toRole+assuming))), toRole, assuming))
	}
	return []diagnosticCase{
		check("what is no JSON",
			"", "\ufeff{}", "{} x", "\xff", `{"Id":"x`, `{"Id":"é`, "{\"Id\":\"\x01 \xff \\x \\ud800\"}", `{"Id":[[[[[[[[]]]]]]]]}`, `{"Id":"x" "y"}`, `{"Id":["x" "y"]}`,
			`{"Id" "x"}`, `{"Id":-x}`, `{"Id":012}`, `{"Id":x}`,
		),
		check("what is no policy",
			`[]`, `{"Version":"2012-10-18","Comment":"x"}`, `{"Version":"2012-10-17","Version":"2012-10-17","Statement":"x"}`,
			`{"Statement":[{},{"effect":"Allow","Effect":"allow","Action":["a",1],"NotAction":{},"Principal":"x"},
				{"Effect":"Allow","Action":"a","Principal":{"aws":"*"},"Condition":{"stringEquals":{"k":"v"},"StringEqual":{"k":"v"},"Equals":{"k":"v"},"NullIfExists":{"k":"true"},"StringEquals":{"k":{}}}}]}`,
		),
		check("the size", sized(2049), sized(4097), sized(131072)+" "),
		check("the document", policyOf(), `{"Version":"2012-10-17","Statement":[]}`, `{"Id":"“x”",`+policyOf(toRole + assuming)[1:], policyOf(
			`"Sid":"a-b",`+toRole+assuming, `"Sid":"x",`+toRole+assuming, `"Sid":"x",`+toRole+assuming+`,"Resource":"*"`, toRole+assuming+`,"NotResource":"*"`)),
		check("principals", policyOf(
			`"Effect":"Allow"`+assuming, `"Effect":"Allow","NotPrincipal":{"AWS":"*"}`+assuming, letting(``, "sts:AssumeRole"),
			letting(`"CanonicalUser":"79a59df900b949e5"`, "sts:AssumeRole"),
			letting(`"AWS":["","12345","111122223333 ","arn:aws:iam::111122223333:user/*","bob","lambda.amazonaws.com","arn:aws:iam::111122223333:saml-provider/x",`+
				`"arn:aws:iam::1111222233:role/ci"]`, "sts:AssumeRole"),
			letting(`"Service":"*"`, "sts:AssumeRole"), letting(`"Federated":["*","x","arn:aws:iam::111122223333:role/ci"]`, "sts:AssumeRoleWithWebIdentity")),
			policyOf(letting(`"AWS":[]`, "sts:AssumeRole")),
			policyOf(letting(`"AWS":["AROAEXAMPLE1234567890","AIDAEXAMPLE1234567890"]`, "sts:AssumeRole"), letting(`"AWS":"444455556666"`, "sts:AssumeRole"),
				letting(`"AWS":["arn:aws:iam::111122223333:role/team/ci","arn:aws:sts::111122223333:assumed-role/ci/build"]`, "sts:AssumeRole"),
				letting(`"Service":"ecs-tasks.amazonaws.com"`, "sts:AssumeRole"), letting(`"Service":"rolesanywhere.amazonaws.com"`, "sts:AssumeRole")),
		),
		check("actions", policyOf(toRole+`,"Action":[]`), policyOf(toRole+`,"NotAction":"sts:TagSession"`),
			policyOf(toRole+`,"Action":"sts:AssumeRoleWithSAML"`, toRole+`,"Action":"sts:AssumeRoleWithWebIdentity"`,
				letting(`"Federated":"arn:aws:iam::111122223333:saml-provider/x"`, "sts:AssumeRole"),
				letting(`"AWS":"arn:aws:iam::111122223333:role/ci","Federated":"arn:aws:iam::111122223333:saml-provider/x"`, "sts:AssumeRole"),
				where("StringLike", `"sts:SourceIdentity":"*"`), where("StringEquals", `"aws:RequestTag/team":"x"`)),
		),
		check("identity providers", policyOf(letting(`"Federated":"cognito-identity.amazonaws.com"`, "sts:AssumeRoleWithWebIdentity"), byProvider("gitlab.com", ""),
			byProvider("token.actions.githubusercontent.com", `,"Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":["*","?*"]}}`)),
			policyOf(byProvider("idp.example.com", ""),
				byProvider("token.actions.githubusercontent.com", `,"Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"ForAllValues:StringEquals":{"token.actions.githubusercontent.com:sub":"repo:acme/app:*"}}`),
				byProvider("token.actions.githubusercontent.com", `,"Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":"repo:*"}}`)),
		),
		check("values", policyOf(where("NumericLessThan", `"aws:MultiFactorAuthAge":" 10"`), where("DateLessThan", `"aws:CurrentTime":"2026/01/01"`),
			where("IpAddress", `"aws:SourceIp":"10.0.0.0/33"`), where("BinaryEquals", `"x:k":"YWJj=="`), where("ArnLike", `"aws:PrincipalArn":"arn:aws:iam"`)),
			policyOf(where("Bool", `"aws:MultiFactorAuthPresent":"yes"`), where("StringEquals", `"aws:userid":[]`), where("StringEquals", `"aws:userid":"x*"`),
				where("StringNotEquals", `"aws:userid":"x*"`), where("IpAddress", `"aws:SourceIp":["10.1.0.0/16","203.0.113.9/24"]`), where("NotIpAddress", `"aws:SourceIp":"192.168.1.1"`)),
		),
		check("keys", policyOf(where("StringEquals", `"sts:DurationSeconds":"900"`), where("StringEquals", `"ExternalId":"x"`), where("StringEquals", `"sts:ExternId":"x"`),
			where("StringNotEquals", `"aws:PrincipleTag/team":"red"`), where("ForAnyValue:Null", `"aws:SourceVp":"true"`), where("StringEqualsIfExists", `"sts:ExternalId":"x"`), where("StringEquals", `"aws:userid":"a","AWS:UserId":"b"`),
			where("StringLike", `"aws:PrincipalOrgPaths":"o-x/*"`), where("ForAllValues:StringLike", `"aws:PrincipalOrgPaths":"o-x/*"`), where("ForAllValues:StringEquals", `"aws:userid":"x"`),
			byProvider("idp.example.com", `,"Condition":{"StringEquals":{"idp.example.com:aud":"x","idp.example.com:sub":"y","sts:ExternalId":"z"}}`)),
		),
		check("policy variables", policyOf(where("StringEquals", `"aws:userid":["${}","${aws:username","${ aws:username}","${'aws:username'}","${aws:username, x}","${aws:username, 'x' }","${a$b}"]`)),
			`{"Statement":[{`+where("StringEquals", `"aws:userid":"${aws:username}"`)+`}]}`),
	}
}

// formCases are all that can be wrong with the blocks of a trust policy.
func formCases() []diagnosticCase {
	resource := func(name string, config attrs) diagnosticCase {
		return diagnosticCase{"trust_policy: " + name, "", func(t *testing.T) []string { return newTrustPolicyServer(t).validate(config) }}
	}
	const (
		saml = "arn:aws:iam::222222222222:saml-provider/corp"
		oidc = "arn:aws:iam::222222222222:oidc-provider/idp.example.com"
	)
	condition := func(operator, key string, values ...any) attrs {
		return attrs{"operator": operator, "key": key, "values": values}
	}
	one := func(list ...any) []any { return list }
	return []diagnosticCase{
		resource("aws: principals", attrs{"aws": one(
			attrs{"principals": one("deploy", "", "22222222222", "Dev | 222222222222", "AROAEXAMPLEID12345678", "arn:aws:iam::22222222222:root", saml,
				"arn:aws:sts::222222222222:federated-user/ci", "arn:aws:iam::222222222222:role/*/ci", "*")},
			attrs{"principals": one()},
			attrs{"principals": one(trustedRole), "match": "name"},
		)}),
		resource("aws: principals by account", attrs{"aws": block(attrs{"match": "account", "principals": one(
			"*", "222222222222", "arn:aws:sts::222222222222:assumed-role/ci/build", "arn:aws:iam::222222222222:role/${x}/ci")})}),
		resource("aws: limits", attrs{"aws": one(
			attrs{"principals": one(trustedRole), "external_ids": one(), "organization_id": "acme", "session_name_patterns": one("x", "a b*", "${aws:username", "")},
			attrs{"principals": one(trustedRole), "external_ids": one("a b"), "sid": "a-b"},
			attrs{"principals": one(trustedRole), "sid": "x", "condition": one(
				condition("StringEqual", "aws:userid", "x"), condition("StringLike", "aws:userid", "x"), condition("StringLike", "AWS:UserId", "x"), condition("", ""))},
			attrs{"principals": one(trustedRole), "sid": "x"},
		)}),
		resource("eks_service_account", attrs{"eks_service_account": one(
			attrs{"oidc_provider_arn": saml, "namespace": "", "service_account": ""},
			attrs{"oidc_provider_arn": "", "namespace": "Torque", "service_account": "agent-*"},
			attrs{"oidc_provider_arn": "arn:aws-iso:iam::222222222222:oidc-provider/idp.example.com", "namespace": "torque", "service_account": "agent"},
			attrs{"oidc_provider_arn": oidc, "namespace": "torque", "service_account": "agent", "audience": "*"},
		)}),
		resource("eks_pod_identity", attrs{"eks_pod_identity": one(
			attrs{"cluster_arn": "", "namespace": "torque", "service_account": "agent"},
			attrs{"cluster_arn": "prod", "namespace": "torque", "service_account": "agent"},
			attrs{"cluster_arn": "arn:aws:eks:local:222222222222:cluster/prod", "namespace": "torque", "service_account": "agent"},
			attrs{"cluster_arn": "arn:aws:eks:cn-north-1:222222222222:cluster/prod", "namespace": "torque", "service_account": "agent"},
			attrs{"cluster_arn": "arn:aws:eks:eu-central-1:22222222222:cluster/prod", "namespace": "torque", "service_account": "agent"},
		)}),
		resource("oidc, saml", attrs{
			"oidc": one(
				attrs{"provider_arn": oidc, "audiences": one()},
				attrs{"provider_arn": "arn:aws:sts::222222222222:assumed-role/ci/x", "audiences": one("*"), "subjects": one("*", "", "${x}")},
			),
			"saml": block(attrs{"provider_arn": "arn:aws-iso-b:iam::222222222222:saml-provider/corp"}),
		}),
		resource("service, deny", attrs{
			"service": one(
				attrs{"services": one()},
				attrs{"services": one("EC2"), "source_accounts": one("1", "2222222222", "22222222222", "2222222222222", "Dev | 222222222222", ""), "source_arns": one("*")},
			),
			"deny": block(attrs{"principals": one()}),
		}),
		resource("statement", attrs{"statement": one(
			attrs{"actions": one(), "effect": "allow"},
			attrs{"actions": one("sts:AssumeRole"), "principals": one(
				attrs{"type": "", "identifiers": one()}, attrs{"type": "aws", "identifiers": one("x")}, attrs{"type": "*", "identifiers": one("x")},
				attrs{"type": "Service", "identifiers": one("EC2")}, attrs{"type": "Federated", "identifiers": one("x", "*", "arn:aws:iam::222222222222:role/ci")})},
		)}),
		{"trust_policy_evaluation: a context that no request has", "", validated(evaluation, attrs{
			"trust_policy": masterPolicy, "role_arn": evaluatedRole, "principal": "", "actions": []any{"sts:GetCallerIdentity"},
			"context": map[string]any{" ": []any{"x"}, "aws:PrincipalArn": []any{"arn:aws:sts::222222222222:assumed-role/ci/build"}, "saml:sub": []any{strings.Repeat("x", 100001)}},
		})},
	}
}
