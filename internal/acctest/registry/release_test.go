// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build !darwin && !windows

package registry_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
)

// Source: Terraform Registry, "Recommended provider binary operating systems
// and architectures". ARMv6 is GoReleaser's arm_6.
func TestReleasesAreBuiltForEveryPlatformThatTheRegistryRecommends(t *testing.T) {
	text, err := os.ReadFile(cli.ModuleFile(t, ".goreleaser.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Builds []struct{ Targets []string }
	}
	if err := yaml.Unmarshal(text, &config); err != nil || len(config.Builds) != 1 {
		t.Fatalf("%d builds, want 1 (%v)", len(config.Builds), err)
	}
	for _, platform := range []string{
		"darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "linux_arm_6", "windows_amd64",
		"linux_386", "windows_386", "freebsd_386", "freebsd_amd64",
	} {
		if !slices.Contains(config.Builds[0].Targets, platform) {
			t.Errorf("%s is not among them", platform)
		}
	}
}

// Source: Terraform Registry, "Publish providers", "Manually Preparing a
// Release".
func TestReleaseIsWhatTheRegistryAsksFor(t *testing.T) {
	release, key := theRelease(t)

	sums, signature := release.Files[release.File("SHA256SUMS")], release.Files[release.File("SHA256SUMS.sig")]
	listed := slices.Sorted(maps.Keys(release.Checksums))
	want := slices.Sorted(slices.Values(append([]string{release.File("SHA256SUMS"), release.File("SHA256SUMS.sig")}, listed...)))
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(release.Files))); diff != "" {
		t.Errorf("files beside those that SHA256SUMS lists, itself and its signature (-want +got)\n%s", diff)
	}
	for _, name := range listed {
		if got := fmt.Sprintf("%x", sha256.Sum256(release.Files[name])); got != release.Checksums[name] {
			t.Errorf("the checksum of %s is %s, and SHA256SUMS says %s", name, got, release.Checksums[name])
		}
	}
	const manifest = "{\n  \"version\": 1,\n  \"metadata\": {\n    \"protocol_versions\": [\"5.0\"]\n  }\n}\n"
	if diff := cmp.Diff(manifest, string(release.Files[release.File("manifest.json")])); diff != "" || release.Checksums[release.File("manifest.json")] == "" {
		t.Errorf("the manifest, which SHA256SUMS has to list (-want +got)\n%s", diff)
	}

	ring, err := openpgp.ReadArmoredKeyRing(strings.NewReader(key.Armor))
	if err != nil {
		t.Fatal(err)
	}
	signer, err := openpgp.CheckDetachedSignature(ring, bytes.NewReader(sums), bytes.NewReader(signature), nil) // binary: of armor it is an error
	if err != nil {
		t.Fatalf("the signature: %v", err)
	}
	if algorithm := signer.PrimaryKey.PubKeyAlgo; algorithm != packet.PubKeyAlgoRSA {
		t.Errorf("the key's algorithm has number %d, want RSA", algorithm)
	}
}

func TestEachZipHoldsAReproducibleBinaryAndTheLicense(t *testing.T) {
	release, _ := theRelease(t)
	for _, platform := range release.Platforms() {
		t.Run(platform, func(t *testing.T) {
			content := release.Files[release.File(platform+".zip")]
			archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
			if err != nil {
				t.Fatal(err)
			}
			binary := "terraform-provider-crossaccount_v" + release.Version
			if strings.HasPrefix(platform, "windows_") {
				binary += ".exe"
			}
			var names []string
			var binaryText []byte
			for _, file := range archive.File {
				names = append(names, file.Name+" "+file.Mode().String())
				if file.Name == binary {
					binaryText = unzipped(t, file)
				}
			}
			if diff := cmp.Diff([]string{"LICENSE -rw-r--r--", binary + " -rwxr-xr-x"}, names); diff != "" {
				t.Fatalf("files (-want +got)\n%s", diff)
			}

			info, err := buildinfo.Read(bytes.NewReader(binaryText))
			if err != nil {
				t.Fatal(err)
			}
			settings := map[string]string{}
			for _, s := range info.Settings {
				settings[s.Key] = s.Value
			}
			for name, want := range map[string]string{"-trimpath": "true", "CGO_ENABLED": "0", "vcs": "git", "vcs.modified": "false"} {
				if settings[name] != want {
					t.Errorf("it was built with %s=%s, want %s", name, settings[name], want)
				}
			}
			goos, arch, _ := strings.Cut(platform, "_")
			if settings["GOOS"] != goos || settings["GOARCH"] != arch {
				t.Errorf("it is for %s_%s", settings["GOOS"], settings["GOARCH"])
			}
			if info.Main.Version != "v"+release.Version {
				t.Errorf("it is of version %s, want v%s", info.Main.Version, release.Version)
			}
		})
	}
}

func unzipped(t *testing.T, file *zip.File) []byte {
	t.Helper()
	r, err := file.Open()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return text
}
