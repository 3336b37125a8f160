// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The forms are the usual ones, as AWS's documentation has them: whoever
// follows it must not be warned.
func TestCheckIsSilentOnTheUsualForms(t *testing.T) {
	for name, statements := range map[string]string{
		"a role with external ID": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/agent"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x1"}}}`,
		"a role":                  `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/agent"},"Action":"sts:AssumeRole"}`,
		"a role that need not exist": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole",
			"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/team/agent"},"StringEquals":{"aws:PrincipalType":"AssumedRole"}}}`,
		"a third party": `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x1"}}}`,
		"an account with MFA": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole",
			"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}}`,
		"an organization": `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}`,
		"a part of an organization": `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole",
			"Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"}}}`,
		"everybody else denied": `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},
			{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}`,
		"session tags": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/jo"},"Action":["sts:AssumeRole","sts:TagSession"],
			"Condition":{"StringLike":{"aws:RequestTag/Project":"*","aws:RequestTag/CostCenter":"*"},"ForAllValues:StringEquals":{"sts:TransitiveTagKeys":["Project","CostCenter"]}}}`,
		"session tags in a statement of their own": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/agent"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:RequestTag/team":"x"}}},
			{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/agent"},"Action":"sts:TagSession"}`,
		"a source identity": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/agent"},"Action":["sts:AssumeRole","sts:SetSourceIdentity"],"Condition":{"StringLike":{"sts:SourceIdentity":"*"}}}`,
		"names of sessions": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole","Condition":{"StringLike":{"sts:RoleSessionName":"${aws:username}"}}}`,
		"no role chaining beyond": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/agent"},"Action":"sts:AssumeRole"},
			{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/agent"}}}`,
		"IRSA": `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"},
			"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{
			"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub":"system:serviceaccount:torque:agent",
			"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud":"sts.amazonaws.com"}}}`,
		"EKS Pod Identity": `{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{
			"aws:RequestTag/eks-cluster-arn":"arn:aws:eks:eu-west-1:111122223333:cluster/main","aws:RequestTag/kubernetes-namespace":"torque","aws:RequestTag/kubernetes-service-account":"agent"}}}`,
		"GitHub Actions": `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity",
			"Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":"repo:acme/app:*"}}}`,
		"GitHub Actions by ID": `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity",
			"Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":"repository_owner_id:123:repository_id:*"}}}`,
		"HCP Terraform": `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/app.terraform.io"},"Action":"sts:AssumeRoleWithWebIdentity",
			"Condition":{"StringEquals":{"app.terraform.io:aud":"aws.workload.identity"},"StringLike":{"app.terraform.io:sub":"organization:acme:project:*:workspace:*:run_phase:*"}}}`,
		"Vercel": `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.vercel.com"},"Action":"sts:AssumeRoleWithWebIdentity",
			"Condition":{"StringEquals":{"oidc.vercel.com:aud":"https://vercel.com/acme"}}}`,
		"Amazon Cognito": `{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{
			"StringEquals":{"cognito-identity.amazonaws.com:aud":"us-east-2:12345678-abcd-abcd-abcd-123456"},"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"unauthenticated"}}}`,
		"Google":            `{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"accounts.google.com:aud":"66677788899900pro0"}}}`,
		"Login with Amazon": `{"Effect":"Allow","Principal":{"Federated":"www.amazon.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"www.amazon.com:app_id":"amzn1.application-oa2-123456"}}}`,
		"SAML": `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/ADFS"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],
			"Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}}`,
		"EC2 and Lambda": `{"Sid":"","Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]},"Action":"sts:AssumeRole"}`,
		"ECS tasks": `{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{
			"ArnLike":{"aws:SourceArn":"arn:aws:ecs:us-west-2:111122223333:*"},"StringEquals":{"aws:SourceAccount":"111122223333"}}}`,
		"IAM Roles Anywhere": `{"Effect":"Allow","Principal":{"Service":"rolesanywhere.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"],
			"Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/x"},"StringEquals":{"aws:PrincipalTag/x509Subject/CN":"build"}}}`,
		"public and private networks": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole",
			"Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8:1234:5678::/64"]}}}`,
		"times": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/agent"},"Action":"sts:AssumeRole",
			"Condition":{"DateGreaterThan":{"aws:CurrentTime":"2026-04-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2026-06-30T23:59:59Z"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := Check(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
			if diff := cmp.Diff([]string(nil), findingLines(r.Findings)); diff != "" || r.Document.IsZero() {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
