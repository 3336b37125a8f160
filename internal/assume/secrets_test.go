// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What answers in place of STS knows the request that it got, and may write it
// anywhere in its answer.
func TestAnEndpointThatEchoesSecretsShowsNone(t *testing.T) {
	for _, id := range []string{externalID, "planted/external=id:of,odd+characters"} {
		echo := strings.Join([]string{callerKey, callerSecret, callerToken, id, url.QueryEscape(id)}, " ")
		for _, code := range []string{"AccessDenied", "ValidationError", "Throttling", "PackedPolicyTooLarge", "RegionDisabledException",
			"ServiceUnavailable", "Novelty", echo, callerToken, callerKey, id, "(Code)", strings.Repeat("A", 65)} {
			for _, status := range []int{400, 403, 429, 503} {
				for _, by := range []string{callerKey, sessionKey} {
					echo := echo
					if by == sessionKey {
						echo += " " + sessionKey + " " + sessionSecret + " " + sessionToken
					}
					_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
						if r.accessKey() != by || by == callerKey && r.action() != "AssumeRole" {
							allWell(w, r)
							return
						}
						w.WriteHeader(status)
						fmt.Fprint(w, errorBody(code, echo))
					})
					r := request()
					r.ExternalID = id
					got := failureOf(t, newSTS(endpoint, tryOnce), r)
					for _, text := range []string{got.code, got.message, got.remedy} {
						if strings.Contains(text, id) || strings.Contains(text, url.QueryEscape(id)) {
							t.Errorf("%q, status %d: the external ID shows in %q", code, status, text)
						}
					}
				}
			}
		}
	}
}

// What stands where the action does is as little to be trusted as the rest.
func TestADenialOfAnActionThatIsASecretShowsNone(t *testing.T) {
	const id = "planted:ExternalID"
	_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
		if r.action() != "AssumeRole" {
			allWell(w, r)
			return
		}
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, errorBody("AccessDenied", "User: x is not authorized to perform: "+r.Get("ExternalId")+" with an explicit deny in a service control policy"))
	})
	r := request()
	r.ExternalID = id
	got := failureOf(t, newSTS(endpoint), r)
	noPlanted(t, got.message+got.remedy)
	want := "STS refused (external ID) on " + roleARN + " for " + userARN + ": a service control policy denies it."
	if got.side != SideOrganization || got.message != want {
		t.Errorf("failure = %+v, want %q", got, want)
	}
}

// An endpoint knows the credentials it gave, and a caller may have any.
func TestAPolicyThatIsNamedByASecretIsNotNamed(t *testing.T) {
	const secret = "planted-policy"
	_, endpoint := serve(t, assumeRoleAnswers(http.StatusForbidden, errorBody("AccessDenied", who+"sts:AssumeRole"+onRole+" with an explicit deny in "+secret)))
	got := failureOf(t, newSTS(endpoint, func(c *Config) { c.SecretKey = secret }), request())
	noPlanted(t, got.message+got.remedy)
	want := "STS refused sts:AssumeRole on " + roleARN + " for " + userARN + ": a policy denies it."
	if got.side != SideUnknown || got.message != want {
		t.Errorf("failure = %+v, want %q", got, want)
	}
}

func TestACallerThatIsMadeOfCredentialsIsNotShown(t *testing.T) {
	for _, secret := range []string{callerKey, callerToken} {
		_, endpoint := serve(t, callerIs("arn:aws:iam::111111111111:user/"+secret, allWell))
		if got := failureOf(t, newSTS(endpoint), request()); got.kind != UnexpectedResponse {
			t.Errorf("failure = %+v, want an unexpected response", got)
		}
	}
}

// A secret that is part of another must not leave the rest of it behind.
func TestTheLongestSecretIsReplacedFirst(t *testing.T) {
	s := secrets(nil).withExternalID("abc").withExternalID("abcdef").withExternalID("")
	if got, want := s.redact("xabcdefx abc"), "x(external ID)x (external ID)"; got != want {
		t.Errorf("redact = %q, want %q", got, want)
	}
}

func TestOnlyErrorCodesAreShown(t *testing.T) {
	s := secrets(nil).withExternalID("Secret")
	for code, want := range map[string]string{
		"AccessDenied": "AccessDenied", "Client.Throttled2": "Client.Throttled2", strings.Repeat("A", 64): strings.Repeat("A", 64),
		"": "", "has space": "", "4xx": "", "<b>": "", "a\nb": "", "é": "", strings.Repeat("A", 65): "", "MySecretCode": "", callerKey: "",
	} {
		if got := s.showable(code); got != want {
			t.Errorf("showable(%q) = %q, want %q", code, got, want)
		}
	}
}

// In a fleet each role has its own external ID, and each denial its own session.
func TestNoSecretOfAFleetIsInItsCauses(t *testing.T) {
	for _, code := range []string{"AccessDenied", "ValidationError", "Novelty", "ServiceUnavailable", "PackedPolicyTooLarge"} {
		c := new(cloud)
		_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
			if r.action() == "GetCallerIdentity" || r.Get("RoleArn") == firstHopARN || strings.HasSuffix(r.Get("ExternalId"), "7") {
				c.answer(w, r)
			} else {
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprint(w, errorBody(code, strings.Join([]string{r.Get("ExternalId"), url.QueryEscape(r.Get("ExternalId")), "planted-id-of-the-first",
					r.accessKey(), r.header.Get("X-Amz-Security-Token"), callerSecret, callerToken}, " ")))
			}
		})
		requests := fleetOf(20)
		for i := range requests {
			requests[i].ExternalID = fmt.Sprintf("planted/id:%d", i)
			requests[i].Via = chained().Via[:1]
			requests[i].Enforcement = []Enforcement{ReportExternalID, RequireExternalID}[i%2]
		}
		results, err := newSTS(endpoint, tryOnce).VerifyAll(t.Context(), requests)
		if err != nil {
			t.Fatal(err)
		}
		if causes := Causes(requests, results); len(causes) == 0 {
			t.Errorf("%s: nothing fails", code)
		}
		noPlantedIn(t, requests, results)
	}
}
