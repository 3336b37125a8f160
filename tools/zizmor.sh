#!/usr/bin/env bash
# Looks for what is unsafe in the workflows, offline, with zizmor, which is installed once. With the argument "lock" it
# resolves zizmor.in anew instead, with the uv that the emulators' packages are locked with.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.tools/zizmor
if [ "${1:-}" = lock ]; then
	exec .tools/uv/bin/uv pip compile --quiet --upgrade --generate-hashes --python-platform linux \
		--no-header --no-annotate --no-emit-index-url tools/zizmor.in --output-file tools/zizmor.lock
fi
if ! cmp --silent tools/zizmor.lock "$folder/installed"; then
	echo 'Installing zizmor, once …'
	python3 -m venv --clear "$folder"
	"$folder/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
		--require-hashes --requirement tools/zizmor.lock
	cp tools/zizmor.lock "$folder/installed"
fi
"$folder/bin/zizmor" --offline --no-progress --persona auditor .github
