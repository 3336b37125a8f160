// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/provider"
)

// buildVersion is the version under which Terraform finds the provider that was just built (0.0.0 it would not take).
const buildVersion = "0.0.1"

// workspace is a folder where Terraform finds the configuration, and the provider of this tree.
type workspace struct {
	terraform string
	folder    string
	env       []string
	agent     []string // what the agent has in its environment besides
}

// newWorkspace builds the provider and copies the configuration. Terraform sees of the environment what agent has and
// PATH, nothing else: no credentials and no settings of the person who runs this.
func newWorkspace(ctx context.Context, terraform, folder, config string, agent []string) (*workspace, error) {
	mirror := filepath.Join(folder, "mirror")
	binary := filepath.Join(mirror, filepath.FromSlash(provider.Address), buildVersion, runtime.GOOS+"_"+runtime.GOARCH,
		"terraform-provider-"+path.Base(provider.Address)+"_v"+buildVersion)
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the provider: %w\n%s", err, out)
	}
	cliConfig := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	cliConfigFile := filepath.Join(folder, "terraform.tfrc")
	if err := os.WriteFile(cliConfigFile, []byte(cliConfig), 0o600); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(config)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, filepath.Base(config)), text, 0o600); err != nil {
		return nil, err
	}
	return &workspace{terraform: terraform, folder: folder, agent: agent, env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TMPDIR=" + folder,
		"TF_CLI_CONFIG_FILE=" + cliConfigFile, "TF_CLI_ARGS=-no-color", "TF_IN_AUTOMATION=1", "TF_INPUT=0",
		"CHECKPOINT_DISABLE=1", "AWS_EC2_METADATA_DISABLED=true",
	}}, nil
}

// setChoices writes the choices where Terraform reads them.
func (w *workspace) setChoices(choices []string) error {
	text, err := json.Marshal(map[string][]string{"aws_accounts": choices})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(w.folder, "terraform.tfvars.json"), text, 0o600)
}

// run runs Terraform. A command that fails is no error, but an exit code that is not 0.
func (w *workspace) run(ctx context.Context, args ...string) (stdout, stderr string, code int, err error) {
	cmd := exec.CommandContext(ctx, w.terraform, args...)
	cmd.Dir, cmd.Env = w.folder, slices.Concat(w.env, w.agent)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	// Terraform ends its providers when it is interrupted; killed, it would leave them behind.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && ctx.Err() == nil {
		err = nil
	}
	return out.String(), problems.String(), cmd.ProcessState.ExitCode(), err
}

// must runs Terraform and returns its standard output, or all of its output as an error when it fails.
func (w *workspace) must(ctx context.Context, args ...string) (string, error) {
	stdout, stderr, code, err := w.run(ctx, args...)
	if err == nil && code != 0 {
		err = fmt.Errorf("exit code %d", code)
	}
	if err != nil {
		return "", fmt.Errorf("terraform %s: %w\n%s%s", strings.Join(args, " "), err, stdout, stderr)
	}
	return stdout, nil
}

// outputs reads the values of the configuration's outputs into the fields of to, by their JSON names.
func (w *workspace) outputs(ctx context.Context, to any) error {
	text, err := w.must(ctx, "output", "-json")
	if err != nil {
		return err
	}
	var outputs map[string]struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal([]byte(text), &outputs); err != nil {
		return err
	}
	values := map[string]json.RawMessage{}
	for name, output := range outputs {
		values[name] = output.Value
	}
	all, err := json.Marshal(values)
	if err != nil {
		return err
	}
	return json.Unmarshal(all, to)
}

// unwrapped undoes the line breaks and the frame that Terraform puts around a diagnostic.
func unwrapped(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t│╷╵", r) }), " ")
}
