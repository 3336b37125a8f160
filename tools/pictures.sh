#!/usr/bin/env bash
# Draws the pictures of what the provider prints into a folder, named relative to the repository's root: each folder below
# tools/pictures is planned by a real Terraform, and what it writes to a terminal becomes SVG. One of them calls LocalEmu, whose
# address is $LOCALEMU_ENDPOINT. With the argument "lock" it resolves the drawing program's packages anew instead, with the uv that
# the emulators' are locked with.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
tools=.tools/pictures
if [ "${1:-}" = lock ]; then
	exec .tools/uv/bin/uv pip compile --quiet --upgrade --generate-hashes --python-platform linux \
		--no-header --no-annotate --no-emit-index-url tools/pictures/rich.in --output-file tools/pictures/rich.lock
fi
folder=$1
if ! cmp --silent tools/pictures/rich.lock "$tools/venv/installed"; then
	echo 'Installing rich, once …'
	python3 -m venv --clear "$tools/venv"
	"$tools/venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
		--require-hashes --requirement tools/pictures/rich.lock
	cp tools/pictures/rich.lock "$tools/venv/installed"
fi

# Always the same Terraform, as each writes a little differently.
terraform=$(tools/terraform.sh built)
mirror=$tools/mirror/registry.terraform.io/crossaccount/crossaccount/0.1.0/$(go env GOOS)_$(go env GOARCH)
go build -buildvcs=false -o "$mirror/terraform-provider-crossaccount_v0.1.0" .
cat >"$tools/terraform.tfrc" <<END
provider_installation {
  filesystem_mirror {
    path = "$root/$tools/mirror"
  }
}
END
export TF_CLI_CONFIG_FILE=$root/$tools/terraform.tfrc CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1

mkdir -p "$folder"

# prepare EXAMPLE copies a configuration and initializes it in the folder $work.
prepare() {
	work=$tools/work/$1
	rm -rf "$work"
	mkdir -p "$work"
	cp "tools/pictures/$1/main.tf" "$work"
	"$terraform" -chdir="$work" init -input=false >/dev/null
}

# draw NAME TITLE WIDTH draws what stands in the file output of $work.
draw() {
	"$tools/venv/bin/python" tools/pictures/render.py "$2" "$3" <"$work/output" >"$folder/$1.svg"
}

for example in refused denied; do
	prepare $example
	if "$terraform" -chdir="$work" plan -input=false >"$work/output" 2>&1; then
		echo "Error: the plan of tools/pictures/$example was not refused, which is what its picture shows." >&2
		exit 1
	fi
	sed -i '/╷/,$!d' "$work/output" # what comes before the errors says how long it took
	draw $example 'terraform plan' 84
done

: "${LOCALEMU_ENDPOINT:?is not set: run make pictures, which starts LocalEmu}"
python3 tools/pictures/fleet/seed.py "$LOCALEMU_ENDPOINT"
prepare fleet
AWS_ENDPOINT_URL=$LOCALEMU_ENDPOINT "$terraform" -chdir="$work" apply -input=false -auto-approve >/dev/null
"$terraform" -chdir="$work" output -raw summary >"$work/output"
draw fleet 'terraform output -raw summary' 84
