// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
)

// The tests in this file run a real Terraform with the provider's own binary.

func acceptanceMirror(t *testing.T) cli.Mirror {
	t.Helper()
	if os.Getenv(resource.EnvTfAcc) == "" {
		t.Skip("Acceptance tests skipped unless env 'TF_ACC' set")
	}
	return cli.NewMirror(t, cli.Provider{Address: Address, Version: "0.1.0", Package: "."})
}

// workspace returns testdata/lifecycle, with the planted caller and external ID.
func workspace(t *testing.T, mirror cli.Mirror, endpoint string, env map[string]string) *cli.Workspace {
	t.Helper()
	all := map[string]string{
		"AWS_ACCESS_KEY_ID": plantedKeyID, "AWS_SECRET_ACCESS_KEY": plantedSecret, "AWS_SESSION_TOKEN": plantedToken,
		"AWS_ENDPOINT_URL_STS": endpoint,
	}
	for name, value := range env {
		all[name] = value
	}
	return cli.NewWorkspace(t, mirror, filepath.Join("testdata", "lifecycle"),
		map[string]json.RawMessage{"external_id": json.RawMessage(`"` + plantedExternalID + `"`)}, all)
}

func TestAccDestroyWorksWhenSTSIsDown(t *testing.T) {
	sts := newFakeSTS(t)
	w := workspace(t, acceptanceMirror(t), sts.URL, nil)
	w.Must("apply", "-auto-approve")
	if outputs := w.Outputs(); outputs["assumable"] != true {
		t.Fatalf("outputs: %v", outputs)
	}
	sts.Close()
	w.Must("destroy", "-auto-approve")
	if state := w.Must("show").Stdout; !strings.Contains(state, "The state file is empty") && !strings.Contains(state, "No state") {
		t.Errorf("after destroy, the state is:\n%s", state)
	}
}

// A second plan is empty whatever the first found, and though STS answers with
// other credentials, times and request IDs each time.
func TestAccASecondPlanIsEmpty(t *testing.T) {
	mirror := acceptanceMirror(t)
	for name, refuse := range map[string]func(http.ResponseWriter, url.Values) bool{
		"assumable": nil,
		"denied":    refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial),
		"throttled": refusing(callAssumeRole, http.StatusBadRequest, "Throttling", "Rate exceeded"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sts := newFakeSTS(t)
			sts.refuse = refuse
			w := workspace(t, mirror, sts.URL, nil)
			w.Must("apply", "-auto-approve")
			w.Must("plan", "-detailed-exitcode") // exit code 2 would mean changes
		})
	}
}

// echo is what a hostile endpoint could answer with: all that is secret in
// what it was sent.
const echo = plantedExternalID + " " + plantedKeyID + " " + plantedToken

func TestAccNoSecretLeaves(t *testing.T) {
	mirror := acceptanceMirror(t)
	assumed := fmt.Sprintf(credentialsTemplate, plantedProbeKeyID, plantedProbeSecret, plantedProbeToken)
	answer := func(status int, contentType, body string) func(http.ResponseWriter, url.Values) bool {
		return func(w http.ResponseWriter, form url.Values) bool {
			if form.Get("Action") != callAssumeRole {
				return false
			}
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
			return true
		}
	}
	scenarios := map[string]struct {
		refuse func(http.ResponseWriter, url.Values) bool
		kind   string // "" when the role is assumable
	}{
		"success":                {nil, ""},
		"usual denial":           {refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial), "access_denied"},
		"denial that echoes":     {refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", echo), "access_denied"},
		"validation that echoes": {refusing(callAssumeRole, http.StatusBadRequest, "ValidationError", echo), "invalid_request"},
		"unknown error":          {refusing(callAssumeRole, http.StatusBadRequest, echo, echo), "unexpected_response"},
		"wrong signature":        {refusing(callAssumeRole, http.StatusForbidden, "SignatureDoesNotMatch", echo), "caller_credentials_invalid"},
		"expired":                {refusing(callAssumeRole, http.StatusForbidden, "ExpiredToken", echo), "caller_credentials_expired"},
		"throttled":              {refusing(callAssumeRole, http.StatusBadRequest, "Throttling", echo), "throttled"},
		"HTML":                   {answer(http.StatusOK, "text/html", "<html>"+echo), "unexpected_response"},
		"server error":           {answer(http.StatusServiceUnavailable, "text/plain", echo), "unexpected_response"},
		"half a body": {answer(http.StatusOK, "text/xml", `<AssumeRoleResponse `+xmlNamespace+`><AssumeRoleResult>`+assumed+
			`<AssumedRoleUser><Arn>`+echo), "unexpected_response"},
		"session is refused": {refusingSession("InvalidClientTokenId", echo), "unexpected_response"},
	}
	for name, tt := range scenarios {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sts := newFakeSTS(t)
			sts.refuse = tt.refuse
			w := workspace(t, mirror, sts.URL, map[string]string{"TF_LOG": "TRACE"})
			if r := w.Run("apply", "-auto-approve"); r.ExitCode != 0 {
				t.Fatalf("apply: exit code %d\n%s", r.ExitCode, r.Stderr)
			}
			if kind := failureKind(t, w); kind != tt.kind {
				t.Errorf("kind %q, want %q", kind, tt.kind)
			}
			if r := w.Run("plan", "-var=on_failure=error"); (r.ExitCode == 0) != (tt.kind == "") {
				t.Errorf("plan with on_failure = error: exit code %d", r.ExitCode)
			}
			w.Run("state", "pull")
			for _, secret := range []string{
				plantedKeyID, plantedSecret, plantedToken, plantedExternalID, plantedRequestID,
				plantedProbeKeyID, plantedProbeSecret, plantedProbeToken,
			} {
				if i := strings.Index(w.Transcript(), secret); i >= 0 {
					t.Errorf("%q shows in the output, the log or the state: … %s …", secret, w.Transcript()[max(0, i-200):min(len(w.Transcript()), i+200)])
				}
			}
		})
	}
}

// refusingSession answers the confirmation of the session, which follows
// AssumeRole, with an error of STS.
func refusingSession(code, message string) func(http.ResponseWriter, url.Values) bool {
	var assumed atomic.Bool
	refuse := refusing(callGetCallerID, http.StatusForbidden, code, message)
	return func(w http.ResponseWriter, form url.Values) bool {
		if form.Get("Action") == callAssumeRole {
			assumed.Store(true)
			return false
		}
		return assumed.Swap(false) && refuse(w, form)
	}
}

func failureKind(t *testing.T, w *cli.Workspace) string {
	t.Helper()
	var outputs map[string]struct{ Value json.RawMessage }
	if err := json.Unmarshal([]byte(w.Run("output", "-json").Stdout), &outputs); err != nil {
		t.Fatal(err)
	}
	var failure struct{ Kind string }
	if len(outputs["failure"].Value) > 0 {
		if err := json.Unmarshal(outputs["failure"].Value, &failure); err != nil {
			t.Fatal(err)
		}
	}
	return failure.Kind
}
