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

	place place
}

// place is where an account stands: what to do about it depends on that.
type place int

const (
	asChoice place = iota // by itself or behind a label
	byItself              // where no choice is taken
	inARN
)

// source is what an account is read from.
type source struct {
	input  string // whole
	offset int    // of the account in input, in bytes
	place  place
}

// newError returns the error of an account; what is wrong is at bytes into it.
func newError(reason Reason, from source, account string, at int) *Error {
	return &Error{Input: from.input, Account: account, Reason: reason, Pos: charAt(from.input, from.offset+at), place: from.place}
}

// Error says what is wrong, where, and what to do. What [ParseInARN] returns
// says no position, which is for the ARN's error to give.
func (e *Error) Error() string {
	switch e.Reason {
	case ReasonEmpty:
		return e.emptyText()
	case ReasonOnlyLabel:
		return fmt.Sprintf(`%s is only a label, without an account: write it as "Label | 123456789012"`, quote(e.Input))
	}
	subject, it := quote(e.Input)+" has no account ID: ", quote(e.Account)
	switch {
	case e.place == inARN:
		subject, it = "", "the account "+it
	case e.Input == e.Account:
		subject, it = quote(e.Input)+" is no account ID: ", "it"
	}
	switch e.Reason {
	case ReasonNotADigit:
		where := fmt.Sprintf(" at position %d", e.Pos)
		if e.place == inARN {
			where = " in the account"
		}
		return fmt.Sprintf("%s%s%s is not one of the digits 0 to 9%s", subject, e.character(), where, e.characterHint())
	case ReasonTooFewDigits:
		return fmt.Sprintf("%s%s has %s, an account ID has %d%s", subject, it, digitCount(len(e.Account)), IDLength, e.lostZeroHint())
	default: // ReasonTooManyDigits
		return fmt.Sprintf("%s%s has %s, an account ID has %d: compare it with the ID that the AWS console shows",
			subject, it, digitCount(len(e.Account)), IDLength)
	}
}

func (e *Error) emptyText() string {
	switch e.place {
	case byItself:
		return "no account was given: write an account ID of 12 digits"
	case inARN:
		return "the ARN names no account: give its 12 digits"
	default:
		return `no account was given: write a choice such as "Dev | 123456789012", or an account ID of 12 digits`
	}
}

// lostZeroHint explains the commonest cause of a short ID: an ID that begins
// with 0 and passed through something that took it for a number.
func (e *Error) lostZeroHint() string {
	padded := strings.Repeat("0", IDLength-len(e.Account)) + e.Account
	remedy := fmt.Sprintf("write it in quotes, as in %q", padded)
	if e.place == inARN {
		remedy = fmt.Sprintf("write all %d digits, as in %s", IDLength, padded)
	}
	switch IDLength - len(e.Account) {
	case 1:
		return "; a leading zero was probably lost: " + remedy
	case 2:
		return "; leading zeros were probably lost: " + remedy
	default:
		return ": compare it with the ID that the AWS console shows; if leading zeros were lost, " + remedy
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
	case r == '-' && e.place == inARN:
		if id, err := ParseID(e.Account); err == nil {
			return ": an ARN has the account ID without dashes, write " + id.String()
		}
		return ": an ARN has the account ID without dashes"
	case r == '-':
		return ": dashes are taken only in the form 1234-5678-9012"
	case unicode.IsSpace(r):
		return ": an account ID has no space inside"
	case e.place == asChoice:
		return `: write a choice as "Label | 123456789012", or an account ID of 12 digits`
	default:
		return ": write an account ID of 12 digits"
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
