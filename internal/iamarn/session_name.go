// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package iamarn

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// SessionName makes a name out of parts that AWS takes as RoleSessionName and
// as SourceIdentity. The parts, less the empty ones, are joined by "-"; each
// run of characters that AWS refuses becomes one "-". A name of more than 64
// characters is cut and ends with 8 hexadecimal digits of a hash of all parts,
// so that long names that differ late stay different. Errors are [*Error].
func SessionName(parts ...string) (string, error) {
	const hashLength = 8

	var name strings.Builder
	inRun := false
	for _, part := range parts {
		if part == "" {
			continue
		}
		if name.Len() > 0 && !inRun {
			name.WriteByte('-')
			inRun = true
		}
		for _, r := range part {
			if isNameChar(r) {
				name.WriteRune(r)
			} else if !inRun {
				name.WriteByte('-')
			}
			inRun = !isNameChar(r)
		}
	}

	s := name.String()
	if len(s) < minSessionNameLength || strings.Trim(s, "-") == "" {
		return "", &Error{What: "session name", Input: s, Pos: 1,
			Reason: fmt.Sprintf("the parts have too few of the characters that AWS takes: give at least %d letters or digits", minSessionNameLength)}
	}
	if len(s) <= maxSessionNameLength {
		return s, nil
	}
	hash := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(hash, "%d:%s,", len(part), part) // lengths keep the parts apart
	}
	return s[:maxSessionNameLength-hashLength-1] + "-" + hex.EncodeToString(hash.Sum(nil))[:hashLength], nil
}
