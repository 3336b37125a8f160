// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

// Command emulator runs a command with AWS emulators around it, or an emulator alone until it is interrupted:
//
//	emulator localstack localemu -- go test ./...
//	emulator localstack
//	emulator lock
//
// The command finds the emulators through LOCALSTACK_ENDPOINT and LOCALEMU_ENDPOINT. An emulator whose variable is
// set already is used as it is. The exit code is the command's. The last form renews the lock files.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// gracePeriod is how long a command may take to end by itself after a signal.
const gracePeriod = 10 * time.Second

var stopSignals = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}

func main() {
	// Linux ties the "kill it when the parent dies" of a child to the thread that started it, not to the process.
	runtime.LockOSThread()
	os.Exit(run(os.Args[1:], os.Stderr))
}

// run carries out one command line and returns the exit code. What it says itself goes to out.
func run(args []string, out io.Writer) int {
	fail := func(err error) int {
		fmt.Fprintf(out, "\nError: %v\n", err)
		return 1
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, stopSignals...)
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals...)
	defer stop()

	root, err := repositoryRoot()
	if err != nil {
		return fail(err)
	}
	if slices.Equal(args, []string{"lock"}) {
		if err := renewLocks(ctx, root, out); err != nil {
			return fail(err)
		}
		return 0
	}
	wanted, command, err := parseArgs(args)
	if err != nil {
		fmt.Fprintf(out, "%v\n\nusage: emulator %s [-- command argument…]\n       emulator lock\n", err, names())
		return 2
	}

	servers, err := startAll(ctx, wanted, root, out)
	defer func() {
		for _, s := range servers {
			s.stop()
		}
	}()
	if ctx.Err() != nil {
		return exitCodeOf(<-signals)
	}
	if err != nil {
		return fail(err)
	}
	if command == nil {
		return serve(servers, signals, out)
	}
	return runCommand(command, servers, signals, out)
}

// repositoryRoot is the nearest folder with a go.mod, from the working folder upwards.
func repositoryRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			return d, nil
		}
		if d == filepath.Dir(d) {
			return "", fmt.Errorf("no go.mod in %s or above it: run this inside the repository", dir)
		}
	}
}

// parseArgs splits a command line into the emulators that are wanted and the command to run, nil when there is none.
func parseArgs(args []string) (wanted []emulator, command []string, err error) {
	if i := slices.Index(args, "--"); i >= 0 {
		args, command = args[:i], args[i+1:]
		if len(command) == 0 {
			return nil, nil, errors.New("no command after --")
		}
	}
	for _, name := range args {
		i := slices.IndexFunc(emulators, func(e emulator) bool { return e.name == name })
		if i < 0 {
			return nil, nil, fmt.Errorf("unknown emulator %q", name)
		}
		wanted = append(wanted, emulators[i])
	}
	if len(wanted) == 0 {
		return nil, nil, errors.New("no emulator named")
	}
	return wanted, command, nil
}

func names() string {
	var all []string
	for _, e := range emulators {
		all = append(all, "["+e.name+"]")
	}
	return strings.Join(all, " ")
}

// startAll starts every emulator, then waits for all of them. What was started is returned with an error, too.
func startAll(ctx context.Context, wanted []emulator, root string, out io.Writer) ([]*server, error) {
	var servers []*server
	for _, e := range wanted {
		s, err := e.start(ctx, root, out)
		if err != nil {
			return servers, err
		}
		servers = append(servers, s)
	}
	for _, s := range servers {
		if err := s.waitHealthy(ctx, out); err != nil {
			return servers, err
		}
	}
	return servers, nil
}

// serve tells how to use the emulators and waits until it is interrupted or one of them ends.
func serve(servers []*server, signals <-chan os.Signal, out io.Writer) int {
	for _, s := range servers {
		fmt.Println(s.usage())
	}
	fmt.Println("\nPress Ctrl-C to stop.")
	select {
	case <-signals:
		return 0
	case s := <-firstEnded(servers):
		fmt.Fprintf(out, "\nError: %v\n", s.endedError())
		return 1
	}
}

// runCommand runs the command in a process group of its own, so that a signal reaches it once, and all that it
// started can be ended with it.
func runCommand(command []string, servers []*server, signals <-chan os.Signal, out io.Writer) int {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = os.Environ()
	for _, s := range servers {
		cmd.Env = append(cmd.Env, s.emulator.variable+"="+s.endpoint)
	}
	cmd.SysProcAttr = childAttributes()
	if err := cmd.Start(); err != nil {
		fmt.Fprintf(out, "\nError: the command can't be started: %v\n", err)
		return 127
	}
	group := -cmd.Process.Pid
	defer func() { _ = syscall.Kill(group, syscall.SIGKILL) }()

	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	broken := firstEnded(servers)
	var deadline <-chan time.Time
	failed := false
	for {
		select {
		case err := <-ended:
			if failed {
				return 1
			}
			return exitCode(err)
		case s := <-broken:
			fmt.Fprintf(out, "\nError: %v\n", s.endedError())
			failed = true
			_ = syscall.Kill(group, syscall.SIGTERM)
			deadline = time.After(gracePeriod)
		case sig := <-signals:
			if deadline != nil { // Asked twice: do not wait any longer.
				sig = syscall.SIGKILL
			}
			_ = syscall.Kill(group, sig.(syscall.Signal))
			deadline = time.After(gracePeriod)
		case <-deadline:
			_ = syscall.Kill(group, syscall.SIGKILL)
		}
	}
}

// groupCommand is a command that ends with all its children when ctx does.
func groupCommand(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.SysProcAttr = childAttributes()
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

// exitCode is what a shell would report: the exit status, or 128 plus the number of the signal.
func exitCode(err error) int {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		if err != nil {
			return 1
		}
		return 0
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitCodeOf(status.Signal())
	}
	return exit.ExitCode()
}

func exitCodeOf(sig os.Signal) int {
	if s, ok := sig.(syscall.Signal); ok {
		return 128 + int(s)
	}
	return 1
}
