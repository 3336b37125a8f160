// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package iamarn

import (
	"fmt"
	"unicode/utf8"
)

// Error tells why a string is not what it should be.
type Error struct {
	What   string // what Input should have been, such as "role ARN"
	Input  string // what was given
	Pos    int    // 1-based position, in characters, in Input of what is wrong
	Reason string // what is wrong and what to do
}

// Error says what is wrong, where, and what to do.
func (e *Error) Error() string {
	if e.Input == "" {
		return fmt.Sprintf("the %s is empty: %s", e.What, e.Reason)
	}
	input := fmt.Sprintf("%q", e.Input)
	const most = 160 // characters of the input that a message shows
	if utf8.RuneCountInString(e.Input) > most {
		input = fmt.Sprintf("%.*q…", most, e.Input)
	}
	if e.Pos > 1 {
		return fmt.Sprintf("%s is not a valid %s: at position %d, %s", input, e.What, e.Pos, e.Reason)
	}
	return fmt.Sprintf("%s is not a valid %s: %s", input, e.What, e.Reason)
}
