// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// pythonVersion is the one that both emulators run on.
const pythonVersion = "3.13"

// pins holds what is wanted (.in) and, resolved with the hash of every file, what is installed (.lock).
//
//go:embed *.in *.lock
var pins embed.FS

func pin(file string) string {
	text, err := pins.ReadFile(file)
	if err != nil {
		return "" // Not reached: the files are part of the program, and a test reads each of them.
	}
	return string(text)
}

// version is the emulator's, as its .in file names it.
func (e emulator) version() string {
	for line := range strings.Lines(pin(e.name + ".in")) {
		if version, ok := strings.CutPrefix(strings.TrimSpace(line), e.pin); ok {
			return version
		}
	}
	return ""
}

// usePython makes the server one that runs in the locked Python environment, which is installed when it is not there.
func (s *server) usePython(ctx context.Context, root string, port int, out io.Writer) error {
	e := s.emulator
	python, err := e.installed(ctx, filepath.Join(root, ".tools"), out)
	if err != nil {
		return fmt.Errorf("%s can't be installed: %w\n\n"+
			"Without that: set %s to the URL of a %s that runs, or (LocalStack only) start a Docker engine",
			e.title, err, e.variable, e.title)
	}
	s.cmd = exec.Command(python, "-m", e.module)
	s.cmd.Dir = s.folder
	// Nothing else of the environment goes there: neither somebody's AWS credentials nor settings for an emulator.
	s.cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + s.folder, "TMPDIR=" + s.folder, "PYTHONUNBUFFERED=1",
		"OVERRIDE_IN_DOCKER=0", "FILESYSTEM_ROOT=" + s.folder, fmt.Sprintf("GATEWAY_LISTEN=127.0.0.1:%d", port),
	}, slices.Concat(commonEnv, e.env)...)
	s.note = "It listens on every IPv4 address of this machine, not on loopback alone: for trusted networks only."
	return nil
}

// installed returns the Python interpreter of the emulator's environment in the folder tools. Several programs may
// ask for it at once.
func (e emulator) installed(ctx context.Context, tools string, out io.Writer) (string, error) {
	folder := filepath.Join(tools, e.name)
	python := filepath.Join(folder, "bin", "python")
	lockText := pin(e.name + ".lock")
	if isInstalled(python, lockText) {
		return python, nil
	}
	unlock, err := exclusive(ctx, tools, out)
	if err != nil {
		return "", err
	}
	defer unlock()
	if isInstalled(python, lockText) {
		return python, nil
	}
	uv, err := installedUV(ctx, tools, out)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(out, "Installing %s %s (%d Python packages), once; this takes up to a minute …\n",
		e.title, e.version(), strings.Count(lockText, "=="))
	env := uvEnvironment(ctx, tools)
	if err := tool(ctx, env, uv, "venv", "--quiet", "--clear", "--python", pythonVersion, folder); err != nil {
		return "", fmt.Errorf("there is no Python %[1]s on the PATH or in pyenv, and it could not be fetched: "+
			"install it, for example with \"pyenv install %[1]s\".\n%[2]w", pythonVersion, err)
	}
	requirements, err := writeRequirements(folder, lockText)
	if err != nil {
		return "", err
	}
	err = tool(ctx, env, uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, requirements)
	if err != nil {
		return "", err
	}
	return python, markInstalled(python, lockText)
}

// installedUV returns the program uv, which pip installs from its own lock file.
func installedUV(ctx context.Context, tools string, out io.Writer) (string, error) {
	folder := filepath.Join(tools, "uv")
	uv := filepath.Join(folder, "bin", "uv")
	if isInstalled(uv, pin("uv.lock")) {
		return uv, nil
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		return "", errors.New("python3 is not on the PATH; install Python 3.9 or later")
	}
	fmt.Fprintln(out, "Installing uv, once …")
	if err := tool(ctx, os.Environ(), python, "-m", "venv", "--clear", folder); err != nil {
		return "", fmt.Errorf("python3 can't make a virtual environment: "+
			"on Debian and Ubuntu, \"apt-get install python3-venv\" adds what it needs.\n%w", err)
	}
	requirements, err := writeRequirements(folder, pin("uv.lock"))
	if err != nil {
		return "", err
	}
	err = tool(ctx, os.Environ(), filepath.Join(folder, "bin", "python"), "-m", "pip", "install", "--quiet",
		"--no-input", "--disable-pip-version-check", "--require-hashes", "--requirement", requirements)
	if err != nil {
		return "", err
	}
	return uv, markInstalled(uv, pin("uv.lock"))
}

// uvEnvironment keeps what uv fetches in the folder tools, and lets it see pyenv's interpreter: pyenv's python3.13
// answers only when it is told which version to be.
func uvEnvironment(ctx context.Context, tools string) []string {
	env := append(os.Environ(), "UV_PYTHON_INSTALL_DIR="+filepath.Join(tools, "python"))
	versions, err := groupCommand(ctx, "pyenv", "versions", "--bare").Output()
	if err != nil {
		return env
	}
	for line := range strings.Lines(string(versions)) {
		if version := strings.TrimSpace(line); strings.HasPrefix(version, pythonVersion+".") {
			return append(env, "PYENV_VERSION="+version)
		}
	}
	return env
}

func writeRequirements(folder, lockText string) (string, error) {
	path := filepath.Join(folder, "requirements.txt")
	return path, os.WriteFile(path, []byte(lockText), 0o644)
}

// renewLocks resolves every .in file anew into its .lock file.
func renewLocks(ctx context.Context, root string, out io.Writer) error {
	tools := filepath.Join(root, ".tools")
	unlock, err := exclusive(ctx, tools, out)
	if err != nil {
		return err
	}
	defer unlock()
	uv, err := installedUV(ctx, tools, out)
	if err != nil {
		return err
	}
	for _, name := range []string{"uv", "localstack", "localemu"} {
		fmt.Fprintf(out, "Resolving %s.in …\n", name)
		base := filepath.Join(root, "tools", "emulator", name)
		err := tool(ctx, uvEnvironment(ctx, tools), uv, "pip", "compile", "--quiet", "--upgrade", "--generate-hashes",
			"--python-platform", "linux", "--python-version", pythonVersion,
			"--no-header", "--no-annotate", "--no-emit-index-url", base+".in", "--output-file", base+".lock")
		if err != nil {
			return err
		}
	}
	return nil
}

// isInstalled tells whether the program is there and was installed from this lock file.
func isInstalled(program, lockText string) bool {
	if _, err := os.Stat(program); err != nil {
		return false
	}
	stamp, err := os.ReadFile(stampPath(program))
	return err == nil && string(stamp) == digest(lockText)
}

func markInstalled(program, lockText string) error {
	return os.WriteFile(stampPath(program), []byte(digest(lockText)), 0o644)
}

// stampPath is in the environment's own folder, so that it goes when the environment goes.
func stampPath(program string) string { return filepath.Join(filepath.Dir(program), "..", "installed") }

func digest(text string) string { return fmt.Sprintf("%x\n", sha256.Sum256([]byte(text))) }

// exclusive makes the folder and keeps every other program that installs something there waiting.
func exclusive(ctx context.Context, tools string, out io.Writer) (unlock func(), err error) {
	if err := os.MkdirAll(tools, 0o755); err != nil {
		return nil, err
	}
	file, err := os.Create(filepath.Join(tools, ".installing"))
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for waiting := false; ; waiting = true {
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			return func() { _ = file.Close() }, nil
		}
		if !waiting {
			fmt.Fprintln(out, "Waiting for another installation to end …")
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			_ = file.Close()
			return nil, ctx.Err()
		}
	}
}

// tool runs an installer; its output shows only when it fails.
func tool(ctx context.Context, env []string, program string, args ...string) error {
	var output bytes.Buffer
	cmd := groupCommand(ctx, program, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = env, &output, &output
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, strings.TrimSpace(output.String()))
	}
	return nil
}
