// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

const testRole = "arn:aws:iam::222222222222:role/team/deploy"

// serve serves a fake STS over TLS, and returns a client that the given credentials sign for.
func serve(t *testing.T, f *fakeSTS) (clientOf func(key, secret, token string) *sts.Client, control string) {
	t.Helper()
	caFile := filepath.Join(t.TempDir(), "ca.pem")
	certificate, err := newCertificate(caFile)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(caFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	server := httptest.NewUnstartedServer(f)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.Config.ConnState = f.connState
	server.StartTLS()
	t.Cleanup(server.Close)
	controlled := httptest.NewServer(f.control())
	t.Cleanup(controlled.Close)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(transport.CloseIdleConnections)
	return func(key, secret, token string) *sts.Client {
		return sts.New(sts.Options{
			Region: region, BaseEndpoint: aws.String(server.URL), HTTPClient: &http.Client{Transport: transport},
			Credentials: credentials.NewStaticCredentialsProvider(key, secret, token),
		})
	}, controlled.URL
}

func assumeRole(t *testing.T, c *sts.Client, policy *string) (*sts.AssumeRoleOutput, error) {
	t.Helper()
	return c.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String(testRole), RoleSessionName: aws.String("check"), Policy: policy})
}

func TestASessionIsThatOfTheRoleThatWasAssumed(t *testing.T) {
	const session = "arn:aws:sts::222222222222:assumed-role/deploy/check"
	f := &fakeSTS{latency: latency{0}}
	clientOf, control := serve(t, f)
	caller := clientOf(callerKey, callerSecret, "")
	if got, err := caller.GetCallerIdentity(t.Context(), nil); err != nil || *got.Arn != callerARN || *got.Account != "111111111111" {
		t.Fatalf("the caller is %+v, %v", got, err)
	}
	assumed, err := assumeRole(t, caller, aws.String(denyAll))
	if err != nil || *assumed.AssumedRoleUser.Arn != session {
		t.Fatalf("AssumeRole = %+v, %v", assumed, err)
	}
	got := assumed.Credentials
	confirmed, err := clientOf(*got.AccessKeyId, *got.SecretAccessKey, *got.SessionToken).GetCallerIdentity(t.Context(), nil)
	if err != nil || *confirmed.Arn != session || *confirmed.Account != "222222222222" {
		t.Fatalf("the session is %+v, %v", confirmed, err)
	}
	told := countsAt(t, control)
	want := counts{AssumeRole: 1, SessionPolicies: 1, GetCallerIdentity: 2, Connections: told.Connections, MostAtATime: 1}
	if told != want || told.Connections == 0 {
		t.Errorf("counted %+v, want %+v, and connections", told, want)
	}
	get(t, control+"/reset", nil)
	if got := countsAt(t, control); got != (counts{}) {
		t.Errorf("counted %+v after a reset", got)
	}
}

func TestWhatIsNobodysCallIsRefused(t *testing.T) {
	f := &fakeSTS{latency: latency{0}}
	clientOf, _ := serve(t, f)
	assumed, err := assumeRole(t, clientOf(callerKey, callerSecret, ""), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := assumed.Credentials
	session := clientOf(*got.AccessKeyId, *got.SecretAccessKey, *got.SessionToken)
	_, chained := assumeRole(t, session, nil)
	_, unknown := clientOf("AKIAUNKNOWN", "secret", "").GetCallerIdentity(t.Context(), nil)
	_, mixed := clientOf(callerKey, callerSecret, *got.SessionToken).GetCallerIdentity(t.Context(), nil)
	for _, test := range []struct {
		name, code string
		err        error
	}{
		{"a session assumes a role", "AccessDenied", chained},
		{"an unknown key", "InvalidClientTokenId", unknown},
		{"a key with another's token", "InvalidClientTokenId", mixed},
	} {
		if e, ok := errors.AsType[smithy.APIError](test.err); !ok || e.ErrorCode() != test.code {
			t.Errorf("%s: %v, want %s", test.name, test.err, test.code)
		}
	}
	if got := f.counted(); got.Refused != 3 || got.AssumeRole != 1 || got.SessionPolicies != 0 || got.GetCallerIdentity != 0 {
		t.Errorf("counted %+v", got)
	}
}

func TestEachConnectionIsCountedOnce(t *testing.T) {
	f := new(fakeSTS)
	for _, state := range []http.ConnState{http.StateNew, http.StateActive, http.StateIdle, http.StateActive, http.StateNew, http.StateClosed} {
		f.connState(nil, state)
	}
	if got := f.counted().Connections; got != 2 {
		t.Errorf("counted %d connections, want 2", got)
	}
}

func TestEachSideMeetsTheSameLatencies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeSTS{latency: latency{time.Second, 2 * time.Second}}
		for range 2 {
			for _, want := range []time.Duration{time.Second, 2 * time.Second, time.Second} {
				began := time.Now()
				f.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
				if got := time.Since(began); got != want {
					t.Errorf("a call took %s, want %s", got, want)
				}
			}
			f.reset()
		}
	})
}

func TestACallThatIsGivenUpEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeSTS{latency: latency{time.Hour}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		f.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, "/", nil))
		if got := time.Since(began); got != time.Second {
			t.Errorf("it ended after %s, want 1s", got)
		}
	})
}

func countsAt(t *testing.T, control string) counts {
	t.Helper()
	var c counts
	get(t, control+"/counts", &c)
	return c
}

func get(t *testing.T, url string, answer *counts) {
	t.Helper()
	s := service{addresses: addresses{Control: url}}
	if err := s.ask(t.Context(), "", answer); err != nil {
		t.Fatal(err)
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{10: "10", 999: "999", 1000: "1,000", 5000: "5,000", 12034: "12,034"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %s", n, got)
		}
	}
}

func TestJobsAreReadAsTheyAreWritten(t *testing.T) {
	text, err := json.Marshal(newJob(1, 10))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"roles":["arn:aws:iam::222222222222:role/deploy"],"concurrency":10,"session_name":"crossaccount-check","duration":900,` +
		`"session_policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}"}`
	if string(text) != want {
		t.Errorf("got %s", text)
	}
}
