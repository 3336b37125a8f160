// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

func mustTrust(t *testing.T, statements string) trust.Document {
	t.Helper()
	d, err := trust.Parse(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The given policy, evaluated: what it says stands before all that is merely
// likely, and never does it claim more than is known.
func TestADenialIsExplainedByTheTrustPolicy(t *testing.T) {
	const (
		toAgent = `{"Effect":"Allow","Principal":{"AWS":"` + callerRoleARN + `"},"Action":"sts:AssumeRole"`
		withID  = `,"Condition":{"StringEquals":{"sts:ExternalId":"planted-id-of-the-policy"}}}`
		rest    = " Not considered: service control policies, resource control policies, permissions boundaries, session policies and policies of VPC endpoints."
		refused = "The trust policy that was given as trust_policy does not let the caller in. "
		open    = "The trust policy that was given as trust_policy does not decide it alone. "
		allows  = "The trust policy that was given as trust_policy would allow this, so look at the caller's side first: "
		nobody  = "Denied on the role's side: no statement of the trust policy allows sts:AssumeRole to " + callerRoleARN + ". Nearest is statement 0. "
		others  = "\n2. A service control policy of account 111111111111, a resource control policy of account 222222222222, a permissions boundary, a session policy or the policy of a VPC endpoint denies it."
		another = "\n3. " + roleARN + " has another trust policy than the one that was given, or does not exist."
		later   = "\n4. The role, or one of these policies, was changed within the last minutes: try again, or give wait_timeout."
	)
	candidates := "\n2. The trust policy of " + roleARN + " does not allow sts:AssumeRole to " + callerRoleARN + ": a statement must name it, or its account, and all conditions of the statement must hold." +
		" If the caller's role has a path, it stands before the name in the policy. An external ID was sent: a condition on sts:ExternalId must hold the same one." +
		"\n3. " + roleARN + " does not exist: compare account, path and name letter by letter, with regard to case." +
		"\n4. No policy of " + callerRoleARN + " allows sts:AssumeRole on " + roleARN + ": across accounts, both sides must allow it." +
		strings.Replace(others, "2", "5", 1) + strings.Replace(later, "4", "6", 1)

	for _, test := range []struct {
		name, policy string
		change       func(*Request)
		text         string // what STS says, "" for the usual
		side         Side
		remedy       string
	}{
		{"not named", `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/other"},"Action":"sts:AssumeRole"}`, nil, "",
			SideTarget, refused + nobody + `Its Principal does not name ` + callerRoleARN + `: it is "arn:aws:iam::111111111111:role/other". ` +
				`Add the caller's role, agent in account 111111111111, to its Principal.` + rest},
		{"external ID missing", toAgent + withID, func(r *Request) { r.ExternalID = "" }, "",
			SideTarget, refused + nobody + "StringEquals on sts:ExternalId does not hold: the request has no sts:ExternalId. Pass the external ID that the trust policy asks for." + rest},
		{"external ID wrong", toAgent + withID, nil, "",
			SideTarget, refused + nobody + "StringEquals on sts:ExternalId does not hold: the request has another external ID. Pass the external ID that the trust policy asks for, or correct it there." + rest},
		{"sts:TagSession missing", toAgent + "}", func(r *Request) { r.Tags = []Tag{{"Project", "x"}} }, who + "sts:TagSession" + onRole,
			SideTarget, refused + strings.ReplaceAll(nobody, "sts:AssumeRole", "sts:TagSession") + "Its Action covers sts:AssumeRole, but not sts:TagSession. Let its Action cover sts:TagSession." + rest},
		{"sts:TagSession missing for inherited tags", toAgent + "}", nil, who + "sts:TagSession" + onRole,
			SideTarget, refused + strings.ReplaceAll(nobody, "sts:AssumeRole", "sts:TagSession") + "Its Action covers sts:AssumeRole, but not sts:TagSession. Let its Action cover sts:TagSession." + rest},
		{"sts:SetSourceIdentity missing", toAgent + "}", func(r *Request) { r.SourceIdentity = "alice" }, "",
			SideTarget, refused + strings.ReplaceAll(nobody, "sts:AssumeRole", "sts:SetSourceIdentity") + "Its Action covers sts:AssumeRole, but not sts:SetSourceIdentity. Let its Action cover sts:SetSourceIdentity." + rest},
		{"a Deny", toAgent + `},{"Sid":"NotThem","Effect":"Deny","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}`, nil, "",
			SideTarget, refused + `Denied: statement 1 ("NotThem") of the trust policy denies sts:AssumeRole to ` + callerRoleARN + ". A Deny goes before every Allow: only a change of it lets the caller in." + rest},
		{"it would allow", toAgent + "}", nil, "",
			SideCaller, whichOne + "\n1. " + allows + "no policy of " + callerRoleARN + " allows sts:AssumeRole on " + roleARN + ", or one denies it." + others + another + later},
		{"it would allow the account", `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"sts:AssumeRole"}`, nil, "",
			SideCaller, whichOne + "\n1. " + allows + "no policy of " + callerRoleARN + " allows sts:AssumeRole on " + roleARN + ", or one denies it." + others + another + later},
		{"MFA, which is not known", toAgent + `,"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}`, nil, "",
			SideUnknown, whichOne + "\n1. " + open + "Not known: it depends on aws:MultiFactorAuthPresent. Statement 0 of the trust policy may allow sts:AssumeRole. " +
				"Whether Bool on aws:MultiFactorAuthPresent holds is not known: aws:MultiFactorAuthPresent of the request is not known." + rest + candidates},
		{"an organization, which is not known", toAgent + `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-exampleorgid"}}}`, nil, "",
			SideUnknown, whichOne + "\n1. " + open + "Not known: it depends on aws:PrincipalOrgID. Statement 0 of the trust policy may allow sts:AssumeRole. " +
				"Whether StringEquals on aws:PrincipalOrgID holds is not known: aws:PrincipalOrgID of the request is not known." + rest + candidates},
		{"AWS names the trust policy, and it is why", toAgent + withID, nil, who + "sts:AssumeRole because no role trust policy allows the sts:AssumeRole action",
			SideTarget, "Let the trust policy of " + roleARN + " allow sts:AssumeRole to " + callerRoleARN + ": a statement must name it, or its account, and all conditions of the statement must hold." +
				" An external ID was sent: a condition on sts:ExternalId must hold the same one. " + refused + nobody +
				"StringEquals on sts:ExternalId does not hold: the request has another external ID. Pass the external ID that the trust policy asks for, or correct it there." + rest},
		{"AWS names the trust policy, and it is another", toAgent + "}", nil, who + "sts:AssumeRole because no role trust policy allows the sts:AssumeRole action",
			SideTarget, "Let the trust policy of " + roleARN + " allow sts:AssumeRole to " + callerRoleARN + ": a statement must name it, or its account, and all conditions of the statement must hold." +
				" An external ID was sent: a condition on sts:ExternalId must hold the same one. The trust policy that was given as trust_policy would allow it: the role has another one."},
		{"AWS names the policy of the resource, which lets the account in", `{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}`, nil,
			who + "sts:AssumeRole because no resource-based policy allows the sts:AssumeRole action",
			SideTarget, "Let the trust policy of " + roleARN + " allow sts:AssumeRole to " + callerRoleARN + ": a statement must name it, or its account, and all conditions of the statement must hold." +
				" An external ID was sent: a condition on sts:ExternalId must hold the same one. The trust policy that was given as trust_policy lets the caller's account in: " +
				"AWS may give this reason where no policy of " + callerRoleARN + " allows sts:AssumeRole."},
		{"AWS names another policy", toAgent + withID, nil, who + "sts:AssumeRole because no identity-based policy allows the sts:AssumeRole action",
			SideCaller, "Let a policy of " + callerRoleARN + " allow sts:AssumeRole on " + roleARN + "."},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := test.text
			if text == "" {
				text = who + "sts:AssumeRole" + onRole
			}
			_, endpoint := serve(t, callerIs(agentSession, assumeRoleAnswers(http.StatusForbidden, errorBody("AccessDenied", text))))
			r := request()
			r.TrustPolicy = mustTrust(t, test.policy)
			if test.change != nil {
				test.change(&r)
			}
			result, err := newSTS(endpoint).Verify(t.Context(), r)
			if err != nil || result.Failure == nil {
				t.Fatalf("Verify = %+v, %v, want a denial", result, err)
			}
			f := result.Failure
			if f.Kind != AccessDenied || f.Side != test.side {
				t.Errorf("failure = %s on the side of %s, want %s", f.Kind, f.Side, test.side)
			}
			if diff := cmp.Diff(test.remedy, f.Remedy); diff != "" {
				t.Errorf("remedy (-want +got):\n%s", diff)
			}
			noPlantedIn(t, []Request{r}, []Result{result})
			if strings.Contains(f.Error(), "1758211111111111111") {
				t.Errorf("the name of the caller's session is in %s", f)
			}
		})
	}
}

// No policy lets them in, so no policy is what is wrong.
func TestWhoCannotAssumeRolesIsNotExplainedByATrustPolicy(t *testing.T) {
	for _, caller := range []string{"arn:aws:iam::111111111111:root", "arn:aws:sts::111111111111:federated-user/bob"} {
		_, endpoint := serve(t, (&cloud{caller: caller, refuse: notAuthorized}).answer)
		s, r := newSTS(endpoint), request()
		without := failureOf(t, s, r)
		r.TrustPolicy = mustTrust(t, `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}`)
		if diff := cmp.Diff(without, failureOf(t, s, r), cmp.AllowUnexported(failure{})); diff != "" {
			t.Errorf("%s: failure (-without +with the policy):\n%s", caller, diff)
		}
	}
}

func TestInTheRolesAccountATrustPolicyThatNamesTheCallerSuffices(t *testing.T) {
	const local = "arn:aws:iam::222222222222:user/local"
	_, endpoint := serve(t, (&cloud{caller: local, refuse: notAuthorized}).answer)
	r := request()
	r.TrustPolicy = mustTrust(t, `{"Effect":"Allow","Principal":{"AWS":"`+local+`"},"Action":"sts:AssumeRole"}`)
	got := failureOf(t, newSTS(endpoint), r)
	want := "look at the caller's side first: a policy of " + local + " denies sts:AssumeRole on " + roleARN + "."
	if got.side != SideCaller || !strings.Contains(got.remedy, want) {
		t.Errorf("failure = %+v, want %s", got, want)
	}
}

// Of a session that was made on the way it is known which role it is of, path
// and all.
func TestTheRoleOfAHopIsKnownWithItsPath(t *testing.T) {
	for path, side := range map[string]Side{"team/first": SideCaller, "first": SideTarget} {
		_, endpoint := serve(t, (&cloud{refuse: func(caller string, r sent) string {
			if r.Get("RoleArn") == roleARN {
				return notAuthorized(caller, r)
			}
			return ""
		}}).answer)
		r := chained()
		r.Via = r.Via[:1]
		r.Via[0].SourceIdentity, r.Via[0].Tags, r.Via[0].TransitiveTagKeys = "", nil, nil
		r.TrustPolicy = mustTrust(t, `{"Effect":"Allow","Principal":{"AWS":"333333333333"},"Action":"sts:AssumeRole","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::333333333333:role/`+path+`"}}}`)
		got := failureOf(t, newSTS(endpoint), r)
		if got.side != side {
			t.Errorf("%s: failure = %+v, want the side of %s", path, got, side)
		}
	}
}

func TestThePoliciesOfBothSidesAreEnough(t *testing.T) {
	tagged := func(r *Request) {
		r.Tags, r.TransitiveTagKeys, r.SourceIdentity = []Tag{{"Project", "x"}}, []string{"Project"}, "alice"
	}
	for _, test := range []struct {
		name, caller        string
		change              func(*Request)
		identity, statement string
	}{
		{"a user", userARN, nil,
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"` + roleARN + `"}]}`,
			`{"Effect":"Allow","Principal":{"AWS":"` + userARN + `"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"EXTERNAL_ID"}}}`},
		{"a role, without an external ID", agentSession, func(r *Request) { r.ExternalID = "" },
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"` + roleARN + `"}]}`,
			`{"Effect":"Allow","Principal":{"AWS":"` + callerRoleARN + `"},"Action":"sts:AssumeRole"}`},
		{"with tags and a source identity", userARN, tagged,
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"],"Resource":"` + roleARN + `"}]}`,
			`{"Effect":"Allow","Principal":{"AWS":"` + userARN + `"},"Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"EXTERNAL_ID"}}}`},
		{"by way of hops that pass on tags and a source identity", userARN, func(r *Request) { r.Via = chained().Via },
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"],"Resource":"` + roleARN + `"}]}`,
			`{"Effect":"Allow","Principal":{"AWS":"` + secondHopARN + `"},"Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"EXTERNAL_ID"}}}`},
		{"by way of a hop with a path", "arn:aws:iam::111111111111:root", func(r *Request) { r.Via = []Request{{Role: mustRole(firstHopARN)}} },
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"` + roleARN + `"}]}`,
			`{"Effect":"Allow","Principal":{"AWS":"` + firstHopARN + `"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"EXTERNAL_ID"}}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := request()
			if test.change != nil {
				test.change(&r)
			}
			identity, statement := r.Policies(Caller{Principal: mustPrincipal(test.caller)})
			if diff := cmp.Diff([]string{test.identity, test.statement}, []string{identity, statement}); diff != "" {
				t.Errorf("policies (-want +got):\n%s", diff)
			}
			caller := test.caller
			if len(r.Via) > 0 {
				caller = r.Via[len(r.Via)-1].Role.String()
			}
			allowed := func(leftOut string) trust.Decision {
				return decision(t, r, caller, strings.Replace(identity, leftOut, "sts:SetContext", 1), strings.Replace(statement, leftOut, "sts:SetContext", 1))
			}
			if got := allowed("nothing"); got != trust.Allowed {
				t.Errorf("decision = %s, want %s", got, trust.Allowed)
			}
			// And no action is more than is needed.
			for _, action := range []string{"sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"} {
				if strings.Contains(statement, action) && allowed(action) == trust.Allowed {
					t.Errorf("it is allowed without %s too", action)
				}
			}
		})
	}
}

// decision evaluates what r asks for under the policies of both sides.
func decision(t *testing.T, r Request, caller, identity, statement string) trust.Decision {
	t.Helper()
	who, err := trust.ParseCaller(caller)
	if err != nil {
		t.Fatal(err)
	}
	own, err := trust.ParseIdentityPolicy(identity)
	if err != nil {
		t.Fatal(err)
	}
	request := trust.Request{Role: r.Role, Caller: who, IdentityPolicies: []trust.Document{own}, IdentityPoliciesKnown: true, Actions: []string{trust.AssumeRole}}
	if strings.Contains(statement, "SetContext") || len(r.Tags) > 0 || len(r.Via) > 1 {
		request.Actions = []string{trust.AssumeRole, "sts:TagSession", "sts:SetSourceIdentity"}
	}
	keys := map[string][]string{}
	if r.ExternalID != "" {
		keys["sts:ExternalId"] = []string{r.ExternalID}
	}
	request.Context, _ = trust.NewContext(keys, false)
	e := mustTrust(t, strings.ReplaceAll(statement, ExternalIDPlaceholder, r.ExternalID)).Evaluate(request)
	return e.Decision
}

func TestThereAreNoPoliciesForWhoCannotAssumeRoles(t *testing.T) {
	for _, caller := range []Caller{{}, {Principal: mustPrincipal("arn:aws:iam::111111111111:root")}, {Principal: mustPrincipal("arn:aws:sts::111111111111:federated-user/bob")}} {
		if identity, statement := request().Policies(caller); identity != "" || statement != "" {
			t.Errorf("%v: policies %s and %s, want none", caller, identity, statement)
		}
	}
}
