// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// demands refuses requests whose external ID a role does not take.
func demands(takes func(id string, given bool) bool) func(caller string, r sent) string {
	return func(caller string, r sent) string {
		if r.Get("RoleArn") != roleARN || takes(r.Get("ExternalId"), r.Has("ExternalId")) {
			return ""
		}
		return notAuthorized(caller, r)
	}
}

func theRightOne(id string, _ bool) bool { return id == externalID }
func anyOrNone(string, bool) bool        { return true }
func anyOne(_ string, given bool) bool   { return given }

// rightOrNone is what StringEqualsIfExists takes.
func rightOrNone(id string, given bool) bool { return !given || id == externalID }

const addCondition = "Add the condition to each statement of the trust policy of " + roleARN + ` that lets the caller in, as in {"Effect":"Allow","Principal":{"AWS":"` + userARN +
	`"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"EXTERNAL_ID"}}} (with the external ID for EXTERNAL_ID).`

func TestARoleEnforcesAnExternalIDThatItRefusesNoneAndAnotherFor(t *testing.T) {
	for _, test := range []struct {
		name     string
		takes    func(string, bool) bool
		enforced bool
		message  string // when it is required
		calls    int    // of AssumeRole
	}{
		{"the right one", theRightOne, true, "", 4},
		{"any or none", anyOrNone, false, roleARN + " let the caller in without its external ID: it does not enforce the external ID.", 2},
		{"the right one or none", rightOrNone, false, roleARN + " let the caller in without its external ID: it does not enforce the external ID.", 2},
		{"any one", anyOne, false, roleARN + " let the caller in with another external ID: it does not enforce the external ID.", 3},
	} {
		for _, via := range [][]Request{nil, chained().Via} {
			for _, enforcement := range []Enforcement{ReportExternalID, RequireExternalID} {
				t.Run(fmt.Sprint(test.name, enforcement, len(via)), func(t *testing.T) {
					service, endpoint := serve(t, (&cloud{refuse: demands(test.takes)}).answer)
					r := request()
					r.Via, r.Enforcement = via, enforcement
					result, err := newSTS(endpoint).Verify(t.Context(), r)
					if err != nil || result.ExternalIDEnforced == nil || *result.ExternalIDEnforced != test.enforced {
						t.Fatalf("Verify = %+v, %v, want enforced: %t", result, err, test.enforced)
					}
					if enforcement == ReportExternalID || test.enforced {
						if !result.Assumable || result.Failure != nil || result.Session.String() != landedARN {
							t.Errorf("result = %+v, want an assumable role", result)
						}
					} else {
						want := failure{ExternalIDNotEnforced, SideTarget, "", test.message, addCondition}
						if via != nil {
							want.remedy = strings.NewReplacer(userARN, secondHopARN, // which passes on tags and a source identity
								`"sts:AssumeRole"`, `["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"]`).Replace(addCondition)
						}
						if result.Assumable || result.Session != (iamarn.Principal{}) {
							t.Errorf("result = %+v, want no session", result)
						}
						if diff := cmp.Diff(want, shown(result.Failure), cmp.AllowUnexported(failure{})); diff != "" {
							t.Errorf("failure (-want +got):\n%s", diff)
						}
					}
					probes := service.of(roleARN)
					if len(probes) != test.calls || len(service.requests("AssumeRole")) != test.calls+len(via) {
						t.Errorf("AssumeRole was called %d times for the role, want %d, and once for each hop", len(probes), test.calls)
					}
					for _, p := range probes {
						if p.Get("Policy") != denyAll {
							t.Errorf("session policy = %s, want that nothing is allowed", p.Get("Policy"))
						}
					}
					noPlantedIn(t, []Request{r}, []Result{result})
				})
			}
		}
	}
}

// A wrong external ID that somebody knew could be put into a trust policy.
func TestTheWrongExternalIDIsAnotherEachTimeAndShownNowhere(t *testing.T) {
	seen := make(map[string]bool)
	for range 3 {
		c := &cloud{refuse: demands(theRightOne)}
		var wrong string
		_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
			if id := r.Get("ExternalId"); id != "" && id != externalID {
				wrong = id
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprint(w, errorBody("ValidationError", "Value '"+id+"' at 'externalId', not "+externalID))
				return
			}
			c.answer(w, r)
		})
		r := request()
		r.Enforcement = RequireExternalID
		result, err := newSTS(endpoint).Verify(t.Context(), r)
		if err != nil || result.Failure == nil {
			t.Fatalf("Verify = %+v, %v, want a failure", result, err)
		}
		const want = "The role can be assumed, but whether it refuses callers with another external ID could not be found out. " +
			"STS refused AssumeRole as invalid (ValidationError). It says: Value '(external ID)' at 'externalId', not (external ID)."
		if result.Failure.Message != want {
			t.Errorf("message = %s, want %s", result.Failure.Message, want)
		}
		if err := iamarn.CheckExternalID(wrong); err != nil || len(wrong) < 20 || seen[wrong] {
			t.Errorf("the wrong external ID is %q (%v), want a long one that is new", wrong, err)
		}
		seen[wrong] = true
		if text := fmt.Sprintf("%+v %+v %v", result, *result.Failure, result.Failure.Unwrap()); strings.Contains(text, wrong) {
			t.Errorf("the wrong external ID is in %s", text)
		}
		noPlantedIn(t, []Request{r}, []Result{result})
	}
}

func TestAProbeThatFailsTellsNothing(t *testing.T) {
	fails := func(status int, body string) func(http.ResponseWriter, sent) {
		return func(w http.ResponseWriter, _ sent) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	denied := func(text string) func(http.ResponseWriter, sent) {
		return fails(http.StatusForbidden, errorBody("AccessDenied", who+"sts:AssumeRole"+onRole+text))
	}
	for _, test := range []struct {
		name   string
		answer func(http.ResponseWriter, sent)
		kind   Kind
	}{
		{"throttled", fails(http.StatusBadRequest, errorBody("Throttling", "Rate exceeded")), Throttled},
		{"out of order", fails(http.StatusServiceUnavailable, errorBody("ServiceUnavailable", "no")), UnexpectedResponse},
		{"HTML", fails(http.StatusForbidden, "<html>Forbidden</html>"), UnexpectedResponse},
		{"empty", fails(http.StatusOK, ""), UnexpectedResponse},
		{"expired", fails(http.StatusForbidden, errorBody("ExpiredToken", "expired")), CallerCredentialsExpired},
		{"stalled", func(_ http.ResponseWriter, r sent) { <-r.gone }, Timeout},
		{"reset", func(http.ResponseWriter, sent) { panic(http.ErrAbortHandler) }, Network},
		// The caller's own policies, or the way to STS, ask for the external ID.
		{"refused by the caller's policy", denied(" because no identity-based policy allows the sts:AssumeRole action"), AccessDenied},
		{"refused by a service control policy", denied(" with an explicit deny in a service control policy"), AccessDenied},
		{"refused by the endpoint", denied(" with an explicit deny in a VPC endpoint policy"), AccessDenied},
	} {
		for _, at := range []string{"without", "with another", "confirming"} {
			t.Run(test.name+" "+at, func(t *testing.T) {
				for _, enforcement := range []Enforcement{ReportExternalID, RequireExternalID} {
					synctest.Test(t, func(t *testing.T) {
						takes := theRightOne
						if at == "confirming" {
							takes = anyOrNone
						}
						c := &cloud{refuse: demands(takes)}
						s := newSTS("http://sts.example")
						inMemory(t, s, &service{answer: func(w http.ResponseWriter, r sent) {
							id := r.Get("ExternalId")
							without := r.action() == "AssumeRole" && id == ""
							other := r.action() == "AssumeRole" && id != "" && id != externalID
							if at == "without" && without || at == "with another" && other || at == "confirming" && r.accessKey() == keyOf(1) {
								test.answer(w, r)
								return
							}
							c.answer(w, r)
						}})
						r := request()
						r.Enforcement = enforcement
						result, err := s.Verify(t.Context(), r)
						if err != nil || result.ExternalIDEnforced != nil {
							t.Errorf("enforced = %v, %v, want not known", result.ExternalIDEnforced, err)
						}
						switch f := result.Failure; {
						case enforcement == ReportExternalID:
							if !result.Assumable || f != nil {
								t.Errorf("result = %+v, want an assumable role", result)
							}
						case f == nil || result.Assumable || result.Session != (iamarn.Principal{}):
							t.Errorf("result = %+v, want a failure", result)
						case at != "confirming" && f.Kind != test.kind,
							!strings.HasPrefix(f.Message, "The role can be assumed, but whether it refuses callers with"):
							t.Errorf("failure = %+v, want %s", shown(f), test.kind)
						}
						noPlantedIn(t, []Request{r}, []Result{result})
					})
				}
			})
		}
	}
}

// IAM is eventually consistent: a role that lets the caller in and then refuses
// it whatever it sends says nothing about the external ID.
func TestARoleThatFlapsIsNotTakenForOneThatEnforcesItsExternalID(t *testing.T) {
	const message = "The role can be assumed, but whether it refuses callers for want of its external ID could not be found out. " +
		"STS refused sts:AssumeRole on " + roleARN + " for " + userARN + ", and did not say why."
	for _, enforcement := range []Enforcement{ReportExternalID, RequireExternalID} {
		asked := 0
		service, endpoint := serve(t, (&cloud{refuse: func(caller string, r sent) string {
			if asked++; asked > 1 {
				return notAuthorized(caller, r)
			}
			return ""
		}}).answer)
		r := request()
		r.Enforcement = enforcement
		result, err := newSTS(endpoint).Verify(t.Context(), r)
		if err != nil || result.ExternalIDEnforced != nil {
			t.Fatalf("Verify = %+v, %v, want that enforcement is not known", result, err)
		}
		if f := result.Failure; enforcement == ReportExternalID && f != nil || enforcement == RequireExternalID && (f == nil || f.Message != message) {
			t.Errorf("%s: failure = %+v, want %q where it is required", enforcement, f, message)
		}
		for _, p := range service.of(roleARN) {
			if p.Get("Policy") != denyAll {
				t.Errorf("session policy = %s, want that nothing is allowed", p.Get("Policy"))
			}
		}
		noPlantedIn(t, []Request{r}, []Result{result})
	}
}

func TestWithoutProbingNothingIsSaidOfTheExternalID(t *testing.T) {
	service, endpoint := serve(t, (&cloud{refuse: demands(anyOrNone)}).answer)
	result, err := newSTS(endpoint).Verify(t.Context(), request())
	if err != nil || !result.Assumable || result.ExternalIDEnforced != nil || len(service.of(roleARN)) != 1 {
		t.Errorf("Verify = %+v, %v, want one call and nothing said", result, err)
	}
}

func TestARoleThatIsNotAssumableIsNotProbed(t *testing.T) {
	service, endpoint := serve(t, (&cloud{refuse: notAuthorized}).answer)
	r := request()
	r.Enforcement = RequireExternalID
	result, err := newSTS(endpoint).Verify(t.Context(), r)
	if err != nil || result.Failure == nil || result.Failure.Kind != AccessDenied || result.ExternalIDEnforced != nil || len(service.of(roleARN)) != 1 {
		t.Errorf("Verify = %+v, %v, want one denial", result, err)
	}
}

func TestThereMustBeAnExternalIDToProbe(t *testing.T) {
	r := request()
	r.ExternalID, r.Enforcement = "", ReportExternalID
	want := one("external_id_enforcement", "there is no external ID whose enforcement could be looked at: give external_id, or leave external_id_enforcement out")
	if diff := cmp.Diff(want, r.Check()); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
}
