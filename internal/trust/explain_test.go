// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExplanationsSayWhatDecidesAndWhatToChange(t *testing.T) {
	const (
		role     = "arn:aws:iam::111111111111:role/Target"
		neighbor = "arn:aws:iam::111111111111:user/alice"
		stranger = "arn:aws:iam::222222222222:role/ci/Deployer"
		session  = "arn:aws:sts::222222222222:assumed-role/Deployer/run-1"
	)
	named := func(principal, rest string) string {
		return `{"Version":"2012-10-17","Statement":[{"Sid":"Let","Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"sts:AssumeRole"` + rest + `}]}`
	}
	withID := named(stranger, `,"Condition":{"StringEquals":{"sts:ExternalId":"a-secret"}}`)
	assume := []string{`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}`}
	none := []string{}
	tests := map[string]struct {
		policy, caller string
		identity       []string // nil: not known
		context        map[string][]string
		incomplete     bool
		actions        []string
		want           string
		missing        []string
	}{
		"allowed in one account": {
			policy: named(neighbor, ""), caller: neighbor, identity: none,
			want: `Allowed: statement 0 ("Let") of the trust policy allows sts:AssumeRole to arn:aws:iam::111111111111:user/alice. ` +
				`Caller and role are in one account, and the trust policy names the caller, so that no other policy has to allow it.`,
		},
		"allowed by way of the account": {
			policy: named("111111111111", ""), caller: neighbor, identity: assume,
			want: `Allowed: statement 0 ("Let") of the trust policy allows sts:AssumeRole to account 111111111111. ` +
				`The trust policy names the account and not the caller, so that a policy of the caller has to allow it as well; one does.`,
		},
		"allowed across accounts": {
			policy: withID, caller: session, identity: assume, context: map[string][]string{"sts:ExternalId": {"a-secret"}},
			want: `Allowed: statement 0 ("Let") of the trust policy allows sts:AssumeRole to arn:aws:sts::222222222222:assumed-role/Deployer/run-1. ` +
				`Caller and role are in different accounts, so that a policy of the caller has to allow it as well; one does.`,
		},
		"a service": {
			policy: `{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}`, caller: "lambda.amazonaws.com", identity: none,
			want: `Allowed: statement 0 of the trust policy allows sts:AssumeRole to lambda.amazonaws.com. For services and identity providers, the trust policy alone decides.`,
		},
		"a Deny, and a policy that a service does not have": {
			policy: `{"Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}`, caller: "lambda.amazonaws.com",
			identity: []string{`{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`},
			want:     `Denied: statement 0 of the trust policy denies sts:AssumeRole to lambda.amazonaws.com. A Deny goes before every Allow: only a change of it lets the caller in.`,
		},
		"a provider of another account, and a policy that it does not have": {
			policy: `{"Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::222222222222:saml-provider/Okta"},"Action":"sts:AssumeRoleWithSAML"}}`,
			caller: "arn:aws:iam::222222222222:saml-provider/Okta", identity: []string{`{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`}, actions: []string{"sts:AssumeRoleWithSAML"},
			want: `Denied, whatever the policies say: AWS looks for the provider in the role's account, 111111111111, and not in 222222222222. Create the provider in account 111111111111, and name that one.`,
		},
		"no external ID": {
			policy: withID, caller: stranger, identity: assume,
			want: `Denied on the role's side: no statement of the trust policy allows sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer. ` +
				`Nearest is statement 0 ("Let"). StringEquals on sts:ExternalId does not hold: the request has no sts:ExternalId. Pass the external ID that the trust policy asks for.`,
		},
		"another external ID": {
			policy: withID, caller: stranger, identity: assume, context: map[string][]string{"sts:ExternalId": {"guess"}},
			want: `Denied on the role's side: no statement of the trust policy allows sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer. ` +
				`Nearest is statement 0 ("Let"). StringEquals on sts:ExternalId does not hold: the request has another external ID. Pass the external ID that the trust policy asks for, or correct it there.`,
		},
		"not named": {
			policy: named(neighbor, ""), caller: stranger, identity: assume,
			want: `Denied on the role's side: no statement of the trust policy allows sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer. ` +
				`Nearest is statement 0 ("Let"). Its Principal does not name arn:aws:iam::222222222222:role/ci/Deployer: it is "arn:aws:iam::111111111111:user/alice". ` +
				`Add "AWS": "arn:aws:iam::222222222222:role/ci/Deployer" to its Principal.`,
		},
		"a session that is not named": {
			policy: named(neighbor, ""), caller: session, identity: assume,
			want: `Denied on the role's side: no statement of the trust policy allows sts:AssumeRole to arn:aws:sts::222222222222:assumed-role/Deployer/run-1. ` +
				`Nearest is statement 0 ("Let"). Its Principal does not name arn:aws:sts::222222222222:assumed-role/Deployer/run-1: it is "arn:aws:iam::111111111111:user/alice". ` +
				`Add the caller's role, Deployer in account 222222222222, to its Principal.`,
		},
		"a session of a role whose path is known": {
			policy: named("arn:aws:iam::222222222222:role/ci/Releaser", ""), caller: session, identity: assume, context: map[string][]string{"aws:PrincipalArn": {"arn:aws:iam::222222222222:role/Deployer"}},
			want: `Denied on the role's side: no statement of the trust policy allows sts:AssumeRole to arn:aws:sts::222222222222:assumed-role/Deployer/run-1. ` +
				`Nearest is statement 0 ("Let"). Its Principal does not name arn:aws:sts::222222222222:assumed-role/Deployer/run-1, a session of arn:aws:iam::222222222222:role/Deployer: ` +
				`it is "arn:aws:iam::222222222222:role/ci/Releaser". Add "AWS": "arn:aws:iam::222222222222:role/Deployer" to its Principal.`,
		},
		"the nearest of several": {
			policy: `{"Statement":[
				{"Effect":"Allow","Principal":{"AWS":"333333333333"},"Action":"sts:AssumeRole"},
				{"Effect":"Allow","Principal":{"AWS":"` + stranger + `"},"Action":"sts:TagSession"},
				{"Effect":"Allow","Principal":{"AWS":"` + stranger + `"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"StringEquals":{"aws:PrincipalTag/team":"red"}}},
				{"Effect":"Allow","Principal":{"AWS":"` + stranger + `"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:PrincipalTag/team":["red","blue"]}}}]}`,
			caller: stranger, identity: assume, context: map[string][]string{"aws:PrincipalTag/team": {"green"}},
			want: `Denied on the role's side: no statement of the trust policy allows sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer. ` +
				`Nearest is statement 3. StringEquals on aws:PrincipalTag/team does not hold: the request has "green", and the condition wants "blue" or "red". ` +
				`Change aws:PrincipalTag/team of the request, or the condition on it.`,
		},
		"session tags": {
			policy: named(neighbor, ""), caller: neighbor, identity: none, actions: []string{"sts:AssumeRole", "sts:TagSession"},
			want: `Denied on the role's side: no statement of the trust policy allows sts:TagSession to arn:aws:iam::111111111111:user/alice. ` +
				`Nearest is statement 0 ("Let"). Its Action covers sts:AssumeRole, but not sts:TagSession. Let its Action cover sts:TagSession.`,
		},
		"session tags that are not asked about": {
			policy: named(neighbor, ""), caller: neighbor, identity: none,
			context: map[string][]string{"AWS:RequestTag/team": {"red"}, "aws:TagKeys": {"team"}, "sts:SourceIdentity": {"jo"}, "sts:TransitiveTagKeys": nil},
			want: `Allowed: statement 0 ("Let") of the trust policy allows sts:AssumeRole to arn:aws:iam::111111111111:user/alice. ` +
				`Caller and role are in one account, and the trust policy names the caller, so that no other policy has to allow it. ` +
				`The context has a source identity, which no request can pass without sts:SetSourceIdentity: name it in actions, to have that decided as well. ` +
				`The context has session tags, which no request can pass without sts:TagSession: name it in actions, to have that decided as well.`,
		},
		"nobody": {
			policy: `{"Statement":[{"Effect":"Deny","Principal":{"AWS":"333333333333"},"Action":"sts:AssumeRole"}]}`, caller: neighbor, identity: none,
			want: `Denied: the trust policy has no statement with Effect Allow, so that it lets nobody in.`,
		},
		"the caller's side": {
			policy: named(stranger, ""), caller: stranger, identity: none,
			want: `Denied on the caller's side: statement 0 ("Let") of the trust policy allows sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer, ` +
				`but no policy of arn:aws:iam::222222222222:role/ci/Deployer allows sts:AssumeRole on arn:aws:iam::111111111111:role/Target. ` +
				`As caller and role are in different accounts, both sides have to allow it. ` +
				`Add to the caller's policies: {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::111111111111:role/Target"}.`,
		},
		"the caller's side, another role": {
			policy: named("111111111111", ""), caller: neighbor,
			identity: []string{`{"Statement":{"Effect":"Allow","Action":"sts:*","Resource":"` + role + `X"}}`},
			want: `Denied on the caller's side: statement 0 ("Let") of the trust policy allows sts:AssumeRole to account 111111111111, ` +
				`but no policy of arn:aws:iam::111111111111:user/alice allows sts:AssumeRole on arn:aws:iam::111111111111:role/Target. ` +
				`As the trust policy names the account and not the caller, both have to allow it. Nearest is statement 0 of the caller's policy. ` +
				`Its Resource does not cover arn:aws:iam::111111111111:role/Target: it is "arn:aws:iam::111111111111:role/TargetX". Let its Resource cover arn:aws:iam::111111111111:role/Target.`,
		},
		"a Deny": {
			policy: `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"},{"Sid":"NotThem","Effect":"Deny","Principal":{"AWS":"222222222222"},"Action":"*"}]}`,
			caller: stranger, identity: assume,
			want: `Denied: statement 1 ("NotThem") of the trust policy denies sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer. A Deny goes before every Allow: only a change of it lets the caller in.`,
		},
		"a Deny with conditions": {
			policy: `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole",` +
				`"Condition":{"StringNotEquals":{"sts:ExternalId":"a-secret"},"Null":{"aws:MultiFactorAuthPresent":"true"}}}]}`,
			caller: stranger, identity: assume, context: map[string][]string{"sts:ExternalId": {"guess"}},
			want: `Denied: statement 1 of the trust policy denies sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer. ` +
				`Null on aws:MultiFactorAuthPresent holds, as the request has no aws:MultiFactorAuthPresent. StringNotEquals on sts:ExternalId holds. ` +
				`A Deny goes before every Allow: the caller gets in once it is changed, or once one of its conditions no longer holds.`,
		},
		"a Deny of the caller's policies": {
			policy: named(neighbor, ""), caller: neighbor, identity: []string{assume[0], `{"Statement":{"Effect":"Deny","Action":"sts:*","Resource":"*"}}`},
			want: `Denied: statement 0 of the caller's policy 1 denies sts:AssumeRole to arn:aws:iam::111111111111:user/alice. A Deny goes before every Allow: only a change of it lets the caller in.`,
		},
		"the root user": {
			policy: named("111111111111", ""), caller: "arn:aws:iam::111111111111:root", identity: assume,
			want: `Denied, whatever the policies say: the root user of an account cannot assume roles. Call as an IAM user or a role.`,
		},
		"a federated user": {
			policy: named("111111111111", ""), caller: "arn:aws:sts::111111111111:federated-user/jane", identity: assume,
			want: `Denied, whatever the policies say: a session of GetFederationToken cannot assume roles. Call as an IAM user or a role.`,
		},
		"another partition": {
			policy: named("*", ""), caller: "arn:aws-cn:iam::222222222222:role/Deployer", identity: assume,
			want: `Denied, whatever the policies say: the caller is in partition aws-cn, the role in aws, and no role can be assumed across partitions. Call as a principal of partition aws.`,
		},
		"a provider of another account": {
			policy: `{"Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::222222222222:saml-provider/Okta"},"Action":"sts:AssumeRoleWithSAML"}}`,
			caller: "arn:aws:iam::222222222222:saml-provider/Okta", identity: none, actions: []string{"sts:AssumeRoleWithSAML"},
			want: `Denied, whatever the policies say: AWS looks for the provider in the role's account, 111111111111, and not in 222222222222. Create the provider in account 111111111111, and name that one.`,
		},
		"a provider by another call": {
			policy: `{"Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111111111111:saml-provider/Okta"},"Action":["sts:AssumeRole","sts:AssumeRoleWithSAML"]}}`,
			caller: "arn:aws:iam::111111111111:saml-provider/Okta", identity: none,
			want: `Denied, whatever the policies say: sts:AssumeRole is for users, roles and services, and users of SAML providers call sts:AssumeRoleWithSAML. ` +
				`Ask for sts:AssumeRoleWithSAML instead, or name a caller that calls sts:AssumeRole.`,
		},
		"a role by a provider's call": {
			policy: `{"Statement":{"Effect":"Allow","Principal":{"AWS":"` + stranger + `"},"Action":"sts:AssumeRoleWithWebIdentity"}}`,
			caller: stranger, identity: assume, actions: []string{"sts:AssumeRoleWithWebIdentity"},
			want: `Denied, whatever the policies say: sts:AssumeRoleWithWebIdentity is for users of OpenID Connect providers, and users, roles and services call sts:AssumeRole. ` +
				`Ask for sts:AssumeRole instead, or name a caller that calls sts:AssumeRoleWithWebIdentity.`,
		},
		"a service that is named as a provider": {
			policy: `{"Statement":{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":["sts:AssumeRole","sts:AssumeRoleWithWebIdentity"]}}`,
			caller: "cognito-identity.amazonaws.com", identity: none,
			want: `Denied on the role's side: no statement of the trust policy allows sts:AssumeRole to cognito-identity.amazonaws.com. ` +
				`Nearest is statement 0. Its Principal does not name cognito-identity.amazonaws.com as "Service", as which it calls sts:AssumeRole. ` +
				`Add "Service": "cognito-identity.amazonaws.com" to its Principal.`,
		},
		"identity policies that are not given": {
			policy: named(stranger, ""), caller: stranger, missing: []string{"identity_policies"},
			want: `Not known: it depends on identity_policies. Statement 0 ("Let") of the trust policy allows sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer. ` +
				`The caller's own policies, which are not given, have to allow sts:AssumeRole on arn:aws:iam::111111111111:role/Target.`,
		},
		"what others settle already": {
			policy: `{"Statement":[
				{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}},
				{"Effect":"Allow","Principal":{"AWS":"` + neighbor + `"},"Action":"sts:AssumeRole"},
				{"Effect":"Allow","Principal":{"AWS":"` + neighbor + `"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}`,
			caller: neighbor, incomplete: true, missing: []string{"identity_policies"},
			want: `Not known: it depends on identity_policies. Statement 1 of the trust policy allows sts:AssumeRole to arn:aws:iam::111111111111:user/alice. ` +
				`The caller's own policies, which are not given, need not allow it where the trust policy names the caller, but could deny it.`,
		},
		"a variable with several values": {
			policy: strings.Replace(named("*", `,"Condition":{"StringNotEquals":{"sts:RoleSessionName":"${aws:TagKeys}"}}`), `"sts:AssumeRole"`, `["sts:AssumeRole","sts:TagSession"]`, 1), caller: neighbor, identity: none,
			context: map[string][]string{"sts:RoleSessionName": {"run-1"}, "aws:TagKeys": {"a", "b"}}, actions: []string{"sts:AssumeRole", "sts:TagSession"},
			missing: []string{"what ${aws:TagKeys} means where aws:TagKeys has several values"},
			want: `Not known: it depends on what ${aws:TagKeys} means where aws:TagKeys has several values. Statement 0 ("Let") of the trust policy may allow sts:AssumeRole. ` +
				`Whether StringNotEquals on sts:RoleSessionName holds is not known: what a policy variable in it stands for is not known.`,
		},
		"a policy of the caller that may allow": {
			policy: named(stranger, ""), caller: stranger, incomplete: true, missing: []string{"aws:PrincipalTag/role"},
			identity: []string{`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/${aws:PrincipalTag/role}"}}`},
			want: `Not known: it depends on aws:PrincipalTag/role. Statement 0 ("Let") of the trust policy allows sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer. ` +
				`Statement 0 of the caller's policy may allow sts:AssumeRole. Whether its Resource covers arn:aws:iam::111111111111:role/Target is not known: what a policy variable in it stands for is not known.`,
		},
		"a policy of the caller that may deny": {
			policy: named(stranger, ""), caller: stranger, missing: []string{"what a policy variable in front of the fifth colon of a resource means"},
			identity: []string{assume[0], `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sts:*","Resource":"arn:aws:iam::${aws:PrincipalTag/none, '111111111111'}:role/*"}}`},
			want: `Not known: it depends on what a policy variable in front of the fifth colon of a resource means. ` +
				`Statement 0 ("Let") of the trust policy allows sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer. Statement 0 of the caller's policy 1 may deny sts:AssumeRole. ` +
				`Whether its Resource covers arn:aws:iam::111111111111:role/Target is not known: it has a policy variable in front of the fifth colon, where AWS takes none.`,
		},
		"an organization that is not known": {
			policy: named("*", `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}`), caller: stranger, identity: assume, incomplete: true,
			missing: []string{"aws:PrincipalOrgID"},
			want: `Not known: it depends on aws:PrincipalOrgID. Statement 0 ("Let") of the trust policy may allow sts:AssumeRole. ` +
				`Whether StringEquals on aws:PrincipalOrgID holds is not known: aws:PrincipalOrgID of the request is not known.`,
		},
		"a path that the session does not tell": {
			policy: named("222222222222", `,"Condition":{"ArnLike":{"aws:PrincipalArn":"`+stranger+`"}}`), caller: session, identity: assume, incomplete: true,
			missing: []string{"aws:PrincipalArn"},
			want: `Not known: it depends on aws:PrincipalArn. Statement 0 ("Let") of the trust policy may allow sts:AssumeRole. ` +
				`Whether ArnLike on aws:PrincipalArn holds is not known: the ARN of a session does not tell its role's path.`,
		},
		"a role whose name alone is another": {
			policy: named("222222222222", `,"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::222222222222:role/ci/Releaser"}}`), caller: session, identity: assume, incomplete: true,
			want: `Denied on the role's side: no statement of the trust policy allows sts:AssumeRole to arn:aws:sts::222222222222:assumed-role/Deployer/run-1. Nearest is statement 0 ("Let"). ` +
				`ArnLike on aws:PrincipalArn does not hold: the caller's role is Deployer in account 222222222222, and the condition wants "arn:aws:iam::222222222222:role/ci/Releaser". ` +
				`Call as a principal that the condition takes, or let the condition take the caller.`,
		},
		"a session of the role": {
			policy: named(session, ""), caller: "arn:aws:iam::222222222222:role/Deployer", identity: assume, missing: []string{"principal (the ARN of the session, not of its role)"},
			want: `Not known: it depends on principal (the ARN of the session, not of its role). Statement 0 ("Let") of the trust policy may allow sts:AssumeRole. ` +
				`Its Principal names a session of the caller's role, Deployer; whether it is the caller's is not known.`,
		},
		"a session of the role, or its account": {
			policy: `{"Statement":{"Effect":"Allow","Principal":{"AWS":["111111111111","arn:aws:sts::111111111111:assumed-role/Deployer/run-1"]},"Action":"sts:AssumeRole"}}`,
			caller: "arn:aws:iam::111111111111:role/Deployer", identity: none, missing: []string{"principal (the ARN of the session, not of its role)"},
			want: `Not known: it depends on principal (the ARN of the session, not of its role). Statement 0 of the trust policy allows sts:AssumeRole to account 111111111111. ` +
				`Its Principal names a session of the caller's role, Deployer; whether it is the caller's is not known. It names the caller's account, 111111111111, too. ` +
				`No policy of the caller allows it, as one has to where the trust policy names the account and not the caller.`,
		},
		"an account that is trusted, and a caller that may be": {
			policy: `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"},` +
				`{"Effect":"Allow","Principal":{"AWS":"` + neighbor + `"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}`,
			caller: neighbor, identity: none, incomplete: true, missing: []string{"aws:MultiFactorAuthPresent"},
			want: `Not known: it depends on aws:MultiFactorAuthPresent. Statement 0 of the trust policy allows sts:AssumeRole to account 111111111111. ` +
				`Statement 1 of the trust policy may allow sts:AssumeRole. Whether Bool on aws:MultiFactorAuthPresent holds is not known: aws:MultiFactorAuthPresent of the request is not known. ` +
				`No policy of the caller allows it, as one has to where the trust policy names the account and not the caller.`,
		},
		"a Deny that may match": {
			policy: `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"},{"Effect":"Deny","Principal":"*","Action":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}]}`,
			caller: stranger, identity: assume, incomplete: true, missing: []string{"aws:SourceIp"},
			want: `Not known: it depends on aws:SourceIp. Statement 0 of the trust policy allows sts:AssumeRole to arn:aws:iam::222222222222:role/ci/Deployer. ` +
				`Statement 1 of the trust policy may deny sts:AssumeRole. Whether IpAddress on aws:SourceIp holds is not known: aws:SourceIp of the request is not known.`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := Request{Role: testRole, Caller: testCaller(t, tt.caller), Actions: tt.actions, IdentityPoliciesKnown: tt.identity != nil}
			for _, text := range tt.identity {
				policy, err := ParseIdentityPolicy(text)
				if err != nil {
					t.Fatal(err)
				}
				r.IdentityPolicies = append(r.IdentityPolicies, policy)
			}
			r.Context = mustContext(t, tt.context, !tt.incomplete)
			e := mustParse(t, tt.policy).Evaluate(r)
			if diff := cmp.Diff(tt.want+" "+notConsidered, e.Explanation()); diff != "" {
				t.Errorf("explanation (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.missing, e.Missing()); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReasonsTellHowEachPartFits(t *testing.T) {
	d := mustParse(t, `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","NotPrincipal":{"AWS":"111111111111"},"NotAction":["sts:TagSession","sts:SetContext"]},
		{"Effect":"Allow","Principal":{"AWS":["AROAEXAMPLE","111111111112","111111111113","111111111114","111111111115"]},"Action":"sts:Tag*","Resource":"arn:aws:iam::*:role/Other"},
		{"Effect":"Deny","Principal":{"AWS":"222222222222"},"Action":["sts:AssumeRole"],"Condition":{
			"Null":{"aws:username":"false"},
			"StringLike":{"sts:RoleSessionName":"${aws:username}"},
			"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]},
			"StringNotEquals":{"aws:PrincipalTag/t":["x"]},
			"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}},
		{"Effect":"Allow","Action":"*","Condition":{"Null":{"aws:PrincipalTag/t":["yes","no"],"aws:username":[]}}}]}`)
	context := mustContext(t, map[string][]string{
		"sts:RoleSessionName": {"run-1"}, "aws:TagKeys": {"a", "c"}, "aws:PrincipalTag/T": {"x"}, "aws:CurrentTime": {"2026-11-25T00:00:00Z"},
	}, false)
	e := d.Evaluate(Request{Role: testRole, Caller: testCaller(t, "arn:aws:iam::222222222222:role/Deployer"), Context: context})
	var got [][]string
	for i := range e.Statements {
		got = append(got, e.Reasons(i))
	}
	want := [][]string{
		{
			"Its NotAction covers sts:AssumeRole.",
			"It has a NotPrincipal, which IAM stores in no trust policy: whom it names is not known.",
		},
		{
			`Its Action does not cover sts:AssumeRole: it is "sts:Tag*".`,
			"Its Principal has the unique ID of a user or role, which stands there when that was deleted; whether it is the caller's is not known.",
			`Its Resource does not cover arn:aws:iam::111111111111:role/Target: it is "arn:aws:iam::*:role/Other".`,
		},
		{
			"Its Action covers sts:AssumeRole.",
			"Its Principal names the caller's account, 222222222222, and not the caller.",
			"DateLessThan on aws:CurrentTime does not hold: the request has \"2026-11-25T00:00:00Z\", and the condition compares it with \"2026-01-01T00:00:00Z\".",
			`ForAllValues:StringEquals on aws:TagKeys does not hold: the request has "a" and "c", and the condition wants "a" or "b".`,
			"Null on aws:username does not hold: the request has no aws:username.",
			`StringLike on sts:RoleSessionName does not hold: the request has "run-1", and the condition wants "${aws:username}". The variable ${aws:username} has no value in the request.`,
			`StringNotEquals on aws:PrincipalTag/t does not hold: the request has "x", and the condition excludes "x".`,
		},
		{
			`Its Action covers sts:AssumeRole.`,
			"It has no Principal, so that it names nobody.",
			`Null on aws:PrincipalTag/t does not hold: it takes true or false, and the condition wants "no" or "yes".`,
			"Null on aws:username does not hold: it takes true or false, and the condition has no values.",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
