// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/runenames"
)

// Reason tells why a choice or an account ID was refused.
type Reason int

// The reasons an [Error] can have.
const (
	// ReasonEmpty: nothing was given, or white space only.
	ReasonEmpty Reason = iota + 1
	// ReasonOnlyLabel: a label, but no account behind the separator.
	ReasonOnlyLabel
	// ReasonNotADigit: a character that is none of the ASCII digits.
	ReasonNotADigit
	// ReasonTooFewDigits: digits only, but fewer than 12.
	ReasonTooFewDigits
	// ReasonTooManyDigits: digits only, but more than 12.
	ReasonTooManyDigits
)

// Error tells why a string is no account ID, or no choice.
type Error struct {
	Input   string // what was given, whole
	Account string // the part of Input that was read as the account ID
	Reason  Reason
	Pos     int // 1-based position, in characters, in Input of what is wrong
}

func newError(reason Reason, input, account string, offset int) *Error {
	return &Error{Input: input, Account: account, Reason: reason, Pos: charAt(input, offset)}
}

// Error says what is wrong, where, and what to do.
func (e *Error) Error() string {
	switch e.Reason {
	case ReasonEmpty:
		return `no account was given: write a choice such as "Dev | 123456789012", or an account ID of 12 digits`
	case ReasonOnlyLabel:
		return fmt.Sprintf(`%s is only a label, without an account: write it as "Label | 123456789012"`, quote(e.Input))
	case ReasonNotADigit:
		return fmt.Sprintf("%s has no account ID: %s at position %d is not one of the digits 0 to 9%s",
			quote(e.Input), e.character(), e.Pos, e.characterHint())
	case ReasonTooFewDigits:
		return fmt.Sprintf("%s has no account ID: %s has %s, an account ID has %d%s",
			quote(e.Input), quote(e.Account), digitCount(len(e.Account)), IDLength, e.lostZeroHint())
	default: // ReasonTooManyDigits
		return fmt.Sprintf("%s has no account ID: %s has %s, an account ID has %d: "+
			"compare it with the ID that the AWS console shows", quote(e.Input), quote(e.Account), digitCount(len(e.Account)), IDLength)
	}
}

// lostZeroHint explains the commonest cause of a short ID: an ID that begins
// with 0 and passed through something that took it for a number.
func (e *Error) lostZeroHint() string {
	padded := strings.Repeat("0", IDLength-len(e.Account)) + e.Account
	switch IDLength - len(e.Account) {
	case 1:
		return fmt.Sprintf("; a leading zero was probably lost: write it in quotes, as in %q", padded)
	case 2:
		return fmt.Sprintf("; leading zeros were probably lost: write it in quotes, as in %q", padded)
	default:
		return fmt.Sprintf(`: compare it with the ID that the AWS console shows; if leading zeros were lost, write it in quotes, as in %q`, padded)
	}
}

// character names the character at Pos.
func (e *Error) character() string {
	r := e.rune()
	if r == utf8.RuneError {
		return "a byte that is not valid UTF-8"
	}
	if r < utf8.RuneSelf && unicode.IsPrint(r) {
		return fmt.Sprintf("%q", r)
	}
	return fmt.Sprintf("%q (U+%04X %s)", r, r, runenames.Name(r))
}

func (e *Error) characterHint() string {
	switch r := e.rune(); {
	case unicode.IsDigit(r):
		return ": type the account ID with plain digits"
	case r == '-':
		return ": dashes are taken only in the form 1234-5678-9012"
	case unicode.IsSpace(r):
		return ": an account ID has no space inside"
	default:
		return `: write a choice as "Label | 123456789012", or an account ID of 12 digits`
	}
}

// rune returns the character at Pos.
func (e *Error) rune() rune {
	rest := e.Input
	for range e.Pos - 1 {
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return r
}

func digitCount(n int) string {
	if n == 1 {
		return "1 digit"
	}
	return fmt.Sprintf("%d digits", n)
}

// quote quotes s for a message and cuts what is too long to be read in one.
func quote(s string) string {
	const most = 80 // characters
	if utf8.RuneCountInString(s) > most {
		return fmt.Sprintf("%.*q…", most, s)
	}
	return fmt.Sprintf("%q", s)
}
