// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/smithy-go"
	"go.uber.org/goleak"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Who and what the tests are about.
const (
	callerKey    = "AKIAIOSFODNN7EXAMPLE" // AWS's example of an access key
	callerSecret = "planted-secret-key-of-the-caller"
	callerToken  = "planted-session-token-of-the-caller"
	externalID   = "planted-external-id"

	userARN        = "arn:aws:iam::111111111111:user/deployer"
	agentSession   = "arn:aws:sts::111111111111:assumed-role/agent/1758211111111111111"
	callerRoleARN  = "arn:aws:iam::111111111111:role/agent"
	roleARN        = "arn:aws:iam::222222222222:role/target"
	landedARN      = "arn:aws:sts::222222222222:assumed-role/target/crossaccount-check"
	sessionKey     = "ASIAIOSFODNN7EXAMPLE"
	sessionSecret  = "planted-secret-key-of-the-session"
	sessionToken   = "planted-session-token-of-the-session"
	requestID      = "c6104cbe-af31-11e0-8154-cbc7ccf896c7" // AWS's example of a request ID
	testRegion     = "us-east-1"
	proxiedHost    = "sts.behind-the-proxy.example"
	unknownHost    = "sts.does-not-exist.invalid" // RFC 6761
	webTokenSecret = "planted-web-identity-token"
)

// proxy answers for proxiedHost. HTTP_PROXY names it: net/http reads that once
// per process, and never asks a proxy for 127.0.0.1.
var proxy = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Connection", "close")
	if r.URL.Host != proxiedHost {
		http.Error(w, "unexpected host", http.StatusBadGateway)
		return
	}
	working.ServeHTTP(w, r)
}))

func TestMain(m *testing.M) {
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "AWS_") || strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			_ = os.Unsetenv(name)
		}
	}
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE":             os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_EC2_METADATA_DISABLED":   "true",
		"HTTP_PROXY":                  proxy.URL,
	} {
		_ = os.Setenv(name, value)
	}
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent(),
		goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2/toxics.(*ToxicStub).Run")) // which may not end when its proxy does
}

// sent is a request as STS got it.
type sent struct {
	url.Values
	header http.Header
	gone   <-chan struct{} // closed when the client is
}

func (s sent) action() string { return s.Get("Action") }

// accessKey returns the access key that the request is signed with.
func (s sent) accessKey() string {
	_, rest, _ := strings.Cut(s.header.Get("Authorization"), "Credential=")
	key, _, _ := strings.Cut(rest, "/")
	return key
}

// service plays STS: it records what it is sent and answers as told.
type service struct {
	answer func(w http.ResponseWriter, r sent)

	mu  sync.Mutex
	got []sent
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	got := sent{r.PostForm, r.Header, r.Context().Done()}
	s.mu.Lock()
	s.got = append(s.got, got)
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/xml")
	s.answer(w, got)
}

// requests returns what was sent, of the given actions or all.
func (s *service) requests(action string) []sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	var got []sent
	for _, r := range s.got {
		if r.action() == action {
			got = append(got, r)
		}
	}
	return got
}

// of returns the requests for sessions of a role.
func (s *service) of(role string) []sent {
	return slices.DeleteFunc(s.requests("AssumeRole"), func(r sent) bool { return r.Get("RoleArn") != role })
}

// told returns all that was sent, each as a line: who asked for what.
func (s *service) told() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := make([]string, len(s.got))
	for i, r := range s.got {
		lines[i] = told(r)
	}
	return lines
}

// working answers as STS does when all is well.
var working = &service{answer: allWell}

func allWell(w http.ResponseWriter, r sent) {
	switch {
	case r.action() == "AssumeRole":
		fmt.Fprint(w, assumeRoleBody(sessionKey, sessionSecret, sessionToken))
	case r.accessKey() == sessionKey:
		fmt.Fprint(w, identityBody(landedARN))
	default:
		fmt.Fprint(w, identityBody(userARN))
	}
}

// serve starts a service and returns it with its URL.
func serve(t *testing.T, answer func(w http.ResponseWriter, r sent)) (*service, string) {
	t.Helper()
	s := &service{answer: answer}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

// callerIs returns an answer with another caller than userARN.
func callerIs(arn string, answer func(w http.ResponseWriter, r sent)) func(w http.ResponseWriter, r sent) {
	return func(w http.ResponseWriter, r sent) {
		if r.action() == "GetCallerIdentity" && r.accessKey() != sessionKey {
			fmt.Fprint(w, identityBody(arn))
			return
		}
		answer(w, r)
	}
}

// assumeRoleAnswers returns an answer in which AssumeRole ends with status and
// body.
func assumeRoleAnswers(status int, body string) func(w http.ResponseWriter, r sent) {
	return func(w http.ResponseWriter, r sent) {
		if r.action() != "AssumeRole" {
			allWell(w, r)
			return
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// The bodies of the STS API Reference's examples.

func errorBody(code, message string) string {
	return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>` + code +
		`</Code><Message>` + message + `</Message></Error><RequestId>` + requestID + `</RequestId></ErrorResponse>`
}

func identityBody(arn string) string {
	return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>` + arn +
		`</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Account>` + strings.Split(arn+":::::", ":")[4] + `</Account></GetCallerIdentityResult>` +
		`<ResponseMetadata><RequestId>` + requestID + `</RequestId></ResponseMetadata></GetCallerIdentityResponse>`
}

func assumeRoleBody(key, secret, token string) string {
	return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser><Arn>` + landedARN +
		`</Arn><AssumedRoleId>ARO123EXAMPLE123:crossaccount-check</AssumedRoleId></AssumedRoleUser><Credentials><AccessKeyId>` + key +
		`</AccessKeyId><SecretAccessKey>` + secret + `</SecretAccessKey><SessionToken>` + token +
		`</SessionToken><Expiration>2030-11-09T13:34:41Z</Expiration></Credentials><PackedPolicySize>6</PackedPolicySize></AssumeRoleResult>` +
		`<ResponseMetadata><RequestId>` + requestID + `</RequestId></ResponseMetadata></AssumeRoleResponse>`
}

// newSTS returns an STS with short pauses between tries. Without another
// endpoint or credentials, they are endpoint's and the planted ones.
func newSTS(endpoint string, change ...func(*Config)) *STS {
	c := Config{Region: testRegion, STSEndpoint: endpoint, AccessKey: callerKey, SecretKey: callerSecret, Token: callerToken}
	for _, f := range change {
		f(&c)
	}
	s := New(c)
	s.timing.backoff = time.Millisecond
	return s
}

func tryOnce(c *Config) { c.MaxAttempts = 1 }

// chain takes away the given credentials, so that the SDK's chain finds them.
func chain(c *Config) { c.AccessKey, c.SecretKey, c.Token = "", "", "" }

func mustRole(arn string) iamarn.Role {
	role, err := iamarn.ParseRole(arn)
	if err != nil {
		panic(err)
	}
	return role
}

func mustPrincipal(arn string) iamarn.Principal {
	p, err := iamarn.ParsePrincipal(arn)
	if err != nil {
		panic(err)
	}
	return p
}

func request() Request {
	return Request{Role: mustRole(roleARN), ExternalID: externalID, SessionName: DefaultSessionName, Duration: DefaultDuration}
}

// failure is what a check must end in, whole.
type failure struct {
	kind            Kind
	side            Side
	code            string
	message, remedy string
}

// failureOf verifies r, which must fail, and looks for secrets in all that the
// failure says.
func failureOf(t *testing.T, s *STS, r Request) failure {
	t.Helper()
	result, err := s.Verify(t.Context(), r)
	if err != nil || result.Assumable || result.Failure == nil {
		t.Fatalf("Verify = %+v, %v, want a failure", result, err)
	}
	noSecrets(t, result.Failure)
	return shown(result.Failure)
}

func shown(f *Failure) failure {
	return failure{f.Kind, f.Side, f.Code, f.Message, f.Remedy}
}

// noSecrets searches the texts of err and of all that it wraps.
func noSecrets(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{callerSecret, callerToken, sessionSecret, sessionToken, externalID, webTokenSecret, callerKey, sessionKey} {
		if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, secret) {
			t.Errorf("%q is in the error %T: %s", secret, err, text)
		}
	}
	if d, ok := errors.AsType[*smithy.DeserializationError](err); ok && len(d.Snapshot) > 0 {
		t.Errorf("the error holds a part of the body: %s", d.Snapshot)
	}
	if inner := errors.Unwrap(err); inner != nil {
		noSecrets(t, inner)
	}
	if joined, ok := errors.AsType[joinedError](err); ok {
		for _, inner := range joined.Unwrap() {
			noSecrets(t, inner)
		}
	}
}

// joinedError is what wraps several errors.
type joinedError interface {
	error
	Unwrap() []error
}
