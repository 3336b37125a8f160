#!/usr/bin/env bash
# Builds, signs and uploads a release of the tag that is checked out, with what CHANGELOG.md says of it. The key is the
# one of GPG_FINGERPRINT (see tools/signing-key.sh); GITHUB_TOKEN may write to the repository.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PWD/.tools/bin:$PATH
go run ./tools/changelog notes "$(git describe --exact-match --tags)" >.tools/notes.md
exec goreleaser release --clean --release-notes .tools/notes.md
