#!/usr/bin/env bash
# Fails when the provider has changed since the commit that is named, and CHANGELOG.md has not.
set -euo pipefail
cd "$(dirname "$0")/.."
since=$(git merge-base "$1" HEAD)
if ! git diff --quiet "$since" HEAD -- main.go internal ':!internal/acctest' ':!*_test.go' ':!*/testdata/*' &&
	git diff --quiet "$since" HEAD -- CHANGELOG.md; then
	echo 'The provider has changed, and CHANGELOG.md has not: tell there what a user notices.' >&2
	echo 'Where nobody notices anything, give the pull request the label "no changelog".' >&2
	exit 1
fi
