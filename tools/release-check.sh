#!/usr/bin/env bash
# Makes a release of what is committed, as the workflow does but for the upload, twice: the two must be the same bytes.
# Then installs it from a registry, with each Terraform there is: see RELEASING.md. The arguments are the platforms to
# build beside this one, or "all"; without any it is one that differs in all that code may depend on.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PWD/.tools/bin:$PATH CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null
[ $# -gt 0 ] || set -- windows_386
here=$(go env GOOS)_$(go env GOARCH)
version=$(go run ./tools/changelog version)
config=$PWD/.goreleaser.yml

command -v gpg >/dev/null || { echo "Error: gpg is not on the PATH; install GnuPG." >&2; exit 1; }
work=$(mktemp -d)
export GNUPGHOME=$work/gnupg # no key but the one of this check, and nobody's settings
trap 'gpgconf --kill all; chmod -R u+w "$work"; rm -rf "$work"' EXIT

goreleaser check --quiet "$config"
if [ "$*" != all ]; then
	pattern=$(printf '|%s' "$here" "$@")
	sed -E "/^ +- (darwin|freebsd|linux|windows)_/{/- (${pattern:1})(_[0-9]+)?\$/!d}" "$config" >"$work/goreleaser.yml"
	config=$work/goreleaser.yml
fi

# A key comes as the owner's does to the workflow: from the environment, locked.
export PASSPHRASE=not-a-secret
GNUPGHOME=$work/owner
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --pinentry-mode loopback --passphrase "$PASSPHRASE" --quick-generate-key 'Release check' rsa3072 sign 1d
gpg --batch --quiet --armor --export >"$work/key.asc"
GPG_PRIVATE_KEY=$(gpg --batch --quiet --pinentry-mode loopback --passphrase "$PASSPHRASE" --armor --export-secret-keys)
gpgconf --kill all
GNUPGHOME=$work/gnupg
GPG_FINGERPRINT=$(GPG_PRIVATE_KEY=$GPG_PRIVATE_KEY tools/signing-key.sh)
export GPG_FINGERPRINT

# release FOLDER clones the commit into a folder of that name and releases it there, as the version that is next.
release() {
	git clone --quiet --no-hardlinks . "$work/$1"
	git -C "$work/$1" tag "v$version"
	(cd "$work/$1" && goreleaser release --config "$config" --skip=publish,announce) >"$work/log" 2>&1 ||
		{ cat "$work/log" >&2; exit 1; }
}

echo "Releasing $(git rev-parse --short HEAD) as v$version …"
release once
echo "Releasing it again, in another folder and with nothing compiled before ($SECONDS s) …"
GOCACHE=$work/cache release again

# All that is uploaded is the same, but for the signature, which has its time in it.
mkdir "$work/release" "$work/same"
for folder in once again; do
	(cd "$work/$folder/dist" && sha256sum ./*.zip ./*_SHA256SUMS ./*.cdx.json) >"$work/$folder.sums"
done
diff "$work/once.sums" "$work/again.sums" || { echo 'Error: two builds of one commit differ.' >&2; exit 1; }
echo "The two are the same, byte for byte ($SECONDS s):"
cat "$work/once.sums"

prefix=terraform-provider-crossaccount_$version
cp "$work"/once/dist/*.zip "$work"/once/dist/*_SHA256SUMS "$work"/once/dist/*.sig "$work/release"
cp terraform-registry-manifest.json "$work/release/${prefix}_manifest.json" # as .goreleaser.yml has it uploaded
for terraform in "$(tools/terraform.sh built)" "$(tools/terraform.sh installed)"; do
	[ -n "$terraform" ] || continue
	echo "Installing it with $("$terraform" version | head -n 1) ($SECONDS s) …"
	RELEASE_DIR=$work/release RELEASE_KEY=$work/key.asc TF_ACC_TERRAFORM_PATH=$terraform \
		gotestsum --format testname -- -count=1 ./internal/acctest/registry
done
echo "The release is sound, after $SECONDS s."
