// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// The defaults that a check uses where its author gives nothing.
const (
	DefaultSessionName = "crossaccount-check"
	DefaultDuration    = MinDuration
)

// The limits of a session's duration. A role may allow less than MaxDuration;
// a caller that is itself a role session gets at most MaxChainedDuration.
// Source: STS API Reference, AssumeRole.
const (
	MinDuration        = 15 * time.Minute
	MaxDuration        = 12 * time.Hour
	MaxChainedDuration = time.Hour
)

// The limits of session tags, in characters where they are lengths.
// Source: STS API Reference, AssumeRole and Tag.
const (
	maxTags     = 50
	maxTagKey   = 128
	maxTagValue = 256
)

// Request asks for a session of a role.
type Request struct {
	Role              iamarn.Role
	ExternalID        string // "" for none
	SessionName       string
	SourceIdentity    string        // "" for none
	Duration          time.Duration // whole seconds
	Tags              []Tag         // session tags
	TransitiveTagKeys []string      // keys of Tags

	// Via are the hops of a chain: roles that are assumed on the way to Role,
	// each by the session of the one before. A hop has no hops of its own, and
	// nothing of what follows.
	Via []Request

	// What a check does besides assuming the role.
	TrustPolicy trust.Document // of Role, to explain a denial; zero if it is not known
	Enforcement Enforcement    // of the external ID
	Wait        time.Duration  // how long a denial is waited out, 0 for not at all

	// Progress, if there is one, is told after each try how the waiting goes.
	Progress func(context.Context, Progress)
}

// Tag is a session tag.
type Tag struct{ Key, Value string }

// FieldError is what is wrong with one field of a [Request] or a [Config].
type FieldError struct {
	Field  string // as HCL names it, such as "external_id"
	Hop    int    // the hop of a chain that it is about, from 1; 0 is the role itself
	Key    string // of the session tag, for an error of one of "tags"
	Index  int    // 0-based, of the element of a list; -1 for none
	Reason string // what is wrong and what to do; never the value of a secret
}

// Error returns the reason.
func (e *FieldError) Error() string { return e.Reason }

type fieldErrors []*FieldError

// add adds an error of the whole field.
func (errs *fieldErrors) add(field, format string, args ...any) {
	*errs = append(*errs, &FieldError{Field: field, Index: -1, Reason: fmt.Sprintf(format, args...)})
}

// addTag adds an error of the session tag with the given key.
func (errs *fieldErrors) addTag(key, format string, args ...any) {
	*errs = append(*errs, &FieldError{Field: "tags", Key: key, Index: -1, Reason: fmt.Sprintf(format, args...)})
}

// addElement adds an error of the element of the field at the index.
func (errs *fieldErrors) addElement(field string, index int, format string, args ...any) {
	*errs = append(*errs, &FieldError{Field: field, Index: index, Reason: fmt.Sprintf(format, args...)})
}

// SessionDuration returns the duration of a session of n seconds.
// It is an error outside of MinDuration to MaxDuration.
func SessionDuration(n int64) (time.Duration, error) {
	if n < int64(MinDuration/time.Second) || n > int64(MaxDuration/time.Second) {
		return 0, durationError(count(n, "second"))
	}
	return time.Duration(n) * time.Second, nil
}

func durationError(given string) error {
	return fmt.Errorf("a session lasts %d to %d seconds, in whole ones, not %s: give a duration in between",
		seconds(MinDuration), seconds(MaxDuration), given)
}

// Check returns all that STS would refuse about the request itself and its
// hops, in a stable order, without calling it. A Role is valid if it is there,
// and not looked at but for its partition; how large tags become when STS packs
// them is not seen.
func (r Request) Check() []*FieldError {
	errs := r.checkSession()
	for i, hop := range r.Via {
		for _, e := range hop.checkSession() {
			e.Hop = i + 1
			errs = append(errs, e)
		}
	}
	r.checkChain(&errs)
	if r.Enforcement != IgnoreExternalID && r.ExternalID == "" {
		errs.add("external_id_enforcement", "there is no external ID whose enforcement could be looked at: give external_id, or leave external_id_enforcement out")
	}
	return errs
}

// checkSession checks what is asked for of one role.
func (r Request) checkSession() fieldErrors {
	var errs fieldErrors
	if r.ExternalID != "" {
		if err := iamarn.CheckExternalID(r.ExternalID); err != nil {
			errs.add("external_id", "%s", err)
		}
	}
	if err := iamarn.CheckSessionName(r.SessionName); err != nil {
		errs.add("session_name", "%s", err)
	}
	if r.Duration < MinDuration || r.Duration > MaxDuration || r.Duration%time.Second != 0 {
		errs.add("duration_seconds", "%s", durationError(secondsText(r.Duration)))
	}
	if r.SourceIdentity != "" {
		if err := iamarn.CheckSourceIdentity(r.SourceIdentity); err != nil {
			errs.add("source_identity", "%s", err)
		}
	}
	r.checkTags(&errs)
	r.checkTransitiveKeys(&errs)
	return errs
}

func (r Request) checkTags(errs *fieldErrors) {
	if len(r.Tags) > maxTags {
		errs.add("tags", "there are %d session tags, STS takes at most %d: leave some out", len(r.Tags), maxTags)
	}
	seen := make(map[string]string, len(r.Tags)) // by key in lower case
	for _, tag := range r.Tags {
		if err := checkTag(tag); err != nil {
			errs.addTag(tag.Key, "%s", err)
		}
		folded := strings.ToLower(tag.Key)
		switch first, ok := seen[folded]; {
		case !ok:
			seen[folded] = tag.Key
		case first == tag.Key:
			errs.addTag(tag.Key, "the session tag %q is given twice: keep one", tag.Key)
		default:
			errs.addTag(tag.Key, "the keys of the session tags %q and %q differ only in case, STS takes them for one: keep one", first, tag.Key)
		}
	}
}

func checkTag(tag Tag) error {
	if tag.Key == "" {
		return errors.New("a session tag has no key: name it")
	}
	for _, part := range []struct {
		what, text string
		most       int
	}{
		{fmt.Sprintf("key of the session tag %.60q", tag.Key), tag.Key, maxTagKey},
		{fmt.Sprintf("value of the session tag %.60q", tag.Key), tag.Value, maxTagValue},
	} {
		if n := utf8.RuneCountInString(part.text); n > part.most {
			return fmt.Errorf("the %s has %d characters: shorten it to at most %d", part.what, n, part.most)
		}
		if strings.HasPrefix(part.text, "aws:") {
			return fmt.Errorf("the %s begins with aws:, which is reserved for AWS: choose another", part.what)
		}
		position := 0
		for _, r := range part.text {
			position++
			if r == utf8.RuneError || !unicode.In(r, unicode.L, unicode.Z, unicode.N) && !strings.ContainsRune("_.:/=+-@", r) {
				return fmt.Errorf("at position %d, %q cannot stand in the %s: use letters, digits, spaces and characters of _.:/=+-@",
					position, r, part.what)
			}
		}
	}
	return nil
}

func (r Request) checkTransitiveKeys(errs *fieldErrors) {
	for i, key := range r.TransitiveTagKeys {
		isKey := func(t Tag) bool { return strings.EqualFold(t.Key, key) }
		isSame := func(k string) bool { return strings.EqualFold(k, key) }
		switch {
		case !slices.ContainsFunc(r.Tags, isKey):
			errs.addElement("transitive_tag_keys", i, "%q is not the key of a session tag: only tags that are passed can be transitive, add it to tags or leave it out", key)
		case slices.ContainsFunc(r.TransitiveTagKeys[:i], isSame):
			errs.addElement("transitive_tag_keys", i, "%q is given twice: keep one", key)
		}
	}
}

func seconds(d time.Duration) int { return int(d / time.Second) }

func secondsText(d time.Duration) string {
	if d%time.Second != 0 {
		return d.String()
	}
	return count(seconds(d), "second")
}

func count[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
