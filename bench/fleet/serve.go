// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"
)

// addresses are where a fake STS is reached.
type addresses struct {
	Endpoint string // TLS
	Control  string // plain HTTP
}

// ServeSTS is the command of the fake STS, "fleet-sts LATENCY CA-FILE". It writes its addresses as a line of JSON, and
// ends with its standard input, which is that of the process that runs it.
func ServeSTS(ctx context.Context, args []string) error {
	if len(args) != 2 || latencies[args[0]] == nil {
		return errors.New("usage: fleet-sts fixed|tail CA-FILE")
	}
	certificate, err := newCertificate(args[1])
	if err != nil {
		return err
	}
	f := &fakeSTS{latency: latencies[args[0]]}
	// STS speaks no HTTP/2.
	secure, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}, NextProtos: []string{"http/1.1"},
	})
	if err != nil {
		return err
	}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ended := make(chan error, 3)
	serve := func(l net.Listener, s *http.Server) { ended <- s.Serve(l) }
	go serve(secure, &http.Server{Handler: f, ConnState: f.connState, ReadHeaderTimeout: time.Minute})
	go serve(plain, &http.Server{Handler: f.control(), ReadHeaderTimeout: time.Minute})
	go func() {
		_, err := io.Copy(io.Discard, os.Stdin)
		ended <- err
	}()
	line := addresses{"https://" + secure.Addr().String(), "http://" + plain.Addr().String()}
	if err := json.NewEncoder(os.Stdout).Encode(line); err != nil {
		return err
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return nil
	}
}

// service is a fake STS that runs as a process of its own, so that it shares nothing with any side.
type service struct {
	addresses
	caFile string
	cmd    *exec.Cmd
	stdin  io.Closer
}

// startSTS starts a fake STS.
func startSTS(ctx context.Context, latency, caFile string) (*service, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &service{caFile: caFile, cmd: exec.CommandContext(ctx, self, "fleet-sts", latency, caFile)}
	s.cmd.Stderr = os.Stderr
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &s.addresses)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("starting the fake STS: %w", err), s.stop())
	}
	return s, nil
}

func (s *service) stop() error { return errors.Join(s.stdin.Close(), s.cmd.Wait()) }

// environment lets a process call the fake as the caller, and see nothing of this one but the PATH.
func (s *service) environment(home string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + home,
		"AWS_ENDPOINT_URL_STS=" + s.Endpoint,
		"AWS_CA_BUNDLE=" + s.caFile,
		"AWS_REGION=" + region,
		"AWS_DEFAULT_REGION=" + region, // of boto3
		"AWS_ACCESS_KEY_ID=" + callerKey,
		"AWS_SECRET_ACCESS_KEY=" + callerSecret,
		"AWS_EC2_METADATA_DISABLED=true",
		"CHECKPOINT_DISABLE=1",
		"TF_IN_AUTOMATION=1",
	}
}

// region is where all sides call STS.
const region = "us-east-1"

// reset forgets what was counted, and begins the latencies anew.
func (s *service) reset(ctx context.Context) error { return s.ask(ctx, "/reset", nil) }

// counted returns what was counted since.
func (s *service) counted(ctx context.Context) (counts, error) {
	var c counts
	err := s.ask(ctx, "/counts", &c)
	return c, err
}

func (s *service) ask(ctx context.Context, path string, answer *counts) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Control+path, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if answer == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
