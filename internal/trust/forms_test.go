// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// request is somebody who asks for a session of a role.
type request struct {
	principal string
	actions   []string
	context   map[string][]string
}

// formCase is a form with the policy that AWS documents for it, the request
// that it is for, and the nearest ones that it must keep out.
type formCase struct {
	form    Form
	want    string // the one statement
	allowed request
	denied  map[string]request
}

const (
	agent      = "arn:aws:iam::111111111111:role/torque/agent"
	agentsCall = "arn:aws:sts::111111111111:assumed-role/agent/run-1"
	otherCall  = "arn:aws:sts::111111111111:assumed-role/other/run-1"
	githubARN  = "arn:aws:iam::222222222222:oidc-provider/" + github
	issuer     = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
	issuerARN  = "arn:aws:iam::222222222222:oidc-provider/" + issuer
	samlARN    = "arn:aws:iam::222222222222:saml-provider/ExampleOrgSSOProvider"
	cluster    = "arn:aws:eks:eu-central-1:222222222222:cluster/prod"
)

var forms = map[string]formCase{
	// IAM User Guide, "Access to AWS accounts owned by third parties".
	"a role with an external ID": {
		form: AWS{Principals: []string{agent}, ExternalIDs: []string{"acme-7f3c1b"}},
		want: `{"Effect":"Allow","Principal":{"AWS":"` + agent + `"},"Action":"sts:AssumeRole",` +
			`"Condition":{"StringEquals":{"sts:ExternalId":"acme-7f3c1b"}}}`,
		allowed: request{agentsCall, []string{AssumeRole}, map[string][]string{"sts:ExternalId": {"acme-7f3c1b"}}},
		denied: map[string]request{
			"no external ID":      {agentsCall, []string{AssumeRole}, nil},
			"another external ID": {agentsCall, []string{AssumeRole}, map[string][]string{"sts:ExternalId": {"acme-7f3c1B"}}},
			"another role":        {otherCall, []string{AssumeRole}, map[string][]string{"sts:ExternalId": {"acme-7f3c1b"}}},
			"session tags":        {agentsCall, []string{AssumeRole, tagSession}, map[string][]string{"sts:ExternalId": {"acme-7f3c1b"}}},
		},
	},
	// IAM User Guide, "AWS JSON policy elements: Principal": wildcards and aws:PrincipalArn.
	"a role that need not exist": {
		form: AWS{Principals: []string{agent}, Match: MatchAccount},
		want: `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"sts:AssumeRole",` +
			`"Condition":{"ArnLike":{"aws:PrincipalArn":"` + agent + `"}}}`,
		allowed: request{agentsCall, []string{AssumeRole}, map[string][]string{"aws:PrincipalArn": {agent}}},
		denied: map[string]request{
			"another path": {agentsCall, []string{AssumeRole}, map[string][]string{"aws:PrincipalArn": {"arn:aws:iam::111111111111:role/agent"}}},
			"another role": {otherCall, []string{AssumeRole}, map[string][]string{"aws:PrincipalArn": {"arn:aws:iam::111111111111:role/other"}}},
			"another account": {"arn:aws:sts::333333333333:assumed-role/agent/run-1", []string{AssumeRole},
				map[string][]string{"aws:PrincipalArn": {"arn:aws:iam::333333333333:role/torque/agent"}}},
		},
	},
	"roles and users of two accounts that need not exist": {
		form: AWS{Principals: []string{"arn:aws:iam::333333333333:user/alice", agent, agent}, Match: MatchAccount},
		want: `{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111111111111:root","arn:aws:iam::333333333333:root"]},"Action":"sts:AssumeRole",` +
			`"Condition":{"ArnLike":{"aws:PrincipalArn":["` + agent + `","arn:aws:iam::333333333333:user/alice"]}}}`,
		allowed: request{"arn:aws:iam::333333333333:user/alice", []string{AssumeRole}, map[string][]string{"aws:PrincipalArn": {"arn:aws:iam::333333333333:user/alice"}}},
		denied: map[string]request{
			"her name in the other account": {"arn:aws:iam::111111111111:user/alice", []string{AssumeRole},
				map[string][]string{"aws:PrincipalArn": {"arn:aws:iam::111111111111:user/alice"}}},
		},
	},
	// IAM User Guide, "AWS JSON policy elements: Principal": the short form of an account.
	"an account": {
		form:    AWS{Principals: []string{"1111-1111-1111"}},
		want:    `{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}`,
		allowed: request{agentsCall, []string{AssumeRole}, nil},
		denied:  map[string]request{"another account": {"arn:aws:iam::333333333333:user/alice", []string{AssumeRole}, nil}},
	},
	// IAM User Guide, "AWS global condition context keys": aws:PrincipalOrgID.
	"an organization": {
		form: AWS{Principals: []string{"*"}, OrganizationID: "o-a1b2c3d4e5"},
		want: `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole",` +
			`"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}`,
		allowed: request{agentsCall, []string{AssumeRole}, map[string][]string{"aws:PrincipalOrgID": {"o-a1b2c3d4e5"}}},
		denied: map[string]request{
			"another organization": {agentsCall, []string{AssumeRole}, map[string][]string{"aws:PrincipalOrgID": {"o-a1b2c3d4e6"}}},
			"no organization":      {agentsCall, []string{AssumeRole}, nil},
		},
	},
	// IAM User Guide, "AWS global condition context keys": aws:PrincipalOrgPaths.
	"a part of an organization": {
		form: AWS{Principals: []string{"*"}, Options: Options{Conditions: []Condition{
			{"ForAnyValue:StringLike", "aws:PrincipalOrgPaths", []string{"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"}}}}},
		want: `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole",` +
			`"Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"}}}`,
		allowed: request{agentsCall, []string{AssumeRole}, map[string][]string{"aws:PrincipalOrgPaths": {"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/"}}},
		denied: map[string]request{
			"another part": {agentsCall, []string{AssumeRole}, map[string][]string{"aws:PrincipalOrgPaths": {"o-a1b2c3d4e5/r-ab12/ou-ab12-33333333/"}}},
		},
	},
	// IAM User Guide, "IAM: Require MFA", "Pass session tags", "Monitor and control actions taken with
	// assumed roles", and sts:RoleSessionName with ${aws:username}.
	"a user, with all there is": {
		form: AWS{
			Options: Options{Sid: "People", Conditions: []Condition{
				{"IpAddress", "aws:SourceIp", []string{"203.0.113.0/24", "198.51.100.0/24"}},
				{"StringLike", "sts:SourceIdentity", []string{"alice*"}},
			}},
			Session: Session{AllowTags: true, AllowSourceIdentity: true}, Principals: []string{"arn:aws:iam::111111111111:user/alice"},
			RequireMFA: true, SessionNamePatterns: []string{"${aws:username}", "ci-*"}, Match: MatchPrincipal,
		},
		want: `{"Sid":"People","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/alice"},` +
			`"Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"],` +
			`"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"IpAddress":{"aws:SourceIp":["198.51.100.0/24","203.0.113.0/24"]},` +
			`"StringLike":{"sts:RoleSessionName":["${aws:username}","ci-*"],"sts:SourceIdentity":"alice*"}}}`,
		allowed: request{"arn:aws:iam::111111111111:user/alice", []string{AssumeRole, setSourceIdentity, tagSession}, map[string][]string{
			"aws:MultiFactorAuthPresent": {"true"}, "aws:SourceIp": {"203.0.113.7"}, "sts:RoleSessionName": {"alice"}, "aws:username": {"alice"},
			"sts:SourceIdentity": {"alice"},
		}},
		denied: map[string]request{
			"no MFA": {"arn:aws:iam::111111111111:user/alice", []string{AssumeRole}, map[string][]string{
				"aws:SourceIp": {"203.0.113.7"}, "sts:RoleSessionName": {"alice"}, "aws:username": {"alice"}, "sts:SourceIdentity": {"alice"},
			}},
		},
	},
	// Amazon EKS User Guide, "Assign IAM roles to Kubernetes service accounts".
	"an EKS service account": {
		form: EKSServiceAccount{OIDCProviderARN: issuerARN, Namespace: "torque", ServiceAccount: "default"},
		want: `{"Effect":"Allow","Principal":{"Federated":"` + issuerARN + `"},"Action":"sts:AssumeRoleWithWebIdentity",` +
			`"Condition":{"StringEquals":{"` + issuer + `:aud":"sts.amazonaws.com","` + issuer + `:sub":"system:serviceaccount:torque:default"}}}`,
		allowed: request{issuerARN, []string{assumeRoleWithWebIdentity}, map[string][]string{
			issuer + ":aud": {"sts.amazonaws.com"}, issuer + ":sub": {"system:serviceaccount:torque:default"},
		}},
		denied: map[string]request{
			"another service account": {issuerARN, []string{assumeRoleWithWebIdentity}, map[string][]string{
				issuer + ":aud": {"sts.amazonaws.com"}, issuer + ":sub": {"system:serviceaccount:torque:other"},
			}},
			"another audience": {issuerARN, []string{assumeRoleWithWebIdentity}, map[string][]string{
				issuer + ":aud": {"kubernetes"}, issuer + ":sub": {"system:serviceaccount:torque:default"},
			}},
		},
	},
	// Amazon EKS User Guide for China: the audience.
	"an EKS service account in China": {
		form: EKSServiceAccount{OIDCProviderARN: "arn:aws-cn:iam::222222222222:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/X", Namespace: "a", ServiceAccount: "b.c"},
		want: `{"Effect":"Allow","Principal":{"Federated":"arn:aws-cn:iam::222222222222:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/X"},` +
			`"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.cn-north-1.amazonaws.com.cn/id/X:aud":"sts.amazonaws.com.cn",` +
			`"oidc.eks.cn-north-1.amazonaws.com.cn/id/X:sub":"system:serviceaccount:a:b.c"}}}`,
	},
	// Amazon EKS User Guide, "Create IAM role with trust policy required by EKS Pod Identity".
	"EKS Pod Identity": {
		form: EKSPodIdentity{Options: Options{Sid: "AllowEksAuthToAssumeRoleForPodIdentity"}, ClusterARN: cluster, Namespace: "torque", ServiceAccount: "default"},
		want: `{"Sid":"AllowEksAuthToAssumeRoleForPodIdentity","Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},` +
			`"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"aws:RequestTag/eks-cluster-arn":"` + cluster + `",` +
			`"aws:RequestTag/kubernetes-namespace":"torque","aws:RequestTag/kubernetes-service-account":"default"}}}`,
		allowed: request{"pods.eks.amazonaws.com", []string{AssumeRole, tagSession}, map[string][]string{
			"aws:RequestTag/eks-cluster-arn": {cluster}, "aws:RequestTag/kubernetes-namespace": {"torque"}, "aws:RequestTag/kubernetes-service-account": {"default"},
		}},
		denied: map[string]request{
			"another cluster": {"pods.eks.amazonaws.com", []string{AssumeRole, tagSession}, map[string][]string{
				"aws:RequestTag/eks-cluster-arn": {cluster + "2"}, "aws:RequestTag/kubernetes-namespace": {"torque"}, "aws:RequestTag/kubernetes-service-account": {"default"},
			}},
			"no tags": {"pods.eks.amazonaws.com", []string{AssumeRole}, nil},
		},
	},
	// GitHub Docs, "Configuring OpenID Connect in Amazon Web Services".
	"GitHub Actions on a branch": {
		form: OIDC{ProviderARN: githubARN, Audiences: []string{"sts.amazonaws.com"}, Subjects: []string{"repo:octo-org/octo-repo:ref:refs/heads/octo-branch"}},
		want: `{"Effect":"Allow","Principal":{"Federated":"` + githubARN + `"},"Action":"sts:AssumeRoleWithWebIdentity",` +
			`"Condition":{"StringEquals":{"` + github + `:aud":"sts.amazonaws.com","` + github + `:sub":"repo:octo-org/octo-repo:ref:refs/heads/octo-branch"}}}`,
		allowed: request{githubARN, []string{assumeRoleWithWebIdentity}, map[string][]string{
			github + ":aud": {"sts.amazonaws.com"}, github + ":sub": {"repo:octo-org/octo-repo:ref:refs/heads/octo-branch"},
		}},
		denied: map[string]request{
			"another repository": {githubARN, []string{assumeRoleWithWebIdentity}, map[string][]string{
				github + ":aud": {"sts.amazonaws.com"}, github + ":sub": {"repo:octo-org/octo-repo2:ref:refs/heads/octo-branch"},
			}},
		},
	},
	// GitHub Docs, "Configuring OpenID Connect in Amazon Web Services": StringLike with a wildcard.
	"GitHub Actions of a repository, and of one branch of another": {
		form: OIDC{ProviderARN: githubARN, Audiences: []string{"sts.amazonaws.com"}, Session: Session{AllowTags: true, AllowSourceIdentity: true},
			Subjects: []string{"repo:octo-org/octo-repo:*", "repo:octo-org/a:ref:refs/heads/main"}},
		want: `{"Effect":"Allow","Principal":{"Federated":"` + githubARN + `"},"Action":["sts:AssumeRoleWithWebIdentity","sts:SetSourceIdentity","sts:TagSession"],` +
			`"Condition":{"StringEquals":{"` + github + `:aud":"sts.amazonaws.com"},` +
			`"StringLike":{"` + github + `:sub":["repo:octo-org/a:ref:refs/heads/main","repo:octo-org/octo-repo:*"]}}}`,
		allowed: request{githubARN, []string{assumeRoleWithWebIdentity}, map[string][]string{
			github + ":aud": {"sts.amazonaws.com"}, github + ":sub": {"repo:octo-org/octo-repo:pull_request"},
		}},
		denied: map[string]request{
			"another branch of the other": {githubARN, []string{assumeRoleWithWebIdentity}, map[string][]string{
				github + ":aud": {"sts.amazonaws.com"}, github + ":sub": {"repo:octo-org/a:ref:refs/heads/next"},
			}},
		},
	},
	"a provider whose groups are trusted": {
		form: OIDC{ProviderARN: "arn:aws:iam::222222222222:oidc-provider/id.example.com", Audiences: []string{"aws"},
			Options: Options{Conditions: []Condition{{"ForAnyValue:StringEquals", "ID.example.com:amr", []string{"ops"}}}}},
		want: `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::222222222222:oidc-provider/id.example.com"},"Action":"sts:AssumeRoleWithWebIdentity",` +
			`"Condition":{"ForAnyValue:StringEquals":{"ID.example.com:amr":"ops"},"StringEquals":{"id.example.com:aud":"aws"}}}`,
	},
	// IAM User Guide, "Create a role for SAML 2.0 federation (console)", and "Pass session tags" for the tags.
	"SAML": {
		form: SAML{ProviderARN: samlARN, Session: Session{AllowTags: true}},
		want: `{"Effect":"Allow","Principal":{"Federated":"` + samlARN + `"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],` +
			`"Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}}`,
		allowed: request{samlARN, []string{assumeRoleWithSAML, tagSession}, map[string][]string{"SAML:aud": {"https://signin.aws.amazon.com/saml"}}},
		denied: map[string]request{
			"another audience": {samlARN, []string{assumeRoleWithSAML}, map[string][]string{"SAML:aud": {"https://signin.example.com/saml"}}},
		},
	},
	"SAML in the sovereign cloud": {
		form: SAML{ProviderARN: "arn:aws-eusc:iam::222222222222:saml-provider/x", Audiences: []string{"https://signin.example/saml"}},
		want: `{"Effect":"Allow","Principal":{"Federated":"arn:aws-eusc:iam::222222222222:saml-provider/x"},"Action":"sts:AssumeRoleWithSAML",` +
			`"Condition":{"StringEquals":{"SAML:aud":"https://signin.example/saml"}}}`,
	},
	// IAM User Guide, "The confused deputy problem": aws:SourceArn and aws:SourceAccount.
	"a service": {
		form: Service{Services: []string{"cloudtrail.amazonaws.com"}, SourceAccounts: []string{"222222222222"},
			SourceARNs: []string{"arn:aws:cloudtrail:eu-central-1:222222222222:trail/*"}},
		want: `{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole",` +
			`"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudtrail:eu-central-1:222222222222:trail/*"},"StringEquals":{"aws:SourceAccount":"222222222222"}}}`,
		allowed: request{"cloudtrail.amazonaws.com", []string{AssumeRole}, map[string][]string{
			"aws:SourceAccount": {"222222222222"}, "aws:SourceArn": {"arn:aws:cloudtrail:eu-central-1:222222222222:trail/t"},
		}},
		denied: map[string]request{
			"for another account": {"cloudtrail.amazonaws.com", []string{AssumeRole}, map[string][]string{
				"aws:SourceAccount": {"333333333333"}, "aws:SourceArn": {"arn:aws:cloudtrail:eu-central-1:333333333333:trail/t"},
			}},
		},
	},
	// IAM Roles Anywhere User Guide, "Trust policy": the three actions.
	"Roles Anywhere": {
		form: Service{Services: []string{"rolesanywhere.amazonaws.com"}, Session: Session{AllowTags: true, AllowSourceIdentity: true}},
		want: `{"Effect":"Allow","Principal":{"Service":"rolesanywhere.amazonaws.com"},"Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"]}`,
	},
	"a user who is kept out": {
		form: Deny{Principals: []string{"arn:aws:iam::111111111111:user/mallory"}},
		want: `{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111111111111:user/mallory"},"Action":"sts:AssumeRole"}`,
	},
	"everybody outside the organization is kept out": {
		form: Deny{Principals: []string{"*"}, Options: Options{Conditions: []Condition{{"StringNotEqualsIfExists", "aws:PrincipalOrgID", []string{"o-a1b2c3d4e5"}}}}},
		want: `{"Effect":"Deny","Principal":{"AWS":"*"},"Action":["sts:AssumeRole","sts:AssumeRoleWithSAML","sts:AssumeRoleWithWebIdentity"],` +
			`"Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}`,
	},
	"a statement": {
		form: Statement{Actions: []string{tagSession, AssumeRole}, Principals: []Principals{
			{"Service", []string{"ec2.amazonaws.com"}}, {"AWS", []string{agent, "111111111111"}},
			{"Federated", []string{"cognito-identity.amazonaws.com", samlARN}}, {"*", []string{"*"}}, {"Service", []string{"lambda.amazonaws.com", "ec2.amazonaws.com"}},
		}, Effect: "Deny"},
		want: `{"Effect":"Deny","Principal":{"AWS":["*","111111111111","` + agent + `"],"Service":["ec2.amazonaws.com","lambda.amazonaws.com"],` +
			`"Federated":["` + samlARN + `","cognito-identity.amazonaws.com"]},"Action":["sts:AssumeRole","sts:TagSession"]}`,
	},
}

func TestFormsAreTheStatementsThatAWSDocuments(t *testing.T) {
	for name, tt := range forms {
		t.Run(name, func(t *testing.T) {
			d, err := Build(tt.form)
			if err != nil {
				t.Fatal(err)
			}
			if want := `{"Version":"2012-10-17","Statement":[` + tt.want + `]}`; d.String() != want {
				t.Errorf("got  %s\nwant %s", d, want)
			}
			if again, err := Parse(d.String()); err != nil || !again.Equal(d) {
				t.Errorf("%s is read back as %s, %v", d, again, err)
			}
			for _, f := range d.Check() {
				if f.Severity == SeverityError {
					t.Errorf("IAM would refuse it: %s", f.Message)
				}
			}
		})
	}
}

// decide evaluates a request for the role arn:aws:iam::222222222222:role/target
// under a policy of the caller's, the zero Document for none.
func decide(t *testing.T, d Document, r request, policy Document) Decision {
	t.Helper()
	caller, err := ParseCaller(r.principal)
	if err != nil {
		t.Fatal(err)
	}
	full := Request{Role: formRole(t), Caller: caller, Actions: r.actions, Context: mustContext(t, r.context, true), IdentityPoliciesKnown: true}
	if !policy.IsZero() {
		full.IdentityPolicies = []Document{policy}
	}
	return d.Evaluate(full).Decision
}

func formRole(t *testing.T) iamarn.Role {
	t.Helper()
	role, err := iamarn.ParseRole("arn:aws:iam::222222222222:role/target")
	if err != nil {
		t.Fatal(err)
	}
	return role
}

// anything is what a caller has who may call all of STS.
func anything(t *testing.T) Document {
	t.Helper()
	d, err := ParseIdentityPolicy(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:*","Resource":"*"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Whom a form is for is let in with the identity policy that comes with it, and
// the nearest others are kept out, whatever their own policies allow.
func TestFormsLetInTheirCallersAlone(t *testing.T) {
	for name, tt := range forms {
		t.Run(name, func(t *testing.T) {
			d, err := Build(tt.form)
			if err != nil {
				t.Fatal(err)
			}
			if tt.allowed.principal != "" {
				if got := decide(t, d, tt.allowed, d.CallerPolicy([]iamarn.Role{formRole(t)})); got != Allowed {
					t.Errorf("whom it is for: %s", got)
				}
			}
			for who, r := range tt.denied {
				if got := decide(t, d, r, anything(t)); got != ImplicitlyDenied {
					t.Errorf("%s: %s", who, got)
				}
			}
		})
	}
}

func TestDenyKeepsOutWhomOtherFormsLetIn(t *testing.T) {
	outsiders := Options{Conditions: []Condition{{"StringNotEqualsIfExists", "aws:PrincipalOrgID", []string{"o-a1b2c3d4e5"}}}}
	d, err := Build(AWS{Principals: []string{"111111111111"}}, SAML{ProviderARN: samlARN},
		Deny{Principals: []string{"arn:aws:iam::111111111111:user/mallory"}}, Deny{Principals: []string{"*"}, Options: outsiders})
	if err != nil {
		t.Fatal(err)
	}
	member := map[string][]string{"aws:PrincipalOrgID": {"o-a1b2c3d4e5"}}
	for who, tt := range map[string]struct {
		request request
		want    Decision
	}{
		"a member":              {request{"arn:aws:iam::111111111111:user/alice", []string{AssumeRole}, member}, Allowed},
		"a member who is named": {request{"arn:aws:iam::111111111111:user/mallory", []string{AssumeRole}, member}, ExplicitlyDenied},
		"an outsider":           {request{"arn:aws:iam::111111111111:user/alice", []string{AssumeRole}, nil}, ExplicitlyDenied},
		"one who comes by SAML": {request{samlARN, []string{assumeRoleWithSAML}, map[string][]string{"SAML:aud": {"https://signin.aws.amazon.com/saml"}}}, ExplicitlyDenied},
	} {
		if got := decide(t, d, tt.request, anything(t)); got != tt.want {
			t.Errorf("%s: %s, want %s", who, got, tt.want)
		}
	}
}
