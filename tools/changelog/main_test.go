// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"strings"
	"testing"
)

const changelog = `# Changelog

Words of its own.

## [0.2.0] - 2026-02-03

### Added

- Data source ` + "`crossaccount_new`" + `: is new,
  on two lines.

### Fixed

- A fault.

## [0.1.0] - 2026-01-02

### Added

- Everything.
`

func TestVersionIsTheFirstSections(t *testing.T) {
	if got, err := run([]string{"version"}, changelog); got != "0.2.0" || err != nil {
		t.Errorf("version = %q, %v", got, err)
	}
}

func TestNotesAreTheSectionsTextAlone(t *testing.T) {
	want := "### Added\n\n- Data source `crossaccount_new`: is new,\n  on two lines.\n\n### Fixed\n\n- A fault."
	if got, err := run([]string{"notes", "v0.2.0"}, changelog); got != want || err != nil {
		t.Errorf("notes = %q, %v", got, err)
	}
}

func TestReleaseIsRefusedThatTheChangelogDoesNotAnnounce(t *testing.T) {
	tests := map[string]struct{ tag, text, want string }{
		"another version": {"v0.3.0", changelog, "the first section of CHANGELOG.md is of version 0.2.0, the release of v0.3.0: a tag is v and the version"},
		"an old version":  {"v0.1.0", changelog, "the first section of CHANGELOG.md is of version 0.2.0, the release of v0.1.0: a tag is v and the version"},
		"a tag without v": {"0.2.0", changelog, "the first section of CHANGELOG.md is of version 0.2.0, the release of 0.2.0: a tag is v and the version"},
		"a version without its day": {
			"v0.2.0", strings.Replace(changelog, "2026-02-03", "Unreleased", 1),
			"version 0.2.0 is Unreleased in CHANGELOG.md: put the day of the release in its place",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got, err := run([]string{"notes", tt.tag}, tt.text); err == nil || err.Error() != tt.want {
				t.Errorf("notes = %q, %v\nwant the error %s", got, err, tt.want)
			}
		})
	}
}

func TestChangelogOfAnotherFormIsRefused(t *testing.T) {
	const kindsText = "Added, Changed, Deprecated, Removed, Fixed, Security"
	tests := map[string]struct{ old, replacement, want string }{
		"a heading without a day":      {"## [0.2.0] - 2026-02-03", "## [Unreleased]", `CHANGELOG.md:5: "## [Unreleased]" is not of the form "## [0.1.0] - 2006-01-02" or "## [0.1.0] - Unreleased"`},
		"no version":                   {"[0.2.0]", "[0.2]", `CHANGELOG.md:5: "0.2" is no version of Semantic Versioning`},
		"no day":                       {"2026-02-03", "2026-02-30", `CHANGELOG.md:5: "2026-02-30" is no day such as 2006-01-02, and only the first section may be Unreleased`},
		"an old version without a day": {"2026-01-02", "Unreleased", `CHANGELOG.md:16: "Unreleased" is no day such as 2006-01-02, and only the first section may be Unreleased`},
		"a version twice":              {"[0.1.0]", "[0.2.0]", `CHANGELOG.md:16: version 0.2.0 stands below 0.2.0, which is not newer`},
		"another kind":                 {"### Fixed", "### Mended", `CHANGELOG.md:12: "### Mended" is none of ` + kindsText + `, or not in this order`},
		"a kind twice":                 {"### Fixed", "### Added", `CHANGELOG.md:12: "### Added" is none of ` + kindsText + `, or not in this order`},
		"a change of no kind":          {"### Added\n\n- Everything.", "- Everything.", `CHANGELOG.md:18: a change stands outside the kinds ` + kindsText},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := parse(strings.Replace(changelog, tt.old, tt.replacement, 1)); err == nil || err.Error() != tt.want {
				t.Errorf("the error is\n%v\nwant\n%s", err, tt.want)
			}
		})
	}
	if _, err := parse("# Changelog\n"); err == nil || err.Error() != `CHANGELOG.md:1: no section such as "## [0.1.0] - Unreleased"` {
		t.Errorf("without sections, the error is %v", err)
	}
}

func TestTheProjectsChangelogIsOfTheForm(t *testing.T) {
	text, err := os.ReadFile("../../" + file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parse(string(text)); err != nil {
		t.Error(err)
	}
}
