// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"
)

// outcomes plays tries: one for each letter, y for assumable, n for denied, t
// for throttled; the last one stays.
func outcomes(letters string, tried *[]time.Time) func(context.Context) (Result, error) {
	return func(context.Context) (Result, error) {
		i := min(len(*tried), len(letters)-1)
		*tried = append(*tried, time.Now())
		switch letters[i] {
		case 'y':
			return Result{Assumable: true}, nil
		case 'n':
			return Result{Failure: newFailure(AccessDenied, SideUnknown, "STS refused it.")}, nil
		default:
			return Result{Failure: newFailure(Throttled, SideCaller, "It is called too often.")}, nil
		}
	}
}

func TestADenialIsWaitedOutUntilTheRoleIsSettled(t *testing.T) {
	for _, test := range []struct {
		outcomes string
		tries    int
		kind     Kind // "" for success
	}{
		{"yyy", 3, ""},
		{"nnnnyyy", 7, ""},
		{"nynyyny" + "yyy", 9, ""}, // what flaps begins anew
		{"nnt", 3, Throttled},
		{"yt", 2, Throttled},
		{"t", 1, Throttled},
	} {
		synctest.Test(t, func(t *testing.T) {
			var tried []time.Time
			var progress []Progress
			r := request()
			r.Wait = time.Hour
			r.Progress = func(_ context.Context, p Progress) { progress = append(progress, p) }
			result, err := defaultBackoff.wait(t.Context(), r, outcomes(test.outcomes, &tried))
			if err != nil || result.Tries != test.tries || len(tried) != test.tries {
				t.Fatalf("%s: %+v, %v after %d tries, want %d", test.outcomes, result, err, len(tried), test.tries)
			}
			if test.kind == "" && !result.Assumable || test.kind != "" && result.Failure.Kind != test.kind {
				t.Errorf("%s: result = %+v, want %q", test.outcomes, result, test.kind)
			}
			if len(progress) != test.tries-1 {
				t.Fatalf("%s: progress was told %d times, want after each try but the last", test.outcomes, len(progress))
			}
			inRow := 0
			for i, p := range progress {
				if inRow++; test.outcomes[i] == 'n' {
					inRow = 0
				}
				want := Progress{Role: r.Role, Tries: i + 1, InRow: inRow, Needed: 3, Remaining: time.Hour - tried[i].Sub(tried[0])}
				if p != want {
					t.Errorf("%s: progress = %+v, want %+v", test.outcomes, p, want)
				}
			}
		})
	}
}

func TestThePausesBetweenTriesGrowWithJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tried []time.Time
		r := request()
		r.Wait = 10 * time.Minute
		result, err := defaultBackoff.wait(t.Context(), r, outcomes("n", &tried))
		if err != nil || result.Failure == nil {
			t.Fatalf("wait = %+v, %v, want a failure", result, err)
		}
		var pauses []time.Duration
		most := time.Second
		for i := 1; i < len(tried)-1; i++ { // the last pause is cut by the end
			d := tried[i].Sub(tried[i-1])
			if d < most/2 || d > most {
				t.Errorf("pause %d = %s, want %s to %s", i, d, most/2, most)
			}
			most = min(2*most, 15*time.Second)
			pauses = append(pauses, d)
		}
		slices.Sort(pauses)
		if len(pauses) < 40 || len(slices.Compact(pauses)) < 10 {
			t.Errorf("%d pauses in 10 minutes, want at least 40, that differ", len(pauses))
		}
		if took := tried[len(tried)-1].Sub(tried[0]); took != r.Wait {
			t.Errorf("the last try was after %s, want %s", took, r.Wait)
		}
	})
}

func TestWhatIsSettledPausesBetweenSuccesses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tried []time.Time
		r := request()
		r.Wait = time.Minute
		if _, err := defaultBackoff.wait(t.Context(), r, outcomes("y", &tried)); err != nil {
			t.Fatal(err)
		}
		if took := tried[2].Sub(tried[0]); took != 2*time.Second {
			t.Errorf("three successes in a row took %s, want 2s", took)
		}
	})
}

func TestWhenTheTimeIsUpTheLastAnswerCounts(t *testing.T) {
	for _, test := range []struct {
		outcomes string
		message  string // "" for success
	}{
		{"n", "STS refused it. It still did so when wait_timeout, 1m30s, was over."},
		{strings.Repeat("ny", 500), ""},
		{strings.Repeat("yyn", 500), ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			var tried []time.Time
			r := request()
			r.Wait = 90 * time.Second
			result, err := defaultBackoff.wait(t.Context(), r, outcomes(test.outcomes, &tried))
			if err != nil || result.Tries != len(tried) || result.Tries < 2 {
				t.Fatalf("wait = %+v, %v after %d tries", result, err, len(tried))
			}
			if took := time.Since(tried[0]); took != r.Wait {
				t.Errorf("it took %s, want %s", took, r.Wait)
			}
			if test.message != "" && (result.Assumable || result.Failure.Message != test.message) {
				t.Errorf("result = %+v, want %s", result, test.message)
			}
			if last := test.outcomes[min(len(tried), len(test.outcomes))-1]; result.Assumable != (last == 'y') {
				t.Errorf("assumable = %t, and the last answer %c", result.Assumable, last)
			}
		})
	}
}

func TestWhoDoesNotWaitTriesOnce(t *testing.T) {
	var tried []time.Time
	result, err := defaultBackoff.wait(t.Context(), request(), outcomes("n", &tried))
	if err != nil || len(tried) != 1 || result.Tries != 0 || result.Failure.Message != "STS refused it." {
		t.Errorf("wait = %+v, %v after %d tries, want the failure as it is", result, err, len(tried))
	}
}

func TestCancellingEndsTheWaitingAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Second, cancel)
		var tried []time.Time
		start := time.Now()
		r := request()
		r.Wait = time.Hour
		result, err := defaultBackoff.wait(ctx, r, outcomes("n", &tried))
		if !errors.Is(err, context.Canceled) || result.Assumable || result.Failure != nil || time.Since(start) != 100*time.Second {
			t.Errorf("wait = %+v, %v after %s, want %v after 100s", result, err, time.Since(start), context.Canceled)
		}
	})
}

func TestTheDeadlineOfAllEndsTheWaitingAsATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s := newSTS("http://sts.example")
		inMemory(t, s, &service{answer: (&cloud{refuse: notAuthorized}).answer})
		r := request()
		r.Wait = time.Hour
		result, err := s.Verify(ctx, r)
		if f := result.Failure; err != nil || f == nil || f.Kind != Timeout || f.Message != "The time given for the check was up before STS answered." {
			t.Errorf("Verify = %+v, %v, want a timeout", f, err)
		}
	})
}

// A role that is created becomes known here and there, one after the other.
func TestARoleThatIsCreatedMeanwhileIsVerified(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := &cloud{refuse: func(caller string, r sent) string {
			if age := time.Since(start); age < 20*time.Second || age < 25*time.Second && r.Get("ExternalId") == externalID && age.Milliseconds()%2 == 0 {
				return notAuthorized(caller, r)
			}
			return demands(theRightOne)(caller, r)
		}}
		service := &service{answer: c.answer}
		s := newSTS("http://sts.example")
		inMemory(t, s, service)
		r := request()
		r.Wait, r.Enforcement = 5*time.Minute, RequireExternalID
		result, err := s.Verify(t.Context(), r)
		if err != nil || !result.Assumable || result.ExternalIDEnforced == nil || !*result.ExternalIDEnforced {
			t.Fatalf("Verify = %+v, %v, want success", result, err)
		}
		if took := time.Since(start); took < 22*time.Second || took > time.Minute {
			t.Errorf("it took %s", took)
		}
		// The external ID is probed when all is settled, and once.
		if n := len(service.of(roleARN)); n != result.Tries+3 {
			t.Errorf("AssumeRole was called %d times, want once for each of %d tries, and three times to probe", n, result.Tries)
		}
	})
}

// The SDK renews credentials, as of a pod, that end while a denial is waited out.
func TestTheCallersCredentialsMayEndWhileItWaits(t *testing.T) {
	for _, via := range [][]Request{nil, chained().Via[:1]} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			const lifetime = 20 * time.Minute
			begin := func() time.Duration { return time.Since(start).Truncate(lifetime) } // of the current ones
			current := func() string { return fmt.Sprintf("AKIACALLER%010d", begin()) }
			c := &cloud{refuse: func(caller string, r sent) string {
				if r.Get("RoleArn") == roleARN && time.Since(start) < 50*time.Minute {
					return notAuthorized(caller, r)
				}
				return ""
			}}
			s := newSTS("http://sts.example")
			inMemory(t, s, &service{answer: func(w http.ResponseWriter, r sent) {
				if strings.HasPrefix(r.accessKey(), "AKIA") && r.accessKey() != current() {
					w.WriteHeader(http.StatusForbidden)
					fmt.Fprint(w, errorBody("ExpiredToken", "The security token included in the request is expired"))
					return
				}
				c.answer(w, r)
			}})
			client, err := s.client.get(t.Context(), s.load)
			if err != nil {
				t.Fatal(err)
			}
			client.credentials = aws.NewCredentialsCache(aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: current(), SecretAccessKey: callerSecret, SessionToken: callerToken, CanExpire: true, Expires: start.Add(begin() + lifetime)}, nil
			}))
			r := request()
			r.Via, r.Wait = via, time.Hour
			result, err := s.Verify(t.Context(), r)
			if err != nil || !result.Assumable {
				t.Errorf("with %d hops, Verify = %+v (%v), %v, want success after 50 minutes", len(via), result, result.Failure, err)
			}
		})
	}
}

// A fleet that waits for one hop shares its denials too, but not for long.
func TestAHopThatIsDeniedIsWaitedForTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := &cloud{refuse: func(caller string, r sent) string {
			if r.Get("RoleArn") == firstHopARN && time.Since(start) < 30*time.Second {
				return notAuthorized(caller, r)
			}
			return ""
		}}
		service := &service{answer: c.answer}
		s := newSTS("http://sts.example")
		inMemory(t, s, service)
		requests := make([]Request, 100)
		for i := range requests {
			requests[i] = request()
			requests[i].Role = mustRole(fmt.Sprintf("arn:aws:iam::222222222222:role/target-%d", i))
			requests[i].Via, requests[i].Wait = chained().Via[:1], 10*time.Minute
		}
		results, err := s.VerifyAll(t.Context(), requests)
		if err != nil {
			t.Fatal(err)
		}
		for i, result := range results {
			if !result.Assumable || result.Tries < 4 {
				t.Errorf("result %d = %+v, want success after several tries", i, result)
			}
		}
		if n := len(service.of(firstHopARN)); n < 3 || n > 32 {
			t.Errorf("the hop was tried %d times within 30s, want once a second at most", n)
		}
	})
}

func TestADenialThatIsSharedIsNotChangedByWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS("http://sts.example")
		inMemory(t, s, &service{answer: (&cloud{refuse: notAuthorized}).answer})
		requests := make([]Request, 50)
		for i := range requests {
			requests[i] = chained()
			requests[i].Wait = time.Minute
		}
		results, err := s.VerifyAll(t.Context(), requests)
		if err != nil {
			t.Fatal(err)
		}
		want := "Hop 1 of the chain failed. STS refused sts:AssumeRole on " + firstHopARN + " for " + userARN + ", and did not say why. It still did so when wait_timeout, 1m0s, was over."
		for i, result := range results {
			if diff := cmp.Diff(want, result.Failure.Message); diff != "" {
				t.Errorf("message %d (-want +got):\n%s", i, diff)
			}
		}
		if causes := Causes(requests, results); len(causes) != 1 || causes[0].Hop != 1 || len(causes[0].Roles) != 50 {
			t.Errorf("causes = %+v, want one", causes)
		}
	})
}

func TestWaitingShowsNoSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS("http://sts.example")
		inMemory(t, s, &service{answer: func(w http.ResponseWriter, r sent) {
			if r.action() != "AssumeRole" {
				allWell(w, r)
				return
			}
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, errorBody("AccessDenied", "no "+r.Get("ExternalId")+" "+callerSecret+" "+callerToken))
		}})
		r := request()
		r.Wait = time.Minute
		told := 0
		r.Progress = func(_ context.Context, p Progress) { told++; noPlanted(t, fmt.Sprintf("%+v", p)) }
		result, err := s.Verify(t.Context(), r)
		if err != nil || told == 0 {
			t.Fatalf("Verify = %+v, %v, and progress was told %d times", result, err, told)
		}
		noPlantedIn(t, []Request{r}, []Result{result})
	})
}
