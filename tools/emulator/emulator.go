// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	startTimeout  = 2 * time.Minute
	checkTimeout  = 5 * time.Second
	pollInterval  = 200 * time.Millisecond
	logTailLength = 40 // lines
)

// emulator is what is known about one kind of server.
type emulator struct {
	name     string   // on the command line; also of its lock file and of its folder in .tools
	title    string   // in messages
	variable string   // the environment variable with its endpoint
	pin      string   // how the line of its .in file that holds its version begins
	module   string   // the Python module that serves
	health   string   // path of the health page
	image    string   // its Docker image without tag, or none
	env      []string // settings of its own
	advice   string   // what one has to know who uses it by hand
}

var emulators = []emulator{
	{
		name: "localstack", title: "LocalStack", variable: "LOCALSTACK_ENDPOINT",
		pin: "localstack-core[base-runtime]==", module: "localstack.runtime.main",
		health: "/_localstack/health", image: "localstack/localstack",
		advice: "AssumeRole never denies there: trust policies and external IDs are not looked at.",
	},
	{
		name: "localemu", title: "LocalEmu", variable: "LOCALEMU_ENDPOINT",
		pin: "localemu==", module: "localemu.runtime.main",
		health: "/_localemu/health",
		env: []string{
			"IAM_ENFORCEMENT=1",
			"ROOT_ACCESS_KEYS=111111111111,222222222222,333333333333,444444444444,555555555555",
		},
		advice: "AssumeRole looks at the principals of the trust policy and at StringEquals sts:ExternalId, at nothing else: it lets you into a role that does not exist, too.",
	},
}

// commonEnv keeps an emulator to IAM and STS, loaded before it says that it is ready, and without calls to the
// outside.
var commonEnv = []string{
	"SERVICES=iam,sts", "EAGER_SERVICE_LOADING=1", "SKIP_SSL_CERT_DOWNLOAD=1", "DISABLE_EVENTS=1", "DNS_ADDRESS=0",
}

// server is an emulator that answers at an endpoint. One that was given from outside has no process.
type server struct {
	emulator emulator
	endpoint string
	cmd      *exec.Cmd
	started  time.Time
	stdin    io.Closer // closing it ends a container
	ended    chan struct{}
	folder   string // its files and its log, gone after stop
	note     string // what is special about the way it runs
	cleanUp  func()
}

// start takes the endpoint that is given, or starts the emulator in Docker, or in a Python environment.
func (e emulator) start(ctx context.Context, root string, out io.Writer) (*server, error) {
	if given := os.Getenv(e.variable); given != "" {
		fmt.Fprintf(out, "Using the %s at %s (%s is set).\n", e.title, given, e.variable)
		return &server{emulator: e, endpoint: strings.TrimRight(given, "/")}, nil
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "crossaccount-"+e.name+"-")
	if err != nil {
		return nil, err
	}
	s := &server{
		emulator: e, endpoint: fmt.Sprintf("http://127.0.0.1:%d", port), folder: folder, cleanUp: func() {},
	}
	if e.image != "" && dockerAnswers(ctx, dockerTimeout) && s.prepareImage(ctx, out) {
		s.useDocker(port)
	} else if err := s.usePython(ctx, root, port, out); err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	fmt.Fprintf(out, "Starting %s %s …\n", e.title, e.version())
	if err := s.launch(); err != nil {
		_ = os.RemoveAll(folder)
		return nil, fmt.Errorf("%s can't be started: %w", e.title, err)
	}
	return s, nil
}

// launch starts s.cmd with its output in the log file.
func (s *server) launch() error {
	log, err := os.Create(s.logPath())
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.SysProcAttr = childAttributes()
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.started, s.ended = time.Now(), make(chan struct{})
	go func() {
		_ = s.cmd.Wait() // The log tells more than the exit status.
		close(s.ended)
	}()
	return nil
}

// waitHealthy returns as soon as IAM and STS are usable.
func (s *server) waitHealthy(ctx context.Context, out io.Writer) error {
	page := s.endpoint + s.emulator.health
	if s.cmd == nil {
		// One that somebody else started may load its services on first use.
		if err := checkHealth(ctx, page, "running", "available"); err != nil {
			return fmt.Errorf("%s is set to %s, but no usable %s answers there: %w.\n"+
				"Start it, correct the variable, or unset it to have one started for you",
				s.emulator.variable, s.endpoint, s.emulator.title, err)
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for {
		err := checkHealth(ctx, page, "running")
		if err == nil {
			fmt.Fprintf(out, "%s answers at %s (%.0f s).\n", s.emulator.title, s.endpoint, time.Since(s.started).Seconds())
			return nil
		}
		select {
		case <-s.ended:
			return s.endedError()
		case <-ctx.Done():
			return fmt.Errorf("%s was not ready after %s: %w.\nThe end of its log:\n%s",
				s.emulator.title, startTimeout, err, s.logTail())
		case <-tick.C:
		}
	}
}

func (s *server) endedError() error {
	return fmt.Errorf("%s ended by itself. The end of its log:\n%s", s.emulator.title, s.logTail())
}

// stop ends the process with all its children and removes its files. Nothing in an emulator is worth saving.
func (s *server) stop() {
	if s.cmd == nil {
		return
	}
	_ = s.stdin.Close()
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	<-s.ended
	s.cleanUp()
	_ = os.RemoveAll(s.folder)
}

// usage tells a person how to use the server.
func (s *server) usage() string {
	return fmt.Sprintf(`
%[1]s %[2]s: %[3]s

  export %[4]s=%[3]s

With that, make uses this one in place of starting another. For the AWS CLI and SDKs, a 12-digit
access key ID is the root of that account:

  export AWS_ENDPOINT_URL=%[3]s AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
  export AWS_ACCESS_KEY_ID=111111111111 AWS_SECRET_ACCESS_KEY=any

%[5]s
%[6]s`, s.emulator.title, s.emulator.version(), s.endpoint, s.emulator.variable, s.emulator.advice, s.note)
}

func (s *server) logPath() string { return filepath.Join(s.folder, "log") }

func (s *server) logTail() string {
	text, err := os.ReadFile(s.logPath())
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-logTailLength):], "\n")
}

// firstEnded delivers the first server whose process ends.
func firstEnded(servers []*server) <-chan *server {
	first := make(chan *server, len(servers))
	for _, s := range servers {
		if s.cmd != nil {
			go func() {
				<-s.ended
				first <- s
			}()
		}
	}
	return first
}

// Ports that no system hands out by itself, to a listener or to a connection: nobody else gets one of them between
// freePort and the emulator's start.
const (
	firstPort = 20000
	lastPort  = 32767
)

// freePort is a TCP port of the loopback interface that nothing listens on.
func freePort() (int, error) {
	var taken error
	for range 100 {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			taken = err
			continue
		}
		_ = l.Close()
		return port, nil
	}
	return 0, fmt.Errorf("no free port on 127.0.0.1: %w", taken)
}

// checkHealth is nil when the health page tells one of these states for both IAM and STS.
func checkHealth(ctx context.Context, url string, states ...string) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	var page struct {
		Services map[string]string `json:"services"`
	}
	if err := json.NewDecoder(response.Body).Decode(&page); err != nil {
		return fmt.Errorf("%s is no health page: %w", url, err)
	}
	var problems []error
	for _, service := range []string{"iam", "sts"} {
		if state := page.Services[service]; !slices.Contains(states, state) {
			problems = append(problems, fmt.Errorf("%s is %q there, not %s", service, state, strings.Join(states, " or ")))
		}
	}
	return errors.Join(problems...)
}
