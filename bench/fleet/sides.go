// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/peers"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/process"
	"github.com/crossaccount/terraform-provider-crossaccount/bench/terraform"
)

// stand is where the sides run: the fake STS, and a folder for what they read.
type stand struct {
	*service
	peers       *peers.Peers
	folder      string
	concurrency int
}

// expect returns an error unless a side asked for what it had to: it has to do its work, and no more. It returns what was counted.
func (s *stand) expect(ctx context.Context, side string, want counts) (counts, error) {
	got, err := s.counted(ctx)
	if err != nil {
		return got, err
	}
	want.Connections, want.MostAtATime = got.Connections, got.MostAtATime
	if got != want || got.MostAtATime > s.concurrency {
		return got, fmt.Errorf("%s did not do its work as it has to, with %d calls at a time: it is %+v, not %+v", side, s.concurrency, got, want)
	}
	return got, nil
}

// verified is what a check of some roles asks for: two calls for each role, and one to know who calls.
func verified(roles int) counts {
	if roles == 0 {
		return counts{}
	}
	return counts{AssumeRole: roles, SessionPolicies: roles, GetCallerIdentity: roles + 1}
}

// run runs a side that reads a job and writes an outcome, and returns its seconds and what it asked for.
func (s *stand) run(ctx context.Context, side string, cmd *exec.Cmd, roles int) (float64, counts, error) {
	input, err := json.Marshal(newJob(roles, s.concurrency))
	if err != nil {
		return 0, counts{}, err
	}
	if err := s.reset(ctx); err != nil {
		return 0, counts{}, err
	}
	cmd.Env, cmd.Stdin = s.environment(s.folder), bytes.NewReader(input)
	out, err := output(cmd)
	if err != nil {
		return 0, counts{}, fmt.Errorf("%s: %w", side, err)
	}
	var o outcome
	if err := json.Unmarshal(out, &o); err != nil {
		return 0, counts{}, fmt.Errorf("%s: %w", side, err)
	}
	if o.Assumable != roles {
		return 0, counts{}, fmt.Errorf("%s finds %d of %d roles assumable", side, o.Assumable, roles)
	}
	asked, err := s.expect(ctx, side, verified(roles))
	return o.Seconds, asked, err
}

// library runs the library alone.
func (s *stand) library(ctx context.Context, roles int) (float64, counts, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, counts{}, err
	}
	return s.run(ctx, "the library", exec.CommandContext(ctx, self, "fleet-library"), roles)
}

// boto3 runs a pool of threads that call by boto3.
func (s *stand) boto3(ctx context.Context, roles int) (float64, counts, error) {
	cmd, err := s.peers.Python(ctx, "fleet.py")
	if err != nil {
		return 0, counts{}, err
	}
	return s.run(ctx, "boto3", cmd, roles)
}

// awsCLI runs `aws sts assume-role` for one role after the other. Nobody confirms where that landed: it is half the calls.
func (s *stand) awsCLI(ctx context.Context, roles int) (float64, error) {
	aws, err := s.peers.Program("venv/bin/aws")
	if err != nil {
		return 0, err
	}
	if err := s.reset(ctx); err != nil {
		return 0, err
	}
	j := newJob(roles, 1)
	began := time.Now()
	for _, role := range j.Roles {
		cmd := exec.CommandContext(ctx, aws, "sts", "assume-role", "--role-arn", role, "--role-session-name", j.SessionName,
			"--duration-seconds", fmt.Sprint(j.Duration), "--policy", j.SessionPolicy)
		cmd.Env = s.environment(s.folder)
		if _, err := output(cmd); err != nil {
			return 0, fmt.Errorf("the AWS CLI: %w", err)
		}
	}
	took := time.Since(began).Seconds()
	_, err = s.expect(ctx, "the AWS CLI", counts{AssumeRole: roles, SessionPolicies: roles})
	return took, err
}

// configuration checks roles that are given as a variable. Without roles there is nothing to call.
const configuration = `terraform {
  required_providers {
    crossaccount = {
      source = "crossaccount/crossaccount"
    }
  }
}

variable "roles" {
  type = list(string)
}

variable "max_concurrency" {
  type = number
}

provider "crossaccount" {
  max_concurrency = var.max_concurrency
}

data "crossaccount_assumable_roles" "fleet" {
  role_arns = var.roles
}

output "assumable" {
  value = length(data.crossaccount_assumable_roles.fleet.assumable_role_arns)
}
`

// planned is what a plan took and needed.
type planned struct {
	seconds float64
	asked   counts
	memory  float64 // the most that the provider needed, in MB
	unknown error   // why that is not known, nil if it is, or was not asked for
}

var assumableIs = regexp.MustCompile(`(?m)^ *\+ assumable = ([0-9]+)$`)

// plan runs terraform plan, from its start to its end, with the provider as it is released.
func (s *stand) plan(ctx context.Context, roles int, withMemory bool) (planned, error) {
	w, err := terraform.New(s.peers, s.folder, configuration, s.environment(s.folder)...)
	if err != nil {
		return planned{}, err
	}
	variables, err := json.Marshal(map[string]any{"roles": append([]string{}, newJob(roles, 1).Roles...), "max_concurrency": s.concurrency})
	if err != nil {
		return planned{}, err
	}
	if err := os.WriteFile(filepath.Join(s.folder, "terraform.tfvars.json"), variables, 0o600); err != nil {
		return planned{}, err
	}
	if err := s.reset(ctx); err != nil {
		return planned{}, err
	}
	var stdout bytes.Buffer
	ran, err := w.Run(ctx, terraform.Command{Args: []string{"plan", "-no-color", "-lock=false"}, Stdout: &stdout, Watch: withMemory})
	if err != nil {
		return planned{}, err
	}
	p := planned{seconds: ran.Seconds, memory: ran.Peak / 1e6}
	if withMemory && ran.Peak == 0 {
		p.unknown = process.ErrUnseen
	}
	if found := assumableIs.FindStringSubmatch(stdout.String()); len(found) != 2 || found[1] != fmt.Sprint(roles) {
		return p, fmt.Errorf("terraform plan does not find %d roles assumable:\n%s", roles, stdout.Bytes())
	}
	p.asked, err = s.expect(ctx, "terraform plan", verified(roles))
	return p, err
}

// output runs a command and returns what it writes. What it writes to stderr is part of the error.
func output(cmd *exec.Cmd) ([]byte, error) {
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, stderr.String())
	}
	return out, nil
}
