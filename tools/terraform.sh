#!/usr/bin/env bash
# Prints the path of the Terraform to test with: $TERRAFORM when it is set, else the one on the PATH when it is 1.0 or
# later, else one that is built from source, once. With the argument "built" it is always the one built from source,
# with "installed" never: nothing is printed when there is none.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/versions
. tools/versions
export CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null

# version PROGRAM prints its version when it is a Terraform from 1.0 up, or an OpenTofu.
version() {
	"$1" version 2>/dev/null | sed -nE 's/^(Terraform|OpenTofu) v([1-9][0-9]*\.[0-9]+\.[0-9]+.*)$/\2/p' || true
}

installed() {
	local path
	if [ -n "${TERRAFORM:-}" ]; then
		if ! path=$(command -v "$TERRAFORM") || [ -z "$(version "$path")" ]; then
			echo "Error: TERRAFORM is set to $TERRAFORM, which is neither a Terraform from 1.0 up nor an OpenTofu." >&2
			echo "Correct it, or unset it to have one found or built for you." >&2
			exit 1
		fi
	elif ! path=$(command -v terraform) || [ -z "$(version "$path")" ]; then
		return 0
	fi
	case $path in
	/*) echo "$path" ;;
	*) echo "$PWD/$path" ;;
	esac
}

built() {
	local folder=$PWD/.tools/terraform/$TERRAFORM_VERSION
	if [ "$(version "$folder/terraform")" != "$TERRAFORM_VERSION" ]; then
		echo "Building Terraform $TERRAFORM_VERSION from source, once; this takes 3 to 6 minutes …" >&2
		CGO_ENABLED=0 GOBIN=$folder go install "github.com/hashicorp/terraform@v$TERRAFORM_VERSION" >&2
	fi
	echo "$folder/terraform"
}

case ${1:-} in
built) built ;;
installed) installed ;;
'')
	path=$(installed)
	[ -n "$path" ] || path=$(built)
	echo "$path"
	;;
*)
	echo "usage: tools/terraform.sh [built|installed]" >&2
	exit 2
	;;
esac
