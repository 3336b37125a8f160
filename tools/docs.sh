#!/usr/bin/env bash
# Generates the documentation into a folder, named relative to the repository's root. No Terraform is needed.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
mkdir -p .tools "$folder"
go run ./tools/schema >.tools/schema.json
if ! output=$(.tools/bin/tfplugindocs generate --provider-name crossaccount \
	--providers-schema .tools/schema.json --rendered-website-dir "$folder" 2>&1); then
	echo "$output" >&2
	exit 1
fi
mkdir -p "$folder/guides"
go run ./tools/failures >"$folder/guides/when-sts-says-no.md"
go run ./tools/findings >"$folder/guides/trust-policy-findings.md"

# The registry shows no picture by a relative path. In templates and texts a picture is images/NAME; its address follows from the module's path.
module=$(go list -m)
pictures=https://raw.githubusercontent.com/${module#github.com/}/main/images/
grep -rlF '](images/' "$folder" | while read -r page; do
	text=$(sed "s#](images/#]($pictures#g" "$page")
	printf '%s\n' "$text" >"$page"
done
