// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package examples_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
)

// targetRole is the role_name of option B's blueprint.
const targetRole = "torque-target"

// localStack is a running LocalStack. A 12-digit access key is that account's
// root there.
type localStack struct{ endpoint string }

func (l localStack) iam(accountID string) *iam.Client {
	return iam.New(iam.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(l.endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider(accountID, "test", ""),
	})
}

// createTargetRole gives the account the role that option B assumes, with the
// trust policy of the example.
func (l localStack) createTargetRole(t *testing.T, accountID, trustPolicy string) {
	t.Helper()
	_, err := l.iam(accountID).CreateRole(t.Context(), &iam.CreateRoleInput{
		RoleName:                 aws.String(targetRole),
		AssumeRolePolicyDocument: aws.String(trustPolicy),
	})
	var exists *iamtypes.EntityAlreadyExistsException
	if err != nil && !errors.As(err, &exists) {
		t.Fatal(err)
	}
}

func (l localStack) hasRole(t *testing.T, accountID, name string) bool {
	t.Helper()
	_, err := l.iam(accountID).GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String(name)})
	var missing *iamtypes.NoSuchEntityException
	if err != nil && !errors.As(err, &missing) {
		t.Fatal(err)
	}
	return err == nil
}

// exampleTrustPolicy returns option B's trust policy, and the external ID
// that it demands.
func exampleTrustPolicy(t *testing.T) (policy, externalID string) {
	t.Helper()
	text, err := os.ReadFile(cli.ModuleFile(t, optionB+"/trust-policy.json"))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Statement []struct {
			Condition struct {
				StringEquals map[string]string
			}
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Statement) == 1 {
		externalID = document.Statement[0].Condition.StringEquals["sts:ExternalId"]
	}
	if externalID == "" {
		t.Fatal("the example's trust policy demands no external ID")
	}
	return string(text), externalID
}

// call is a request that AWS got.
type call struct {
	Action      string
	AccessKeyID string
	Ours        bool // made by this project's provider, not by hashicorp/aws
}

// frontDoor stands in front of LocalStack, notes each call, and enforces the
// external ID, which LocalStack does not.
type frontDoor struct {
	URL        string
	externalID string
	mu         sync.Mutex
	calls      []call
}

func newFrontDoor(t *testing.T, l localStack, externalID string) *frontDoor {
	t.Helper()
	target, err := url.Parse(l.endpoint)
	if err != nil {
		t.Fatal(err)
	}
	f := &frontDoor{externalID: externalID}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, err := url.ParseQuery(string(body))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		f.note(r, form)
		if form.Get("Action") == "AssumeRole" && form.Get("ExternalId") != f.externalID {
			deny(w, form.Get("RoleArn"))
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	f.URL = server.URL
	return f
}

// credentialRE finds the access key in a Signature Version 4 header.
var credentialRE = regexp.MustCompile(`Credential=([^/]+)/`)

func (f *frontDoor) note(r *http.Request, form url.Values) {
	c := call{Action: form.Get("Action"), Ours: strings.Contains(r.UserAgent(), "terraform-provider-crossaccount/")}
	if match := credentialRE.FindStringSubmatch(r.Header.Get("Authorization")); match != nil {
		c.AccessKeyID = match[1]
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, c)
}

// Calls returns the calls so far.
func (f *frontDoor) Calls() []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]call(nil), f.calls...)
}

// deny answers as STS does when a trust policy does not allow the caller.
// Source: AWS STS API Reference, "Common Errors"; IAM User Guide, "Troubleshoot access denied error messages".
func deny(w http.ResponseWriter, roleARN string) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(http.StatusForbidden)
	_, _ = fmt.Fprintf(w, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>AccessDenied</Code>
    <Message>User: arn:aws:iam::%s:root is not authorized to perform: sts:AssumeRole on resource: %s</Message>
  </Error>
  <RequestId>00000000-0000-0000-0000-000000000000</RequestId>
</ErrorResponse>
`, masterAccount, roleARN)
}
