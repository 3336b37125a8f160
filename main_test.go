// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var packageRE, testRE = regexp.MustCompile("`([a-z/]+)` Test"), regexp.MustCompile(`\bTest[A-Z]\w+`)

// What SECURITY.md says is held by a test is held by one that is there.
func TestEachTestOfTheThreatModelExists(t *testing.T) {
	text, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for row := range strings.Lines(string(text)) {
		packages := packageRE.FindAllStringSubmatchIndex(row, -1)
		for i, at := range packages {
			end := len(row)
			if i+1 < len(packages) {
				end = packages[i+1][0]
			}
			code := testsOf(t, "internal/"+row[at[2]:at[3]])
			for _, name := range testRE.FindAllString(row[at[3]:end], -1) {
				found++
				if !strings.Contains(code, "\nfunc "+name+"(t *testing.T)") {
					t.Errorf("%s has no %s", row[at[2]:at[3]], name)
				}
			}
		}
	}
	if all := len(testRE.FindAllString(string(text), -1)); found == 0 || found != all {
		t.Errorf("%d of the %d tests in SECURITY.md stand behind their package", found, all)
	}
}

func testsOf(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(dir + "/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(text)
	}
	return code.String()
}
