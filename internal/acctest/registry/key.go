// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build !darwin && !windows

package registry

import (
	"bytes"
	"os"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// Key is a public key as a registry lists it.
type Key struct {
	ID    string `json:"key_id"`
	Armor string `json:"ascii_armor"`
}

// ReadKey reads the public key that `gpg --armor --export` wrote.
func ReadKey(t testing.TB, file string) Key {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	entities, err := openpgp.ReadArmoredKeyRing(bytes.NewReader(text))
	if err != nil || len(entities) != 1 {
		t.Fatalf("%s holds %d public keys, want 1 (%v)", file, len(entities), err)
	}
	return Key{entities[0].PrimaryKey.KeyIdString(), string(text)}
}

// Signer is a private key of a test's own.
type Signer struct {
	Key    Key
	entity *openpgp.Entity
}

// NewSigner makes an RSA key, which is what the registry takes.
func NewSigner(t testing.TB) Signer {
	t.Helper()
	entity, err := openpgp.NewEntity("Test", "", "", &packet.Config{Algorithm: packet.PubKeyAlgoRSA, RSABits: 2048})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	w, err := armor.Encode(&text, openpgp.PublicKeyType, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := entity.Serialize(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return Signer{Key{entity.PrimaryKey.KeyIdString(), text.String()}, entity}
}

// Sign returns a detached signature.
func (s Signer) Sign(t testing.TB, document []byte) []byte {
	t.Helper()
	var signature bytes.Buffer
	if err := openpgp.DetachSign(&signature, s.entity, bytes.NewReader(document), nil); err != nil {
		t.Fatal(err)
	}
	return signature.Bytes()
}
