// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// at is the error of one field of the first form.
func at(field string, index int, reason string) *FieldError {
	return &FieldError{Field: field, Index: index, Reason: reason}
}

// in is the error of one field of a nested block of the first form.
func in(block string, blockIndex int, field string, index int, reason string) *FieldError {
	return &FieldError{Block: block, BlockIndex: blockIndex, Field: field, Index: index, Reason: reason}
}

func emptyList(field string) *FieldError {
	return at(field, -1, "the list is empty, and would lift the limit that it is for: give at least one value, or leave "+field+" out")
}

func where(conditions ...Condition) Options { return Options{Conditions: conditions} }

func TestBuildSaysWhatIsWrongWithEachField(t *testing.T) {
	aws := func(change func(*AWS)) Form {
		f := AWS{Principals: []string{agent}}
		change(&f)
		return f
	}
	principals := func(list ...string) Form { return AWS{Principals: list} }
	byAccount := func(list ...string) Form { return AWS{Principals: list, Match: MatchAccount} }
	oidc := func(subjects ...string) Form {
		return OIDC{ProviderARN: githubARN, Audiences: []string{"sts.amazonaws.com"}, Subjects: subjects}
	}
	statement := func(p ...Principals) Form { return Statement{Actions: []string{AssumeRole}, Principals: p} }

	tests := map[string]struct {
		form Form
		want FieldErrors
	}{
		"no principals": {AWS{}, FieldErrors{at("principals", -1, `this is empty: give whom to trust, such as arn:aws:iam::123456789012:role/NAME`)}},
		"an empty principal": {principals(""), FieldErrors{
			at("principals", 0, `"" is neither an ARN nor an account ID: write an ARN such as arn:aws:iam::123456789012:role/NAME, or the 12 digits of an account`)}},
		"every wrong principal": {principals(agent, "deploy", "12345678901", "Dev | 123456789012", "AROAEXAMPLEID12345678"), FieldErrors{
			at("principals", 1, `"deploy" is neither an ARN nor an account ID: write an ARN such as arn:aws:iam::123456789012:role/NAME, or the 12 digits of an account`),
			at("principals", 2, `"12345678901" is no account ID: it has 11 digits, an account ID has 12; a leading zero was probably lost: write it in quotes, as in "012345678901"`),
			at("principals", 3, `"Dev | 123456789012" is a choice with a label: give its account alone, 123456789012`),
			at("principals", 4, `"AROAEXAMPLEID12345678" is the unique ID of a user or role, which IAM shows once that is deleted: give the ARN of the one that is there now`),
		}},
		"a malformed ARN": {principals("arn:aws:iam::123:role/x"), FieldErrors{
			at("principals", 0, `"arn:aws:iam::123:role/x" is not a valid principal ARN: at position 14, the account "123" has 3 digits, an account ID has 12: compare it with the ID that the AWS console shows; if leading zeros were lost, write all 12 digits, as in 000000000123`)}},
		"a provider": {principals(samlARN), FieldErrors{
			at("principals", 0, `"`+samlARN+`" is a SAML provider, which vouches for others and assumes no role itself: use a saml, oidc or eks_service_account block`)}},
		"a federated user": {principals("arn:aws:sts::111111111111:federated-user/alice"), FieldErrors{
			at("principals", 0, `"arn:aws:sts::111111111111:federated-user/alice" is a session of GetFederationToken, which can't assume roles: name a user or a role`)}},
		"a wildcard in an ARN": {principals("arn:aws:iam::111111111111:role/*/agent"), FieldErrors{
			at("principals", 0, `"arn:aws:iam::111111111111:role/*/agent" has a wildcard in it, and IAM takes none in the ARN of a principal: name each principal`)}},
		"everybody": {principals("*"), FieldErrors{
			at("principals", 0, `"*" lets in everybody who has an AWS account: set organization_id, or name principals; a condition that only certain callers meet would do as well, such as one on aws:PrincipalOrgPaths`)}},
		"everybody, under a condition that anybody can meet": {AWS{Principals: []string{agent, "*"}, ExternalIDs: []string{"acme"}, Options: where(
			Condition{"StringNotEquals", "aws:PrincipalOrgID", []string{"o-a1b2c3d4e5"}}, Condition{"ArnLike", "aws:PrincipalArn", []string{"arn:aws:iam::*:role/agent"}})}, FieldErrors{
			at("principals", 1, `"*" lets in everybody who has an AWS account: set organization_id, or name principals; a condition that only certain callers meet would do as well, such as one on aws:PrincipalOrgPaths`)}},
		"no such match": {aws(func(f *AWS) { f.Match = "arn" }), FieldErrors{at("match", -1, `"arn" is no way to match principals: write "principal" or "account"`)}},
		"by account, nothing to match": {byAccount("111111111111", "arn:aws:iam::111111111111:root", "*"), FieldErrors{
			at("principals", 0, `under match = "account", roles and users of an account are picked by their ARNs, and "111111111111" is the whole account: name the roles and users, or trust all of the account with match = "principal"`),
			at("principals", 1, `under match = "account", roles and users of an account are picked by their ARNs, and "arn:aws:iam::111111111111:root" is the whole account: name the roles and users, or trust all of the account with match = "principal"`),
			at("principals", 2, `under match = "account", accounts are trusted, and "*" names none: name the roles and users`),
		}},
		"by account, a session": {byAccount(agentsCall), FieldErrors{
			at("principals", 0, `under match = "account", the ARN of the caller's role is compared, and "`+agentsCall+`" is one of its sessions: name the role, with its path, or the session with match = "principal"`)}},
		"by account, a wildcard": {byAccount("arn:aws:iam::111111111111:role/?/agent"), FieldErrors{
			at("principals", 0, `"arn:aws:iam::111111111111:role/?/agent" has a wildcard in it, and IAM takes none in the ARN of a principal: name each principal`)}},
		"by account, a variable": {byAccount("arn:aws:iam::111111111111:role/${x}/agent"), FieldErrors{
			at("principals", 0, `"arn:aws:iam::111111111111:role/${x}/agent" would be read as a policy variable: only a principal without ${ in its path can be matched by account`)}},
		"external IDs, which are not shown": {aws(func(f *AWS) { f.ExternalIDs = []string{"planted id", "x", ""} }), FieldErrors{
			at("external_ids", 0, `at position 8, ' ' cannot stand in the external ID: use ASCII letters, digits and characters of _+=,.@:/-`),
			at("external_ids", 1, `the external ID has 1 character, not 2 to 1224: give one of that length, or leave it out`),
			at("external_ids", 2, `the external ID has 0 characters, not 2 to 1224: give one of that length, or leave it out`),
		}},
		"lists that are empty": {aws(func(f *AWS) { f.ExternalIDs, f.SessionNamePatterns = []string{}, []string{} }), FieldErrors{
			emptyList("external_ids"), emptyList("session_name_patterns")}},
		"an organization": {aws(func(f *AWS) { f.OrganizationID = "ou-a1b2-c3d4e5f6" }), FieldErrors{
			at("organization_id", -1, `"ou-a1b2-c3d4e5f6" is not the ID of an organization: it has the form o-a1b2c3d4e5, with 10 to 32 lower-case letters and digits`)}},
		"session names": {aws(func(f *AWS) { f.SessionNamePatterns = []string{"a b*", "x", "${aws:username", "", "a${*}"} }), FieldErrors{
			at("session_name_patterns", 0, `"a b*" matches no session name: names have ASCII letters, digits and characters of _+=,.@-, and patterns the wildcards * and ?`),
			at("session_name_patterns", 1, `"x" is not a valid session name: at position 2, a session name has at least 2 characters`),
			at("session_name_patterns", 2, `"${aws:username": the variable has no closing brace; write a variable as ${aws:username}`),
			at("session_name_patterns", 3, `the session name is empty: a session name has at least 2 characters`),
			at("session_name_patterns", 4, `"a${*}" matches no session name: names have ASCII letters, digits and characters of _+=,.@-, and patterns the wildcards * and ?`),
		}},
		"a sid": {aws(func(f *AWS) { f.Sid = "let-in" }), FieldErrors{at("sid", -1, `"let-in" is no sid: use ASCII letters and digits alone`)}},

		"a condition": {aws(func(f *AWS) {
			f.Options = where(Condition{"", "", nil}, Condition{"stringequals", "k", []string{}}, Condition{"Is", "k", []string{"v"}})
		}), FieldErrors{
			in("condition", 0, "operator", -1, `this is empty: give a condition operator, such as StringEquals`),
			in("condition", 0, "key", -1, `this is empty: give what is compared, such as aws:PrincipalOrgID`),
			in("condition", 0, "values", -1, `this is empty: give at least one value: without, the condition could not hold`),
			in("condition", 1, "operator", -1, `there is no condition operator "stringequals": write StringEquals, upper and lower case as here`),
			in("condition", 1, "values", -1, `this is empty: give at least one value: without, the condition could not hold`),
			in("condition", 2, "operator", -1, `there is no condition operator "Is": see the IAM User Guide, "Condition operators"`),
		}},
		"a condition twice": {
			aws(func(f *AWS) {
				f.ExternalIDs = []string{"acme"}
				f.Options = where(Condition{"StringEquals", "STS:externalid", []string{"evil"}},
					Condition{"StringLike", "aws:PrincipalTag/a", []string{"x"}}, Condition{"StringLike", "aws:principaltag/A", []string{"y"}})
			}), FieldErrors{
				in("condition", 0, "key", -1, `the condition StringEquals on STS:externalid stands in external_ids, too: a policy can hold both only as one list of alternatives, which lets in more than either; keep one, or use another operator`),
				in("condition", 2, "key", -1, `the condition StringLike on aws:principaltag/A stands in condition 1 (counted from 0), too: a policy can hold both only as one list of alternatives, which lets in more than either; keep one, or use another operator`),
			}},

		"nothing of a service account": {EKSServiceAccount{}, FieldErrors{
			at("oidc_provider_arn", -1, `this is empty: give the ARN of the provider, arn:aws:iam::123456789012:oidc-provider/ISSUER`),
			at("namespace", -1, `this is empty: give the Kubernetes namespace of the service account`),
			at("service_account", -1, `this is empty: give the name of the Kubernetes service account`),
		}},
		"a service account": {EKSServiceAccount{OIDCProviderARN: agent, Namespace: "a.b", ServiceAccount: "default*"}, FieldErrors{
			at("oidc_provider_arn", -1, `"`+agent+`" is a role, not an OIDC provider: write an ARN such as arn:aws:iam::123456789012:oidc-provider/ISSUER`),
			at("namespace", -1, `"a.b" is no name of a Kubernetes namespace, which has 1 to 63 lower-case letters, digits and dashes, none of them at its ends`),
			at("service_account", -1, `"default*" is no name of a Kubernetes service account, which has 1 to 253 lower-case letters, digits, dashes and dots, with a letter or digit at both ends of each part; a pattern with * goes into an oidc or statement block`),
		}},
		"a service account elsewhere": {EKSServiceAccount{OIDCProviderARN: "arn:aws-iso:iam::222222222222:oidc-provider/x.y", Namespace: "n", ServiceAccount: "s"}, FieldErrors{
			at("audience", -1, `the audience of tokens in partition aws-iso is not known: give it, as the service account's token has it`)}},
		"a cluster of another partition": {EKSPodIdentity{ClusterARN: "arn:aws:eks:cn-north-1:222222222222:cluster/x", Namespace: "n", ServiceAccount: "s"}, FieldErrors{
			at("cluster_arn", -1, `"arn:aws:eks:cn-north-1:222222222222:cluster/x" is not the ARN of an EKS cluster, which has the form arn:aws:eks:eu-central-1:123456789012:cluster/NAME: region cn-north-1 is in partition aws-cn`)}},
		"a cluster in an account that lost its zero": {EKSPodIdentity{ClusterARN: "arn:aws:eks:eu-central-1:22222222222:cluster/x", Namespace: "n", ServiceAccount: "s"}, FieldErrors{
			at("cluster_arn", -1, `"arn:aws:eks:eu-central-1:22222222222:cluster/x" is not the ARN of an EKS cluster, which has the form arn:aws:eks:eu-central-1:123456789012:cluster/NAME: `+
				`the account "22222222222" has 11 digits, an account ID has 12; a leading zero was probably lost: write all 12 digits, as in 022222222222`)}},
		"an account and a role whose zeros were lost": {principals("arn:aws:iam::11111111111:root", "arn:aws:iam::11111111111:role/x"), FieldErrors{
			at("principals", 0, `"arn:aws:iam::11111111111:root" is not a valid principal ARN: at position 14, `+
				`the account "11111111111" has 11 digits, an account ID has 12; a leading zero was probably lost: write all 12 digits, as in 011111111111`),
			at("principals", 1, `"arn:aws:iam::11111111111:role/x" is not a valid principal ARN: at position 14, `+
				`the account "11111111111" has 11 digits, an account ID has 12; a leading zero was probably lost: write all 12 digits, as in 011111111111`),
		}},
		"a cluster's name": {EKSPodIdentity{ClusterARN: "prod", Namespace: "n", ServiceAccount: "s"}, FieldErrors{
			at("cluster_arn", -1, `"prod" is not the ARN of an EKS cluster, which has the form arn:aws:eks:eu-central-1:123456789012:cluster/NAME`)}},
		"all clusters": {EKSPodIdentity{ClusterARN: "arn:aws:eks:eu-central-1:222222222222:cluster/*", Namespace: "n", ServiceAccount: "s"}, FieldErrors{
			at("cluster_arn", -1, `"arn:aws:eks:eu-central-1:222222222222:cluster/*" is not the ARN of an EKS cluster, which has the form arn:aws:eks:eu-central-1:123456789012:cluster/NAME`)}},

		"no audience": {OIDC{ProviderARN: githubARN, Subjects: []string{"repo:a/b:*"}}, FieldErrors{
			at("audiences", -1, `this is empty: give the audience that tokens for AWS are issued for, such as sts.amazonaws.com`)}},
		"an audience with a wildcard": {OIDC{ProviderARN: githubARN, Audiences: []string{"*"}, Subjects: []string{"repo:a/b:*"}}, FieldErrors{
			at("audiences", 0, `"*" has a wildcard in it, which is compared as it is here and never matches: write each value whole`)}},
		"no subjects": {oidc(), FieldErrors{
			at("subjects", -1, `without subjects, every token that the provider issues for the audience would do, whomever it is for: give subjects, or a condition that demands a value of another claim of the provider`)}},
		"no subjects, and the audience again": {OIDC{ProviderARN: githubARN, Audiences: []string{"x"}, Options: where(Condition{"StringLike", github + ":AUD", []string{"x"}})}, FieldErrors{
			at("subjects", -1, `without subjects, every token that the provider issues for the audience would do, whomever it is for: give subjects, or a condition that demands a value of another claim of the provider`)}},
		"no subjects, and conditions that hold without a claim": {OIDC{ProviderARN: githubARN, Audiences: []string{"x"}, Options: where(
			Condition{"StringNotEquals", github + ":repository", []string{"a/b"}}, Condition{"StringEqualsIfExists", github + ":repository", []string{"a/b"}},
			Condition{"ForAllValues:StringEquals", github + ":repository", []string{"a/b"}}, Condition{"Null", github + ":repository", []string{"false"}},
			Condition{"StringLike", github + ":repository", []string{"a/b", "*"}}, Condition{"StringEquals", "id.example.com:repository", []string{"a/b"}})}, FieldErrors{
			at("subjects", -1, `without subjects, every token that the provider issues for the audience would do, whomever it is for: give subjects, or a condition that demands a value of another claim of the provider`)}},
		"every subject": {oidc("repo:a/b:*", "*", "?*", "", "repo:${x}"), FieldErrors{
			at("subjects", 1, `"*" is every subject, and lets in whomever the provider issues a token for: say more of the subject, or use a statement block for a provider that is yours alone`),
			at("subjects", 2, `"?*" is every subject, and lets in whomever the provider issues a token for: say more of the subject, or use a statement block for a provider that is yours alone`),
			at("subjects", 3, `the value is empty, and would match nothing: give one, or remove it from the list`),
			at("subjects", 4, `"repo:${x}" would be read as a policy variable: use a condition or statement block if that is meant`),
		}},
		"a SAML provider": {SAML{ProviderARN: githubARN}, FieldErrors{
			at("provider_arn", -1, `"`+githubARN+`" is an OIDC provider, not a SAML provider: write an ARN such as arn:aws:iam::123456789012:saml-provider/NAME`)}},
		"a sign-in URL that is not known": {SAML{ProviderARN: "arn:aws-iso-b:iam::222222222222:saml-provider/x"}, FieldErrors{
			at("audiences", -1, `the sign-in URL of partition aws-iso-b is not known: give it, as it stands in the assertion's Recipient`)}},

		"services": {Service{Services: []string{"EC2", "*.amazonaws.com"}, SourceAccounts: []string{"1"}, SourceARNs: []string{"*", "arn:aws:s3:::a/${b}"}}, FieldErrors{
			at("services", 0, `"EC2" is not the name of a service: write one in full and without wildcards, such as ec2.amazonaws.com`),
			at("services", 1, `"*.amazonaws.com" is not the name of a service: write one in full and without wildcards, such as ec2.amazonaws.com`),
			at("source_accounts", 0, `"1" is no account ID: it has 1 digit, an account ID has 12: compare it with the ID that the AWS console shows; if leading zeros were lost, write it in quotes, as in "000000000001"`),
			at("source_arns", 0, `"*" is no ARN: write one such as arn:aws:s3:::BUCKET, with six parts between colons; * and ? stand for what varies`),
			at("source_arns", 1, `"arn:aws:s3:::a/${b}" would be read as a policy variable: use a condition or statement block if that is meant`),
		}},
		"no services":        {Service{}, FieldErrors{at("services", -1, `this is empty: give the service that assumes the role, such as ec2.amazonaws.com`)}},
		"nobody to keep out": {Deny{}, FieldErrors{at("principals", -1, `this is empty: give whom to keep out; "*" and conditions, for everybody who meets them`)}},

		"nothing of a statement": {Statement{}, FieldErrors{
			at("actions", -1, `this is empty: give what is allowed or denied, such as sts:AssumeRole`),
			at("", -1, `the statement has no principals block: say whom it is about, for instance with type AWS and the ARN of a role`),
		}},
		"a statement": {Statement{Effect: "allow", Actions: []string{"sts:*"}, Principals: []Principals{{"aws", nil}, {"Service", []string{"x"}}, {"*", []string{"x"}}, {"Federated", []string{"x"}}}}, FieldErrors{
			at("effect", -1, `"allow" is no effect: write "Allow" or "Deny"`),
			at("actions", 0, `"sts:*" is no action of a trust policy: write "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity" or "sts:SetContext"`),
			in("principals", 0, "type", -1, `"aws" is no type of principals: write "AWS", "Service", "Federated" or "*"`),
			in("principals", 0, "identifiers", -1, `this is empty: give at least one principal`),
			in("principals", 1, "identifiers", 0, `"x" is not the name of a service: write one in full and without wildcards, such as ec2.amazonaws.com`),
			in("principals", 2, "identifiers", 0, `"x" is no identifier of type "*": write "*"`),
			in("principals", 3, "identifiers", 0, `"x" is no identity provider: write the ARN of a SAML or OpenID Connect provider, or a domain such as cognito-identity.amazonaws.com`),
		}},
		"a role as identity provider": {statement(Principals{"Federated", []string{agent}}), FieldErrors{
			in("principals", 0, "identifiers", 0, `"`+agent+`" is no identity provider: it names a role; write it as "AWS"`)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d, err := Build(tt.form)
			var got FieldErrors
			if !errors.As(err, &got) || !d.IsZero() {
				t.Fatalf("Build: %s, %v", d, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if strings.Contains(err.Error(), "planted") {
				t.Errorf("an external ID shows in %s", err)
			}
		})
	}
}

func TestBuildTellsTheErrorsOfAllForms(t *testing.T) {
	_, err := Build(AWS{Options: Options{Sid: "A"}, Principals: []string{"x"}}, Deny{Options: Options{Sid: "A"}, Principals: []string{"*"}},
		Service{Options: Options{Sid: "A"}, Services: []string{"y"}})
	want := `"x" is neither an ARN nor an account ID: write an ARN such as arn:aws:iam::123456789012:role/NAME, or the 12 digits of an account
"A" is the sid of statement 0, too (counted from 0), and IAM wants each but once: choose another
"y" is not the name of a service: write one in full and without wildcards, such as ec2.amazonaws.com
"A" is the sid of statement 0, too (counted from 0), and IAM wants each but once: choose another`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	var errs FieldErrors
	if !errors.As(err, &errs) || len(errs) != 4 || errs[0].Form != 0 || errs[1].Form != 1 || errs[2].Form != 2 || errs[3].Form != 2 {
		t.Errorf("%#v", errs)
	}
}

func TestBuildRefusesAPolicyWithoutStatements(t *testing.T) {
	_, err := Build()
	const want = "the policy has no statement, and IAM takes none without: say whom to trust, in an aws block for instance"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestBuildKeepsTheOrderOfStatements(t *testing.T) {
	d, err := Build(Service{Services: []string{"b.amazonaws.com"}}, Service{Services: []string{"a.amazonaws.com"}})
	if want := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"b.amazonaws.com"},"Action":"sts:AssumeRole"},` +
		`{"Effect":"Allow","Principal":{"Service":"a.amazonaws.com"},"Action":"sts:AssumeRole"}]}`; err != nil || d.String() != want {
		t.Errorf("%s, %v", d, err)
	}
}

// What is not known yet is neither missing nor wrong, and never part of a
// document; what is known beside it is checked.
func TestBuildWaitsForWhatIsUnknown(t *testing.T) {
	const notARN = `"x" is neither an ARN nor an account ID: write an ARN such as arn:aws:iam::123456789012:role/NAME, or the 12 digits of an account`
	some := []string{Unknown}
	tests := map[string]struct {
		form Form
		want FieldErrors
	}{
		"principals":               {AWS{Principals: some}, nil},
		"one of the principals":    {AWS{Principals: []string{agent, Unknown, "x"}}, FieldErrors{at("principals", 2, notARN)}},
		"match":                    {AWS{Principals: []string{"111111111111"}, Match: Unknown}, nil},
		"match, by account":        {AWS{Principals: some, Match: MatchAccount}, nil},
		"a condition on everybody": {AWS{Principals: []string{"*"}, Options: where(Condition{"StringLike", "aws:PrincipalOrgID", some})}, nil},
		"the organization":         {AWS{Principals: []string{"*"}, OrganizationID: Unknown}, nil},
		"the external IDs":         {AWS{Principals: []string{agent}, ExternalIDs: some}, nil},
		"the patterns":             {AWS{Principals: []string{"x"}, SessionNamePatterns: some}, FieldErrors{at("principals", 0, notARN)}},
		"the sid":                  {AWS{Principals: []string{agent}, Options: Options{Sid: Unknown}}, nil},
		"a condition":              {AWS{Principals: []string{agent}, Options: where(Condition{Unknown, Unknown, some})}, nil},
		"the values":               {AWS{Principals: []string{agent}, Options: where(Condition{"Is", "k", some})}, FieldErrors{in("condition", 0, "operator", -1, `there is no condition operator "Is": see the IAM User Guide, "Condition operators"`)}},
		"all of a service account": {EKSServiceAccount{OIDCProviderARN: Unknown, Namespace: Unknown, ServiceAccount: Unknown, Audience: Unknown}, nil},
		"all of a pod identity":    {EKSPodIdentity{ClusterARN: Unknown, Namespace: Unknown, ServiceAccount: Unknown}, nil},
		"all of OIDC":              {OIDC{ProviderARN: Unknown, Audiences: some, Subjects: some}, nil},
		"the claim of OIDC":        {OIDC{ProviderARN: githubARN, Audiences: some, Options: where(Condition{"StringLike", Unknown, []string{"x"}})}, nil},
		"the operator of a claim":  {OIDC{ProviderARN: githubARN, Audiences: []string{"x"}, Options: where(Condition{Unknown, github + ":repository", some})}, nil},
		"the provider of a claim":  {OIDC{ProviderARN: Unknown, Audiences: []string{"x"}, Options: where(Condition{"StringLike", github + ":sub", []string{"x"}})}, nil},
		"the provider of SAML":     {SAML{ProviderARN: Unknown}, nil},
		"the audiences of SAML":    {SAML{ProviderARN: "arn:aws-iso:iam::222222222222:saml-provider/x", Audiences: some}, nil},
		"all of a service":         {Service{Services: some, SourceAccounts: some, SourceARNs: some}, nil},
		"whom to deny":             {Deny{Principals: some}, nil},
		"all of a statement":       {Statement{Effect: Unknown, Actions: some, Principals: []Principals{{Unknown, some}}}, nil},
		"a type of principals":     {Statement{Actions: []string{AssumeRole}, Principals: []Principals{{Unknown, []string{"anything"}}}}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d, err := Build(AWS{Principals: []string{agent}}, tt.form)
			var got FieldErrors
			errors.As(err, &got)
			for _, e := range got {
				e.Form-- // the table has the form by itself
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if !d.IsZero() {
				t.Errorf("there is a document: %s", d)
			}
		})
	}
}

// IAM User Guide, "AWS JSON policy elements: Principal": a principal is of the role's partition.
func TestRolesAndPrincipalsAreOfOnePartition(t *testing.T) {
	d, err := Build(AWS{Principals: []string{agent, "333333333333"}}, Service{Services: []string{"ec2.amazonaws.com"}}, SAML{ProviderARN: samlARN})
	if err != nil {
		t.Fatal(err)
	}
	var roles []iamarn.Role
	for _, arn := range []string{"arn:aws:iam::222222222222:role/x", "arn:aws-cn:iam::222222222222:role/x"} {
		role, err := iamarn.ParseRole(arn)
		if err != nil {
			t.Fatal(err)
		}
		roles = append(roles, role)
	}
	if errs := d.CheckRoles(roles[:1]); errs != nil {
		t.Errorf("in one partition: %v", errs)
	}
	const why = " is of no use to the role arn:aws-cn:iam::222222222222:role/x: a role in partition aws-cn cannot be assumed from partition aws: " +
		"no trust reaches across partitions, use a role and a caller of one"
	want := FieldErrors{{Form: 0, Index: -1, Reason: "the principal " + agent + why}, {Form: 2, Index: -1, Reason: "the principal " + samlARN + why}}
	if diff := cmp.Diff(want, d.CheckRoles(roles)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

// IAM User Guide, "Grant a user permissions to switch roles".
func TestCallerPolicyAllowsWhatTheTrustPolicyDoes(t *testing.T) {
	role := func(name string) iamarn.Role {
		r, err := iamarn.ParseRole("arn:aws:iam::222222222222:role/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	roles := []iamarn.Role{role("b"), role("a"), role("b")}
	policy := func(action, resource string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":` + action + `,"Resource":` + resource + `}]}`
	}
	const both = `["arn:aws:iam::222222222222:role/a","arn:aws:iam::222222222222:role/b"]`
	tests := map[string]struct {
		forms []Form
		roles []iamarn.Role
		want  string
	}{
		"one role":             {[]Form{AWS{Principals: []string{agent}}}, roles[1:2], policy(`"sts:AssumeRole"`, `"arn:aws:iam::222222222222:role/a"`)},
		"no role":              {[]Form{AWS{Principals: []string{agent}}}, nil, ""},
		"roles in their order": {[]Form{AWS{Principals: []string{agent}}}, roles, policy(`"sts:AssumeRole"`, both)},
		"tags and source identity": {[]Form{AWS{Principals: []string{agent}, Session: Session{AllowTags: true}}, AWS{Principals: []string{agent}, Session: Session{AllowSourceIdentity: true}}},
			roles, policy(`["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"]`, both)},
		"nobody who needs one": {[]Form{SAML{ProviderARN: samlARN}, Service{Services: []string{"ec2.amazonaws.com"}}, EKSPodIdentity{ClusterARN: cluster, Namespace: "n", ServiceAccount: "s"}}, roles, ""},
		"what others are allowed or denied": {[]Form{SAML{ProviderARN: samlARN, Session: Session{AllowTags: true}}, AWS{Principals: []string{agent}}, Deny{Principals: []string{"*"}},
			Statement{Effect: "Deny", Actions: []string{tagSession}, Principals: []Principals{{"AWS", []string{agent}}}}}, roles, policy(`"sts:AssumeRole"`, both)},
		"no action for AWS principals": {[]Form{Statement{Actions: []string{tagSession}, Principals: []Principals{{"AWS", []string{agent}}}}}, roles, ""},
		"actions of providers left out": {[]Form{Statement{Actions: []string{AssumeRole, assumeRoleWithSAML, assumeRoleWithWebIdentity},
			Principals: []Principals{{"AWS", []string{agent}}, {"Federated", []string{samlARN}}}}}, roles, policy(`"sts:AssumeRole"`, both)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d, err := Build(tt.forms...)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.CallerPolicy(tt.roles).String(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// Whatever is written into a form, it becomes a document that reads back as
// itself, or errors; what is unknown never shows.
func FuzzBuild(f *testing.F) {
	f.Add(agent, MatchAccount, "acme", "StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5")
	f.Add("*", "", "", "ForAnyValue:StringLike", github+":sub", "repo:a/b:*")
	f.Add(githubARN, Unknown, "\x00", "Null", "k", "\u2028${x}")
	f.Add(cluster, MatchPrincipal, "*", "ArnLike", "AWS:principalarn", "\xff\xfe")
	f.Fuzz(func(t *testing.T, who, match, name, operator, key, value string) {
		options := Options{Sid: name, Conditions: []Condition{{operator, key, []string{value, who}}}}
		for _, form := range []Form{
			AWS{Options: options, Principals: []string{who}, Match: match, ExternalIDs: []string{name}, OrganizationID: value, SessionNamePatterns: []string{name, value}},
			AWS{Options: options, Principals: []string{who}, Match: match},
			EKSServiceAccount{Options: options, OIDCProviderARN: who, Namespace: name, ServiceAccount: value, Audience: key},
			EKSPodIdentity{Options: options, ClusterARN: who, Namespace: name, ServiceAccount: value},
			OIDC{Options: options, ProviderARN: who, Audiences: []string{name}, Subjects: []string{value}},
			OIDC{Options: options, ProviderARN: who, Audiences: []string{name}},
			SAML{Options: options, ProviderARN: who}, SAML{ProviderARN: who, Audiences: []string{value}},
			Service{Options: options, Services: []string{who}, SourceAccounts: []string{name}, SourceARNs: []string{value}},
			Deny{Options: options, Principals: []string{who, name}},
			Statement{Options: options, Effect: match, Actions: []string{operator, AssumeRole}, Principals: []Principals{{key, []string{who}}}},
		} {
			d, err := Build(form)
			if err != nil || d.IsZero() {
				continue
			}
			if again, err := Parse(d.String()); err != nil || again.String() != d.String() || strings.Contains(d.String(), Unknown) {
				t.Errorf("%#v\nis built as %s\nand read back as %s, %v", form, d, again, err)
			}
		}
	})
}

func BenchmarkBuild(b *testing.B) {
	forms := []Form{
		AWS{Principals: []string{agent, "333333333333"}, ExternalIDs: []string{"acme"}},
		OIDC{ProviderARN: githubARN, Audiences: []string{"sts.amazonaws.com"}, Subjects: []string{"repo:company/app:ref:refs/heads/main"}},
		Service{Services: []string{"ec2.amazonaws.com"}},
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Build(forms...); err != nil {
			b.Fatal(err)
		}
	}
}
