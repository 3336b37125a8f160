#!/usr/bin/env bash
# Installs under .tools/bench what the provider is measured beside, at pinned versions, and builds the provider as it is released.
# What cannot be had is named in a file NAME.missing, and the benchmarks leave it out and say so. With the argument "lock" it
# resolves the Python packages and those of npm anew instead.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/versions
. tools/versions
export CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null
peers=bench/peers
folder=$PWD/.tools/bench
if [ "${1:-}" = lock ]; then
	.tools/uv/bin/uv pip compile --quiet --upgrade --generate-hashes --python-platform linux \
		--no-header --no-annotate --no-emit-index-url $peers/requirements.in --output-file $peers/requirements.lock
	exec npm --prefix $peers install --package-lock-only --omit-lockfile-registry-resolved=true --no-audit --no-fund
fi
mkdir -p "$folder"
rm -f "$folder"/versions
output=$(mktemp)
trap 'rm -f "$output"' EXIT
exec 3>&2 # for what is said while the output is kept

# missing NAME WHY notes that a peer cannot be had.
missing() {
	echo "Not measured: $1: $2" >&2
	mkdir -p "$(dirname "$folder/$1")"
	echo "$2" >"$folder/$1.missing"
}

# try NAME COMMAND… installs a peer. Why it fails is said here alone: the words of package managers hold paths and hosts.
try() {
	local name=$1
	shift
	rm -f "$folder/$name.missing"
	"$@" >"$output" 2>&1 || {
		tail -n 1 "$output" >&2
		rm -rf "${folder:?}/$name"
		missing "$name" 'it could not be installed'
	}
}

# installed NAME tells whether a peer is there.
installed() { [ -e "$folder/$1" ] && [ ! -e "$folder/$1.missing" ]; }

install_python() {
	installed venv/bin/python && cmp --silent $peers/requirements.lock "$folder/venv/installed" && return
	echo 'Installing boto3, the AWS CLI and matplotlib, once …' >&3
	python3 -m venv --clear "$folder/venv" &&
		"$folder/venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
			--require-hashes --requirement $peers/requirements.lock &&
		cp $peers/requirements.lock "$folder/venv/installed"
}

# The packages of npm have no scripts to run, and none is run.
install_node() {
	cmp --silent $peers/package-lock.json "$folder/node_modules/installed" && return
	echo 'Installing iam-simulate, once …' >&3
	cp $peers/package.json $peers/package-lock.json "$folder" &&
		npm --prefix "$folder" ci --ignore-scripts --no-audit --no-fund &&
		cp $peers/package-lock.json "$folder/node_modules/installed"
}

# install_provider MODULE VERSION builds a provider as it would be released: without symbols, and without cgo.
install_provider() {
	CGO_ENABLED=0 GOFLAGS='' GOBIN=$folder go install -trimpath -ldflags='-s -w' "github.com/hashicorp/$1@$2"
}

echo 'Building the provider and the benchmarks …' >&2
CGO_ENABLED=0 GOFLAGS='' go build -trimpath -tags grpcnotrace -ldflags='-s -w' -o "$folder/terraform-provider-crossaccount" .
go build -o "$folder/bench" ./bench
ln -sf "$(tools/terraform.sh)" "$folder/terraform"

try venv/bin/python install_python
try terraform-provider-time install_provider terraform-provider-time "$TIME_PROVIDER_VERSION"
if command -v npm >/dev/null && command -v node >/dev/null; then
	try node_modules install_node
else
	missing node_modules 'node and npm are not on the PATH'
fi

{
	"$folder/terraform" version | sed -n 1p # reads all: head would end Terraform by a signal
	if installed venv/bin/python; then
		sed -nE 's/^(awscli|boto3)==([^ ]*).*/\1 \2/p' $peers/requirements.lock
		"$folder/venv/bin/python" --version
	fi
	if installed node_modules; then
		sed -nE 's/.*"(@cloud-copilot[^"]*)": "([^"]*)".*/\1 \2/p' $peers/package.json
		echo "node $(node --version)"
	fi
	if installed terraform-provider-time; then
		echo "terraform-provider-time $TIME_PROVIDER_VERSION"
	fi
} >"$folder/versions"
