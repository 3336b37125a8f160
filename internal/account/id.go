// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// IDLength is the number of digits of an AWS account ID.
// Source: AWS Account Management Reference Guide, "View AWS account identifiers".
const IDLength = 12

// ID is an AWS account ID: exactly 12 ASCII digits. IDs are comparable. The
// zero ID is no account; every other ID came through [ParseID] and is valid.
type ID struct{ digits string }

// ParseID reads an account ID: 12 ASCII digits, or the same grouped as in
// 1234-5678-9012. White space around it is not taken. Errors are [*Error].
func ParseID(s string) (ID, error) {
	return parseID(s, source{input: s, place: byItself}, false)
}

// ParseInARN reads an account ID as it stands in an ARN: 12 ASCII digits,
// without dashes. Errors are [*Error], with a text for the ARN's own error.
func ParseInARN(s string) (ID, error) {
	return parseID(s, source{input: s, place: inARN}, false)
}

// MustParseID is like [ParseID] but panics on an error. It is for IDs that
// stand in the source.
func MustParseID(s string) ID {
	id, err := ParseID(s)
	if err != nil {
		panic(err)
	}
	return id
}

// String returns the 12 digits, or "" for the zero ID.
func (id ID) String() string { return id.digits }

// IsZero reports whether id is the zero ID, which is no account.
func (id ID) IsZero() bool { return id.digits == "" }

// parseID reads s, which stands in a source.
func parseID(s string, from source, zeroPad bool) (ID, error) {
	fail := func(reason Reason, at int) (ID, error) {
		return ID{}, newError(reason, from, s, at)
	}
	if s == "" {
		return fail(ReasonEmpty, 0)
	}

	grouped := from.place != inARN && isGrouped(s)
	for i, r := range s {
		if (r < '0' || r > '9') && !(grouped && r == '-') {
			return fail(ReasonNotADigit, i)
		}
	}
	digits := s
	if grouped {
		digits = strings.ReplaceAll(s, "-", "")
	}

	switch {
	case len(digits) > IDLength:
		return fail(ReasonTooManyDigits, IDLength)
	case len(digits) < IDLength && zeroPad:
		digits = strings.Repeat("0", IDLength-len(digits)) + digits
	case len(digits) < IDLength:
		return fail(ReasonTooFewDigits, 0)
	}
	return ID{digits}, nil
}

// isGrouped reports whether s has the shape of 1234-5678-9012, the form in
// which the AWS console shows account IDs.
func isGrouped(s string) bool {
	return len(s) == 14 && s[4] == '-' && s[9] == '-' && strings.Count(s, "-") == 2
}

// trimSpace trims Unicode white space and returns how many bytes it took off
// the front.
func trimSpace(s string) (trimmed string, front int) {
	trimmed = strings.TrimLeftFunc(s, unicode.IsSpace)
	return strings.TrimRightFunc(trimmed, unicode.IsSpace), len(s) - len(trimmed)
}

// charAt returns the 1-based position, in characters, of byte offset.
func charAt(s string, offset int) int {
	return utf8.RuneCountInString(s[:offset]) + 1
}
