// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

func TestCancellingReturnsTheContextsErrorAtOnce(t *testing.T) {
	for _, test := range []struct {
		name  string
		stall func(sent) bool
	}{
		{"who calls", func(r sent) bool { return r.accessKey() == callerKey && r.action() == "GetCallerIdentity" }},
		{"assuming", func(r sent) bool { return r.action() == "AssumeRole" }},
		{"confirming", func(r sent) bool { return r.accessKey() == sessionKey }},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
				if test.stall(r) {
					cancel()
					<-r.gone
					return
				}
				allWell(w, r)
			})
			isCancelled(ctx, t, newSTS(endpoint))
		})
	}
}

func TestCancellingDuringAPauseReturnsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, endpoint := serve(t, func(w http.ResponseWriter, _ sent) {
		w.WriteHeader(http.StatusServiceUnavailable)
		time.AfterFunc(50*time.Millisecond, cancel) // the answer is in by then, and the next try seconds away
	})
	s := newSTS(endpoint, func(c *Config) { c.MaxAttempts = 100 })
	s.timing.backoff = time.Hour
	isCancelled(ctx, t, s)
}

// Of a fleet in two partitions, the second is asked when the first does not
// know the caller. What the first said is not the answer then.
func TestCancellingWhileAnotherPartitionIsAskedReturnsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
		if strings.Contains(r.header.Get("Authorization"), "/"+iamarn.AWS.DefaultRegion()+"/") {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, errorBody("InvalidClientTokenId", "The security token included in the request is invalid."))
			return
		}
		cancel()
		<-r.gone
	})
	requests := []Request{request(), request()}
	requests[1].Role = mustRole("arn:aws-cn:iam::222222222222:role/target")
	results, err := newSTS(endpoint, func(c *Config) { c.Region = "" }).VerifyAll(ctx, requests)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("VerifyAll = %+v, %v, want the error of the context", results, err)
	}
}

func TestCancellingWhileCredentialsAreGotReturnsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	container := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		cancel()
		<-release // the SDK goes on waiting on behalf of others
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(container.Close)
	t.Cleanup(func() { close(release) })
	t.Setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.URL)
	_, endpoint := serve(t, allWell)
	isCancelled(ctx, t, newSTS(endpoint, chain))
}

func TestACancelledContextCallsNothing(t *testing.T) {
	service, endpoint := serve(t, allWell)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := newSTS(endpoint)
	isCancelled(ctx, t, s)
	if _, err := s.Caller(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Caller = %v, want %v", err, context.Canceled)
	}
	if n := len(service.got); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

func isCancelled(ctx context.Context, t *testing.T, s *STS) {
	t.Helper()
	start := time.Now()
	result, err := s.Verify(ctx, request())
	if !errors.Is(err, context.Canceled) || result.Assumable || result.Failure != nil {
		t.Errorf("Verify = %+v, %v, want %v", result, err, context.Canceled)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
}

// A cancelled check must not be the answer of those after it.
func TestAfterACancelledCheckTheNextOneWorks(t *testing.T) {
	_, endpoint := serve(t, allWell)
	s := newSTS(endpoint)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	isCancelled(ctx, t, s)
	succeeds(t, s)
}

func TestTheCallerIsAskedForOnceByAllAtOnce(t *testing.T) {
	service, endpoint := serve(t, allWell)
	s := newSTS(endpoint)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { succeeds(t, s) })
	}
	wg.Wait()
	byCaller := 0
	for _, r := range service.requests("GetCallerIdentity") {
		if r.accessKey() == callerKey {
			byCaller++
		}
	}
	if byCaller != 1 || len(service.requests("AssumeRole")) != 50 {
		t.Errorf("%d calls to tell the caller and %d of AssumeRole, want 1 and 50", byCaller, len(service.requests("AssumeRole")))
	}
}

// All checks share the connections of one client, and leave them open.
func TestConnectionsAreReused(t *testing.T) {
	opened := make(chan struct{}, 100)
	server := httptest.NewUnstartedServer(working)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened <- struct{}{}
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	s := newSTS(server.URL)
	for range 10 {
		succeeds(t, s)
	}
	if n := len(opened); n != 1 {
		t.Errorf("%d connections were opened for checks in turn, want 1", n)
	}
}

func TestAMemoSharesAFailureButDoesNotKeepIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m memo[int]
		finish, results, calls := make(chan struct{}), make(chan error), 0
		for range 2 {
			go func() {
				_, err := m.get(t.Context(), func(context.Context) (int, error) {
					calls++
					<-finish
					return 0, errors.New("no")
				})
				results <- err
			}()
		}
		synctest.Wait()
		close(finish)
		for range 2 {
			if err := <-results; err == nil || err.Error() != "no" {
				t.Errorf("error = %v, want no", err)
			}
		}
		if calls != 1 {
			t.Errorf("%d calls, want 1", calls)
		}
		for i := range 2 { // the first success stays
			got, err := m.get(t.Context(), func(context.Context) (int, error) { return i, nil })
			if got != 0 || err != nil {
				t.Errorf("after the failure: %d, %v, want 0", got, err)
			}
		}
	})
}

func TestAMemoDoesNotShareTheEndOfAnothersContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m memo[int]
		first, cancel := context.WithCancel(t.Context())
		results := make(chan error)
		for _, ctx := range []context.Context{first, t.Context()} {
			go func() {
				_, err := m.get(ctx, func(ctx context.Context) (int, error) {
					if ctx != first {
						return 7, nil
					}
					<-ctx.Done()
					return 0, ctx.Err()
				})
				results <- err
			}()
			synctest.Wait()
		}
		cancel()
		one, other := <-results, <-results
		if (one == nil) == (other == nil) {
			t.Errorf("errors = %v, %v, want one of the cancelled context and one success", one, other)
		}
	})
}

func TestWhoWaitsForAMemoCanBeCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m memo[int]
		finish := make(chan struct{})
		go func() {
			_, _ = m.get(t.Context(), func(context.Context) (int, error) { <-finish; return 7, nil })
		}()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := m.get(ctx, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want %v", err, context.Canceled)
		}
		close(finish)
	})
}
