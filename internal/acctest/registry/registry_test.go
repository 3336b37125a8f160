// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build !darwin && !windows

package registry_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/registry"
)

const here = runtime.GOOS + "_" + runtime.GOARCH

// theRelease is what `make release-check` built and signed.
func theRelease(t *testing.T) (registry.Release, registry.Key) {
	t.Helper()
	dir := os.Getenv("RELEASE_DIR")
	if dir == "" {
		t.Skip("Release tests skipped unless env 'RELEASE_DIR' set: make release-check")
	}
	return registry.ReadRelease(t, dir), registry.ReadKey(t, os.Getenv("RELEASE_KEY"))
}

// workspace has a configuration that names the provider's address and no
// more, and no settings but the CA to trust.
func workspace(t *testing.T, m cli.Mirror, s *registry.Server, caFile string) *cli.Workspace {
	t.Helper()
	dir := t.TempDir()
	config := fmt.Sprintf(`terraform {
  required_providers {
    crossaccount = {
      source = "%s/crossaccount/crossaccount"
    }
  }
}

data "crossaccount_target_role" "this" {
  account   = "Dev | 222222222222"
  role_name = "torque-target"
}

output "arn" {
  value = data.crossaccount_target_role.this.arn
}
`, s.Host)
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return cli.NewUninitialized(t, m, dir, map[string]json.RawMessage{}, map[string]string{"SSL_CERT_FILE": caFile})
}

// wantPlan checks that the provider which was installed works.
func wantPlan(t *testing.T, w *cli.Workspace) {
	t.Helper()
	const want = `+ arn = "arn:aws:iam::222222222222:role/torque-target"`
	if r := w.Must("plan"); !strings.Contains(r.Stdout, want) {
		t.Errorf("the plan does not say %s\n%s", want, r.Stdout)
	}
}

// unwrap joins the lines of Terraform's messages.
func unwrap(r cli.Result) string {
	text := strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(r.Stdout + "\n" + r.Stderr)
	return strings.Join(strings.Fields(text), " ")
}

func zipped(t *testing.T, name, content string) []byte {
	t.Helper()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	file, err := w.CreateHeader(&zip.FileHeader{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

// hashes returns the checksums of one scheme in the lock file.
func hashes(t *testing.T, w *cli.Workspace, scheme string) []string {
	t.Helper()
	text, err := os.ReadFile(w.Path(".terraform.lock.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, match := range regexp.MustCompile(`"`+scheme+`:([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
		found = append(found, match[1])
	}
	return found
}

func TestInitInstallsTheReleaseFromNothingButTheRegistrysAddress(t *testing.T) {
	t.Parallel()
	release, key := theRelease(t)
	s := registry.New(t, release, key)
	w := workspace(t, cli.Mirror{}, s, s.CAFile)

	got := unwrap(w.Must("init"))
	// OpenTofu does not tell signatures of authors and of the registry apart.
	installed := regexp.MustCompile(regexp.QuoteMeta(fmt.Sprintf("Installed %s/crossaccount/crossaccount v%s (", s.Host, release.Version)) +
		"(self-)?" + regexp.QuoteMeta(fmt.Sprintf("signed, key ID %s)", key.ID)))
	if !installed.MatchString(got) {
		t.Errorf("init does not say %s:\n%s", installed, got)
	}
	wantRequests := []string{
		"/.well-known/terraform.json",
		"/v1/providers/crossaccount/crossaccount/versions",
		"/v1/providers/crossaccount/crossaccount/" + release.Version + "/download/" + runtime.GOOS + "/" + runtime.GOARCH,
		"/files/" + release.File("SHA256SUMS"),
		"/files/" + release.File("SHA256SUMS.sig"),
		"/files/" + release.File(here+".zip"),
	}
	// Some versions of Terraform ask for the zip's size first.
	if diff := cmp.Diff(wantRequests, slices.Compact(s.Requests())); diff != "" {
		t.Errorf("requests (-want +got)\n%s", diff)
	}
	// The signature covers all platforms, so the lock file has the checksums of all, and a team needs no other.
	wantLocked := slices.Sorted(maps.Values(release.Checksums))
	if diff := cmp.Diff(wantLocked, hashes(t, w, "zh")); diff != "" {
		t.Errorf("checksums in the lock file (-want +got)\n%s", diff)
	}
	if h1 := hashes(t, w, "h1"); len(h1) != 1 {
		t.Errorf("the lock file has %d h1 checksums, want 1, of what was installed: %v", len(h1), h1)
	}
	wantPlan(t, w)
}

func TestInitRefusesWhatTheSignatureDoesNotCover(t *testing.T) {
	t.Parallel()
	release, key := theRelease(t)
	another := registry.NewSigner(t)
	archive, sums := here+".zip", release.Files[release.File("SHA256SUMS")]
	otherSums := []byte(strings.Replace(string(sums), release.Checksums[release.File(archive)], strings.Repeat("0", 64), 1))
	withoutArchive := regexp.MustCompile(`(?m)^.*`+regexp.QuoteMeta(release.File(archive))+`\n`).ReplaceAll(sums, nil)

	tests := map[string]struct {
		release registry.Release
		keys    []registry.Key
		want    string
	}{
		"a zip that was tampered with": {
			release.With(archive, append(slices.Clone(release.Files[release.File(archive)]), 0)), []registry.Key{key},
			"archive has incorrect checksum",
		},
		"a checksum that is not the one which the registry published": {
			release.With("SHA256SUMS", otherSums), []registry.Key{key},
			"checksum list has unexpected SHA-256 hash",
		},
		"checksums that were changed after they were signed": {
			release.With("SHA256SUMS", append(slices.Clone(sums), "0  another.zip\n"...)), []registry.Key{key},
			"error checking signature: openpgp: invalid signature",
		},
		"checksums without the zip": {
			release.With("SHA256SUMS", withoutArchive), []registry.Key{key},
			`checksum list has no SHA-256 hash for "` + release.File(archive) + `"`,
		},
		"a signature of another key": {
			release.With("SHA256SUMS.sig", another.Sign(t, sums)), []registry.Key{key},
			"authentication signature from unknown issuer",
		},
		"a key that is not the one which signed": {
			release, []registry.Key{another.Key},
			"authentication signature from unknown issuer",
		},
		"no signature": {
			release.With("SHA256SUMS.sig", nil), []registry.Key{key},
			"failed to retrieve cryptographic signature for provider: 404 Not Found",
		},
		"no checksums": {
			release.With("SHA256SUMS", nil), []registry.Key{key},
			"failed to retrieve authentication checksums for provider: 404 Not Found",
		},
		"a manifest of a protocol that Terraform does not speak": {
			release.With("manifest.json", []byte(`{"version": 1, "metadata": {"protocol_versions": ["4.0"]}}`)), []registry.Key{key},
			"No compatible versions of provider",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := registry.New(t, tt.release, tt.keys...)
			w := workspace(t, cli.Mirror{}, s, s.CAFile)
			r := w.Run("init")
			if got := unwrap(r); r.ExitCode != 1 || !strings.Contains(got, tt.want) {
				t.Errorf("init: exit code %d, want 1 and %q:\n%s", r.ExitCode, tt.want, got)
			}
			if _, err := os.Stat(w.Path(".terraform.lock.hcl")); err == nil {
				t.Error("init has written a lock file")
			}
		})
	}
}

// Terraform never looks at the manifest: the registry does, once, and takes
// protocol 5.0 without one. Source: Terraform Registry, "Publish providers".
func TestInitAsksForNoManifest(t *testing.T) {
	t.Parallel()
	release, key := theRelease(t)
	s := registry.New(t, release.With("manifest.json", nil), key)
	w := workspace(t, cli.Mirror{}, s, s.CAFile)
	w.Must("init")
	wantPlan(t, w)
}

func TestInitRefusesARegistryWithACertificateOfAnotherCA(t *testing.T) {
	t.Parallel()
	release, key := theRelease(t)
	s, other := registry.New(t, release, key), registry.New(t, release, key)
	r := workspace(t, cli.Mirror{}, s, other.CAFile).Run("init")
	if got, want := unwrap(r), "x509: certificate signed by unknown authority"; r.ExitCode != 1 || !strings.Contains(got, want) {
		t.Errorf("init: exit code %d, want 1 and %q:\n%s", r.ExitCode, want, got)
	}
	if got := s.Requests(); len(got) > 0 {
		t.Errorf("the registry was asked all the same: %v", got)
	}
}

// Whoever has the author's key, or the registry, still can't change a version
// that somebody has locked.
func TestLockFileRefusesTheSameVersionWithOtherBytes(t *testing.T) {
	t.Parallel()
	release, key := theRelease(t)
	s := registry.New(t, release, key)
	w := workspace(t, cli.Mirror{}, s, s.CAFile)
	w.Must("init")
	if err := os.RemoveAll(w.Path(".terraform")); err != nil {
		t.Fatal(err)
	}

	thief := registry.NewSigner(t)
	changed := release.With(here+".zip", zipped(t, "terraform-provider-crossaccount_v"+release.Version, "not what it was"))
	sums := changed.Sums()
	changed = changed.With("SHA256SUMS", sums).With("SHA256SUMS.sig", thief.Sign(t, sums)).Published()
	s.Replace(changed, thief.Key)

	r := w.Run("init")
	want := "doesn't match any of the checksums previously recorded in the dependency lock file"
	if got := unwrap(r); r.ExitCode != 1 || !strings.Contains(got, want) {
		t.Errorf("init: exit code %d, want 1 and %q:\n%s", r.ExitCode, want, got)
	}
}

func TestProvidersLockRecordsEveryPlatformThatIsAskedFor(t *testing.T) {
	t.Parallel()
	release, key := theRelease(t)
	s := registry.New(t, release, key)
	w := workspace(t, cli.Mirror{}, s, s.CAFile)
	args := []string{"providers", "lock"}
	platforms := release.Platforms()
	for _, p := range platforms {
		args = append(args, "-platform="+p)
	}
	w.Must(args...)
	if h1 := hashes(t, w, "h1"); len(h1) != len(platforms) {
		t.Errorf("the lock file has %d h1 checksums, want one for each of %v: %v", len(h1), platforms, h1)
	}
	w.Must("init") // and the lock file holds for it
	wantPlan(t, w)
}

func TestProvidersMirrorFillsAFolderThatInitUsesWithoutTheRegistry(t *testing.T) {
	t.Parallel()
	release, key := theRelease(t)
	s := registry.New(t, release, key)
	folder := t.TempDir()
	w := workspace(t, cli.Mirror{}, s, s.CAFile)
	w.Must("providers", "mirror", "-platform="+here, folder)
	asked := len(s.Requests())

	mirrored := workspace(t, cli.MirrorAt(t, folder), s, os.DevNull)
	r := mirrored.Run("init") // not Must: it warns that a mirror has checksums for one platform alone
	if r.ExitCode != 0 {
		t.Fatalf("init: exit code %d\n%s%s", r.ExitCode, r.Stdout, r.Stderr)
	}
	wantPlan(t, mirrored)
	if got := s.Requests()[asked:]; len(got) > 0 {
		t.Errorf("the registry was asked all the same: %v", got)
	}
}

func TestTheReleaseTellsItsVersionToSTS(t *testing.T) {
	t.Parallel()
	release, key := theRelease(t)
	agents := make(chan string, 10)
	sts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agents <- r.UserAgent()
		w.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>`+
			`<Arn>arn:aws:iam::111111111111:user/ci</Arn><UserId>AIDAEXAMPLE</UserId><Account>111111111111</Account>`+
			`</GetCallerIdentityResult></GetCallerIdentityResponse>`)
	}))
	t.Cleanup(sts.Close)
	s := registry.New(t, release, key)
	w := workspace(t, cli.Mirror{}, s, s.CAFile)
	config := fmt.Sprintf(`provider "crossaccount" {
  region       = "us-east-1"
  access_key   = "AKIAEXAMPLE"
  secret_key   = "example"
  sts_endpoint = %q
}

data "crossaccount_caller_identity" "this" {}
`, sts.URL)
	if err := os.WriteFile(w.Path("caller.tf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Must("init")
	w.Must("plan")
	select {
	case got := <-agents:
		if want := "terraform-provider-crossaccount/" + release.Version; !slices.Contains(strings.Fields(got), want) {
			t.Errorf("the user agent is %q, want %s in it", got, want)
		}
	default:
		t.Error("STS was not called")
	}
}
