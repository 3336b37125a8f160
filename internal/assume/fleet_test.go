// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// deployRole is the role of a fleet in the account with the number.
func deployRole(n int) string { return fmt.Sprintf("arn:aws:iam::%012d:role/deploy", n) }

// fleetOf returns requests for the roles of n accounts, from the first on.
func fleetOf(n int) []Request {
	requests := make([]Request, n)
	for i := range requests {
		requests[i] = request()
		requests[i].Role = mustRole(deployRole(i + 1))
	}
	return requests
}

// fiveReasons lets ten of fifty roles fail.
func fiveReasons(c *cloud) func(http.ResponseWriter, sent) {
	reasons := map[string]string{}
	for _, n := range []int{3, 17, 44} {
		reasons[deployRole(n)] = "AccessDenied"
	}
	for _, n := range []int{9, 21} {
		reasons[deployRole(n)] = "AccessDenied with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-exampleorgid/service_control_policy/p-examplepolicyid111"
	}
	for _, n := range []int{12, 13} {
		reasons[deployRole(n)] = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
	}
	reasons[deployRole(30)] = "STS is not activated in this region for account:" + fmt.Sprintf("%012d", 30)
	for _, n := range []int{38, 50} {
		reasons[deployRole(n)] = "not enforced"
	}
	return func(w http.ResponseWriter, r sent) {
		reason, ok := reasons[r.Get("RoleArn")]
		denial, denied := strings.CutPrefix(reason, "AccessDenied")
		switch {
		case r.action() == "AssumeRole" && r.Get("ExternalId") != externalID && reason != "not enforced":
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, errorBody("AccessDenied", notAuthorized(c.callerOf(r), r)))
		case !ok || reason == "not enforced":
			c.answer(w, r)
		case denied:
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, errorBody("AccessDenied", notAuthorized(c.callerOf(r), r)+denial))
		case strings.HasPrefix(reason, "STS"):
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, errorBody("RegionDisabledException", reason))
		default:
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, errorBody("ValidationError", reason))
		}
	}
}

func TestResultsDoNotDependOnWhatIsAnsweredFirst(t *testing.T) {
	var first string
	for seed := range uint64(5) {
		synctest.Test(t, func(t *testing.T) {
			c := &cloud{}
			failing := fiveReasons(c)
			random := rand.New(rand.NewPCG(seed, 0))
			delays := make(chan time.Duration, 10000)
			for range cap(delays) {
				delays <- time.Duration(random.IntN(1000)) * time.Millisecond
			}
			s := newSTS("http://sts.example", func(c *Config) { c.MaxConcurrency = 1 + int(seed)*7 })
			inMemory(t, s, &service{answer: func(w http.ResponseWriter, r sent) {
				_ = pause(t.Context(), <-delays)
				failing(w, r)
			}})
			requests := fleetOf(50)
			for i := range requests {
				requests[i].Via = chained().Via[:i%3]
				requests[i].Enforcement = ReportExternalID
			}
			results, err := s.VerifyAll(t.Context(), requests)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for i, r := range results {
				fmt.Fprintln(&got, requests[i].Role, r.Assumable, r.Session, r.Caller.PrincipalARN(), r.Failure, r.ExternalIDEnforced != nil && *r.ExternalIDEnforced)
			}
			fmt.Fprintf(&got, "%+v\n%s", Causes(requests, results), Summary(requests, results))
			if first == "" {
				first = got.String()
			}
			if diff := cmp.Diff(first, got.String()); diff != "" {
				t.Errorf("seed %d: results (-first +this):\n%s", seed, diff)
			}
		})
	}
}

func TestAHopThatManyShareIsAssumedOnce(t *testing.T) {
	for _, refused := range []bool{false, true} {
		c := &cloud{refuse: func(caller string, r sent) string {
			if refused && r.Get("RoleArn") == secondHopARN {
				return notAuthorized(caller, r)
			}
			return ""
		}}
		service, endpoint := serve(t, c.answer)
		requests := fleetOf(50)
		for i := range requests {
			requests[i].Via = chained().Via
			requests[i].Enforcement = ReportExternalID
		}
		results, err := newSTS(endpoint).VerifyAll(t.Context(), requests)
		if err != nil {
			t.Fatal(err)
		}
		if first, second := len(service.of(firstHopARN)), len(service.of(secondHopARN)); first != 1 || second != 1 {
			t.Errorf("refused %t: the hops were assumed %d and %d times, want once", refused, first, second)
		}
		for i, r := range results {
			if r.Assumable == refused {
				t.Errorf("refused %t: result %d = %+v", refused, i, r)
			}
		}
		causes := Causes(requests, results)
		if refused && (len(causes) != 1 || causes[0].Hop != 2 || len(causes[0].Roles) != 50) {
			t.Errorf("causes = %+v, want one, of hop 2, for 50 roles", causes)
		}
		if hop := service.of(secondHopARN)[0]; hop.Get("Policy") != fmt.Sprintf(onlyAssume, `"arn:aws:iam::*:role/deploy"`) {
			t.Errorf("session policy of the hop = %s", hop.Get("Policy"))
		}
		noPlantedIn(t, requests, results)
	}
}

// Hops that differ in anything that is sent are different hops.
func TestHopsThatDifferAreAssumedEach(t *testing.T) {
	service, endpoint := serve(t, new(cloud).answer)
	requests := fleetOf(8)
	for i, change := range []func(*Request){
		func(*Request) {},
		func(r *Request) { r.ExternalID = "planted-other" },
		func(r *Request) { r.SessionName = "other" },
		func(r *Request) { r.SourceIdentity = "bob" },
		func(r *Request) { r.Duration = DefaultDuration },
		func(r *Request) { r.Tags = []Tag{{"Project", "x"}, {"Team", "z"}} },
		func(r *Request) { r.TransitiveTagKeys = []string{"Team"} },
		func(r *Request) { r.Role = mustRole(secondHopARN) },
	} {
		requests[i].Via = chained().Via[:1]
		change(&requests[i].Via[0])
	}
	if _, err := newSTS(endpoint).VerifyAll(t.Context(), requests); err != nil {
		t.Fatal(err)
	}
	if n := len(service.of(firstHopARN)) + len(service.of(secondHopARN)); n != len(requests) {
		t.Errorf("%d hops were assumed, want %d", n, len(requests))
	}
}

func TestWhatIsWrongWithOneRoleIsItsOwn(t *testing.T) {
	cn := mustRole("arn:aws-cn:iam::222222222222:role/deploy")
	for _, test := range []struct {
		name   string
		region string
		change func([]Request)
		kinds  []Kind // "" for assumable
		calls  int    // of AssumeRole
	}{
		{"nothing", testRegion, func([]Request) {}, []Kind{"", "", ""}, 3},
		{"an invalid request", testRegion, func(r []Request) { r[1].SessionName = "" }, []Kind{"", InvalidRequest, ""}, 2},
		{"all invalid", testRegion, func(r []Request) { r[0].SessionName, r[1].ExternalID, r[2].Role = "", "x", iamarn.Role{} }, []Kind{InvalidRequest, InvalidRequest, InvalidRequest}, 0},
		{"another partition first", testRegion, func(r []Request) { r[0].Role = cn }, []Kind{WrongPartition, "", ""}, 2},
		{"another partition first, and no region", "", func(r []Request) { r[0].Role = cn }, []Kind{WrongPartition, "", ""}, 2},
		{"all of another partition", testRegion, func(r []Request) { r[0].Role, r[1].Role, r[2].Role = cn, cn, cn }, []Kind{WrongPartition, WrongPartition, WrongPartition}, 0},
		{"none", testRegion, nil, nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := new(cloud)
			service, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
				if strings.Contains(r.header.Get("Authorization"), "/cn-") { // where the caller is not known
					w.WriteHeader(http.StatusForbidden)
					fmt.Fprint(w, errorBody("InvalidClientTokenId", "The security token included in the request is invalid."))
					return
				}
				c.answer(w, r)
			})
			var requests []Request
			if test.change != nil {
				requests = fleetOf(3)
				test.change(requests)
			}
			results, err := newSTS(endpoint, func(c *Config) { c.Region = test.region }).VerifyAll(t.Context(), requests)
			if err != nil {
				t.Fatal(err)
			}
			var kinds []Kind
			for i, r := range results {
				kind := Kind("")
				if r.Failure != nil {
					kind = r.Failure.Kind
				}
				if r.Assumable == (kind != "") {
					t.Errorf("result %d = %+v", i, r)
				}
				if kind == WrongPartition && !strings.HasPrefix(r.Failure.Message, cn.String()+" is a role in partition aws-cn") {
					t.Errorf("message %d = %s, want one about %s", i, r.Failure.Message, cn)
				}
				kinds = append(kinds, kind)
			}
			if diff := cmp.Diff(test.kinds, kinds); diff != "" {
				t.Errorf("failures (-want +got):\n%s", diff)
			}
			if n := len(service.requests("AssumeRole")); n != test.calls {
				t.Errorf("AssumeRole was called %d times, want %d", n, test.calls)
			}
		})
	}
}

func TestWhatIsWrongWithTheCallerIsWrongForAll(t *testing.T) {
	service, endpoint := serve(t, func(w http.ResponseWriter, _ sent) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, errorBody("ExpiredToken", "The security token included in the request is expired"))
	})
	requests := fleetOf(20)
	requests[7].SessionName = ""
	results, err := newSTS(endpoint).VerifyAll(t.Context(), requests)
	if err != nil || len(service.told()) != 1 {
		t.Fatalf("%v after %d calls, want one", err, len(service.told()))
	}
	causes := Causes(requests, results)
	if len(causes) != 2 || causes[0].Kind != InvalidRequest || len(causes[0].Roles) != 1 || causes[1].Kind != CallerCredentialsExpired || len(causes[1].Roles) != 19 {
		t.Errorf("causes = %+v, want one that is invalid, and 19 for which the caller's credentials have expired", causes)
	}
}

func TestAFleetRunsAsManyCallsAsAllowedOverAsManyConnections(t *testing.T) {
	for _, most := range []int{1, 10, 40} {
		t.Run(fmt.Sprint(most), func(t *testing.T) {
			var opened, running, peak atomic.Int32
			c := new(cloud)
			full := make(chan struct{})
			once := sync.OnceFunc(func() { close(full) })
			server := httptest.NewUnstartedServer(&service{answer: func(w http.ResponseWriter, r sent) {
				n := running.Add(1)
				defer running.Add(-1)
				for p := peak.Load(); n > p && !peak.CompareAndSwap(p, n); p = peak.Load() {
				}
				if r.action() == "AssumeRole" {
					if int(n) == most {
						once()
					}
					<-full // shows that so many do run at a time
				}
				c.answer(w, r)
			}})
			server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					opened.Add(1)
				}
			}
			server.Start()
			t.Cleanup(server.Close)
			results, err := newSTS(server.URL, func(c *Config) { c.MaxConcurrency = most }).VerifyAll(t.Context(), fleetOf(200))
			if err != nil || slices.ContainsFunc(results, func(r Result) bool { return !r.Assumable }) {
				t.Fatalf("VerifyAll = %+v, %v", results, err)
			}
			if int(peak.Load()) != most || int(opened.Load()) > most {
				t.Errorf("%d calls ran at a time over %d connections, want %d over no more", peak.Load(), opened.Load(), most)
			}
		})
	}
}

func TestCancellingAmongAThousandChecksReturnsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := new(cloud)
	var calls atomic.Int32
	cancelled := make(chan time.Time, 1)
	_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
		n := calls.Add(1)
		if n <= 400 {
			c.answer(w, r)
			return
		}
		if n == 400+DefaultMaxConcurrency { // all that run at a time are stuck
			cancelled <- time.Now()
			cancel()
		}
		<-r.gone
	})
	requests := fleetOf(1000)
	for i := range requests {
		requests[i].Via = chained().Via[:i%2]
	}
	results, err := newSTS(endpoint).VerifyAll(ctx, requests)
	if !errors.Is(err, context.Canceled) || results != nil {
		t.Errorf("VerifyAll = %d results, %v, want %v", len(results), err, context.Canceled)
	}
	if took := time.Since(<-cancelled); took > 2*time.Second {
		t.Errorf("it returned %s after it was cancelled", took)
	}
}

func TestTheDeadlineOfAllIsATimeoutOfEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		c := new(cloud)
		s := newSTS("http://sts.example")
		inMemory(t, s, &service{answer: func(w http.ResponseWriter, r sent) {
			_ = pause(t.Context(), time.Second)
			c.answer(w, r)
		}})
		requests := fleetOf(1000)
		results, err := s.VerifyAll(ctx, requests)
		if err != nil {
			t.Fatal(err)
		}
		assumable := 0
		for i, r := range results {
			if r.Assumable {
				assumable++
			} else if r.Failure == nil || r.Failure.Kind != Timeout {
				t.Errorf("result %d = %+v, want a timeout", i, r)
			}
		}
		if assumable < 200 || assumable > 300 {
			t.Errorf("%d of 1000 are assumable within a minute, want about 290", assumable)
		}
	})
}
