// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package startup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/process"
)

// What tells a provider that Terraform runs it, and in which protocol.
var handshake = []string{
	"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
	"PLUGIN_PROTOCOL_VERSIONS=5",
}

// Terraform takes answers of up to 256 MB.
const largestAnswer = 256 << 20

// start is what a start of a provider took.
type start struct {
	seconds float64 // from exec to the schema
	memory  process.Memory
	schema  schema
	log     string // what it wrote to stderr
}

// startProvider starts a provider, asks for its schema and ends it. Extra variables go into its environment.
func startProvider(ctx context.Context, program string, env ...string) (start, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	folder, err := os.MkdirTemp("", "startup") // for its socket
	if err != nil {
		return start{}, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = slices.Concat(handshake, []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + folder}, env)
	var log strings.Builder
	cmd.Stderr = &log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return start{}, err
	}

	began := time.Now()
	if err := cmd.Start(); err != nil {
		return start{}, err
	}
	answer, err := askForSchema(ctx, stdout)
	seconds := time.Since(began).Seconds()

	var memory process.Memory
	if err == nil && process.CheckLinux() == nil {
		memory, err = process.MemoryOf(cmd.Process.Pid)
	}
	_ = cmd.Process.Kill() // Terraform kills those that don't end by themselves, too
	_ = cmd.Wait()         // which gives that it was killed
	if err != nil {
		return start{}, fmt.Errorf("%s: %w\n%s", program, err, log.String())
	}
	read, err := parseSchema(answer)
	if err != nil {
		return start{}, fmt.Errorf("the schema of %s: %w", program, err)
	}
	return start{seconds, memory, read, log.String()}, nil
}

// askForSchema reads the line with which a provider says where it listens, such as "1|5|unix|/tmp/plugin1|grpc|", and asks there.
func askForSchema(ctx context.Context, stdout io.Reader) ([]byte, error) {
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("it does not say where it listens: %w", err)
	}
	fields := strings.Split(strings.TrimSpace(line), "|")
	if len(fields) < 5 || fields[1] != "5" || fields[4] != "grpc" {
		return nil, fmt.Errorf("it listens in another way than asked: %q", line)
	}
	target := "passthrough:///" + fields[3]
	if fields[2] == "unix" {
		target = "unix:" + fields[3]
	}
	conn, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(rawCodec{}), grpc.MaxCallRecvMsgSize(largestAnswer)))
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	var answer []byte
	err = conn.Invoke(ctx, "/tfplugin5.Provider/GetSchema", []byte{}, &answer)
	return answer, err
}

// rawCodec sends and takes messages as they are.
type rawCodec struct{}

func (rawCodec) Name() string { return "proto" }

func (rawCodec) Marshal(v any) ([]byte, error) {
	message, ok := v.([]byte)
	if !ok {
		return nil, fmt.Errorf("%T is no raw message", v)
	}
	return message, nil
}

func (rawCodec) Unmarshal(data []byte, v any) error {
	message, ok := v.(*[]byte)
	if !ok {
		return fmt.Errorf("%T takes no raw message", v)
	}
	*message = append([]byte(nil), data...)
	return nil
}

// schema is how much is in a schema.
type schema struct {
	bytes                             int
	resources, dataSources, functions int
}

// The fields of GetProviderSchema.Response in tfplugin5.proto.
const (
	fieldResourceSchemas   = 2
	fieldDataSourceSchemas = 3
	fieldDiagnostics       = 4
	fieldFunctions         = 7
)

// parseSchema counts what is in an answer. A schema without anything, and one with diagnostics, is an error.
func parseSchema(answer []byte) (schema, error) {
	s := schema{bytes: len(answer)}
	for rest := answer; len(rest) > 0; {
		number, kind, n := protowire.ConsumeTag(rest)
		if n < 0 {
			return schema{}, protowire.ParseError(n)
		}
		size := protowire.ConsumeFieldValue(number, kind, rest[n:])
		if size < 0 {
			return schema{}, protowire.ParseError(size)
		}
		switch number {
		case fieldResourceSchemas:
			s.resources++
		case fieldDataSourceSchemas:
			s.dataSources++
		case fieldFunctions:
			s.functions++
		case fieldDiagnostics:
			return schema{}, fmt.Errorf("it comes with a diagnostic: %q", rest[n:n+size])
		}
		rest = rest[n+size:]
	}
	if s.resources+s.dataSources+s.functions == 0 {
		return schema{}, errors.New("there is nothing in it")
	}
	return s, nil
}
