#!/usr/bin/env bash
# Compares the size of the program with that of terraform-provider-time, built with the same Go, each with the flags of its releases: that
# one has the same framework, and calls nothing. What the AWS SDK adds is counted from the symbols of the program.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/versions
. tools/versions
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CGO_ENABLED=0 GOFLAGS='' GOBIN=$work

go build -trimpath -tags grpcnotrace -ldflags='-s -w' -o "$work/ours" .
go build -trimpath -tags grpcnotrace -o "$work/symbols" .
go install -trimpath -ldflags='-s -w' "github.com/hashicorp/terraform-provider-time@$TIME_PROVIDER_VERSION"
size() { wc -c <"$work/$1"; }
sdk=$(go tool nm -size "$work/symbols" | awk '$4 ~ /^(go:|type:)?[^ ]*github.com\/aws\// { sum += $2 } END { print sum }')

printf '%12d bytes  terraform-provider-crossaccount\n' "$(size ours)"
printf '%12d bytes  of which are code and data of the AWS SDK\n' "$sdk"
printf '%12d bytes  terraform-provider-time %s\n' "$(size terraform-provider-time)" "$TIME_PROVIDER_VERSION"
