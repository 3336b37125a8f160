// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package iamarn

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of what a request gives besides names, in characters.
// Source: STS API Reference, AssumeRole.
const (
	minExternalID     = 2
	maxExternalID     = 1224
	minSourceIdentity = 2
	maxSourceIdentity = 64
)

// CheckExternalID returns an error unless s can be an external ID: 2 to 1224
// ASCII letters, digits and characters of _+=,.@:/-. An external ID is a
// secret, so the error shows no more of it than a character that can't be
// part of one.
// Source: STS API Reference, AssumeRole.
func CheckExternalID(s string) error {
	return checkText(s, text{"external ID", minExternalID, maxExternalID, "_+=,.@:/-"})
}

// CheckSourceIdentity returns an error unless s can be a source identity: 2 to
// 64 ASCII letters, digits and characters of _+=,.@-.
// Source: STS API Reference, AssumeRole.
func CheckSourceIdentity(s string) error {
	return checkText(s, text{"source identity", minSourceIdentity, maxSourceIdentity, "_+=,.@-"})
}

// text is what a value may look like.
type text struct {
	name        string
	least, most int
	punctuation string // allowed besides ASCII letters and digits
}

func checkText(s string, t text) error {
	position := 0
	for _, r := range s {
		position++
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(t.punctuation, r)) {
			continue
		}
		return fmt.Errorf("at position %d, %q cannot stand in the %s: use ASCII letters, digits and characters of %s",
			position, r, t.name, t.punctuation)
	}
	if len(s) < t.least || len(s) > t.most {
		return fmt.Errorf("the %s has %s, not %d to %d: give one of that length, or leave it out",
			t.name, characters(len(s)), t.least, t.most)
	}
	return nil
}
