// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

const (
	firstHopARN  = "arn:aws:iam::333333333333:role/team/first"
	secondHopARN = "arn:aws:iam::444444444444:role/second"
)

// chained is the usual request, by way of two hops.
func chained() Request {
	r := request()
	r.Via = []Request{
		{Role: mustRole(firstHopARN), ExternalID: "planted-id-of-the-first", SessionName: "one", Duration: time.Hour,
			SourceIdentity: "alice", Tags: []Tag{{"Project", "x"}, {"Team", "y"}}, TransitiveTagKeys: []string{"Project"}},
		{Role: mustRole(secondHopARN), ExternalID: "planted-id-of-the-second", SessionName: "two", Duration: DefaultDuration},
	}
	return r
}

const onlyAssume = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"],"Resource":[%s]}]}`

// hopCalls are the calls of chained up to its role.
var hopCalls = []string{
	"GetCallerIdentity by " + callerKey,
	"AssumeRole by " + callerKey + " DurationSeconds=3600 ExternalId=planted-id-of-the-first Policy=" + fmt.Sprintf(onlyAssume, `"`+secondHopARN+`"`) +
		" RoleArn=" + firstHopARN + " RoleSessionName=one SourceIdentity=alice" +
		" Tags.member.1.Key=Project Tags.member.1.Value=x Tags.member.2.Key=Team Tags.member.2.Value=y TransitiveTagKeys.member.1=Project",
	"GetCallerIdentity by " + keyOf(0),
	"AssumeRole by " + keyOf(0) + " DurationSeconds=900 ExternalId=planted-id-of-the-second Policy=" + fmt.Sprintf(onlyAssume, `"`+roleARN+`"`) +
		" RoleArn=" + secondHopARN + " RoleSessionName=two",
	"GetCallerIdentity by " + keyOf(1),
}

func TestEachHopIsAssumedByTheOneBefore(t *testing.T) {
	service, endpoint := serve(t, new(cloud).answer)
	result, err := newSTS(endpoint).Verify(t.Context(), chained())
	if err != nil || !result.Assumable || result.Session.String() != landedARN || result.Caller.PrincipalARN() != userARN {
		t.Fatalf("Verify = %+v, %v, want a session of the role, and the caller", result, err)
	}
	want := slices.Concat(hopCalls, []string{
		"AssumeRole by " + keyOf(1) + " DurationSeconds=900 ExternalId=" + externalID +
			` Policy={"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}` +
			" RoleArn=" + roleARN + " RoleSessionName=crossaccount-check",
		"GetCallerIdentity by " + keyOf(2)})
	if diff := cmp.Diff(want, service.told()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestCredentialsOfAChainMayDoWhatTheRoleMay(t *testing.T) {
	service, endpoint := serve(t, new(cloud).answer)
	got, err := newSTS(endpoint).Credentials(t.Context(), chained())
	if err != nil || got.AccessKeyID() != keyOf(2) || got.Principal().String() != landedARN {
		t.Fatalf("Credentials = %s, %v, want the third session", got.Principal(), err)
	}
	want := slices.Concat(hopCalls, []string{
		"AssumeRole by " + keyOf(1) + " DurationSeconds=900 ExternalId=" + externalID + " RoleArn=" + roleARN + " RoleSessionName=crossaccount-check",
		"GetCallerIdentity by " + keyOf(2)})
	if diff := cmp.Diff(want, service.told()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestTheHopThatFailsIsNamed(t *testing.T) {
	for i, test := range []struct {
		role, message string
		hop           int
	}{
		{firstHopARN, "Hop 1 of the chain failed. STS refused sts:AssumeRole on " + firstHopARN + " for " + userARN + ", and did not say why.", 1},
		{secondHopARN, "Hop 2 of the chain failed. STS refused sts:AssumeRole on " + secondHopARN + " for " + firstHopARN + ", and did not say why.", 2},
		{roleARN, "STS refused sts:AssumeRole on " + roleARN + " for " + secondHopARN + ", and did not say why.", 0},
	} {
		t.Run(test.role, func(t *testing.T) {
			c := &cloud{refuse: func(caller string, r sent) string {
				if r.Get("RoleArn") == test.role {
					return notAuthorized(caller, r)
				}
				return ""
			}}
			service, endpoint := serve(t, c.answer)
			s := newSTS(endpoint)
			result, err := s.Verify(t.Context(), chained())
			f := result.Failure
			if err != nil || result.Assumable || f == nil || f.Kind != AccessDenied || f.Hop != test.hop || f.Message != test.message {
				t.Errorf("Verify = %+v, %v, want hop %d: %s", f, err, test.hop, test.message)
			}
			if n := len(service.requests("AssumeRole")); n != i+1 {
				t.Errorf("AssumeRole was called %d times, want %d", n, i+1)
			}
			noPlantedIn(t, []Request{chained()}, []Result{result})
			_, err = s.Credentials(t.Context(), chained())
			if err == nil || !strings.HasPrefix(err.Error(), test.message) {
				t.Errorf("Credentials = %v, want %s", err, test.message)
			}
		})
	}
}

func TestEachHopHasToLandInItsOwnAccount(t *testing.T) {
	for session, test := range []struct {
		hop     int
		message string
	}{
		{1, "Hop 1 of the chain failed. " + firstHopARN + " was assumed, but the session is in account 999999999999, not in 333333333333."},
		{2, "Hop 2 of the chain failed. " + secondHopARN + " was assumed, but the session is in account 999999999999, not in 444444444444."},
		{0, roleARN + " was assumed, but the session is in account 999999999999, not in 222222222222."},
	} {
		c := new(cloud)
		_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
			if r.accessKey() == keyOf(session) && r.action() == "GetCallerIdentity" {
				fmt.Fprint(w, identityBody("arn:aws:sts::999999999999:assumed-role/other/one"))
				return
			}
			c.answer(w, r)
		})
		result, err := newSTS(endpoint).Verify(t.Context(), chained())
		if f := result.Failure; err != nil || f == nil || f.Kind != WrongAccount || f.Hop != test.hop || f.Message != test.message {
			t.Errorf("Verify = %+v, %v, want %s", f, err, test.message)
		}
	}
}

// What answers a call can have learned of all that was sent and given before.
func TestNoSecretOfTheChainIsInALaterFailure(t *testing.T) {
	ids := []string{"planted-id-of-the-first", "planted-id-of-the-second", externalID}
	for i, failing := range []string{secondHopARN, roleARN} {
		for _, code := range []string{"AccessDenied", "ValidationError", "Novelty", "ServiceUnavailable", "PackedPolicyTooLarge", "Throttling"} {
			for _, check := range []func(*STS, Request) error{
				func(s *STS, r Request) error {
					result, err := s.Verify(t.Context(), r)
					noPlantedIn(t, []Request{r}, []Result{result})
					return errors.Join(err, result.Failure)
				},
				func(s *STS, r Request) error {
					_, err := s.Credentials(t.Context(), r)
					return err
				},
			} {
				c := new(cloud)
				_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
					if r.Get("RoleArn") != failing {
						c.answer(w, r)
						return
					}
					echo := append([]string{callerKey, callerSecret, callerToken}, ids[:i+2]...)
					for n := range c.sessions {
						echo = append(echo, keyOf(n), fmt.Sprintf("planted-secret-key-%d", n), fmt.Sprintf("planted-session-token-%d", n))
					}
					w.WriteHeader(http.StatusBadRequest)
					fmt.Fprint(w, errorBody(code, strings.Join(echo, " ")))
				})
				err := check(newSTS(endpoint, tryOnce), chained())
				if err == nil {
					t.Fatalf("%s of %s: no failure", code, failing)
				}
				noPlanted(t, err.Error())
			}
		}
	}
}

func TestAChainThatCannotBeIsRefusedOffline(t *testing.T) {
	at := func(hop int, field, reason string) []*FieldError {
		return []*FieldError{{Field: field, Hop: hop, Index: -1, Reason: reason}}
	}
	for _, test := range []struct {
		name   string
		change func(*Request)
		want   []*FieldError
	}{
		{"as it is", func(*Request) {}, nil},
		{"an hour everywhere", func(r *Request) { r.Duration, r.Via[1].Duration = time.Hour, time.Hour }, nil},
		{"twelve hours for the first hop", func(r *Request) { r.Via[0].Duration = MaxDuration }, nil},
		{"more than an hour for the second hop", func(r *Request) { r.Via[1].Duration = 3601 * time.Second },
			at(2, "duration_seconds", "what a role session assumes lasts at most 3600 seconds, not 3601: ask for at most 3600, or leave duration_seconds out")},
		{"more than an hour for the role", func(r *Request) { r.Duration = MaxDuration },
			at(0, "duration_seconds", "what a role session assumes lasts at most 3600 seconds, not 43200: ask for at most 3600, or leave duration_seconds out")},
		{"too long at all, said once", func(r *Request) { r.Duration = MaxDuration + time.Second },
			at(0, "duration_seconds", "a session lasts 900 to 43200 seconds, in whole ones, not 43201 seconds: give a duration in between")},
		{"a transitive tag again, in other case", func(r *Request) { r.Tags = []Tag{{"project", "x"}} },
			[]*FieldError{{Field: "tags", Key: "project", Index: -1,
				Reason: `the session tag "project" is transitive from an earlier hop on, and cannot be given again: leave it out, it is passed on`}}},
		{"a transitive tag again at a hop", func(r *Request) { r.Via[1].Tags = []Tag{{"Project", "z"}} },
			[]*FieldError{{Field: "tags", Hop: 2, Key: "Project", Index: -1,
				Reason: `the session tag "Project" is transitive from an earlier hop on, and cannot be given again: leave it out, it is passed on`}}},
		{"a tag again that is not transitive", func(r *Request) { r.Tags = []Tag{{"Team", "z"}} }, nil},
		{"the same source identity again", func(r *Request) { r.SourceIdentity = "alice" }, nil},
		{"another source identity", func(r *Request) { r.SourceIdentity = "bob" },
			at(0, "source_identity", "an earlier hop sets another source identity, which stays with all further sessions and cannot be changed: leave it out, it is passed on")},
		{"another source identity at a hop", func(r *Request) { r.Via[1].SourceIdentity = "Alice" },
			at(2, "source_identity", "an earlier hop sets another source identity, which stays with all further sessions and cannot be changed: leave it out, it is passed on")},
		{"another partition at a hop", func(r *Request) {
			r.Via[1].Role, r.Role = mustRole("arn:aws-cn:iam::444444444444:role/second"), mustRole("arn:aws-cn:iam::222222222222:role/target")
		}, at(2, "role_arn", "the role is in partition aws-cn, the one before it in the chain in aws, and no role can be assumed across partitions: use roles of one")},
		{"another partition of the role", func(r *Request) { r.Role = mustRole("arn:aws-us-gov:iam::222222222222:role/target") },
			at(0, "role_arn", "the role is in partition aws-us-gov, the one before it in the chain in aws, and no role can be assumed across partitions: use roles of one")},
		{"limits of the hops, all at once", func(r *Request) { r.Via[0].ExternalID, r.Via[1].SessionName = "x", "y" }, []*FieldError{
			{Field: "external_id", Hop: 1, Index: -1, Reason: "the external ID has 1 character, not 2 to 1224: give one of that length, or leave it out"},
			{Field: "session_name", Hop: 2, Index: -1, Reason: `"y" is not a valid session name: at position 2, a session name has at least 2 characters`},
		}},
		{"hops that are not known yet", func(r *Request) { r.Via[0].Role, r.Role = iamarn.Role{}, iamarn.Role{} }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := chained()
			test.change(&r)
			if diff := cmp.Diff(test.want, r.Check()); diff != "" {
				t.Errorf("Check (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAChainIsRefusedBeforeAnyCall(t *testing.T) {
	for _, test := range []struct {
		change  func(*Request)
		message string
	}{
		{func(r *Request) { r.Via[0].ExternalID, r.Duration = "x", MaxDuration },
			"STS would refuse this request: hop 1, external_id: the external ID has 1 character, not 2 to 1224: give one of that length, or leave it out; " +
				"duration_seconds: what a role session assumes lasts at most 3600 seconds, not 43200: ask for at most 3600, or leave duration_seconds out."},
		{func(r *Request) { r.Via[1].Role = iamarn.Role{} }, "STS would refuse this request: hop 2, role_arn: no role was given."},
	} {
		service, endpoint := serve(t, allWell)
		r := chained()
		test.change(&r)
		got := failureOf(t, newSTS(endpoint), r)
		want := failure{InvalidRequest, SideRequest, "", test.message, "Correct the arguments that the message names."}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
			t.Errorf("failure (-want +got):\n%s", diff)
		}
		if n := len(service.told()); n != 0 {
			t.Errorf("%d calls were made", n)
		}
	}
}

func TestARoleSessionGetsAnHourAtTheFirstHopToo(t *testing.T) {
	service, endpoint := serve(t, (&cloud{caller: agentSession}).answer)
	r := chained()
	r.Via[0].Duration = 2 * time.Hour
	result, err := newSTS(endpoint).Verify(t.Context(), r)
	want := "Hop 1 of the chain failed. A session of 7200 seconds was asked for, but the caller is a session of the role arn:aws:iam::111111111111:role/agent: what it assumes lasts at most 3600 seconds."
	if f := result.Failure; err != nil || f == nil || f.Kind != DurationExceedsChainingLimit || f.Hop != 1 || f.Message != want {
		t.Errorf("Verify = %+v, %v, want %s", f, err, want)
	}
	if n := len(service.requests("AssumeRole")); n != 0 {
		t.Errorf("AssumeRole was called %d times", n)
	}
}

// The credentials of a session that was just given are not the caller's own:
// who reads the failure has none to renew.
func TestAHopWhoseCredentialsAreNotTakenIsUnexpected(t *testing.T) {
	for _, code := range []string{"ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch"} {
		c := new(cloud)
		_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
			if r.accessKey() == keyOf(0) && r.action() == "AssumeRole" {
				w.WriteHeader(http.StatusForbidden)
				fmt.Fprint(w, errorBody(code, "The security token included in the request is invalid"))
				return
			}
			c.answer(w, r)
		})
		result, err := newSTS(endpoint).Verify(t.Context(), chained())
		want := "Hop 2 of the chain failed. What answered AssumeRole is not STS, or is out of order: it gave a session, but does not accept its credentials (" + code + ")."
		if f := result.Failure; err != nil || f == nil || f.Kind != UnexpectedResponse || f.Message != want {
			t.Errorf("Verify = %+v, %v, want %s", f, err, want)
		}
	}
}

func TestAHopMayAssumeTheNextRolesAndNothingElse(t *testing.T) {
	sameName := func(n int) []iamarn.Role {
		roles := make([]iamarn.Role, n)
		for i := range roles {
			roles[i] = mustRole(fmt.Sprintf("arn:aws:iam::%012d:role/team/target", i+1))
		}
		return roles
	}
	otherNames := make([]iamarn.Role, 100)
	for i := range otherNames {
		otherNames[i] = mustRole(fmt.Sprintf("arn:aws:iam::222222222222:role/target-%d", i))
	}
	for _, test := range []struct {
		name      string
		next      []iamarn.Role
		resources string
	}{
		{"one", sameName(1), `"arn:aws:iam::000000000001:role/team/target"`},
		{"several, each once", append(sameName(2), sameName(1)...), `"arn:aws:iam::000000000001:role/team/target","arn:aws:iam::000000000002:role/team/target"`},
		{"too many to be listed", sameName(100), `"arn:aws:iam::*:role/team/target"`},
		{"too many of other names", otherNames, `"*"`},
		{"a path that means something in policies", []iamarn.Role{mustRole("arn:aws:iam::222222222222:role/a*b?c${d}/target")},
			`"arn:aws:iam::222222222222:role/a${*}b${?}c${$}{d}/target"`},
	} {
		if got, want := hopPolicy(test.next), fmt.Sprintf(onlyAssume, test.resources); got != want {
			t.Errorf("%s: policy %s, want %s", test.name, got, want)
		}
	}
}

func TestASessionOfAHopIsUsedUntilItsEndIsNear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &service{answer: new(cloud).answer}
		s := newSTS("http://sts.example")
		inMemory(t, s, service)
		r := chained()
		r.Via = r.Via[1:] // which lasts 15 minutes
		h := newHops(defaultBackoff, r)
		c, err := s.client.get(t.Context(), s.load)
		if err != nil {
			t.Fatal(err)
		}
		from := session{Caller: Caller{Principal: mustPrincipal(userARN)}, credentials: aCredential}
		for _, test := range []struct {
			after time.Duration
			calls int
		}{{0, 1}, {10*time.Minute - time.Second, 1}, {time.Second, 2}, {5 * time.Minute, 2}, {5 * time.Minute, 3}} {
			if err := pause(t.Context(), test.after); err != nil {
				t.Fatal(err)
			}
			got, err := h.follow(t.Context(), c, from, testRegion, r)
			if err != nil || got.credentials.AccessKeyID != keyOf(test.calls-1) {
				t.Errorf("follow = %s, %v, want session %d", got.credentials.AccessKeyID, err, test.calls)
			}
			if n := len(service.requests("AssumeRole")); n != test.calls {
				t.Errorf("AssumeRole was called %d times, want %d", n, test.calls)
			}
		}
	})
}
