// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// fault is what goes wrong with a call, and what a check may then end in: none
// of the kinds where another try makes up for it.
type fault struct {
	name   string
	answer func(w http.ResponseWriter, r sent)
	kinds  []Kind
}

var faults = []fault{
	{"throttled", func(w http.ResponseWriter, _ sent) { throttle(w) }, nil},
	{"throttled by a proxy", func(w http.ResponseWriter, _ sent) { w.WriteHeader(http.StatusTooManyRequests) }, nil},
	{"out of order", func(w http.ResponseWriter, _ sent) { w.WriteHeader(http.StatusInternalServerError) }, []Kind{UnexpectedResponse}},
	{"out of order, says STS", func(w http.ResponseWriter, _ sent) {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, errorBody("ServiceUnavailable", "Service is unable to handle request."))
	}, []Kind{UnexpectedResponse}},
	{"empty", func(http.ResponseWriter, sent) {}, []Kind{UnexpectedResponse}},
	{"half", func(w http.ResponseWriter, _ sent) {
		fmt.Fprint(w, assumeRoleBody(sessionKey, sessionSecret, sessionToken)[:300])
	}, []Kind{UnexpectedResponse}},
	{"cut off", func(w http.ResponseWriter, _ sent) {
		w.Header().Set("Content-Length", "900")
		fmt.Fprint(w, assumeRoleBody(sessionKey, sessionSecret, sessionToken)[:300])
	}, []Kind{UnexpectedResponse, Network}},
	{"HTML", func(w http.ResponseWriter, _ sent) {
		fmt.Fprint(w, "<!DOCTYPE html><html><body>Welcome<br></body></html>")
	}, []Kind{UnexpectedResponse}},
	{"forbidden by a proxy", func(w http.ResponseWriter, _ sent) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, "<html>AccessDenied</html>")
	}, []Kind{UnexpectedResponse}},
	{"reset", func(http.ResponseWriter, sent) { panic(http.ErrAbortHandler) }, []Kind{Network}},
	{"stalled", func(_ http.ResponseWriter, r sent) { <-r.gone }, []Kind{Timeout}},
	{"without what matters", func(w http.ResponseWriter, r sent) {
		fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult></%[1]sResult></%[1]sResponse>", r.action())
	}, []Kind{UnexpectedResponse}},
	{"another account", func(w http.ResponseWriter, r sent) {
		if r.action() == "GetCallerIdentity" {
			fmt.Fprint(w, identityBody("arn:aws:sts::999999999999:assumed-role/deploy/crossaccount-check"))
			return
		}
		w.WriteHeader(http.StatusInternalServerError)
	}, []Kind{WrongAccount, UnexpectedResponse}},
}

// injected is what went wrong, by the role that the calls were about.
type injected struct {
	mu    sync.Mutex
	calls map[string]uint64
	last  map[string]fault
}

// next returns the fault of the next call about a role, nil for none. Which it
// is depends on the role and how many calls there were, not on other roles.
func (i *injected) next(seed uint64, role string) *fault {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.calls[role]++
	var number uint64
	_, _ = fmt.Sscanf(role, "arn:aws:iam::%d:", &number)
	random := rand.New(rand.NewPCG(seed, number<<16+i.calls[role]))
	if random.IntN(10) > 0 {
		return nil
	}
	f := faults[random.IntN(len(faults))]
	i.last[role] = f
	return &f
}

// Of a thousand roles some are refused, some do not enforce their external ID,
// and a tenth of all calls goes wrong. Each answer is right, or says what went
// wrong.
func TestAmongFaultsNoResultIsLostAndNoneIsFalse(t *testing.T) {
	refused := func(role string) bool { return strings.HasSuffix(role[:25], "3") }
	enforced := func(role string) bool { return !strings.HasSuffix(role[:25], "7") }
	const seed = 1
	synctest.Test(t, func(t *testing.T) {
		c := &cloud{refuse: func(caller string, r sent) string {
			if role := r.Get("RoleArn"); refused(role) || enforced(role) && r.Get("ExternalId") != externalID {
				return notAuthorized(caller, r)
			}
			return ""
		}}
		wrong := injected{calls: make(map[string]uint64), last: make(map[string]fault)}
		s := newSTS("http://sts.example", func(c *Config) { c.MaxConcurrency = 50 })
		inMemory(t, s, &service{answer: func(w http.ResponseWriter, r sent) {
			role := r.Get("RoleArn")
			if r.action() == "GetCallerIdentity" {
				role = Caller{Principal: mustPrincipal(c.callerOf(r))}.PrincipalARN()
			}
			if role != userARN {
				if f := wrong.next(seed, role); f != nil {
					f.answer(w, r)
					return
				}
			}
			c.answer(w, r)
		}})

		requests := fleetOf(1000)
		for i := range requests {
			requests[i].Enforcement = []Enforcement{IgnoreExternalID, ReportExternalID, RequireExternalID}[i%3]
		}
		results, err := s.VerifyAll(t.Context(), requests)
		if err != nil || len(results) != len(requests) {
			t.Fatalf("%d results, %v", len(results), err)
		}
		right := 0
		for i, result := range results {
			role, f := requests[i].Role.String(), result.Failure
			last, isWrong := wrong.last[role]
			if problem := judge(requests[i], result, refused(role), enforced(role)); problem != "" {
				t.Errorf("%s: %s: %+v", role, problem, result)
			}
			switch {
			case f == nil, f.Kind == AccessDenied, f.Kind == ExternalIDNotEnforced:
				right++
			case !isWrong || !slices.Contains(last.kinds, f.Kind):
				t.Errorf("%s: failure %s, and the last fault was %q", role, f.Kind, last.name)
			}
		}
		if right < 750 {
			t.Errorf("only %d of 1000 results are right", right)
		}
		noPlantedIn(t, requests, results)
	})
}

// judge says what is false about a result, "" if nothing is.
func judge(r Request, result Result, refused, enforced bool) string {
	f := result.Failure
	switch known := result.ExternalIDEnforced; {
	case result.Assumable == (f != nil):
		return "it is neither assumable nor a failure, or both"
	case result.Assumable && (refused || !r.Role.HasSession(result.Session)):
		return "it is called assumable and is not"
	case f != nil && f.Kind == AccessDenied && !refused:
		return "it is called refused and is not"
	case known != nil && *known != enforced:
		return "its external ID is enforced, or not, against what is said"
	case known != nil && r.Enforcement == IgnoreExternalID:
		return "something is said of an external ID that was not to be looked at"
	case result.Assumable && r.Enforcement == RequireExternalID && known == nil:
		return "it is called assumable though it is not known whether the external ID is enforced"
	case f != nil && f.Kind == ExternalIDNotEnforced && (enforced || r.Enforcement != RequireExternalID):
		return "the external ID is called not enforced and is"
	case f != nil && (f.Message == "" || f.Remedy == "" || f.Side == ""):
		return "the failure does not say everything"
	}
	return ""
}
