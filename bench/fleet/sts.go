// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Who calls the fake STS. Other credentials are those of sessions that it gave.
const (
	callerKey    = "AKIAIOSFODNN7EXAMPLE" // AWS's example of an access key
	callerSecret = "the-fake-does-not-look-at-signatures"
	callerARN    = "arn:aws:iam::111111111111:user/deployer"
)

// counts is what the fake was asked since it was reset.
type counts struct {
	AssumeRole        int // with success
	SessionPolicies   int // of these, with a session policy
	GetCallerIdentity int // with success
	Refused           int
	Connections       int // accepted
	MostAtATime       int // calls under way
}

// fakeSTS answers as STS does, each call after a while. Every role may be assumed by the caller. Its sessions are told
// apart by their credentials, which are made of the session's ARN: nothing is stored, however many there are.
type fakeSTS struct {
	latency latency

	mu       sync.Mutex
	counts   counts
	calls    int // begun
	underWay int
}

// reset forgets what was counted, and begins the latencies anew.
func (f *fakeSTS) reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts, f.calls = counts{}, 0
}

// counted returns what was counted.
func (f *fakeSTS) counted() counts {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.counts
}

// connState counts connections, as [http.Server] tells of them.
func (f *fakeSTS) connState(_ net.Conn, state http.ConnState) {
	if state == http.StateNew {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.counts.Connections++
	}
}

// begin counts a call, and returns its number.
func (f *fakeSTS) begin() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	f.underWay++
	f.counts.MostAtATime = max(f.counts.MostAtATime, f.underWay)
	return f.calls - 1
}

// end counts a call that is answered.
func (f *fakeSTS) end(count func(*counts)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.underWay--
	count(&f.counts)
}

// ServeHTTP answers a call after its latency.
func (f *fakeSTS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	timer := time.NewTimer(f.latency.of(f.begin()))
	defer timer.Stop()
	status, body, count := answer(r)
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
	f.end(count) // before the client sees the answer, and begins its next call
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

// answer returns what STS says to a call, and how that counts.
func answer(r *http.Request) (status int, body string, count func(*counts)) {
	refuse := func(code, message string) (int, string, func(*counts)) {
		return http.StatusForbidden, fmt.Sprintf(refusal, code, message), func(c *counts) { c.Refused++ }
	}
	caller, ok := callerOf(r)
	if !ok {
		return refuse("InvalidClientTokenId", "The security token included in the request is invalid.")
	}
	switch action := r.PostFormValue("Action"); action {
	case "AssumeRole":
		role, err := iamarn.ParseRole(r.PostFormValue("RoleArn"))
		if err != nil || caller != callerARN {
			return refuse("AccessDenied", "User: "+caller+" is not authorized to perform: sts:AssumeRole on resource: "+r.PostFormValue("RoleArn"))
		}
		session := fmt.Sprintf("arn:%s:sts::%s:assumed-role/%s/%s", role.Partition(), role.Account(), role.Name(), r.PostFormValue("RoleSessionName"))
		key, secret, token := credentialsOf(session)
		return http.StatusOK, fmt.Sprintf(assumed, session, key, secret, token, time.Now().Add(time.Hour).UTC().Format(time.RFC3339)), func(c *counts) {
			c.AssumeRole++
			if r.PostFormValue("Policy") != "" {
				c.SessionPolicies++
			}
		}
	case "GetCallerIdentity":
		return http.StatusOK, fmt.Sprintf(identity, caller, strings.Split(caller, ":")[4]), func(c *counts) { c.GetCallerIdentity++ }
	default:
		return refuse("InvalidAction", "Could not find operation "+action)
	}
}

// credentialsOf returns the credentials of a session by its ARN.
func credentialsOf(session string) (key, secret, token string) {
	sum := sha256.Sum256([]byte(session))
	return "ASIA" + strings.ToUpper(hex.EncodeToString(sum[:8])), hex.EncodeToString(sum[8:28]), base64.URLEncoding.EncodeToString([]byte(session))
}

// callerOf returns the ARN of who signed a request: of the caller, or of a session by its credentials.
func callerOf(r *http.Request) (arn string, ok bool) {
	_, signed, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	key, _, _ := strings.Cut(signed, "/")
	token := r.Header.Get("X-Amz-Security-Token")
	if token == "" {
		return callerARN, key == callerKey
	}
	session, err := base64.URLEncoding.DecodeString(token)
	if err != nil {
		return "", false
	}
	itsKey, _, _ := credentialsOf(string(session))
	return string(session), key == itsKey
}

// The answers, as the query protocol of STS has them.
// Source: STS API Reference, AssumeRole, GetCallerIdentity, "Common errors".
const (
	assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROACLKWSDQRAOEXAMPLE:session</AssumedRoleId>
      <Arn>%s</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>%s</AccessKeyId>
      <SecretAccessKey>%s</SecretAccessKey>
      <SessionToken>%s</SessionToken>
      <Expiration>%s</Expiration>
    </Credentials>
    <PackedPolicySize>6</PackedPolicySize>
  </AssumeRoleResult>
  <ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata>
</AssumeRoleResponse>`
	identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>%s</Arn>
    <UserId>AROACLKWSDQRAOEXAMPLE:session</UserId>
    <Account>%s</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>`
	refusal = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>
  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
</ErrorResponse>`
)

// control answers plain HTTP: "/reset" forgets what was counted, "/counts" tells it as JSON.
func (f *fakeSTS) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/reset", func(http.ResponseWriter, *http.Request) { f.reset() })
	mux.HandleFunc("/counts", func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(f.counted()) })
	return mux
}
