// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// toxic starts a proxy before an endpoint, and returns its URL and what makes
// it toxic: the connections that are open already, too.
func toxic(t *testing.T, endpoint string) (through string, add func(toxic string)) {
	t.Helper()
	u, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	zerolog.SetGlobalLevel(zerolog.Disabled) // some toxics write to the global log
	logger := zerolog.Nop()
	p := toxiproxy.NewProxy(&toxiproxy.ApiServer{Metrics: toxiproxy.NewMetricsContainer(nil), Logger: &logger}, t.Name(), "127.0.0.1:0", u.Host)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Toxics.ResetToxics(context.Background()) // else what is stalled stays so
		p.Stop()
	})
	return "http://" + p.Listen, func(toxic string) {
		if _, err := p.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			t.Fatal(err)
		}
	}
}

// On real connections, a network that is slow makes a check slow, and one that
// loses something makes it fail as what it is: neither makes it false.
func TestOnABadNetworkResultsAreRightOrSayWhy(t *testing.T) {
	lost := []Kind{Network, UnexpectedResponse, Timeout}
	for _, test := range []struct {
		name, toxic string
		kinds       []Kind // that a check may end in, nil for the right result
	}{
		{"latency", `{"type":"latency","attributes":{"latency":20,"jitter":20}}`, nil},
		{"bandwidth", `{"type":"bandwidth","attributes":{"rate":20}}`, nil},
		{"slices", `{"type":"slicer","attributes":{"average_size":40,"size_variation":20,"delay":100}}`, nil},
		{"slow close", `{"type":"slow_close","attributes":{"delay":100}}`, nil},
		{"reset", `{"type":"reset_peer","attributes":{"timeout":0}}`, []Kind{Network}},
		{"reset of requests", `{"type":"reset_peer","stream":"upstream","attributes":{"timeout":0}}`, []Kind{Network}},
		{"reset of some", `{"type":"reset_peer","toxicity":0.3,"attributes":{"timeout":0}}`, lost},
		{"cut off in the head", `{"type":"limit_data","attributes":{"bytes":60}}`, lost},
		{"cut off in the body", `{"type":"limit_data","attributes":{"bytes":500}}`, lost},
		{"cut off now and then", `{"type":"limit_data","attributes":{"bytes":5000}}`, lost},
		{"stalled", `{"type":"timeout","attributes":{"timeout":0}}`, []Kind{Timeout}},
		{"stalled, then closed", `{"type":"timeout","attributes":{"timeout":20}}`, []Kind{Network}},
		{"stalled, some", `{"type":"timeout","toxicity":0.3,"attributes":{"timeout":0}}`, lost},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			refused := func(role string) bool { return strings.HasSuffix(role[:25], "3") }
			c := &cloud{refuse: func(caller string, r sent) string {
				if refused(r.Get("RoleArn")) {
					return notAuthorized(caller, r)
				}
				return ""
			}}
			_, endpoint := serve(t, c.answer)
			through, add := toxic(t, endpoint)
			s := newSTS(through)
			if strings.HasPrefix(test.name, "stalled") {
				s = newSTS(through, tryOnce)
				s.timing.attempt = 500 * time.Millisecond
			}
			if _, err := s.Caller(t.Context()); err != nil { // before it gets bad
				t.Fatal(err)
			}
			add(test.toxic)
			requests := fleetOf(20)
			results, err := s.VerifyAll(t.Context(), requests)
			if err != nil {
				t.Fatal(err)
			}
			for i, result := range results {
				role, f := requests[i].Role.String(), result.Failure
				if problem := judge(requests[i], result, refused(role), true); problem != "" {
					t.Errorf("%s: %s: %+v", role, problem, result)
				}
				if f != nil && f.Kind != AccessDenied && !slices.Contains(test.kinds, f.Kind) {
					t.Errorf("%s: failure %s: %s", role, f.Kind, f.Message)
				}
			}
			if right := slices.IndexFunc(results, func(r Result) bool { return r.Assumable }); (right < 0) != (len(test.kinds) == 1) && !strings.HasPrefix(test.name, "cut off in") {
				t.Errorf("the first role that is assumable is %d", right)
			}
			noPlantedIn(t, requests, results)
		})
	}
}
