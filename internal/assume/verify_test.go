// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/google/go-cmp/cmp"
)

func TestARoleIsVerifiedWithOneCallOfEachKind(t *testing.T) {
	service, endpoint := serve(t, allWell)
	result := succeeds(t, newSTS(endpoint))
	if got := result.Caller.PrincipalARN(); got != userARN {
		t.Errorf("caller = %s, want %s", got, userARN)
	}
	var calls []string
	for _, r := range service.got {
		calls = append(calls, r.action()+" by "+r.accessKey()+" with "+r.header.Get("X-Amz-Security-Token"))
	}
	want := []string{
		"GetCallerIdentity by " + callerKey + " with " + callerToken,
		"AssumeRole by " + callerKey + " with " + callerToken,
		"GetCallerIdentity by " + sessionKey + " with " + sessionToken,
	}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestAllOfTheRequestIsSent(t *testing.T) {
	service, endpoint := serve(t, allWell)
	r := request()
	r.Duration = time.Hour
	r.SourceIdentity = "alice"
	r.Tags = []Tag{{"Project", "x"}, {"Team", ""}}
	r.TransitiveTagKeys = []string{"Project"}
	if result, err := newSTS(endpoint).Verify(t.Context(), r); err != nil || !result.Assumable {
		t.Fatalf("Verify = %+v, %v", result, err)
	}
	got := service.requests("AssumeRole")[0].Values
	delete(got, "Policy") // has its own test
	want := url.Values{
		"Action": {"AssumeRole"}, "Version": {"2011-06-15"},
		"RoleArn": {roleARN}, "RoleSessionName": {"crossaccount-check"}, "DurationSeconds": {"3600"},
		"ExternalId": {externalID}, "SourceIdentity": {"alice"},
		"Tags.member.1.Key": {"Project"}, "Tags.member.1.Value": {"x"},
		"Tags.member.2.Key": {"Team"}, "Tags.member.2.Value": {""},
		"TransitiveTagKeys.member.1": {"Project"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

func TestWhatIsNotGivenIsNotSent(t *testing.T) {
	service, endpoint := serve(t, allWell)
	r := request()
	r.ExternalID = ""
	if result, err := newSTS(endpoint).Verify(t.Context(), r); err != nil || !result.Assumable {
		t.Fatalf("Verify = %+v, %v", result, err)
	}
	got := service.requests("AssumeRole")[0]
	for _, name := range []string{"ExternalId", "SourceIdentity", "Tags.member.1.Key", "Tags", "TransitiveTagKeys", "TransitiveTagKeys.member.1", "SerialNumber"} {
		if got.Has(name) {
			t.Errorf("%s is sent", name)
		}
	}
}

func TestTheSessionOfACheckMayDoNothing(t *testing.T) {
	service, endpoint := serve(t, allWell)
	succeeds(t, newSTS(endpoint))
	for _, r := range service.requests("AssumeRole") {
		var policy any
		if err := json.Unmarshal([]byte(r.Get("Policy")), &policy); err != nil {
			t.Fatalf("session policy %q: %v", r.Get("Policy"), err)
		}
		want := map[string]any{
			"Version":   "2012-10-17",
			"Statement": []any{map[string]any{"Effect": "Deny", "Action": "*", "Resource": "*"}},
		}
		if diff := cmp.Diff(any(want), policy); diff != "" {
			t.Errorf("session policy (-want +got):\n%s", diff)
		}
	}
}

func TestWhatCanBeKnownOfflineIsRefusedWithoutCallingAssumeRole(t *testing.T) {
	tests := []struct {
		name   string
		config func(*Config)
		caller string
		change func(*Request)
		want   failure
		calls  int // of GetCallerIdentity
	}{
		{
			"limits", nil, userARN,
			func(r *Request) { r.ExternalID, r.SessionName = "x", "a/b" },
			failure{InvalidRequest, SideRequest, "",
				"STS would refuse this request: external_id: the external ID has 1 character, not 2 to 1224: give one of that length, or leave it out; " +
					`session_name: "a/b" is not a valid session name: at position 2, '/' cannot stand in a session name: use ASCII letters, digits and characters of _+=,.@-.`,
				"Correct the arguments that the message names."}, 0,
		},
		{
			"no role", nil, userARN,
			func(r *Request) { *r = Request{SessionName: "ab", Duration: DefaultDuration} },
			failure{InvalidRequest, SideRequest, "", "STS would refuse this request: role_arn: no role was given.", "Correct the arguments that the message names."}, 0,
		},
		{
			"region of another partition", func(c *Config) { c.Region = "cn-north-1" }, userARN, nil,
			failure{WrongPartition, SideRequest, "",
				"arn:aws:iam::222222222222:role/target is a role in partition aws, but STS is called in region cn-north-1, which is in partition aws-cn.",
				"No role can be assumed across partitions: use a role, a region and credentials of one."}, 0,
		},
		{
			"caller of another partition", func(c *Config) { c.Region = "aws-global" }, "arn:aws-us-gov:iam::111111111111:user/deployer", nil,
			failure{WrongPartition, SideRequest, "",
				"arn:aws:iam::222222222222:role/target is a role in partition aws, but the caller, arn:aws-us-gov:iam::111111111111:user/deployer, is in partition aws-us-gov.",
				"No role can be assumed across partitions: use a role, a region and credentials of one."}, 1,
		},
		{
			"more than an hour for a role session", nil, agentSession,
			func(r *Request) { r.Duration = 3601 * time.Second },
			failure{DurationExceedsChainingLimit, SideRequest, "",
				"A session of 3601 seconds was asked for, but the caller is a session of the role arn:aws:iam::111111111111:role/agent: what it assumes lasts at most 3600 seconds.",
				"Ask for at most 3600 seconds with duration_seconds, or call as an IAM user."}, 1,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			service, endpoint := serve(t, callerIs(test.caller, allWell))
			r := request()
			if test.change != nil {
				test.change(&r)
			}
			config := test.config
			if config == nil {
				config = func(*Config) {}
			}
			got := failureOf(t, newSTS(endpoint, config), r)
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(failure{})); diff != "" {
				t.Errorf("failure (-want +got):\n%s", diff)
			}
			if n := len(service.requests("AssumeRole")); n != 0 {
				t.Errorf("AssumeRole was called %d times", n)
			}
			if n := len(service.requests("GetCallerIdentity")); n != test.calls {
				t.Errorf("GetCallerIdentity was called %d times, want %d", n, test.calls)
			}
		})
	}
}

func TestDurationsThatTheCallerMayHaveAreSent(t *testing.T) {
	for _, test := range []struct {
		caller   string
		duration time.Duration
	}{{agentSession, time.Hour}, {userARN, 12 * time.Hour}} {
		service, endpoint := serve(t, callerIs(test.caller, allWell))
		r := request()
		r.Duration = test.duration
		result, err := newSTS(endpoint).Verify(t.Context(), r)
		if err != nil || !result.Assumable {
			t.Errorf("%s for %s: Verify = %+v, %v", test.duration, test.caller, result, err)
		}
		if got, want := service.requests("AssumeRole")[0].Get("DurationSeconds"), fmt.Sprint(test.duration.Seconds()); got != want {
			t.Errorf("DurationSeconds = %s, want %s", got, want)
		}
	}
}

func TestTheSessionMustBeTheOneThatWasAskedFor(t *testing.T) {
	for _, test := range []struct {
		name, landed string
		want         failure
	}{
		{"other account", "arn:aws:sts::333333333333:assumed-role/target/crossaccount-check", failure{WrongAccount, SideNetwork, "",
			"arn:aws:iam::222222222222:role/target was assumed, but the session is in account 333333333333, not in 222222222222.",
			"Do not use this endpoint for this role. Check sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL)."}},
		{"other role", "arn:aws:sts::222222222222:assumed-role/Target/crossaccount-check", failure{UnexpectedResponse, SideNetwork, "",
			"What answered GetCallerIdentity is not STS, or is out of order: the session that it gave is arn:aws:sts::222222222222:assumed-role/Target/crossaccount-check, which is not the one that was asked for.",
			endpointRemedy}},
		{"other session", "arn:aws:sts::222222222222:assumed-role/target/other", failure{UnexpectedResponse, SideNetwork, "",
			"What answered GetCallerIdentity is not STS, or is out of order: the session that it gave is arn:aws:sts::222222222222:assumed-role/target/other, which is not the one that was asked for.",
			endpointRemedy}},
		{"other partition", "arn:aws-cn:sts::222222222222:assumed-role/target/crossaccount-check", failure{UnexpectedResponse, SideNetwork, "",
			"What answered GetCallerIdentity is not STS, or is out of order: the session that it gave is arn:aws-cn:sts::222222222222:assumed-role/target/crossaccount-check, which is not the one that was asked for.",
			endpointRemedy}},
		{"the caller itself", userARN, failure{WrongAccount, SideNetwork, "",
			"arn:aws:iam::222222222222:role/target was assumed, but the session is in account 111111111111, not in 222222222222.",
			"Do not use this endpoint for this role. Check sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL)."}},
		{"the role, not a session", roleARN, failure{UnexpectedResponse, SideNetwork, "",
			"What answered GetCallerIdentity is not STS, or is out of order: the caller in its answer is a role, which makes no calls.",
			endpointRemedy}},
		{"no ARN", "somebody", failure{UnexpectedResponse, SideNetwork, "",
			`What answered GetCallerIdentity is not STS, or is out of order: the caller in its answer has an ARN that AWS does not make: "somebody" is not a valid principal ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME.`,
			endpointRemedy}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
				if r.accessKey() == sessionKey {
					fmt.Fprint(w, identityBody(test.landed))
					return
				}
				allWell(w, r)
			})
			got := failureOf(t, newSTS(endpoint), request())
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(failure{})); diff != "" {
				t.Errorf("failure (-want +got):\n%s", diff)
			}
		})
	}
}

func TestASessionThatIsNotAcceptedIsNotTheCallersFault(t *testing.T) {
	for _, code := range []string{"ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch", "RequestExpired"} {
		_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
			if r.accessKey() == sessionKey {
				w.WriteHeader(http.StatusForbidden)
				fmt.Fprint(w, errorBody(code, "no"))
				return
			}
			allWell(w, r)
		})
		want := failure{UnexpectedResponse, SideNetwork, code,
			"What answered GetCallerIdentity is not STS, or is out of order: it gave a session, but does not accept its credentials (" + code + ").",
			"Check sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL) and any proxy in between, then try again."}
		got := failureOf(t, newSTS(endpoint), request())
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
			t.Errorf("failure (-want +got):\n%s", diff)
		}
	}
}

// assumes and identifies play the API's operations.
type assumes func(*sts.AssumeRoleInput) (*sts.AssumeRoleOutput, error)

func (f assumes) AssumeRole(_ context.Context, in *sts.AssumeRoleInput, _ ...func(*sts.Options)) (*sts.AssumeRoleOutput, error) {
	return f(in)
}

type identifies func(aws.Credentials) (*sts.GetCallerIdentityOutput, error)

func (f identifies) GetCallerIdentity(ctx context.Context, _ *sts.GetCallerIdentityInput, options ...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error) {
	var o sts.Options
	for _, set := range options {
		set(&o)
	}
	if o.Credentials == nil {
		return f(aws.Credentials{})
	}
	credentials, err := o.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	return f(credentials)
}

// fakeAPI is an API of which each operation is played.
type fakeAPI struct {
	assumes
	identifies
}

func TestAnAnswerThatLacksAFieldIsNoSuccess(t *testing.T) {
	whole := &types.Credentials{AccessKeyId: aws.String("k"), SecretAccessKey: aws.String("s"), SessionToken: aws.String("t")}
	landed := &sts.GetCallerIdentityOutput{Arn: aws.String(landedARN)}
	for _, test := range []struct {
		name     string
		role     *sts.AssumeRoleOutput
		identity *sts.GetCallerIdentityOutput
		want     string // "" for success
	}{
		{"only what is needed", &sts.AssumeRoleOutput{Credentials: whole}, landed, ""},
		{"no output of AssumeRole", nil, landed, "its answer has no credentials"},
		{"no credentials", &sts.AssumeRoleOutput{}, landed, "its answer has no credentials"},
		{"no access key", &sts.AssumeRoleOutput{Credentials: &types.Credentials{SecretAccessKey: whole.SecretAccessKey, SessionToken: whole.SessionToken}}, landed,
			"the credentials in its answer are not complete"},
		{"no secret key", &sts.AssumeRoleOutput{Credentials: &types.Credentials{AccessKeyId: whole.AccessKeyId, SessionToken: whole.SessionToken}}, landed,
			"the credentials in its answer are not complete"},
		{"empty session token", &sts.AssumeRoleOutput{Credentials: &types.Credentials{AccessKeyId: whole.AccessKeyId, SecretAccessKey: whole.SecretAccessKey, SessionToken: aws.String("")}}, landed,
			"the credentials in its answer are not complete"},
		{"no output of GetCallerIdentity", &sts.AssumeRoleOutput{Credentials: whole}, nil, "its answer does not say who the caller is"},
		{"no ARN", &sts.AssumeRoleOutput{Credentials: whole}, &sts.GetCallerIdentityOutput{}, "its answer does not say who the caller is"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCall(testRegion, session{Caller: Caller{Principal: mustPrincipal(userARN)}}, request())
			got, err := c.assume(t.Context(), fakeAPI{
				assumes(func(*sts.AssumeRoleInput) (*sts.AssumeRoleOutput, error) { return test.role, nil }),
				identifies(func(aws.Credentials) (*sts.GetCallerIdentityOutput, error) { return test.identity, nil }),
			}, denyAll)
			if test.want == "" {
				if err != nil || got.Principal.String() != landedARN {
					t.Errorf("assume = %s, %v, want success", got.Principal, err)
				}
				return
			}
			f, ok := errors.AsType[*Failure](err)
			if !ok || f.Kind != UnexpectedResponse || !strings.Contains(f.Message, test.want) {
				t.Errorf("error = %v, want an unexpected response: %s", err, test.want)
			}
		})
	}
}

func TestCallersAreToldApart(t *testing.T) {
	for _, test := range []struct {
		arn, principal string
		roleSession    bool
	}{
		{userARN, userARN, false},
		{"arn:aws:iam::111111111111:user/team/deployer", "arn:aws:iam::111111111111:user/team/deployer", false},
		{"arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:root", false},
		{"arn:aws:sts::111111111111:federated-user/bob", "arn:aws:sts::111111111111:federated-user/bob", false},
		{agentSession, callerRoleARN, true},
		{"arn:aws-cn:sts::111111111111:assumed-role/agent/i-0123456789abcdef0", "arn:aws-cn:iam::111111111111:role/agent", true},
		{"arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com",
			"arn:aws:iam::111111111111:role/AWSReservedSSO_Admin_0123456789abcdef", true},
	} {
		_, endpoint := serve(t, callerIs(test.arn, allWell))
		caller, err := newSTS(endpoint).Caller(t.Context())
		if err != nil {
			t.Errorf("%s: %v", test.arn, err)
			continue
		}
		if caller.Principal.String() != test.arn || caller.PrincipalARN() != test.principal || caller.RoleSession() != test.roleSession {
			t.Errorf("%s: principal ARN %s, role session %t; want %s, %t", caller.Principal, caller.PrincipalARN(), caller.RoleSession(), test.principal, test.roleSession)
		}
	}
}
