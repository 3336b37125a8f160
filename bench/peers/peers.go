// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package peers finds and runs what the provider is measured beside. install.sh of this folder installs all of it.
package peers

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Peers is where everything is.
type Peers struct {
	Root   string // of the repository
	Folder string // where install.sh installs
}

// Find returns where everything is. The error is that of a working directory outside the repository.
func Find() (*Peers, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return nil, fmt.Errorf("looking for the repository: %w", err)
	}
	root := filepath.Dir(strings.TrimSpace(string(out)))
	if _, err := os.Stat(filepath.Join(root, "bench", "peers", "install.sh")); err != nil {
		return nil, fmt.Errorf("the benchmarks run in their repository: %w", err)
	}
	return &Peers{Root: root, Folder: filepath.Join(root, ".tools", "bench")}, nil
}

// Program returns the path of a program that install.sh installs, or why it is not there, as install.sh told.
func (p *Peers) Program(name string) (string, error) {
	path := filepath.Join(p.Folder, name)
	// First what could not be had this time: an earlier one may still be there.
	if why, err := os.ReadFile(path + ".missing"); err == nil {
		return "", errors.New(strings.TrimSpace(string(why)))
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%s is not installed: run make bench, which installs it", name)
	}
	return path, nil
}

// Script returns the path of a script of this folder.
func (p *Peers) Script(name string) string { return filepath.Join(p.Root, "bench", "peers", name) }

// Python returns a command that runs a script of this folder, with boto3 and matplotlib.
func (p *Peers) Python(ctx context.Context, script string, args ...string) (*exec.Cmd, error) {
	python, err := p.Program("venv/bin/python")
	if err != nil {
		return nil, err
	}
	return exec.CommandContext(ctx, python, append([]string{p.Script(script)}, args...)...), nil
}

// DrawPlots draws the plots of a file of results into a folder.
func (p *Peers) DrawPlots(ctx context.Context, results, folder string) error {
	cmd, err := p.Python(ctx, "plot.py", results, folder)
	if err != nil {
		return fmt.Errorf("the plots are not drawn: %w", err)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the plots are not drawn: %w\n%s", err, out)
	}
	return nil
}

// Describe tells what machine this is, and the versions of what is measured.
func (p *Peers) Describe(ctx context.Context) []string {
	lines := []string{fmt.Sprintf("%d cores (%s), %s/%s, %s", runtime.NumCPU(), processor(), runtime.GOOS, runtime.GOARCH, runtime.Version())}
	versions, err := os.ReadFile(filepath.Join(p.Folder, "versions"))
	if err == nil {
		for line := range strings.Lines(string(versions)) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	if commit, err := p.git(ctx, "describe", "--always"); err == nil {
		if p.CheckCommitted(ctx) != nil {
			commit += "-dirty"
		}
		lines = append(lines, "terraform-provider-crossaccount at "+commit)
	}
	return lines
}

// CheckCommitted returns an error where files differ from the commit that [Peers.Describe] names, save those that a run
// writes itself.
func (p *Peers) CheckCommitted(ctx context.Context) error {
	changed, err := p.git(ctx, "status", "--porcelain", "--", ".", ":!bench/README.md", ":!bench/results")
	if err != nil {
		return fmt.Errorf("looking for changes that are not committed: %w", err)
	}
	if changed != "" {
		return fmt.Errorf("results are kept of what is committed alone, and this is not; commit it, or measure by -only, which keeps nothing:\n%s", changed)
	}
	return nil
}

// git returns what a command of git says about the repository.
func (p *Peers) git(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, "git", append([]string{"-C", p.Root}, args...)...).Output()
	return strings.TrimSpace(string(out)), err
}

// processor returns the name of the processor where Linux tells it.
func processor() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	defer func() { _ = file.Close() }()
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		if name, value, ok := strings.Cut(scanner.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}
