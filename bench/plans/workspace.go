// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package plans

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/process"
)

// The exit codes of plan -detailed-exitcode.
const (
	noChanges = 0
	changes   = 2
)

// workspace is a folder with a configuration, whose variable inputs is a list of distinct strings of nine digits: as many
// as there is to do. Providers come from where install.sh puts them.
type workspace struct {
	folder    string
	terraform string
	env       []string
}

// newWorkspace makes a workspace in a folder that there is not yet. Muted, no provider logs what the SDK does, which
// Terraform would drop; ours never does there.
func newWorkspace(p *peers.Peers, folder, configuration string, muted bool) (*workspace, error) {
	terraform, err := p.Program("terraform")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	settings := filepath.Join(folder, "terraform.tfrc")
	text := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"registry.terraform.io/crossaccount/crossaccount\" = %[1]q\n"+
		"    \"registry.terraform.io/hashicorp/time\" = %[1]q\n  }\n}\n", p.Folder)
	w := &workspace{folder: folder, terraform: terraform, env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TMPDIR=" + os.TempDir(), "TF_CLI_CONFIG_FILE=" + settings,
		"TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1", "AWS_EC2_METADATA_DISABLED=true",
	}}
	if muted {
		w.env = append(w.env, "TF_LOG_SDK=OFF", "TF_LOG_SDK_FRAMEWORK=OFF", "TF_LOG_SDK_PROTO=OFF")
	}
	return w, errors.Join(
		os.WriteFile(settings, []byte(text), 0o600),
		os.WriteFile(filepath.Join(folder, "main.tf"), []byte(configuration), 0o600),
	)
}

// inputs writes a file with the variable of some inputs, and returns its path.
func (w *workspace) inputs(n int) (string, error) {
	list := make([]string, n)
	for i := range list {
		list[i] = input(i)
	}
	text, err := json.Marshal(map[string]any{"inputs": list})
	if err != nil {
		return "", err
	}
	file := filepath.Join(w.folder, strconv.Itoa(n)+".tfvars.json")
	return file, os.WriteFile(file, text, 0o600)
}

// input returns the i-th of the inputs.
func input(i int) string { return fmt.Sprintf("%09d", i) }

// ran is what a command of Terraform took.
type ran struct {
	seconds float64
	peak    float64 // most memory of the provider in bytes, 0 unless it was watched
}

// run runs Terraform, with its output to nowhere, and gives an error unless it ends with an exit code.
func (w *workspace) run(ctx context.Context, watch bool, code int, args ...string) (ran, error) {
	cmd := exec.CommandContext(ctx, w.terraform, args...)
	cmd.Dir, cmd.Env = w.folder, w.env
	// Terraform ends its providers when it is interrupted; killed, it would leave them behind.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var stderr bytes.Buffer
	cmd.Stderr = &stderr

	began := time.Now()
	if err := cmd.Start(); err != nil {
		return ran{}, err
	}
	ended, peak := make(chan struct{}), make(chan float64, 1)
	if watch {
		go func() { peak <- watchProvider(cmd.Process.Pid, ended) }()
	} else {
		peak <- 0
	}
	err := cmd.Wait()
	r := ran{seconds: time.Since(began).Seconds()}
	close(ended)
	r.peak = <-peak
	if got := cmd.ProcessState.ExitCode(); got != code {
		return ran{}, fmt.Errorf("terraform %s in %s: exit code %d, not %d (%w)\n%s", args[0], filepath.Base(w.folder), got, code, err, stderr.String())
	}
	return r, nil
}

// watchProvider returns the most memory that a child of a process has had until the process ends.
func watchProvider(pid int, ended <-chan struct{}) float64 {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	var most float64
	for {
		for _, child := range process.ChildrenOf(pid) {
			// A child that does not run its own program yet still shows Terraform's memory.
			if program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", child)); err != nil || !strings.HasPrefix(filepath.Base(program), "terraform-provider-") {
				continue
			}
			if m, err := process.MemoryOf(child); err == nil {
				most = max(most, m.Peak)
			}
		}
		select {
		case <-ended:
			return most
		case <-tick.C:
		}
	}
}

// plan plans for some inputs, over a state that is in a file of the workspace, or over none where there is no such file.
func (w *workspace) plan(ctx context.Context, n int, state string, code int) (float64, error) {
	file, err := w.inputs(n)
	if err != nil {
		return 0, err
	}
	r, err := w.run(ctx, false, code, "plan", "-detailed-exitcode", "-lock=false", "-var-file="+file, "-state="+filepath.Join(w.folder, state))
	return r.seconds, err
}

// net returns the seconds of a plan for n inputs, less those of a plan for none.
func (w *workspace) net(ctx context.Context, n int, state string, code int) (float64, error) {
	empty, err := w.plan(ctx, 0, "none.tfstate", noChanges)
	if err != nil {
		return 0, err
	}
	full, err := w.plan(ctx, n, state, code)
	return full - empty, err
}

// apply applies for some inputs, with the state in a file of the workspace, and returns what is in there.
func (w *workspace) apply(ctx context.Context, n int, state string) (*content, error) {
	file, err := w.inputs(n)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(w.folder, state)
	if _, err := w.run(ctx, false, 0, "apply", "-auto-approve", "-backup=-", "-var-file="+file, "-state="+path); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var c content
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("the state of %s: %w", filepath.Base(w.folder), err)
	}
	return &c, nil
}

// content is what is in a state.
type content struct {
	Outputs   map[string]struct{ Value any }
	Resources []struct {
		Instances []struct{ Attributes map[string]any }
	}
}

// check returns an error unless there is one resource with n instances, of which an attribute is what want says.
func (c *content) check(n int, attribute string, want func(input string) any) error {
	if len(c.Resources) != 1 || len(c.Resources[0].Instances) != n {
		return fmt.Errorf("the state does not have %d instances of one thing", n)
	}
	for i, instance := range c.Resources[0].Instances {
		if got, want := instance.Attributes[attribute], want(input(i)); !reflect.DeepEqual(got, want) {
			return fmt.Errorf("%s of instance %d is %v, not %v", attribute, i, got, want)
		}
	}
	return nil
}
