// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package plans

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/terraform"
)

// The exit codes of plan -detailed-exitcode.
const (
	noChanges = 0
	changes   = 2
)

// workspace has a configuration whose variable inputs is a list of distinct strings of nine digits: as many as there is to do.
type workspace struct{ *terraform.Workspace }

// newWorkspace makes a workspace in a folder that there is not yet. Muted, no provider logs what the SDK does, which
// Terraform would drop; ours never does there.
func newWorkspace(p *peers.Peers, folder, configuration string, muted bool) (workspace, error) {
	var env []string
	if muted {
		env = terraform.Muted
	}
	w, err := terraform.New(p, folder, configuration, env...)
	return workspace{w}, err
}

// inputs writes a file with the variable of some inputs, and returns its path.
func (w workspace) inputs(n int) (string, error) {
	list := make([]string, n)
	for i := range list {
		list[i] = input(i)
	}
	text, err := json.Marshal(map[string]any{"inputs": list})
	if err != nil {
		return "", err
	}
	file := filepath.Join(w.Folder, strconv.Itoa(n)+".tfvars.json")
	return file, os.WriteFile(file, text, 0o600)
}

// input returns the i-th of the inputs.
func input(i int) string { return fmt.Sprintf("%09d", i) }

// plan plans for some inputs, over a state that is in a file of the workspace, or over none where there is no such file.
func (w workspace) plan(ctx context.Context, n int, state string, code int, watch bool) (terraform.Ran, error) {
	file, err := w.inputs(n)
	if err != nil {
		return terraform.Ran{}, err
	}
	args := []string{"plan", "-detailed-exitcode", "-lock=false", "-var-file=" + file, "-state=" + filepath.Join(w.Folder, state)}
	return w.Run(ctx, terraform.Command{Args: args, Code: code, Watch: watch})
}

// less returns the seconds of a plan for n inputs, less those of a plan for none, with the exit codes of both.
func (w workspace) less(ctx context.Context, n int, state string, code, codeOfNone int) (float64, error) {
	empty, err := w.plan(ctx, 0, "none.tfstate", codeOfNone, false)
	if err != nil {
		return 0, err
	}
	full, err := w.plan(ctx, n, state, code, false)
	return full.Seconds - empty.Seconds, err
}

// apply applies for some inputs, with the state in a file of the workspace, and returns what is in there.
func (w workspace) apply(ctx context.Context, n int, state string) (*content, error) {
	file, err := w.inputs(n)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(w.Folder, state)
	args := []string{"apply", "-auto-approve", "-backup=-", "-var-file=" + file, "-state=" + path}
	if _, err := w.Run(ctx, terraform.Command{Args: args}); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var c content
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("the state of %s: %w", filepath.Base(w.Folder), err)
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
