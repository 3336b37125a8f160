// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// What is planted where a secret could leak from.
const (
	plantedKeyID        = "AKIAPLANTEDKEY000000"
	plantedSecret       = "planted-secret-access-key"
	plantedToken        = "planted-token-of-the-caller"
	plantedExternalID   = "planted-external-id"
	plantedProbeKeyID   = "ASIAPLANTEDPROBE0000"
	plantedProbeSecret  = "planted-secret-of-the-probe"
	plantedProbeToken   = "planted-token-of-the-probe"
	plantedRequestID    = "planted-request-id"
	testRoleARN         = "arn:aws:iam::222222222222:role/deploy"
	testCallerARN       = "arn:aws:iam::111111111111:user/ci"
	testCallerSession   = "arn:aws:sts::111111111111:assumed-role/agent/i-0123456789abcdef0"
	testSession         = "arn:aws:sts::222222222222:assumed-role/deploy/crossaccount-check"
	testUsualDenial     = "User: " + testCallerARN + " is not authorized to perform: sts:AssumeRole on resource: " + testRoleARN
	callGetCallerID     = "GetCallerIdentity"
	callAssumeRole      = "AssumeRole"
	signature           = "Authorization" // a header, which names the access key; it is not among the calls
	xmlNamespace        = `xmlns="https://sts.amazonaws.com/doc/2011-06-15/"`
	metadataPlanted     = `<ResponseMetadata><RequestId>` + plantedRequestID + `</RequestId></ResponseMetadata>`
	credentialsTemplate = `<Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>`
)

// fakeSTS answers as STS does: everybody may assume every role, unless
// refuse says otherwise.
type fakeSTS struct {
	*httptest.Server
	callerARN string
	refuse    func(w http.ResponseWriter, form url.Values) bool // reports whether it has answered

	mu    sync.Mutex
	calls []url.Values
}

func newFakeSTS(t *testing.T) *fakeSTS {
	t.Helper()
	f := &fakeSTS{callerARN: testCallerARN}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

// server returns the provider, configured to call the fake.
func (f *fakeSTS) server(t *testing.T) *server {
	t.Helper()
	return newServer(t, attrs{
		"region": "us-east-1", "sts_endpoint": f.URL, "max_attempts": 1,
		"access_key": plantedKeyID, "secret_key": plantedSecret, "token": plantedToken,
	})
}

// actions returns what was called, in order.
func (f *fakeSTS) actions() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, c := range f.calls {
		out = append(out, c.Get("Action"))
	}
	return out
}

func (f *fakeSTS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	f.calls = append(f.calls, r.PostForm)
	f.mu.Unlock()
	form := maps.Clone(r.PostForm)
	form.Set(signature, r.Header.Get(signature))
	if f.refuse != nil && f.refuse(w, form) {
		return
	}

	w.Header().Set("Content-Type", "text/xml")
	role := r.PostForm.Get("RoleArn")
	switch action := r.PostForm.Get("Action"); {
	case action == callAssumeRole:
		account := strings.Split(role, ":")[4]
		session := fmt.Sprintf("arn:aws:sts::%s:assumed-role/%s/%s", account, role[strings.LastIndex(role, "/")+1:], r.PostForm.Get("RoleSessionName"))
		writeAssumed(w, callAssumeRole, session)
	case action == callGetCallerID:
		arn := f.callerARN
		if _, session, ok := strings.Cut(r.Header.Get("X-Amz-Security-Token"), "|"); ok {
			arn = session
		}
		fmt.Fprintf(w, `<GetCallerIdentityResponse %s><GetCallerIdentityResult><Arn>%s</Arn><UserId>x</UserId><Account>%s</Account></GetCallerIdentityResult>%s</GetCallerIdentityResponse>`,
			xmlNamespace, arn, strings.Split(arn, ":")[4], metadataPlanted)
	default:
		http.Error(w, "unexpected action "+action, http.StatusNotImplemented)
	}
}

// writeAssumed answers an operation with the credentials of a session. The
// token tells the fake who calls with it.
func writeAssumed(w io.Writer, operation, session string) {
	credentials := fmt.Sprintf(credentialsTemplate, plantedProbeKeyID, plantedProbeSecret, plantedProbeToken+"|"+session)
	fmt.Fprintf(w, `<%[1]sResponse %[2]s><%[1]sResult><AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:x</AssumedRoleId><Arn>%[3]s</Arn></AssumedRoleUser>%[4]s</%[1]sResult>%[5]s</%[1]sResponse>`,
		operation, xmlNamespace, session, credentials, metadataPlanted)
}

// called returns the calls of AssumeRole, in order.
func (f *fakeSTS) called() []url.Values {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []url.Values
	for _, c := range f.calls {
		if c.Get("Action") == callAssumeRole {
			out = append(out, c)
		}
	}
	return out
}

// refusingRole answers AssumeRole of one role with an error of STS.
func refusingRole(role string, status int, code, message string) func(http.ResponseWriter, url.Values) bool {
	refuse := refusing(callAssumeRole, status, code, message)
	return func(w http.ResponseWriter, form url.Values) bool {
		return form.Get("RoleArn") == role && refuse(w, form)
	}
}

// enforcing refuses every AssumeRole that has not the planted external ID.
func enforcing() func(http.ResponseWriter, url.Values) bool {
	refuse := refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)
	return func(w http.ResponseWriter, form url.Values) bool {
		return form.Get("ExternalId") != plantedExternalID && refuse(w, form)
	}
}

// refusing answers the action with an error of STS.
func refusing(action string, status int, code, message string) func(http.ResponseWriter, url.Values) bool {
	return func(w http.ResponseWriter, form url.Values) bool {
		if form.Get("Action") != action {
			return false
		}
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, `<ErrorResponse %s><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>`,
			xmlNamespace, code, message, plantedRequestID)
		return true
	}
}
