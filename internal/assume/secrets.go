// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// secret is a value that no text may hold, and what stands there instead.
type secret struct{ value, instead string }

// hidden stands for credentials.
const hidden = "…"

// secrets are those that what answers a call could have learned of.
type secrets []secret

func (s secrets) withExternalID(id string) secrets {
	return s.with(secret{id, "(external ID)"})
}

func (s secrets) withCredentials(c aws.Credentials) secrets {
	return s.with(secret{c.AccessKeyID, hidden}, secret{c.SecretAccessKey, hidden}, secret{c.SessionToken, hidden})
}

// with adds secrets, also as a request encodes them. The longest come first:
// one that is part of another must not leave the rest of it behind.
func (s secrets) with(added ...secret) secrets {
	all := slices.Clone(s)
	for _, a := range added {
		if a.value == "" {
			continue
		}
		all = append(all, a)
		if encoded := url.QueryEscape(a.value); encoded != a.value {
			all = append(all, secret{encoded, a.instead})
		}
	}
	slices.SortStableFunc(all, func(a, b secret) int { return cmp.Compare(len(b.value), len(a.value)) })
	return all
}

// redact replaces what is secret in text.
func (s secrets) redact(text string) string {
	for _, secret := range s {
		text = strings.ReplaceAll(text, secret.value, secret.instead)
	}
	return text
}

// in reports whether text holds a secret.
func (s secrets) in(text string) bool {
	return slices.ContainsFunc(s, func(secret secret) bool { return strings.Contains(text, secret.value) })
}

// credentialsIn reports whether text holds credentials. Short ones, as for
// emulators, can stand in a text by chance, and so can an external ID.
func (s secrets) credentialsIn(text string) bool {
	const least = 16 // characters of an access key ID; all else is longer
	return slices.ContainsFunc(s, func(secret secret) bool {
		return secret.instead == hidden && len(secret.value) >= least && strings.Contains(text, secret.value)
	})
}

// errorCode is what AWS's error codes look like.
var errorCode = lazily(`^[A-Za-z][A-Za-z0-9.]{0,63}$`)

// showable returns an error code, or "" for what is none or holds a secret: it
// is whatever the endpoint wrote.
func (s secrets) showable(code string) string {
	if !errorCode().MatchString(code) || accessKey().MatchString(code) || s.in(code) {
		return ""
	}
	return code
}

// inBrackets returns text in brackets, to stand at the end of a sentence, or
// nothing if it is empty.
func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}
