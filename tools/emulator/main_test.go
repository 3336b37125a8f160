// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for what should come at once.
const patience = 30 * time.Second

const healthy = `{"services": {"iam": "running", "sts": "running", "s3": "disabled"}, "version": "4.14.0"}`

// TestMain lets the test program play two other parts: the command under test, which has to be a process that can be
// killed, and a docker client.
func TestMain(m *testing.M) {
	switch os.Getenv("EMULATOR_TEST_PART") {
	case "runner":
		main()
	case "docker":
		os.Exit(fakeDocker(os.Args[1:]))
	default:
		os.Exit(m.Run())
	}
}

// fakeDocker has an engine and the image. Its container is healthy, and ends when its standard input does.
func fakeDocker(args []string) int {
	if record, err := os.OpenFile(os.Getenv("FAKE_DOCKER_RECORD"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644); err == nil {
		fmt.Fprintln(record, strings.Join(args, " "))
		_ = record.Close()
	}
	if args[0] != "run" {
		return 0
	}
	if os.Getenv("FAKE_DOCKER_FAILS") != "" {
		fmt.Println("the container has a problem")
		return 1
	}
	// The port of this machine may itself begin with 4566: only the end is the container's.
	address := strings.TrimSuffix(args[slices.Index(args, "--publish")+1], ":4566")
	listener, err := net.Listen("tcp", address)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	go func() {
		_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, healthy) }))
	}()
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// runner is the command under test in a process of its own.
type runner struct {
	*exec.Cmd
	stdout *bufio.Reader
	stderr bytes.Buffer
	record string // what the fake docker was called with
}

// newRunner prepares the command with a fake docker first on its PATH and no endpoint given.
func newRunner(t *testing.T, env []string, args ...string) *runner {
	t.Helper()
	folder := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\nEMULATOR_TEST_PART=docker exec '%s' \"$@\"\n", os.Args[0])
	if err := os.WriteFile(filepath.Join(folder, "docker"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	r := &runner{Cmd: exec.Command(os.Args[0], args...), record: filepath.Join(folder, "record")}
	r.Env = append(os.Environ(), "EMULATOR_TEST_PART=runner", "PATH="+folder+":"+os.Getenv("PATH"),
		"FAKE_DOCKER_RECORD="+r.record, "LOCALSTACK_ENDPOINT=", "LOCALEMU_ENDPOINT=", "TMPDIR="+folder,
		"GORACE=atexit_sleep_ms=0") // The race detector else keeps each of these programs for a second.
	r.Env = append(r.Env, env...)
	r.Stderr = &r.stderr
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := read.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	r.Stdout, r.stdout = write, bufio.NewReader(read)
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	t.Cleanup(func() {
		_ = r.Process.Kill()
		_ = r.Wait()
		_ = read.Close()
	})
	return r
}

// line reads a line of what the inner command printed.
func (r *runner) line(t *testing.T) string {
	t.Helper()
	text, err := r.stdout.ReadString('\n')
	if err != nil {
		_ = r.Process.Kill()
		_ = r.Wait()
		t.Fatalf("no line: %v\nstandard error:\n%s", err, r.stderr.String())
	}
	return strings.TrimSpace(text)
}

// allGone fails unless every process that holds the standard output is gone.
func (r *runner) allGone(t *testing.T) {
	t.Helper()
	if _, err := io.ReadAll(r.stdout); err != nil {
		t.Errorf("a process of the inner command is still there: %v", err)
	}
}

// code waits for the end and returns the exit code.
func (r *runner) code() int {
	_ = r.Wait()
	return r.ProcessState.ExitCode()
}

// connect opens a connection that ends when the emulator does.
func connect(t *testing.T, endpoint string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(endpoint, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func wantClosed(t *testing.T, conn net.Conn) {
	t.Helper()
	if _, err := conn.Read(make([]byte, 1)); err == nil || os.IsTimeout(err) {
		t.Errorf("the emulator still runs: %v", err)
	}
}

func TestParseArgs(t *testing.T) {
	tests := map[string]struct {
		args    string
		wanted  []string
		command string
		err     string
	}{
		"one emulator and a command":   {args: "localstack -- go test ./...", wanted: []string{"localstack"}, command: "go test ./..."},
		"two emulators":                {args: "localemu localstack -- x", wanted: []string{"localemu", "localstack"}, command: "x"},
		"a command with dashes":        {args: "localstack -- x -- y", wanted: []string{"localstack"}, command: "x -- y"},
		"no command":                   {args: "localstack", wanted: []string{"localstack"}},
		"nothing":                      {args: "", err: "no emulator named"},
		"no emulator":                  {args: "-- x", err: "no emulator named"},
		"an empty command":             {args: "localstack --", err: "no command after --"},
		"an emulator nobody knows":     {args: "moto -- x", err: `unknown emulator "moto"`},
		"a command without its dashes": {args: "localstack go test", err: `unknown emulator "go"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			wanted, command, err := parseArgs(strings.Fields(test.args))
			if fmt.Sprint(err) != test.err && (err != nil || test.err != "") {
				t.Fatalf("error %v, want %q", err, test.err)
			}
			var got []string
			for _, e := range wanted {
				got = append(got, e.name)
			}
			if err == nil && (!slices.Equal(got, test.wanted) || strings.Join(command, " ") != test.command) {
				t.Errorf("got %v and %q", got, command)
			}
		})
	}
}

func TestEveryEmulatorIsPinnedWithHashes(t *testing.T) {
	for _, e := range emulators {
		if e.version() == "" {
			t.Errorf("%s.in names no version", e.name)
		}
	}
	for _, name := range []string{"uv", "localstack", "localemu"} {
		packages := strings.Count(pin(name+".lock"), "==")
		if packages == 0 || strings.Count(pin(name+".lock"), "--hash=sha256:") < packages {
			t.Errorf("%s.lock does not pin every package by hash", name)
		}
	}
}

func TestCheckHealth(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		states string
		err    string
	}{
		"both run":                      {200, healthy, "running", ""},
		"loaded on first use":           {200, `{"services": {"iam": "available", "sts": "running"}}`, "running available", ""},
		"one is not loaded yet":         {200, `{"services": {"iam": "available", "sts": "running"}}`, "running", `iam is "available" there, not running`},
		"one is missing":                {200, `{"services": {"iam": "running"}}`, "running", `sts is "" there, not running`},
		"one failed":                    {200, `{"services": {"iam": "running", "sts": "error"}}`, "running", `sts is "error" there`},
		"a page of some other server":   {200, "<html></html>", "running", "is no health page"},
		"a JSON page of another server": {200, `[]`, "running", "is no health page"},
		"not found":                     {404, healthy, "running", "answers 404 Not Found"},
		"starting up":                   {503, "", "running", "answers 503 Service Unavailable"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				fmt.Fprint(w, test.body)
			}))
			defer page.Close()
			err := checkHealth(t.Context(), page.URL, strings.Fields(test.states)...)
			if test.err == "" && err != nil || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
				t.Errorf("got %v, want %q", err, test.err)
			}
		})
	}
}

func TestFreePortCanBeListenedOnAndIsGivenToNobodyElse(t *testing.T) {
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	// Linux hands out 32768 and up, other systems 49152 and up. Source: ip(7), and RFC 6335, section 6.
	if port < 1024 || port >= 32768 {
		t.Errorf("port %d is one that the system gives to anybody", port)
	}
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
}

func TestDockerIsUsedOnlyWhenItsEngineAnswersInTime(t *testing.T) {
	tests := map[string]struct {
		script string
		limit  time.Duration
		want   bool
	}{
		"an engine":                 {"echo 28.2.2", patience, true},
		"a client without engine":   {"echo 'Cannot connect to the Docker daemon' >&2; exit 1", patience, false},
		"an engine that is stalled": {"sleep 600", 100 * time.Millisecond, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "docker"), []byte("#!/bin/sh\n"+test.script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
			if got := dockerAnswers(t.Context(), test.limit); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
	t.Run("no client", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if dockerAnswers(t.Context(), patience) {
			t.Error("got true")
		}
	})
}

func TestCommandFindsTheEmulatorAndItsExitCodeIsPassedOn(t *testing.T) {
	tests := map[string]struct {
		script string
		code   int
	}{
		"success":            {"exit 0", 0},
		"failure":            {"exit 7", 7},
		"killed by a signal": {"kill -KILL $$", 128 + int(syscall.SIGKILL)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRunner(t, nil, "localstack", "--", "sh", "-c", `echo "$LOCALSTACK_ENDPOINT"; `+test.script)
			endpoint := r.line(t)
			if code := r.code(); code != test.code {
				t.Errorf("exit code %d, want %d\n%s", code, test.code, r.stderr.String())
			}
			if conn, err := net.Dial("tcp", strings.TrimPrefix(endpoint, "http://")); err == nil {
				_ = conn.Close()
				t.Error("the emulator still runs")
			}
		})
	}
}

func TestEmulatorIsReachableWhileTheCommandRuns(t *testing.T) {
	r := newRunner(t, nil, "localstack", "--", "sh", "-c", `echo "$LOCALSTACK_ENDPOINT"; exec sleep 600`)
	if err := checkHealth(t.Context(), r.line(t)+"/_localstack/health", "running"); err != nil {
		t.Error(err)
	}
}

func TestContainerIsReachableFromThisMachineOnlyAndRemovedAtTheEnd(t *testing.T) {
	r := newRunner(t, nil, "localstack", "--", "true")
	if code := r.code(); code != 0 {
		t.Fatalf("exit code %d\n%s", code, r.stderr.String())
	}
	calls, err := os.ReadFile(r.record)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"version --format {{.Server.Version}}\nimage inspect localstack/localstack:4.14.0\nrun --rm --interactive",
		" --publish 127.0.0.1:", " --env SERVICES=iam,sts ", "\nrm --force crossaccount-localstack-",
	} {
		if !strings.Contains(string(calls), want) {
			t.Errorf("docker was not called with %q, but with:\n%s", want, calls)
		}
	}
}

func TestSignalReachesTheCommandOnceAndEverythingEnds(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			script := `trap 'echo caught; exit 3' INT TERM HUP; echo "$LOCALSTACK_ENDPOINT"; sleep 600 & wait`
			r := newRunner(t, nil, "localstack", "--", "sh", "-c", script)
			conn := connect(t, r.line(t))
			if err := r.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			rest, err := io.ReadAll(r.stdout)
			if string(rest) != "caught\n" || err != nil {
				t.Errorf("the command printed %q, then %v", rest, err)
			}
			if code := r.code(); code != 3 {
				t.Errorf("exit code %d", code)
			}
			wantClosed(t, conn)
		})
	}
}

func TestSecondSignalKillsACommandThatIgnoresTheFirst(t *testing.T) {
	script := `trap 'echo ignored' TERM; echo "$LOCALSTACK_ENDPOINT"; while :; do sleep 600 & wait $!; done`
	r := newRunner(t, nil, "localstack", "--", "sh", "-c", script)
	conn := connect(t, r.line(t))
	for _, want := range []string{"ignored", ""} {
		if err := r.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if want != "" && r.line(t) != want {
			t.Fatal("the command did not get the first signal")
		}
	}
	if code := r.code(); code != 128+int(syscall.SIGKILL) {
		t.Errorf("exit code %d", code)
	}
	r.allGone(t)
	wantClosed(t, conn)
}

func TestWhatTheCommandLeavesBehindIsKilled(t *testing.T) {
	r := newRunner(t, nil, "localstack", "--", "sh", "-c", "sleep 600 & exit 0")
	if code := r.code(); code != 0 {
		t.Errorf("exit code %d\n%s", code, r.stderr.String())
	}
	r.allGone(t)
}

func TestServingTellsTheEndpointAndEndsWellWhenInterrupted(t *testing.T) {
	r := newRunner(t, nil, "localstack")
	endpoint := ""
	for line := ""; line != "Press Ctrl-C to stop."; {
		line = r.line(t)
		if value, ok := strings.CutPrefix(line, "export LOCALSTACK_ENDPOINT="); ok {
			endpoint = value
		}
	}
	conn := connect(t, endpoint)
	if err := r.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if code := r.code(); code != 0 {
		t.Errorf("exit code %d\n%s", code, r.stderr.String())
	}
	wantClosed(t, conn)
}

func TestEmulatorThatEndsFailsTheRunAndShowsItsLog(t *testing.T) {
	r := newRunner(t, []string{"FAKE_DOCKER_FAILS=1"}, "localstack", "--", "true")
	if code := r.code(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{"LocalStack ended by itself", "the container has a problem"} {
		if !strings.Contains(r.stderr.String(), want) {
			t.Errorf("%q is not said:\n%s", want, r.stderr.String())
		}
	}
}

func TestEndpointThatIsGivenIsUsed(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/_localstack/health" {
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprint(w, healthy)
	}))
	defer page.Close()
	r := newRunner(t, []string{"LOCALSTACK_ENDPOINT=" + page.URL + "/"}, "localstack", "--", "sh", "-c", `echo "$LOCALSTACK_ENDPOINT"`)
	if got := r.line(t); got != page.URL {
		t.Errorf("the command got %q, want %q", got, page.URL)
	}
	if code := r.code(); code != 0 {
		t.Errorf("exit code %d\n%s", code, r.stderr.String())
	}
	if _, err := os.Stat(r.record); err == nil {
		t.Error("docker was called all the same")
	}
}

func TestEndpointThatIsGivenAndDoesNotAnswerIsAnError(t *testing.T) {
	page := httptest.NewServer(nil)
	page.Close()
	r := newRunner(t, []string{"LOCALSTACK_ENDPOINT=" + page.URL}, "localstack", "--", "true")
	if code := r.code(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	want := "LOCALSTACK_ENDPOINT is set to " + page.URL + ", but no usable LocalStack answers there"
	if !strings.Contains(r.stderr.String(), want) {
		t.Errorf("%q is not said:\n%s", want, r.stderr.String())
	}
}
