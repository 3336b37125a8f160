// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// cloud plays STS for roles that let in whom they are told to. Its sessions
// are real: what they call is told apart by their credentials. The zero cloud
// lets in everybody everywhere.
type cloud struct {
	// refuse returns the text of a denial, "" for none. caller is an ARN.
	refuse func(caller string, r sent) string
	caller string // whose credentials are not a session's, "" for userARN

	mu       sync.Mutex
	sessions []string // their ARNs
}

// aCredential is that of the caller.
var aCredential = aws.Credentials{AccessKeyID: callerKey, SecretAccessKey: callerSecret, SessionToken: callerToken}

// keyOf is the access key of the session with the number.
func keyOf(session int) string { return fmt.Sprintf("ASIASESSION%09d", session) }

func (c *cloud) answer(w http.ResponseWriter, r sent) {
	caller := c.callerOf(r)
	if r.action() == "GetCallerIdentity" {
		fmt.Fprint(w, identityBody(caller))
		return
	}
	if c.refuse != nil {
		if text := c.refuse(caller, r); text != "" {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, errorBody("AccessDenied", text))
			return
		}
	}
	fmt.Fprint(w, c.newSession(r))
}

// callerOf returns the ARN of who sent a request.
func (c *cloud) callerOf(r sent) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	rest, isSession := strings.CutPrefix(r.accessKey(), "ASIASESSION")
	if !isSession {
		if c.caller != "" {
			return c.caller
		}
		return userARN
	}
	n, err := strconv.Atoi(rest)
	if err != nil || n >= len(c.sessions) || r.header.Get("X-Amz-Security-Token") != fmt.Sprintf("planted-session-token-%d", n) {
		panic("a request is signed with credentials that were not given: " + rest)
	}
	return c.sessions[n]
}

// newSession returns the answer that gives a session of the role.
func (c *cloud) newSession(r sent) string {
	role := mustRole(r.Get("RoleArn"))
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(c.sessions)
	c.sessions = append(c.sessions, "arn:"+role.Partition().String()+":sts::"+role.Account().String()+":assumed-role/"+role.Name()+"/"+r.Get("RoleSessionName"))
	return assumeRoleBody(keyOf(n), fmt.Sprintf("planted-secret-key-%d", n), fmt.Sprintf("planted-session-token-%d", n))
}

// notAuthorized is the usual text of a denial.
func notAuthorized(caller string, r sent) string {
	return "User: " + caller + " is not authorized to perform: sts:AssumeRole on resource: " + r.Get("RoleArn")
}

// inMemory lets an STS call a handler without a network, so that it can be used
// where time is synthetic.
func inMemory(t *testing.T, s *STS, handler http.Handler) {
	t.Helper()
	over(t, s, memory{handler})
}

// over lets an STS call over another network.
func over(t testing.TB, s *STS, network http.RoundTripper) {
	t.Helper()
	c, err := s.load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.Client = sts.New(c.Options(), func(o *sts.Options) {
		o.HTTPClient = httpClient{&http.Client{Transport: network, Timeout: s.timing.attempt}}
	})
	if _, err := s.client.get(t.Context(), func(context.Context) (*client, error) { return c, nil }); err != nil {
		t.Fatal(err)
	}
}

// memory is a network that loses nothing but what a handler cuts off: a body
// that is shorter than its header says.
type memory struct{ http.Handler }

func (m memory) RoundTrip(r *http.Request) (response *http.Response, err error) {
	defer func() {
		switch panicked := recover(); panicked {
		case nil:
		case http.ErrAbortHandler:
			err = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
		case net.ErrClosed:
			err = &net.OpError{Op: "read", Net: "tcp", Err: net.ErrClosed}
		default:
			panic(panicked)
		}
	}()
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r.Clone(r.Context()))
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	response = w.Result()
	if response.ContentLength > int64(w.Body.Len()) {
		response.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(response.Body, iotest.ErrReader(io.ErrUnexpectedEOF)), response.Body}
	}
	return response, nil
}

// noPlanted searches a text for secrets of the tests, all of which are called
// planted, and for access keys.
func noPlanted(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, "planted") || accessKey().MatchString(text) {
		t.Errorf("a secret is in: %s", text)
	}
}

// noPlantedIn searches all texts of results.
func noPlantedIn(t *testing.T, requests []Request, results []Result) {
	t.Helper()
	noPlanted(t, fmt.Sprintf("%+v", results))
	for _, r := range results {
		if r.Failure != nil {
			noPlanted(t, fmt.Sprintf("%+v", *r.Failure))
			noSecrets(t, r.Failure)
		}
	}
	noPlanted(t, fmt.Sprintf("%+v", Causes(requests, results)))
	noPlanted(t, Summary(requests, results))
}

// told is a request as one line: who made it, and what it asks for.
func told(r sent) string {
	line := []string{r.action(), "by", r.accessKey()}
	for _, name := range slices.Sorted(maps.Keys(r.Values)) {
		if name != "Action" && name != "Version" {
			line = append(line, name+"="+r.Get(name))
		}
	}
	return strings.Join(line, " ")
}
