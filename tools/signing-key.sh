#!/usr/bin/env bash
# Puts the key of GPG_PRIVATE_KEY into gpg's keyring, unlocks it with PASSPHRASE for two hours, and prints its
# fingerprint. Neither stands in a file or on a command line.
set -euo pipefail
umask 077
home=${GNUPGHOME:-$HOME/.gnupg}
mkdir -p "$home"
echo 'default-cache-ttl 7200' >>"$home/gpg-agent.conf"
gpg --batch --quiet --import <<<"$GPG_PRIVATE_KEY"
fingerprint=$(gpg --batch --quiet --with-colons --list-secret-keys | awk -F: '$1 == "fpr" { print $10; exit }')
gpg --batch --quiet --pinentry-mode loopback --passphrase-fd 3 --local-user "$fingerprint" \
	--detach-sign </dev/null 3<<<"$PASSPHRASE" >/dev/null
echo "$fingerprint"
