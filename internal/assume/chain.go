// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// checkChain finds what AWS refuses about a chain as a whole.
func (r Request) checkChain(errs *fieldErrors) {
	at := func(hop int, field, format string, args ...any) {
		errs.add(field, format, args...)
		(*errs)[len(*errs)-1].Hop = hop
	}
	var transitive []string // keys of tags that stay with all further sessions
	identity := ""
	var before iamarn.Role
	for i, part := range append(slices.Clone(r.Via), r) {
		hop := i + 1
		if i == len(r.Via) {
			hop = 0
		}
		if i > 0 && part.Duration > MaxChainedDuration && part.Duration <= MaxDuration {
			at(hop, "duration_seconds", "what a role session assumes lasts at most %d seconds, not %d: ask for at most %[1]d, or leave duration_seconds out",
				seconds(MaxChainedDuration), seconds(part.Duration))
		}
		if from, to := before.Partition(), part.Role.Partition(); i > 0 && from != to && from.String() != "" && to.String() != "" {
			at(hop, "role_arn", "the role is in partition %s, the one before it in the chain in %s, and no role can be assumed across partitions: use roles of one", to, from)
		}
		for _, tag := range part.Tags {
			if slices.ContainsFunc(transitive, func(key string) bool { return strings.EqualFold(key, tag.Key) }) {
				errs.addTag(tag.Key, "the session tag %q is transitive from an earlier hop on, and cannot be given again: leave it out, it is passed on", tag.Key)
				(*errs)[len(*errs)-1].Hop = hop
			}
		}
		if s := part.SourceIdentity; s != "" && identity != "" && s != identity {
			at(hop, "source_identity", "an earlier hop sets another source identity, which stays with all further sessions and cannot be changed: leave it out, it is passed on")
		}
		transitive = append(transitive, part.TransitiveTagKeys...)
		if identity == "" {
			identity = part.SourceIdentity
		}
		before = part.Role
	}
}

// hopPolicy is the session policy of a hop: all that its credentials can do is
// to assume the next roles of the chain.
func hopPolicy(next []iamarn.Role) string {
	resources := make([]string, len(next))
	for i, role := range next {
		resources[i] = role.String()
	}
	slices.Sort(resources)
	policy := marshalHopPolicy(slices.Compact(resources))
	if len(policy) > maxSessionPolicy { // a fleet behind one hop
		policy = marshalHopPolicy([]string{"*"})
	}
	return policy
}

// maxSessionPolicy is how long a session policy may be, in characters.
// Source: STS API Reference, AssumeRole.
const maxSessionPolicy = 2048

func marshalHopPolicy(resources []string) string {
	type statement struct {
		Effect   string
		Action   []string
		Resource []string
	}
	text, err := json.Marshal(struct {
		Version   string
		Statement []statement
	}{"2012-10-17", []statement{{"Allow", []string{"sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"}, resources}}})
	if err != nil { // strings can be marshalled
		return denyAll
	}
	return string(text)
}

// hops assumes the hops of chains, each once for all the chains that begin
// with it.
type hops struct {
	next map[string][]iamarn.Role // what follows a hop, by its key
	keep bool                     // whether a hop that failed is not tried again

	mu  sync.Mutex
	got map[string]*memo[hopOutcome]
}

// hopOutcome is the session of a hop, or why there is none.
type hopOutcome struct {
	session session
	failure *Failure
}

// newHops returns what assumes the hops of the requests. Where a request waits
// for denials to end, a hop that failed is tried again.
func newHops(requests ...Request) *hops {
	h := &hops{next: make(map[string][]iamarn.Role), keep: true, got: make(map[string]*memo[hopOutcome])}
	for _, r := range requests {
		h.keep = h.keep && r.Wait == 0
		for i := range r.Via {
			next := r.Role
			if i+1 < len(r.Via) {
				next = r.Via[i+1].Role
			}
			key := hopKey(r.Via[:i+1])
			h.next[key] = append(h.next[key], next)
		}
	}
	return h
}

// hopKey tells chains of hops apart.
func hopKey(via []Request) string {
	var b strings.Builder
	for _, hop := range via {
		for _, part := range []string{hop.Role.String(), hop.ExternalID, hop.SessionName, hop.SourceIdentity, hop.Duration.String()} {
			b.WriteString(part + "\x00")
		}
		for _, tag := range hop.Tags {
			b.WriteString(tag.Key + "\x00" + tag.Value + "\x00")
		}
		b.WriteString(strings.Join(hop.TransitiveTagKeys, "\x00") + "\x01")
	}
	return b.String()
}

// expiresSoon is how long before its end a session is no longer used for a
// further hop.
const expiresSoon = time.Minute

// follow assumes the hops of a request one after the other, and returns the
// session that is to assume the role itself. Errors are [*Failure], which name
// the hop, or that of ctx.
func (h *hops) follow(ctx context.Context, c *client, from session, region string, r Request) (session, error) {
	for i, hop := range r.Via {
		key := hopKey(r.Via[:i+1])
		assume := func(ctx context.Context) (hopOutcome, error) {
			return h.assume(ctx, c, from, region, hop, i+1, hopPolicy(h.next[key]))
		}
		m := h.memo(key)
		outcome, err := m.get(ctx, assume)
		if err == nil && outcome.expired() {
			outcome, err = h.renew(key, m).get(ctx, assume)
		}
		if err == nil && outcome.failure != nil {
			err = outcome.failure
		}
		if err != nil {
			return session{}, err
		}
		from = outcome.session
	}
	return from, nil
}

// expired reports whether the session ends too soon to be used again.
func (o hopOutcome) expired() bool {
	end := o.session.credentials.Expires
	return !end.IsZero() && time.Until(end) < expiresSoon
}

// memo returns what remembers the hop with the given key.
func (h *hops) memo(key string) *memo[hopOutcome] {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.got[key] == nil {
		h.got[key] = new(memo[hopOutcome])
	}
	return h.got[key]
}

// renew forgets what m remembers, once for all who ask.
func (h *hops) renew(key string, m *memo[hopOutcome]) *memo[hopOutcome] {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.got[key] == m {
		h.got[key] = new(memo[hopOutcome])
	}
	return h.got[key]
}

// assume assumes a hop. A failure is an outcome where it is to be kept, so that
// it is remembered, and else an error.
func (h *hops) assume(ctx context.Context, c *client, from session, region string, hop Request, number int, policy string) (hopOutcome, error) {
	landed, err := newCall(region, from, hop).assume(ctx, c, c, from.credentials, policy)
	f, failed := errors.AsType[*Failure](err)
	if !failed {
		return hopOutcome{session: landed}, err
	}
	f.Hop = number
	f.Message = fmt.Sprintf("Hop %d of the chain failed. %s", number, f.Message)
	if h.keep {
		return hopOutcome{failure: f}, nil
	}
	return hopOutcome{}, f
}
