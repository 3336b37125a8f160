// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"
)

// dockerTimeout is how long a Docker engine may take to tell its version. The client alone can be there without one.
const dockerTimeout = 5 * time.Second

// containerScript runs the image's own entry point, and ends the container when its standard input does: that
// happens when this program dies, too, however it dies.
const containerScript = `exec 3<&0; (cat <&3 >/dev/null; kill -TERM 1) & exec docker-entrypoint.sh`

// dockerAnswers tells whether there is a Docker engine, not only its client.
func dockerAnswers(ctx context.Context, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return groupCommand(ctx, "docker", "version", "--format", "{{.Server.Version}}").Run() == nil
}

func (s *server) imageTag() string { return s.emulator.image + ":" + s.emulator.version() }

// prepareImage pulls the image unless it is there. Without it the Python environment is used.
func (s *server) prepareImage(ctx context.Context, out io.Writer) bool {
	if groupCommand(ctx, "docker", "image", "inspect", s.imageTag()).Run() == nil {
		return true
	}
	fmt.Fprintf(out, "Pulling the Docker image %s, once; this takes some minutes …\n", s.imageTag())
	pull := groupCommand(ctx, "docker", "pull", s.imageTag())
	pull.Stdout, pull.Stderr = out, out
	if err := pull.Run(); err != nil {
		fmt.Fprintf(out, "The image can't be pulled (%v): using a Python environment in its place.\n", err)
		return false
	}
	return true
}

// useDocker makes the server one that runs in a container, reachable from this machine only.
func (s *server) useDocker(port int) {
	container := fmt.Sprintf("crossaccount-%s-%d-%d", s.emulator.name, os.Getpid(), port)
	args := []string{
		"run", "--rm", "--interactive", "--init", "--name", container,
		"--publish", fmt.Sprintf("127.0.0.1:%d:4566", port),
	}
	for _, setting := range slices.Concat(commonEnv, s.emulator.env) {
		args = append(args, "--env", setting)
	}
	args = append(args, "--entrypoint", "sh", s.imageTag(), "-c", containerScript)
	s.cmd = exec.Command("docker", args...)
	s.note = "It runs in the Docker container " + container + "."
	s.cleanUp = func() {
		ctx, cancel := context.WithTimeout(context.Background(), 4*dockerTimeout)
		defer cancel()
		// It fails when the container is gone already, as it should be.
		_ = groupCommand(ctx, "docker", "rm", "--force", container).Run()
	}
}
