// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-version"
)

// VariablesFile is where [NewWorkspace] puts the variables.
const VariablesFile = "terraform.tfvars.json"

// Workspace is a working directory for Terraform that belongs to one test.
type Workspace struct {
	t          testing.TB
	dir        string
	env        []string
	transcript strings.Builder
}

// NewWorkspace is [NewUninitialized], and runs init.
func NewWorkspace(t testing.TB, m Mirror, source string, variables map[string]json.RawMessage, env map[string]string) *Workspace {
	t.Helper()
	w := NewUninitialized(t, m, source, variables, env)
	// Not Must: init warns that a mirror has checksums for this platform alone.
	if r := w.Run("init"); r.ExitCode != 0 {
		t.Fatalf("terraform init: exit code %d\n%s%s", r.ExitCode, r.Stdout, r.Stderr)
	}
	return w
}

// NewUninitialized copies the *.tf and *.tf.json files of source, byte for byte, into a new
// directory, and writes the variables beside them. Terraform sees the
// environment variables env and nothing that this process inherited but PATH,
// so that no developer's credentials, profiles or settings leak in.
func NewUninitialized(t testing.TB, m Mirror, source string, variables map[string]json.RawMessage, env map[string]string) *Workspace {
	t.Helper()
	w := &Workspace{t: t, dir: newFolder(t)}

	files, err := filepath.Glob(filepath.Join(source, "*.tf"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no *.tf file in %s (%v)", source, err)
	}
	generated, err := filepath.Glob(filepath.Join(source, "*.tf.json"))
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, generated...)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		w.write(filepath.Base(file), content)
	}
	text, err := json.Marshal(variables)
	if err != nil {
		t.Fatal(err)
	}
	w.write(VariablesFile, text)

	w.env = []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + t.TempDir(),
		"TMPDIR=" + t.TempDir(),
		"TF_CLI_CONFIG_FILE=" + m.configFile,
		"TF_IN_AUTOMATION=1",
		"TF_INPUT=0",
		"TF_CLI_ARGS=-no-color",
		"CHECKPOINT_DISABLE=1",
		"AWS_EC2_METADATA_DISABLED=true",
	}
	for name, value := range env {
		w.env = append(w.env, name+"="+value)
	}
	return w
}

// Path returns the path of a file that is named relative to the workspace.
func (w *Workspace) Path(name string) string { return filepath.Join(w.dir, name) }

// newFolder returns a folder from which ../../modules leads to the modules of
// the examples, as it does from an example's own.
func newFolder(t testing.TB) string {
	t.Helper()
	root := t.TempDir()
	folder := filepath.Join(root, "example", "work")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(ModuleFile(t, "examples/modules"), filepath.Join(root, "modules")); err != nil {
		t.Fatal(err)
	}
	return folder
}

func (w *Workspace) write(name string, content []byte) {
	w.t.Helper()
	if err := os.WriteFile(w.Path(name), content, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// Result is what one Terraform command gave.
type Result struct {
	ExitCode int
	Stdout   string
	Stderr   string
}

// Run runs Terraform. A failing command is a result, not an error; one that
// can't be run fails the test.
func (w *Workspace) Run(args ...string) Result {
	w.t.Helper()
	return w.RunUntil(w.t.Context(), args...)
}

// RunUntil is Run, and interrupts Terraform when ctx ends, as Ctrl-C does.
func (w *Workspace) RunUntil(ctx context.Context, args ...string) Result {
	w.t.Helper()
	cmd := exec.CommandContext(ctx, terraform(), args...)
	cmd.Dir, cmd.Env = w.dir, w.env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	// Terraform ends its providers when it is interrupted; killed, it would leave them behind.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second

	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && ctx.Err() == nil && !errors.As(err, &exit) {
		w.t.Fatalf("running %s %s: %v", cmd.Path, strings.Join(args, " "), err)
	}
	w.transcript.WriteString(stdout.String() + stderr.String())
	return Result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// TerraformIsAtLeast reports whether the Terraform that runs is of version v
// or later.
func TerraformIsAtLeast(t testing.TB, v string) bool {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), terraform(), "version", "-json").Output()
	if err != nil {
		t.Fatalf("asking Terraform for its version: %v", err)
	}
	var answer struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatalf("asking Terraform for its version: %v", err)
	}
	have, err := version.NewVersion(answer.Version)
	if err != nil {
		t.Fatal(err)
	}
	return have.GreaterThanOrEqual(version.Must(version.NewVersion(v)))
}

// Format returns a configuration as terraform fmt writes it. The error is that
// of one that is not well-formed.
func Format(t testing.TB, text string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), terraform(), "fmt", "-")
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	return string(out), err
}

// Transcript returns all that Terraform has written so far.
func (w *Workspace) Transcript() string { return w.transcript.String() }

// Must runs Terraform and fails the test unless it succeeds without a warning.
// A warning in an example is a fault that its readers would copy.
func (w *Workspace) Must(args ...string) Result {
	w.t.Helper()
	r := w.Run(args...)
	if r.ExitCode != 0 || strings.Contains(r.Stdout+r.Stderr, "Warning:") {
		w.t.Fatalf("terraform %s: exit code %d\n%s%s", strings.Join(args, " "), r.ExitCode, r.Stdout, r.Stderr)
	}
	return r
}

// Outputs returns the configuration's output values, JSON decoded.
func (w *Workspace) Outputs() map[string]any {
	w.t.Helper()
	var outputs map[string]struct{ Value any }
	if err := json.Unmarshal([]byte(w.Must("output", "-json").Stdout), &outputs); err != nil {
		w.t.Fatalf("reading the outputs: %v", err)
	}
	values := map[string]any{}
	for name, output := range outputs {
		values[name] = output.Value
	}
	return values
}

// Diagnostic is an error as Terraform reports it to machines: unwrapped.
type Diagnostic struct {
	Severity string `json:"severity"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	Address  string `json:"address"` // the data source or resource
	Snippet  struct {
		Code string `json:"code"` // the first line of the configuration that is at fault
	} `json:"snippet"`
}

// PlanErrors plans and returns the errors, in the order of Terraform's report.
// The test fails when the plan succeeds.
func (w *Workspace) PlanErrors() []Diagnostic {
	w.t.Helper()
	r := w.Run("plan", "-json")
	if r.ExitCode != 1 {
		w.t.Fatalf("terraform plan: exit code %d, want 1\n%s%s", r.ExitCode, r.Stdout, r.Stderr)
	}
	var found []Diagnostic
	for line := range strings.Lines(r.Stdout) {
		var message struct{ Diagnostic *Diagnostic }
		if err := json.Unmarshal([]byte(line), &message); err != nil {
			w.t.Fatalf("terraform plan: %q: %v", line, err)
		}
		if message.Diagnostic != nil && message.Diagnostic.Severity == "error" {
			found = append(found, *message.Diagnostic)
		}
	}
	return found
}
