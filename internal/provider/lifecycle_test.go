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
	return workspaceOf(t, mirror, "lifecycle", endpoint, env)
}

// workspaceOf returns a folder of testdata, with the planted caller and external ID.
func workspaceOf(t *testing.T, mirror cli.Mirror, folder, endpoint string, env map[string]string) *cli.Workspace {
	t.Helper()
	all := map[string]string{
		"AWS_ACCESS_KEY_ID": plantedKeyID, "AWS_SECRET_ACCESS_KEY": plantedSecret, "AWS_SESSION_TOKEN": plantedToken,
		"AWS_ENDPOINT_URL_STS": endpoint,
	}
	for name, value := range env {
		all[name] = value
	}
	return cli.NewWorkspace(t, mirror, filepath.Join("testdata", folder),
		map[string]json.RawMessage{"external_id": json.RawMessage(`"` + plantedExternalID + `"`)}, all)
}

// noFleet leaves the fleet out where everything is throttled: it would wait for
// a minute until that is hopeless.
var noFleet = map[string]string{"TF_VAR_fleet": "[]"}

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
	for name, tt := range map[string]struct {
		refuse func(http.ResponseWriter, url.Values) bool
		env    map[string]string
	}{
		"assumable":     {enforcing(), nil},
		"not enforcing": {nil, nil},
		"denied":        {refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial), nil},
		"throttled":     {refusing(callAssumeRole, http.StatusBadRequest, "Throttling", "Rate exceeded"), noFleet},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sts := newFakeSTS(t)
			sts.refuse = tt.refuse
			w := workspace(t, mirror, sts.URL, tt.env)
			w.Must("apply", "-auto-approve")
			w.Must("plan", "-detailed-exitcode") // exit code 2 would mean changes
		})
	}
}

// A plan that waits for STS ends when it is interrupted. Terraform tells a provider once to stop: a read that it asks for
// after that goes on. So the interrupt comes when each data source has called.
func TestAccAnInterruptedPlanEndsAtOnce(t *testing.T) {
	mirror := acceptanceMirror(t)
	for action, tt := range map[string]struct {
		args  []string
		calls int32 // of all data sources that are planned
	}{
		callGetCallerID: {[]string{"plan", "-target=data.crossaccount_assumable_role.this"}, 1},
		callAssumeRole:  {[]string{"plan"}, 3},
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			sts := newFakeSTS(t)
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			done := make(chan struct{})
			t.Cleanup(func() { close(done) }) // before the server waits for its handlers
			interrupted := make(chan time.Time, 1)
			var calls atomic.Int32
			sts.refuse = func(_ http.ResponseWriter, form url.Values) bool {
				if form.Get("Action") == action {
					if calls.Add(1) == tt.calls { // those after it are further tries
						interrupted <- time.Now()
						interrupt()
					}
					<-done
				}
				return false
			}
			w := workspace(t, mirror, sts.URL, nil)
			r := w.RunUntil(ctx, tt.args...)
			select {
			case at := <-interrupted:
				// A second or two, and some more on a busy machine. Without the interrupt it would be half a minute.
				if took := time.Since(at); took > 5*time.Second {
					t.Errorf("it went on for %s", took)
				}
			default:
				t.Error("STS was not called as often as expected")
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

// hopEcho is what it could answer with when the hop calls: its credentials.
const hopEcho = plantedProbeKeyID + " " + plantedProbeToken + "|arn:aws:sts::333333333333:assumed-role/hop/crossaccount-check " + plantedExternalID

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
			wantNoSecret(t, w.Transcript())
		})
	}
}

// What the provider itself answers has no secret either, however it was asked
// and whatever STS said.
func TestNoSecretIsInAnAnswer(t *testing.T) {
	via := []any{attrs{"role_arn": "arn:aws:iam::333333333333:role/hop", "external_id": plantedExternalID}}
	policy := emuTrust("arn:aws:iam::111111111111:user/somebody-else", plantedExternalID)
	fleet := map[string]any{testRoleARN: plantedExternalID}
	for name, tt := range leakScenarios(t) {
		if tt.down || tt.env != nil && tt.kind != "external_id_not_enforced" {
			continue // those are about the environment
		}
		answers := map[string]func(http.ResponseWriter, url.Values) bool{"": tt.refuse}
		if tt.refuse != nil {
			answers[" to the role behind the hop"] = func(w http.ResponseWriter, form url.Values) bool {
				return form.Get("RoleArn") == testRoleARN && tt.refuse(w, form)
			}
			answers[" to the second probe"] = func(w http.ResponseWriter, form url.Values) bool {
				return form.Has("ExternalId") && form.Get("ExternalId") != plantedExternalID && tt.refuse(w, form)
			}
		}
		for where, refuse := range answers {
			t.Run(name+where, func(t *testing.T) {
				sts := newFakeSTS(t)
				sts.refuse, sts.callerARN = refuse, cmp.Or(tt.caller, testCallerARN)
				s := sts.server(t)
				for _, onFailure := range []string{"error", "report"} {
					one, oneDiagnostics := s.read("crossaccount_assumable_role", attrs{
						"role_arn": testRoleARN, "external_id": plantedExternalID, "via": via, "trust_policy": policy, "external_id_enforcement": "require", "on_failure": onFailure,
					})
					many, manyDiagnostics := s.read("crossaccount_assumable_roles", attrs{
						"role_arns": []any{testRoleARN}, "external_ids": fleet, "trust_policies": map[string]any{testRoleARN: policy}, "via": via,
						"external_id_enforcement": "require", "on_failure": onFailure,
					})
					wantNoSecret(t, fmt.Sprint(one, oneDiagnostics, many, manyDiagnostics))
				}
				_, diagnostics := s.openCredentials(attrs{"role_arn": testRoleARN, "external_id": plantedExternalID, "via": via})
				wantNoSecret(t, fmt.Sprint(diagnostics))
			})
		}
	}
}

// plantedSecrets are all that must show nowhere.
var plantedSecrets = []string{
	plantedKeyID, plantedSecret, plantedToken, plantedExternalID, plantedRequestID,
	plantedProbeKeyID, plantedProbeSecret, plantedProbeToken,
}

func wantNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, secret := range plantedSecrets {
		if i := strings.Index(text, secret); i >= 0 {
			t.Errorf("%q shows in the output, the log or the state: … %s …", secret, text[max(0, i-200):min(len(text), i+200)])
		}
	}
}

// The credentials of crossaccount_credentials go to a provider block, and
// nowhere else: not to the log, the plan or the state.
func TestAccNoCredentialsThatAreGivenLeave(t *testing.T) {
	mirror := acceptanceMirror(t)
	if !cli.TerraformIsAtLeast(t, "1.10.0") {
		t.Skip("Terraform before 1.10 has no ephemeral resources")
	}
	for name, tt := range map[string]struct {
		refuse func(http.ResponseWriter, url.Values) bool
		fails  bool
	}{
		"given":                            {},
		"refused on the hop, with an echo": {refusingRole("arn:aws:iam::333333333333:role/hop", http.StatusForbidden, "AccessDenied", echo), true},
		"refused on the role, with an echo of the hop": {
			refusingRole("arn:aws:iam::222222222222:role/deploy", http.StatusBadRequest, "ValidationError", hopEcho), true,
		},
		"no answer of STS": {refusing(callAssumeRole, http.StatusBadRequest, echo, echo), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sts := newFakeSTS(t)
			sts.refuse = tt.refuse
			w := workspaceOf(t, mirror, "credentials", sts.URL, map[string]string{"TF_LOG": "TRACE"})
			if r := w.Run("apply", "-auto-approve"); (r.ExitCode != 0) != tt.fails {
				t.Fatalf("apply: exit code %d\n%s", r.ExitCode, r.Stderr)
			}
			w.Run("plan", "-out=saved")
			w.Run("state", "pull")
			if !tt.fails {
				if inside := w.Outputs()["inside"]; inside != testRoleARN {
					t.Errorf("inside, it is %v", inside)
				}
			}
			wantNoSecret(t, w.Transcript())
			// Variables, external_id among them, are in a saved plan: that is Terraform's.
			saved := w.Run("show", "-json", "saved").Stdout
			wantNoSecret(t, strings.ReplaceAll(saved, `{"external_id":{"value":"`+plantedExternalID+`"}}`, ""))
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
		"success":                       {},
		"the external ID is enforced":   {refuse: enforcing()},
		"the external ID is not needed": {kind: "external_id_not_enforced", env: map[string]string{"TF_VAR_enforcement": "require"}},
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
		"throttled":              {kind: "throttled", refuse: refusing(callAssumeRole, http.StatusBadRequest, "Throttling", echo), env: noFleet},
		"HTML":                   {kind: "unexpected_response", refuse: answer(http.StatusOK, "text/html", "<html>"+echo)},
		"server error":           {kind: "unexpected_response", refuse: answer(http.StatusServiceUnavailable, "text/plain", echo)},
		"half a body": {kind: "unexpected_response", refuse: answer(http.StatusOK, "text/xml", `<AssumeRoleResponse `+xmlNamespace+`><AssumeRoleResult>`+assumed+
			`<AssumedRoleUser><Arn>`+echo)},
		"session is refused": {kind: "unexpected_response", refuse: refusingSession("InvalidClientTokenId", echo)},
	}
}

// refusingSession answers the confirmation of a session, which is signed with
// the credentials that AssumeRole gave, with an error of STS.
func refusingSession(code, message string) func(http.ResponseWriter, url.Values) bool {
	refuse := refusing(callGetCallerID, http.StatusForbidden, code, message)
	return func(w http.ResponseWriter, form url.Values) bool {
		return strings.Contains(form.Get(signature), plantedProbeKeyID) && refuse(w, form)
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
