// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package cli runs a real Terraform on configurations as they stand, with
// providers built from this tree. It is for tests only.
//
// What terraform-plugin-testing can't show is shown here: that the source
// addresses and version constraints in an example's required_providers work,
// and that provider blocks wait for the data sources they depend on.
package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Provider is a provider that Terraform shall find under a source address.
type Provider struct {
	Address string // such as registry.terraform.io/hashicorp/aws
	Version string // such as 5.100.0
	Package string // the command's import path relative to the module's root
}

// Mirror is a filesystem mirror of providers, and the CLI configuration that
// makes Terraform take them from there and all others from their registries.
type Mirror struct {
	configFile string
}

// NewMirror builds the providers into a new mirror, which lasts as long as t.
func NewMirror(t testing.TB, providers ...Provider) Mirror {
	t.Helper()
	root := moduleRoot(t)
	dir := t.TempDir()
	mirror := filepath.Join(dir, "mirror")
	var addresses []string
	for _, p := range providers {
		addresses = append(addresses, fmt.Sprintf("%q", p.Address))
		binary := filepath.Join(mirror, filepath.FromSlash(p.Address), p.Version, runtime.GOOS+"_"+runtime.GOARCH,
			"terraform-provider-"+path.Base(p.Address)+"_v"+p.Version)
		// Plain go build, whatever flags the test was built with; no version control data, which a copy of the tree lacks.
		build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", binary, p.Package)
		build.Dir = root
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building %s: %v\n%s", p.Package, err, out)
		}
	}

	list := strings.Join(addresses, ", ")
	config := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path    = %q\n    include = [%s]\n  }\n  direct {\n    exclude = [%s]\n  }\n}\n",
		mirror, list, list)
	configFile := filepath.Join(dir, "terraform.tfrc")
	if err := os.WriteFile(configFile, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return Mirror{configFile}
}

// ModuleFile returns the path of a file that is named relative to the
// module's root.
func ModuleFile(t testing.TB, name string) string {
	t.Helper()
	return filepath.Join(moduleRoot(t), filepath.FromSlash(name))
}

func moduleRoot(t testing.TB) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatalf("finding the module's root: %v", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out)))
}
