// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// who and onWhat are how AWS's texts begin; the reasons behind them are in the
// words of the IAM User Guide, "Troubleshoot access denied error messages".
const (
	who    = "User: " + agentSession + " is not authorized to perform: "
	onRole = " on resource: " + roleARN
	denied = "STS refused sts:AssumeRole on " + roleARN + " for " + callerRoleARN
)

func TestTheReasonOfADenialIsRead(t *testing.T) {
	const sameID = " An external ID was sent: a condition on sts:ExternalId must hold the same one."
	tests := []struct {
		text    string
		side    Side
		message string
		remedy  string
	}{
		{
			who + "sts:AssumeRole" + onRole + " because no identity-based policy allows the sts:AssumeRole action",
			SideCaller, denied + ": no identity-based policy allows it.",
			"Let a policy of " + callerRoleARN + " allow sts:AssumeRole on " + roleARN + ".",
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in an identity-based policy",
			SideCaller, denied + ": an identity-based policy denies it.",
			"Look for a Deny in the policies of " + callerRoleARN + " that covers sts:AssumeRole on " + roleARN + ", and remove or narrow it.",
		},
		{
			who + "sts:AssumeRole because no role trust policy allows the sts:AssumeRole action",
			SideTarget, denied + ": no role trust policy allows it.",
			"Let the trust policy of " + roleARN + " allow sts:AssumeRole to " + callerRoleARN + ": a statement must name it, or its account, and all conditions of the statement must hold." + sameID,
		},
		{
			// The wording of older documentation, which can mean nothing else.
			who + "sts:AssumeRole because the role trust policy allows the sts:AssumeRole action",
			SideTarget, denied + ": no role trust policy allows it.",
			"Let the trust policy of " + roleARN + " allow sts:AssumeRole to " + callerRoleARN + ": a statement must name it, or its account, and all conditions of the statement must hold." + sameID,
		},
		{
			// The line breaks of the documentation.
			"User: " + agentSession + " is not authorized to perform:\nsts:AssumeRole" + onRole + "\nwith an explicit deny in a VPC endpoint policy transitively through a service control policy",
			SideOrganization, denied + ": a VPC endpoint policy denies it, transitively through a service control policy.",
			"Ask those who manage the organization of account 111111111111 about a Deny in its service control policies that covers sts:AssumeRole on " + roleARN + ".",
		},
		{
			who + "sts:AssumeRole with an explicit deny in an identity-based policy: arn:aws:iam::111111111111:policy/guard",
			SideCaller, denied + ": an identity-based policy denies it (arn:aws:iam::111111111111:policy/guard).",
			"Look for a Deny in the policies of " + callerRoleARN + " that covers sts:AssumeRole on " + roleARN + ", and remove or narrow it.",
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in a resource control policy: arn:aws:organizations::999999999999:policy/o-exampleorgid/resource_control_policy/p-examplepolicyid111",
			SideOrganization, denied + ": a resource control policy denies it (arn:aws:organizations::999999999999:policy/o-exampleorgid/resource_control_policy/p-examplepolicyid111).",
			"Ask those who manage the organization of account 222222222222 about a Deny in its resource control policies that covers sts:AssumeRole by " + callerRoleARN + ": often it keeps out callers of other organizations.",
		},
		{
			who + "sts:TagSession" + onRole + " with an explicit deny in a service control policy",
			SideOrganization, "STS refused sts:TagSession on " + roleARN + " for " + callerRoleARN + ": a service control policy denies it.",
			"Ask those who manage the organization of account 111111111111 about a Deny in its service control policies that covers sts:TagSession on " + roleARN + "." +
				" It is asked for though no session tags are passed: the caller's session has transitive ones, as EKS Pod Identity sets them.",
		},
		{
			who + "sts:SetSourceIdentity" + onRole + " because no role trust policy allows the sts:SetSourceIdentity action",
			SideTarget, "STS refused sts:SetSourceIdentity on " + roleARN + " for " + callerRoleARN + ": no role trust policy allows it.",
			"Let the trust policy of " + roleARN + " allow sts:SetSourceIdentity to " + callerRoleARN + ": a statement must name it, or its account, and all conditions of the statement must hold." + sameID +
				" It is asked for though no source_identity is given: the caller's session has one, which stays with all that it assumes.",
		},
		{
			who + "sts:AssumeRole with an explicit deny in the role trust policy",
			SideTarget, denied + ": the role trust policy denies it.",
			"Look for a Deny in the trust policy of " + roleARN + " that covers " + callerRoleARN + ", and remove or narrow it. Its conditions tell what else it may ask for." + sameID,
		},
		{
			who + "sts:AssumeRole" + onRole + " because no resource-based policy allows the sts:AssumeRole action",
			SideTarget, denied + ": no role trust policy allows it.",
			"Let the trust policy of " + roleARN + " allow sts:AssumeRole to " + callerRoleARN + ": a statement must name it, or its account, and all conditions of the statement must hold." + sameID,
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in a resource-based policy",
			SideTarget, denied + ": the role trust policy denies it.",
			"Look for a Deny in the trust policy of " + roleARN + " that covers " + callerRoleARN + ", and remove or narrow it. Its conditions tell what else it may ask for." + sameID,
		},
		{
			who + "sts:AssumeRole" + onRole + " because no service control policy allows the sts:AssumeRole action",
			SideOrganization, denied + ": no service control policy allows it.",
			"Ask those who manage the organization of account 111111111111 to let its service control policies allow sts:AssumeRole on " + roleARN + ".",
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in a service control policy",
			SideOrganization, denied + ": a service control policy denies it.",
			"Ask those who manage the organization of account 111111111111 about a Deny in its service control policies that covers sts:AssumeRole on " + roleARN + ".",
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-exampleorgid/service_control_policy/p-examplepolicyid111",
			SideOrganization, denied + ": a service control policy denies it (arn:aws:organizations::999999999999:policy/o-exampleorgid/service_control_policy/p-examplepolicyid111).",
			"Ask those who manage the organization of account 111111111111 about a Deny in its service control policies that covers sts:AssumeRole on " + roleARN + ".",
		},
		{
			// The wording of older texts.
			who + "sts:AssumeRole" + onRole + " due to an explicit deny in a Service Control Policy",
			SideOrganization, denied + ": a service control policy denies it.",
			"Ask those who manage the organization of account 111111111111 about a Deny in its service control policies that covers sts:AssumeRole on " + roleARN + ".",
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in a resource control policy",
			SideOrganization, denied + ": a resource control policy denies it.",
			"Ask those who manage the organization of account 222222222222 about a Deny in its resource control policies that covers sts:AssumeRole by " + callerRoleARN + ": often it keeps out callers of other organizations.",
		},
		{
			who + "sts:AssumeRole" + onRole + " because no resource control policy allows the sts:AssumeRole action",
			SideOrganization, denied + ": no resource control policy allows it.",
			"Ask those who manage the organization of account 222222222222 to let its resource control policies allow sts:AssumeRole to " + callerRoleARN + ".",
		},
		{
			who + "sts:AssumeRole" + onRole + " because no permissions boundary allows the sts:AssumeRole action",
			SideCaller, denied + ": no permissions boundary allows it.",
			"Let the permissions boundary of " + callerRoleARN + " allow sts:AssumeRole on " + roleARN + ".",
		},
		{
			who + "sts:AssumeRole with an explicit deny in a permissions boundary",
			SideCaller, denied + ": a permissions boundary denies it.",
			"Look for a Deny in the permissions boundary of " + callerRoleARN + " that covers sts:AssumeRole on " + roleARN + ", and remove or narrow it.",
		},
		{
			who + "sts:AssumeRole because no session policy allows the sts:AssumeRole action",
			SideCaller, denied + ": no session policy allows it.",
			"The session of " + callerRoleARN + " was made with a session policy: let that allow sts:AssumeRole on " + roleARN + ", or call with another session.",
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in a sessions policy",
			SideCaller, denied + ": a session policy denies it.",
			"The session of " + callerRoleARN + " was made with a session policy that denies sts:AssumeRole on " + roleARN + ": change that policy, or call with another session.",
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in a session policy",
			SideCaller, denied + ": a session policy denies it.",
			"The session of " + callerRoleARN + " was made with a session policy that denies sts:AssumeRole on " + roleARN + ": change that policy, or call with another session.",
		},
		{
			who + "sts:AssumeRole because no VPC endpoint policy allows the sts:AssumeRole action",
			SideNetwork, denied + ": no VPC endpoint policy allows it.",
			"Let the policy of the VPC endpoint for STS allow sts:AssumeRole on " + roleARN + " to " + callerRoleARN + ".",
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in a VPC endpoint policy",
			SideNetwork, denied + ": a VPC endpoint policy denies it.",
			"Look for a Deny in the policy of the VPC endpoint for STS that covers sts:AssumeRole on " + roleARN + " by " + callerRoleARN + ".",
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in a VPC endpoint policy transitively through a service control policy",
			SideOrganization, denied + ": a VPC endpoint policy denies it, transitively through a service control policy.",
			"Ask those who manage the organization of account 111111111111 about a Deny in its service control policies that covers sts:AssumeRole on " + roleARN + ".",
		},
		{
			who + "sts:AssumeRole" + onRole + " with an explicit deny in a VPC endpoint policy transitively through a service control policy: arn:aws:organizations::999999999999:policy/o-x/service_control_policy/p-y.",
			SideOrganization, denied + ": a VPC endpoint policy denies it, transitively through a service control policy (arn:aws:organizations::999999999999:policy/o-x/service_control_policy/p-y).",
			"Ask those who manage the organization of account 111111111111 about a Deny in its service control policies that covers sts:AssumeRole on " + roleARN + ".",
		},
		{
			who + "sts:TagSession" + onRole + " because no role trust policy allows the sts:TagSession action",
			SideTarget, "STS refused sts:TagSession on " + roleARN + " for " + callerRoleARN + ": no role trust policy allows it.",
			"Let the trust policy of " + roleARN + " allow sts:TagSession to " + callerRoleARN + ": a statement must name it, or its account, and all conditions of the statement must hold." + sameID +
				" It is asked for though no session tags are passed: the caller's session has transitive ones, as EKS Pod Identity sets them.",
		},
		{
			who + "sts:SetSourceIdentity" + onRole + " because no identity-based policy allows the sts:SetSourceIdentity action",
			SideCaller, "STS refused sts:SetSourceIdentity on " + roleARN + " for " + callerRoleARN + ": no identity-based policy allows it.",
			"Let a policy of " + callerRoleARN + " allow sts:SetSourceIdentity on " + roleARN + "." +
				" It is asked for though no source_identity is given: the caller's session has one, which stays with all that it assumes.",
		},
		{
			"Roles may not be assumed by root accounts.",
			SideCaller, denied + ": the root user of an account cannot assume roles.",
			"Call as an IAM user or a role.",
		},
	}
	for _, test := range tests {
		for _, code := range []string{"AccessDenied", "AccessDeniedException"} {
			_, endpoint := serve(t, callerIs(agentSession, assumeRoleAnswers(http.StatusForbidden, errorBody(code, test.text))))
			want := failure{AccessDenied, test.side, code, test.message, test.remedy}
			got := failureOf(t, newSTS(endpoint), request())
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
				t.Errorf("%s\nfailure (-want +got):\n%s", test.text, diff)
			}
		}
	}
}

// What AWS did not say is not claimed: the candidates are listed.
func TestADenialWithoutAReasonListsTheCandidates(t *testing.T) {
	const (
		which  = "STS does not say which of these it is. The likeliest first:"
		sameID = " An external ID was sent: a condition on sts:ExternalId must hold the same one."
		noID   = " No external ID was sent: if there is a condition on sts:ExternalId, give external_id."
		path   = " If the caller's role has a path, it stands before the name in the policy."
		exists = "\n2. " + roleARN + " does not exist: compare account, path and name letter by letter, with regard to case."
		others = " A service control policy of account 111111111111, a resource control policy of account 222222222222, a permissions boundary, a session policy or the policy of a VPC endpoint denies it."
		later  = " The role, or one of these policies, was changed within the last minutes: try again, or give wait_timeout."
		holds  = ": a statement must name it, or its account, and all conditions of the statement must hold."
	)
	trust := func(action, caller string) string {
		return " The trust policy of " + roleARN + " does not allow " + action + " to " + caller + holds
	}
	own := func(action, caller string) string {
		return " No policy of " + caller + " allows " + action + " on " + roleARN + ": across accounts, both sides must allow it."
	}
	usual := which + "\n1." + trust("sts:AssumeRole", callerRoleARN) + path + sameID + exists + "\n3." + own("sts:AssumeRole", callerRoleARN) + "\n4." + others + "\n5." + later

	tests := []struct {
		name, caller, text string
		change             func(*Request)
		message, remedy    string
	}{
		{
			"the usual", agentSession, who + "sts:AssumeRole" + onRole, nil,
			denied + ", and did not say why.", usual,
		},
		{
			"another wording", agentSession, "Access denied", nil,
			denied + ". It says: Access denied.", usual,
		},
		{
			"no text", agentSession, "", nil,
			denied + ".", usual,
		},
		{
			"a policy of a type that is not known", agentSession, who + "sts:AssumeRole" + onRole + " with an explicit deny in a declarative policy", nil,
			denied + ": a declarative policy denies it.", usual,
		},
		{
			"an encoded message", agentSession, "You are not authorized. Encoded authorization failure message: AbC123-_xyz", nil,
			denied + ". It says: You are not authorized.", usual,
		},
		{
			"no external ID, by a user", userARN, who + "sts:AssumeRole" + onRole, func(r *Request) { r.ExternalID = "" },
			"STS refused sts:AssumeRole on " + roleARN + " for " + userARN + ", and did not say why.",
			which + "\n1." + trust("sts:AssumeRole", userARN) + noID + exists + "\n3." + own("sts:AssumeRole", userARN) + "\n4." + others + "\n5." + later,
		},
		{
			"tags", agentSession, who + "sts:TagSession" + onRole, func(r *Request) { r.Tags = []Tag{{"k", "v"}} },
			"STS refused sts:TagSession on " + roleARN + " for " + callerRoleARN + ", and did not say why.",
			which + "\n1." + trust("sts:TagSession", callerRoleARN) + path + sameID + " It is asked for because session tags are passed." +
				"\n2." + own("sts:TagSession", callerRoleARN) + "\n3." + others + "\n4." + later,
		},
		{
			"source identity", agentSession, who + "sts:SetSourceIdentity" + onRole, func(r *Request) { r.SourceIdentity = "alice" },
			"STS refused sts:SetSourceIdentity on " + roleARN + " for " + callerRoleARN + ", and did not say why.",
			which + "\n1." + trust("sts:SetSourceIdentity", callerRoleARN) + path + sameID + " It is asked for because source_identity is given." +
				"\n2." + own("sts:SetSourceIdentity", callerRoleARN) + "\n3." + others + "\n4." + later,
		},
		{
			"root", "arn:aws:iam::111111111111:root", who + "sts:AssumeRole" + onRole, nil,
			"STS refused sts:AssumeRole on " + roleARN + " for arn:aws:iam::111111111111:root, and did not say why.",
			which + "\n1. The caller is the root user of account 111111111111, which cannot assume roles: call as an IAM user or a role." +
				"\n2." + trust("sts:AssumeRole", "arn:aws:iam::111111111111:root") + sameID +
				strings.Replace(exists, "2", "3", 1) + "\n4." + own("sts:AssumeRole", "arn:aws:iam::111111111111:root") + "\n5." + others + "\n6." + later,
		},
		{
			"federated user", "arn:aws:sts::111111111111:federated-user/bob", who + "sts:AssumeRole" + onRole, nil,
			"STS refused sts:AssumeRole on " + roleARN + " for arn:aws:sts::111111111111:federated-user/bob, and did not say why.",
			which + "\n1. The caller is a session of GetFederationToken, which cannot assume roles: call as an IAM user or a role." +
				"\n2." + trust("sts:AssumeRole", "arn:aws:sts::111111111111:federated-user/bob") + sameID +
				strings.Replace(exists, "2", "3", 1) + "\n4." + own("sts:AssumeRole", "arn:aws:sts::111111111111:federated-user/bob") + "\n5." + others + "\n6." + later,
		},
		{
			"same account", "arn:aws:iam::222222222222:user/local", who + "sts:AssumeRole" + onRole, nil,
			"STS refused sts:AssumeRole on " + roleARN + " for arn:aws:iam::222222222222:user/local, and did not say why.",
			which + "\n1." + trust("sts:AssumeRole", "arn:aws:iam::222222222222:user/local") + sameID + exists +
				"\n3. No policy of arn:aws:iam::222222222222:user/local allows sts:AssumeRole on " + roleARN + ": needed unless the trust policy names the caller itself, and not its account." +
				"\n4." + strings.ReplaceAll(others, "111111111111", "222222222222") + "\n5." + later,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, endpoint := serve(t, callerIs(test.caller, assumeRoleAnswers(http.StatusForbidden, errorBody("AccessDenied", test.text))))
			r := request()
			if test.change != nil {
				test.change(&r)
			}
			want := failure{AccessDenied, SideUnknown, "AccessDenied", test.message, test.remedy}
			got := failureOf(t, newSTS(endpoint), r)
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
				t.Errorf("failure (-want +got):\n%s", diff)
			}
		})
	}
}

// No policy of IAM can refuse GetCallerIdentity. Source: STS API Reference,
// GetCallerIdentity.
func TestARefusalToTellTheCallerIsTheNetworks(t *testing.T) {
	for _, denyTo := range []string{callerKey, sessionKey} {
		_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
			if r.action() == "GetCallerIdentity" && r.accessKey() == denyTo {
				assumeRoleAnswers(http.StatusForbidden, errorBody("AccessDenied", who+"sts:GetCallerIdentity with an explicit deny in a VPC endpoint policy"))(w, sent{Values: map[string][]string{"Action": {"AssumeRole"}}})
				return
			}
			allWell(w, r)
		})
		want := failure{AccessDenied, SideNetwork, "AccessDenied", "STS refused GetCallerIdentity, for which AWS asks no permission.",
			"No policy of IAM can refuse it, so look at what is in between: let the policy of the VPC endpoint for STS, or the proxy, allow sts:GetCallerIdentity."}
		got := failureOf(t, newSTS(endpoint), request())
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
			t.Errorf("failure (-want +got):\n%s", diff)
		}
	}
}

// Whatever the text, a denial is classified, says what to do, stays on one
// line, and shows neither the external ID nor the caller's session.
func FuzzDenialsAreClassifiedWhateverTheirText(f *testing.F) {
	f.Add(who + "sts:AssumeRole" + onRole)
	f.Add(who + "sts:AssumeRole because no  allows the sts:AssumeRole action")
	f.Add(who + "sts:AssumeRole with an explicit deny in a policy transitively through the policy: arn:")
	f.Add("Value '" + externalID + "' at 'externalId'\n")
	f.Add("\xff\x00…")
	f.Fuzz(func(t *testing.T, text string) {
		c := newCall(testRegion, session{Caller: Caller{Principal: mustPrincipal(agentSession)}}, request())
		got := c.accessDenied(text)
		if got.Kind != AccessDenied || got.Side == "" || got.Remedy == "" {
			t.Errorf("failure = %+v", shown(got))
		}
		if strings.Contains(got.Message, externalID) || strings.ContainsAny(got.Message, "\r\n") {
			t.Errorf("message = %q", got.Message)
		}
		if len(got.Message) > 4000 {
			t.Errorf("the message has %d bytes", len(got.Message))
		}
	})
}
