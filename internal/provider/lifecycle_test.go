// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
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

// A plan that waits for STS ends when it is interrupted.
func TestAccAnInterruptedPlanEndsAtOnce(t *testing.T) {
	mirror := acceptanceMirror(t)
	for _, action := range []string{callGetCallerID, callAssumeRole} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			sts := newFakeSTS(t)
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			done := make(chan struct{})
			t.Cleanup(func() { close(done) }) // before the server waits for its handlers
			interrupted := make(chan time.Time, 1)
			sts.refuse = func(_ http.ResponseWriter, form url.Values) bool {
				if form.Get("Action") == action {
					select {
					case interrupted <- time.Now():
						interrupt()
					default: // another try
					}
					<-done
				}
				return false
			}
			w := workspace(t, mirror, sts.URL, nil)
			r := w.RunUntil(ctx, "plan")
			select {
			case at := <-interrupted:
				// A second or two, and some more on a busy machine. Without the interrupt it would be half a minute.
				if took := time.Since(at); took > 5*time.Second {
					t.Errorf("it went on for %s", took)
				}
			default:
				t.Error("STS was not called")
			}
			if r.ExitCode == 0 || !strings.Contains(r.Stderr, "Error: Verification stopped") {
				t.Errorf("exit code %d\n%s%s", r.ExitCode, r.Stdout, r.Stderr)
			}
		})
	}
}

// echo is what a hostile endpoint could answer with: all that is secret in
// what it was sent.
const echo = plantedExternalID + " " + plantedKeyID + " " + plantedToken

func TestAccNoSecretLeaves(t *testing.T) {
	mirror := acceptanceMirror(t)
	scenarios := leakScenarios(t)
	probed := slices.ContainsFunc(startServer(t).schema.DataSourceSchemas["crossaccount_assumable_role"].Block.Attributes,
		func(a *tfprotov5.SchemaAttribute) bool { return a.Name == "external_id_enforcement" })
	for _, kind := range assume.Kinds() {
		if kind == assume.ExternalIDNotEnforced && !probed {
			continue // needs that attribute
		}
		if !slices.ContainsFunc(slices.Collect(maps.Values(scenarios)), func(s leakScenario) bool { return s.kind == kind }) {
			t.Errorf("no scenario is of the kind %s", kind)
		}
	}
	for name, tt := range scenarios {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sts := newFakeSTS(t)
			sts.refuse, sts.callerARN = tt.refuse, cmp.Or(tt.caller, testCallerARN)
			if tt.down {
				sts.Close()
			}
			env := map[string]string{"TF_LOG": "TRACE"}
			maps.Copy(env, tt.env)
			w := workspace(t, mirror, sts.URL, env)
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

// leakScenario is a way in which a verification can end.
type leakScenario struct {
	refuse func(http.ResponseWriter, url.Values) bool
	kind   assume.Kind // "" when the role is assumable
	caller string      // testCallerARN unless given
	down   bool        // nothing answers
	env    map[string]string
}

func leakScenarios(t *testing.T) map[string]leakScenario {
	t.Helper()
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
	other := strings.Replace(plantedProbeToken+"|"+testSession, "222222222222", "999999999999", 1)
	process := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(process, []byte("[default]\ncredential_process = sh -c 'echo "+echo+"; exit 1'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]leakScenario{
		"success": {},
		"success with the provider block's credentials": {env: map[string]string{
			"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "",
			"TF_VAR_access_key": plantedKeyID, "TF_VAR_secret_key": plantedSecret, "TF_VAR_token": plantedToken,
		}},
		"no credentials": {kind: "caller_credentials_missing", env: map[string]string{
			"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_CONFIG_FILE": process,
		}},
		"credentials with a newline":  {kind: "caller_credentials_invalid", env: map[string]string{"AWS_SESSION_TOKEN": plantedToken + "\n"}},
		"nothing answers":             {kind: "network", down: true},
		"caller in another partition": {kind: "wrong_partition", caller: "arn:aws-cn:iam::111111111111:user/ci"},
		"session in another account": {kind: "wrong_account", refuse: answer(http.StatusOK, "text/xml", `<AssumeRoleResponse `+xmlNamespace+`><AssumeRoleResult>`+
			fmt.Sprintf(credentialsTemplate, plantedProbeKeyID, plantedProbeSecret, other)+`</AssumeRoleResult></AssumeRoleResponse>`)},
		"region is off":     {kind: "region_disabled", refuse: refusing(callAssumeRole, http.StatusForbidden, "RegionDisabledException", echo)},
		"policy too large":  {kind: "session_policy_too_large", refuse: refusing(callAssumeRole, http.StatusBadRequest, "PackedPolicyTooLarge", echo)},
		"request times out": {kind: "timeout", refuse: refusing(callAssumeRole, http.StatusBadRequest, "RequestTimeout", echo)},
		"duration": {kind: "duration_exceeds_maximum", refuse: refusing(callAssumeRole, http.StatusBadRequest, "ValidationError",
			"The requested DurationSeconds exceeds the MaxSessionDuration set for this role. "+echo)},
		"duration of a chain": {kind: "duration_exceeds_chaining_limit", refuse: refusing(callAssumeRole, http.StatusBadRequest, "ValidationError",
			"The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining. "+echo)},
		"usual denial":           {kind: "access_denied", refuse: refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)},
		"denial that echoes":     {kind: "access_denied", refuse: refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", echo)},
		"validation that echoes": {kind: "invalid_request", refuse: refusing(callAssumeRole, http.StatusBadRequest, "ValidationError", echo)},
		"unknown error":          {kind: "unexpected_response", refuse: refusing(callAssumeRole, http.StatusBadRequest, echo, echo)},
		"wrong signature":        {kind: "caller_credentials_invalid", refuse: refusing(callAssumeRole, http.StatusForbidden, "SignatureDoesNotMatch", echo)},
		"expired":                {kind: "caller_credentials_expired", refuse: refusing(callAssumeRole, http.StatusForbidden, "ExpiredToken", echo)},
		"throttled":              {kind: "throttled", refuse: refusing(callAssumeRole, http.StatusBadRequest, "Throttling", echo)},
		"HTML":                   {kind: "unexpected_response", refuse: answer(http.StatusOK, "text/html", "<html>"+echo)},
		"server error":           {kind: "unexpected_response", refuse: answer(http.StatusServiceUnavailable, "text/plain", echo)},
		"half a body": {kind: "unexpected_response", refuse: answer(http.StatusOK, "text/xml", `<AssumeRoleResponse `+xmlNamespace+`><AssumeRoleResult>`+assumed+
			`<AssumedRoleUser><Arn>`+echo)},
		"session is refused": {kind: "unexpected_response", refuse: refusingSession("InvalidClientTokenId", echo)},
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

func failureKind(t *testing.T, w *cli.Workspace) assume.Kind {
	t.Helper()
	var outputs map[string]struct{ Value json.RawMessage }
	if err := json.Unmarshal([]byte(w.Run("output", "-json").Stdout), &outputs); err != nil {
		t.Fatal(err)
	}
	var failure struct{ Kind assume.Kind }
	if len(outputs["failure"].Value) > 0 {
		if err := json.Unmarshal(outputs["failure"].Value, &failure); err != nil {
			t.Fatal(err)
		}
	}
	return failure.Kind
}
