// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package terraform runs a real Terraform with the providers that install.sh of the peers builds.
package terraform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/process"
)

// Muted is the environment in which no provider logs what its SDK does.
var Muted = []string{"TF_LOG_SDK=OFF", "TF_LOG_SDK_FRAMEWORK=OFF", "TF_LOG_SDK_PROTO=OFF"}

// Workspace is a folder with a configuration.
type Workspace struct {
	Folder  string
	program string
	env     []string
}

// New makes a workspace of a folder, which it makes where there is none. Terraform sees nothing of this process's
// environment but the PATH and the folder for temporary files, and what env adds.
func New(p *peers.Peers, folder, configuration string, env ...string) (*Workspace, error) {
	program, err := p.Program("terraform")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	settings := filepath.Join(folder, "terraform.tfrc")
	text := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"registry.terraform.io/crossaccount/crossaccount\" = %[1]q\n"+
		"    \"registry.terraform.io/hashicorp/time\" = %[1]q\n  }\n}\n", p.Folder)
	w := &Workspace{Folder: folder, program: program, env: slices.Concat([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TMPDIR=" + os.TempDir(), "TF_CLI_CONFIG_FILE=" + settings,
		"TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1", "AWS_EC2_METADATA_DISABLED=true",
	}, env)}
	return w, errors.Join(
		os.WriteFile(settings, []byte(text), 0o600),
		os.WriteFile(filepath.Join(folder, "main.tf"), []byte(configuration), 0o600),
	)
}

// Command is a command of Terraform.
type Command struct {
	Args   []string
	Code   int       // with which it has to end
	Stdout io.Writer // nil for nowhere
	Watch  bool      // the memory of the provider
}

// Ran is what a command took.
type Ran struct {
	Seconds float64
	Peak    float64 // the most memory of the provider in bytes; 0 where it was not watched, or not seen
}

// Run runs a command, and gives an error unless it ends with its exit code.
func (w *Workspace) Run(ctx context.Context, c Command) (Ran, error) {
	cmd := exec.CommandContext(ctx, w.program, c.Args...)
	cmd.Dir, cmd.Env = w.Folder, w.env
	// Terraform ends its providers when it is interrupted; killed, it would leave them behind.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = c.Stdout, &stderr

	began := time.Now()
	if err := cmd.Start(); err != nil {
		return Ran{}, err
	}
	ended, peak := make(chan struct{}), make(chan float64, 1)
	if c.Watch {
		go func() { peak <- process.PeakOfProvider(cmd.Process.Pid, ended) }()
	} else {
		peak <- 0
	}
	_ = cmd.Wait() // which gives what the exit code tells
	r := Ran{Seconds: time.Since(began).Seconds()}
	close(ended)
	r.Peak = <-peak
	if cmd.ProcessState.ExitCode() != c.Code {
		return Ran{}, fmt.Errorf("terraform %s in %s: %s, not exit status %d\n%s", c.Args[0], filepath.Base(w.Folder), cmd.ProcessState, c.Code, stderr.String())
	}
	return r, nil
}
