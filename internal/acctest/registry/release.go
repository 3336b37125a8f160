// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build !darwin && !windows

package registry

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Release is what a release uploads.
type Release struct {
	Version   string            // such as 0.1.0
	Files     map[string][]byte // by name
	Checksums map[string]string // SHA-256 in hexadecimal, by name, as SHA256SUMS lists them
}

const name = "terraform-provider-crossaccount"

var sumsRE = regexp.MustCompile(`^` + name + `_(.+)_SHA256SUMS$`)

// ReadRelease reads the files that a release uploads.
func ReadRelease(t testing.TB, dir string) Release {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := Release{Files: map[string][]byte{}}
	for _, entry := range entries {
		if match := sumsRE.FindStringSubmatch(entry.Name()); match != nil {
			r.Version = match[1]
		}
		if r.Files[entry.Name()], err = os.ReadFile(filepath.Join(dir, entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	if r.Version == "" {
		t.Fatalf("%s holds no release: %s_VERSION_SHA256SUMS is missing", dir, name)
	}
	r.Checksums = parseSums(r.Files[r.File("SHA256SUMS")])
	return r
}

// parseSums reads what sha256sum writes.
func parseSums(text []byte) map[string]string {
	sums := map[string]string{}
	for line := range bytes.Lines(text) {
		if fields := strings.Fields(string(line)); len(fields) == 2 {
			sums[fields[1]] = fields[0]
		}
	}
	return sums
}

// File returns the name of a file of the release by what is its own in it,
// such as linux_amd64.zip.
func (r Release) File(suffix string) string { return name + "_" + r.Version + "_" + suffix }

// With returns the release with another content of one file; nil takes the
// file away. The checksums that the registry read when it was published stay.
func (r Release) With(suffix string, content []byte) Release {
	r.Files = maps.Clone(r.Files)
	if r.Files[r.File(suffix)] = content; content == nil {
		delete(r.Files, r.File(suffix))
	}
	return r
}

// Platforms returns the platforms that the release has a zip for, such as
// linux_amd64, in order.
func (r Release) Platforms() []string {
	var platforms []string
	for file := range r.Checksums {
		if p, ok := strings.CutSuffix(strings.TrimPrefix(file, r.File("")), ".zip"); ok {
			platforms = append(platforms, p)
		}
	}
	slices.Sort(platforms)
	return platforms
}

// Sums returns what SHA256SUMS has to be for the files that it lists.
func (r Release) Sums() []byte {
	var text []byte
	for _, file := range slices.Sorted(maps.Keys(r.Checksums)) {
		text = fmt.Appendf(text, "%x  %s\n", sha256.Sum256(r.Files[file]), file)
	}
	return text
}

// Published returns the release as a registry takes it that reads its
// checksums now.
func (r Release) Published() Release {
	r.Checksums = parseSums(r.Files[r.File("SHA256SUMS")])
	return r
}
