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
	Package string // the command's import path relative to the module's root; "" downloads the newest release instead
}

// Mirror is a filesystem mirror of providers, from which alone Terraform
// shall take them. With the zero Mirror it takes each from its own registry.
type Mirror struct {
	configFile string
}

// NewMirror builds or downloads the providers into a new mirror, which lasts
// as long as t.
func NewMirror(t testing.TB, providers ...Provider) Mirror {
	t.Helper()
	dir := t.TempDir()
	mirror := filepath.Join(dir, ".terraform", "providers") // where init puts what it downloads, laid out as in a mirror
	for _, p := range providers {
		if p.Package == "" {
			download(t, dir, p)
		} else {
			build(t, mirror, p)
		}
	}

	return MirrorAt(t, mirror)
}

// MirrorAt makes a folder that is laid out as a mirror the one that Terraform
// uses.
func MirrorAt(t testing.TB, folder string) Mirror {
	t.Helper()
	config := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", folder)
	configFile := filepath.Join(t.TempDir(), "terraform.tfrc")
	if err := os.WriteFile(configFile, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return Mirror{configFile}
}

// build uses plain go build, whatever flags the test itself was built with,
// and no version control data, which a copy of the tree lacks. It puts what is
// in Terraform's registry into OpenTofu's too, which addresses without a host
// mean there.
func build(t testing.TB, mirror string, p Provider) {
	t.Helper()
	binaryOf := func(address string) string {
		return filepath.Join(mirror, filepath.FromSlash(address), p.Version, runtime.GOOS+"_"+runtime.GOARCH,
			"terraform-provider-"+path.Base(address)+"_v"+p.Version)
	}
	binary := binaryOf(p.Address)
	cmd := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", binary, p.Package)
	cmd.Dir = moduleRoot(t)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", p.Package, err, out)
	}
	if name, ok := strings.CutPrefix(p.Address, "registry.terraform.io/"); ok {
		link := binaryOf("registry.opentofu.org/" + name)
		if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Link(binary, link); err != nil {
			t.Fatal(err)
		}
	}
}

// download keeps the environment, which may say how to reach the registry.
func download(t testing.TB, dir string, p Provider) {
	t.Helper()
	name := path.Base(p.Address)
	config := fmt.Sprintf("terraform {\n  required_providers {\n    %s = {\n      source = %q\n    }\n  }\n}\n", name, p.Address)
	if err := os.WriteFile(filepath.Join(dir, name+".tf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), terraform(), "init", "-input=false", "-no-color")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("downloading %s: %v\n%s", p.Address, err, out)
	}
}

// terraform returns the Terraform to run, as terraform-plugin-testing finds it.
func terraform() string {
	if p := os.Getenv("TF_ACC_TERRAFORM_PATH"); p != "" {
		return p
	}
	return "terraform"
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
