// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The limits are those of the STS API Reference, AssumeRole and Tag.
func TestRequestsWithinTheLimitsAreTaken(t *testing.T) {
	for name, change := range map[string]func(*Request){
		"as it is":                       func(*Request) {},
		"no external ID":                 func(r *Request) { r.ExternalID = "" },
		"shortest external ID":           func(r *Request) { r.ExternalID = "ab" },
		"longest external ID":            func(r *Request) { r.ExternalID = strings.Repeat("x", 1224) },
		"every character of external ID": func(r *Request) { r.ExternalID = "azAZ09_+=,.@:/-" },
		"shortest session name":          func(r *Request) { r.SessionName = "ab" },
		"longest session name":           func(r *Request) { r.SessionName = strings.Repeat("x", 64) },
		"shortest duration":              func(r *Request) { r.Duration = 900 * time.Second },
		"longest duration":               func(r *Request) { r.Duration = 43200 * time.Second },
		"longest source identity":        func(r *Request) { r.SourceIdentity = strings.Repeat("x", 64) },
		"every character of source ID":   func(r *Request) { r.SourceIdentity = "azAZ09_+=,.@-" },
		"fifty tags":                     func(r *Request) { r.Tags = numberedTags(50) },
		"largest tag": func(r *Request) {
			r.Tags = []Tag{{strings.Repeat("ä", 128), strings.Repeat("ö", 256)}}
		},
		"empty value":             func(r *Request) { r.Tags = []Tag{{"Key", ""}} },
		"every character of tags": func(r *Request) { r.Tags = []Tag{{"aZ09 _.:/=+-@", "é漢٣\u00a0"}} },
		"aws: not at the start":   func(r *Request) { r.Tags = []Tag{{"my-aws:key", "x-aws:"}} },
		"transitive in another case": func(r *Request) {
			r.Tags, r.TransitiveTagKeys = []Tag{{"Project", "x"}}, []string{"project"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := request()
			change(&r)
			if errs := r.Check(); errs != nil {
				t.Errorf("Check = %v, want nothing", errs)
			}
		})
	}
}

func TestRequestsBeyondTheLimitsAreRefusedOnTheField(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Request)
		want   []*FieldError
	}{
		{"external ID of one character", func(r *Request) { r.ExternalID = "x" },
			one("external_id", "the external ID has 1 character, not 2 to 1224: give one of that length, or leave it out")},
		{"external ID of 1225 characters", func(r *Request) { r.ExternalID = strings.Repeat("x", 1225) },
			one("external_id", "the external ID has 1225 characters, not 2 to 1224: give one of that length, or leave it out")},
		{"space in the external ID", func(r *Request) { r.ExternalID = "planted external-id" },
			one("external_id", "at position 8, ' ' cannot stand in the external ID: use ASCII letters, digits and characters of _+=,.@:/-")},
		{"umlaut in the external ID", func(r *Request) { r.ExternalID = "plänted" },
			one("external_id", "at position 3, 'ä' cannot stand in the external ID: use ASCII letters, digits and characters of _+=,.@:/-")},
		{"newline behind the external ID", func(r *Request) { r.ExternalID = "planted-external-id\n" },
			one("external_id", `at position 20, '\n' cannot stand in the external ID: use ASCII letters, digits and characters of _+=,.@:/-`)},
		{"session name of one character", func(r *Request) { r.SessionName = "x" },
			one("session_name", `"x" is not a valid session name: at position 2, a session name has at least 2 characters`)},
		{"no session name", func(r *Request) { r.SessionName = "" },
			one("session_name", "the session name is empty: a session name has at least 2 characters")},
		{"session name of 65 characters", func(r *Request) { r.SessionName = strings.Repeat("x", 65) },
			one("session_name", `"`+strings.Repeat("x", 65)+`" is not a valid session name: at position 65, a session name has at most 64 characters, this one has 65`)},
		{"slash in the session name", func(r *Request) { r.SessionName = "a/b" },
			one("session_name", `"a/b" is not a valid session name: at position 2, '/' cannot stand in a session name: use ASCII letters, digits and characters of _+=,.@-`)},
		{"duration of 899 s", func(r *Request) { r.Duration = 899 * time.Second },
			one("duration_seconds", "a session lasts 900 to 43200 seconds, in whole ones, not 899 seconds: give a duration in between")},
		{"duration of 43201 s", func(r *Request) { r.Duration = 43201 * time.Second },
			one("duration_seconds", "a session lasts 900 to 43200 seconds, in whole ones, not 43201 seconds: give a duration in between")},
		{"no duration", func(r *Request) { r.Duration = 0 },
			one("duration_seconds", "a session lasts 900 to 43200 seconds, in whole ones, not 0 seconds: give a duration in between")},
		{"part of a second", func(r *Request) { r.Duration = 900*time.Second + time.Millisecond },
			one("duration_seconds", "a session lasts 900 to 43200 seconds, in whole ones, not 15m0.001s: give a duration in between")},
		{"source identity of one character", func(r *Request) { r.SourceIdentity = "x" },
			one("source_identity", "the source identity has 1 character, not 2 to 64: give one of that length, or leave it out")},
		{"source identity that begins with aws:", func(r *Request) { r.SourceIdentity = "aws:alice" },
			one("source_identity", "at position 4, ':' cannot stand in the source identity: use ASCII letters, digits and characters of _+=,.@-")},
		{"51 tags", func(r *Request) { r.Tags = numberedTags(51) },
			one("tags", "there are 51 session tags, STS takes at most 50: leave some out")},
		{"tag without a key", func(r *Request) { r.Tags = []Tag{{"", "x"}} },
			one("tags", "a session tag has no key: name it")},
		{"key of 129 characters", func(r *Request) { r.Tags = []Tag{{strings.Repeat("k", 129), "x"}} },
			tagError(strings.Repeat("k", 129), `the key of the session tag "`+strings.Repeat("k", 60)+`" has 129 characters: shorten it to at most 128`)},
		{"value of 257 characters", func(r *Request) { r.Tags = []Tag{{"k", strings.Repeat("v", 257)}} },
			tagError("k", `the value of the session tag "k" has 257 characters: shorten it to at most 256`)},
		{"emoji in a key", func(r *Request) { r.Tags = []Tag{{"k😀", "x"}} },
			tagError("k😀", `at position 2, '😀' cannot stand in the key of the session tag "k😀": use letters, digits, spaces and characters of _.:/=+-@`)},
		{"exclamation mark in a value", func(r *Request) { r.Tags = []Tag{{"k", "v!"}} },
			tagError("k", `at position 2, '!' cannot stand in the value of the session tag "k": use letters, digits, spaces and characters of _.:/=+-@`)},
		{"invalid UTF-8", func(r *Request) { r.Tags = []Tag{{"k", "\xff"}} },
			tagError("k", `at position 1, '�' cannot stand in the value of the session tag "k": use letters, digits, spaces and characters of _.:/=+-@`)},
		{"reserved key", func(r *Request) { r.Tags = []Tag{{"aws:k", "x"}} },
			tagError("aws:k", `the key of the session tag "aws:k" begins with aws:, which is reserved for AWS: choose another`)},
		{"keys that differ in case", func(r *Request) { r.Tags = []Tag{{"Project", "x"}, {"project", "x"}} },
			tagError("project", `the keys of the session tags "Project" and "project" differ only in case, STS takes them for one: keep one`)},
		{"a key twice", func(r *Request) { r.Tags = []Tag{{"k", "x"}, {"k", "y"}} },
			tagError("k", `the session tag "k" is given twice: keep one`)},
		{"transitive key that is no tag", func(r *Request) { r.Tags, r.TransitiveTagKeys = []Tag{{"k", "x"}}, []string{"k", "other"} },
			[]*FieldError{{Field: "transitive_tag_keys", Index: 1, Reason: `"other" is not the key of a session tag: only tags that are passed can be transitive, add it to tags or leave it out`}}},
		{"transitive key twice", func(r *Request) { r.Tags, r.TransitiveTagKeys = []Tag{{"k", "x"}}, []string{"k", "K"} },
			[]*FieldError{{Field: "transitive_tag_keys", Index: 1, Reason: `"K" is given twice: keep one`}}},
		{"several at once", func(r *Request) { r.ExternalID, r.SessionName, r.Duration = "x", "", 0 },
			append(append(one("external_id", "the external ID has 1 character, not 2 to 1224: give one of that length, or leave it out"),
				one("session_name", "the session name is empty: a session name has at least 2 characters")...),
				one("duration_seconds", "a session lasts 900 to 43200 seconds, in whole ones, not 0 seconds: give a duration in between")...)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := request()
			test.change(&r)
			errs := r.Check()
			if diff := cmp.Diff(test.want, errs); diff != "" {
				t.Errorf("Check (-want +got):\n%s", diff)
			}
			for _, err := range errs {
				noSecrets(t, err)
			}
		})
	}
}

// The external ID of a request is a secret: no text of it may show, but for
// the one character that is wrong.
func FuzzRequestErrorsDoNotShowTheExternalID(f *testing.F) {
	f.Add("planted external-id")
	f.Add("x")
	f.Add("\xff\x00")
	f.Fuzz(func(t *testing.T, id string) {
		r := request()
		r.ExternalID = id
		for _, err := range r.Check() {
			if len([]rune(id)) > 30 && strings.Contains(err.Error(), id) {
				t.Errorf("the external ID %q is in %q", id, err)
			}
		}
	})
}

func numberedTags(n int) []Tag {
	tags := make([]Tag, n)
	for i := range tags {
		tags[i] = Tag{Key: fmt.Sprintf("k%d", i), Value: "v"}
	}
	return tags
}

func one(field, reason string) []*FieldError {
	return []*FieldError{{Field: field, Index: -1, Reason: reason}}
}

func tagError(key, reason string) []*FieldError {
	return []*FieldError{{Field: "tags", Key: key, Index: -1, Reason: reason}}
}
