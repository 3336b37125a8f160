// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Command changelog reads CHANGELOG.md, and refuses one that is not of its form:
//
//	changelog version       prints the version of the first section, the next release or the last one
//	changelog notes v0.1.0  prints what that release's section says, for a release that is about to be made
//
// The form is that of Keep a Changelog, but that the first section names its version before it is released:
// "## [0.2.0] - Unreleased".
package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/semver"
)

const (
	file       = "CHANGELOG.md"
	unreleased = "Unreleased"
)

// kinds are Keep a Changelog's kinds of changes, in its order.
var kinds = []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}

func main() {
	text, err := os.ReadFile(file)
	if err == nil {
		var output string
		if output, err = run(os.Args[1:], string(text)); err == nil {
			fmt.Println(output)
			return
		}
	}
	fmt.Fprintf(os.Stderr, "Error: %v\n", err)
	os.Exit(1)
}

// run carries out one command line on the changelog's text.
func run(args []string, text string) (string, error) {
	sections, err := parse(text)
	if err != nil {
		return "", err
	}
	first := sections[0]
	switch {
	case slices.Equal(args, []string{"version"}):
		return first.version, nil
	case len(args) == 2 && args[0] == "notes":
		if "v"+first.version != args[1] {
			return "", fmt.Errorf("the first section of %s is of version %s, the release of %s: a tag is v and the version", file, first.version, args[1])
		}
		if first.date == unreleased {
			return "", fmt.Errorf("version %s is %s in %s: put the day of the release in its place", first.version, unreleased, file)
		}
		return strings.TrimSpace(first.notes), nil
	}
	return "", errors.New("usage: changelog version | changelog notes TAG")
}

// section is what changed in one version.
type section struct {
	version string
	date    string // YYYY-MM-DD or unreleased
	notes   string
}

var headingRE = regexp.MustCompile(`^## \[([^\]]+)\] - (\S+)$`)

// parse returns the sections, the newest first: one at least. The error names
// everything that is wrong, by line.
func parse(text string) ([]section, error) {
	var sections []section
	var errs []error
	number := 0
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s:%d: %s", file, number, fmt.Sprintf(format, args...)))
	}
	seen := -1 // the last kind of changes in this section
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "## "):
			next, err := parseHeading(line, sections)
			if err != nil {
				fail("%v", err)
			}
			sections = append(sections, next)
			seen = -1
			continue
		case len(sections) == 0:
			continue
		case strings.HasPrefix(line, "### "):
			kind := slices.Index(kinds, line[len("### "):])
			if kind < 0 || kind <= seen {
				fail("%q is none of %s, or not in this order", line, strings.Join(kinds, ", "))
			}
			seen = max(seen, kind, 0)
		case line != "" && seen < 0:
			fail("a change stands outside the kinds %s", strings.Join(kinds, ", "))
		}
		sections[len(sections)-1].notes += line + "\n"
	}
	if len(sections) == 0 {
		fail("no section such as \"## [0.1.0] - %s\"", unreleased)
	}
	return sections, errors.Join(errs...)
}

// parseHeading reads a section's heading, which stands below the earlier ones.
func parseHeading(line string, above []section) (section, error) {
	match := headingRE.FindStringSubmatch(line)
	if match == nil {
		return section{}, fmt.Errorf("%q is not of the form \"## [0.1.0] - 2006-01-02\" or \"## [0.1.0] - %s\"", line, unreleased)
	}
	s := section{version: match[1], date: match[2]}
	if v := "v" + s.version; semver.Canonical(v) != v {
		return s, fmt.Errorf("%q is no version of Semantic Versioning", s.version)
	}
	if len(above) > 0 {
		if newer := above[len(above)-1].version; semver.IsValid("v"+newer) && semver.Compare("v"+s.version, "v"+newer) >= 0 {
			return s, fmt.Errorf("version %s stands below %s, which is not newer", s.version, newer)
		}
	}
	if _, err := time.Parse(time.DateOnly, s.date); err != nil && (s.date != unreleased || len(above) > 0) {
		return s, fmt.Errorf("%q is no day such as 2006-01-02, and only the first section may be %s", s.date, unreleased)
	}
	return s, nil
}
