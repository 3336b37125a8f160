// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package startup

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// build builds the provider.
func build(t *testing.T) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), "provider")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../..").CombinedOutput(); err != nil {
		t.Fatalf("building the provider: %v\n%s", err, out)
	}
	return program
}

// The program has a buffer of 64 kB for its schema, which it would not need for less than gRPC's own of 32 kB.
func TestTheSchemaFitsItsBuffer(t *testing.T) {
	s, err := startProvider(t.Context(), build(t))
	if err != nil {
		t.Fatal(err)
	}
	if n := s.schema.bytes; n <= 32<<10 || n > 64<<10 {
		t.Errorf("the schema has %d bytes: change the sizes of buffers in main.go", n)
	}
}

// The names of what is turned off are the SDK's, so the program itself is run.
func TestTheProviderLogsWhereTerraformListens(t *testing.T) {
	program := build(t)
	for name, tt := range map[string]struct {
		env  []string
		logs bool
	}{
		"nothing is set":     {nil, false},
		"that of the core":   {[]string{"TF_LOG_CORE=TRACE"}, false},
		"Terraform's level":  {[]string{"TF_LOG=TRACE"}, true},
		"that of providers":  {[]string{"TF_LOG_PROVIDER=TRACE"}, true},
		"a level of the SDK": {[]string{"TF_LOG_SDK_PROTO=TRACE"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := startProvider(t.Context(), program, tt.env...)
			if err != nil {
				t.Fatal(err)
			}
			// The rest is what go-plugin says of its own start.
			if got := strings.Contains(s.log, `"@module":"sdk`); got != tt.logs {
				t.Errorf("the SDK logs: %t, want %t:\n%s", got, tt.logs, s.log)
			}
		})
	}
}
