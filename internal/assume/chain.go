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
// to assume the next roles of the chain. Where those are too many to be listed,
// roles of the same name in other accounts, and then all roles, stand for them.
func hopPolicy(next []iamarn.Role) string {
	roles, anywhere := make([]string, len(next)), make([]string, len(next))
	for i, role := range next {
		path := literally(role.Path() + role.Name())
		prefix := "arn:" + role.Partition().String() + ":iam::"
		roles[i] = prefix + role.Account().String() + ":role" + path
		anywhere[i] = prefix + "*:role" + path
	}
	for _, resources := range [][]string{roles, anywhere} {
		slices.Sort(resources)
		if policy := allowAssuming(slices.Compact(resources)); len(policy) <= maxHopPolicy {
			return policy
		}
	}
	return allowAssuming([]string{"*"})
}

// maxHopPolicy is half of what a session policy may have, in characters: STS
// packs it together with the session tags, into a space that fills up sooner.
// Source: STS API Reference, AssumeRole.
const maxHopPolicy = 2048 / 2

// literally takes their meaning from characters of a path that have one in
// policies.
// Source: IAM User Guide, "IAM policy elements: Variables and tags".
var literally = strings.NewReplacer("*", "${*}", "?", "${?}", "$", "${$}").Replace

// allowAssuming is a session policy.
func allowAssuming(resources []string) string {
	type statement struct {
		Effect   string
		Action   []string
		Resource []string
	}
	policy, err := json.Marshal(struct {
		Version   string
		Statement []statement
	}{"2012-10-17", []statement{{"Allow", assumingActions, resources}}})
	if err != nil { // strings can be marshalled
		return denyAll
	}
	return string(policy)
}

// hops assumes the hops of chains, each once for all the chains that begin
// with it.
type hops struct {
	next  map[string][]iamarn.Role // what follows a hop, by its key
	again time.Duration            // how long a failure is remembered, 0 for ever
	got   memos[hopOutcome]
}

// hopOutcome is the session of a hop, or why there is none.
type hopOutcome struct {
	session session
	failure *Failure
	until   time.Time // when it is no longer used, zero for never
}

func (o hopOutcome) outdated() bool { return !o.until.IsZero() && !time.Now().Before(o.until) }

// newHops returns what assumes the hops of the requests. Where one of them
// waits for denials to end, a hop that failed is tried again.
func newHops(b backoff, requests ...Request) *hops {
	h := &hops{next: make(map[string][]iamarn.Role)}
	for _, r := range requests {
		if r.Wait > 0 {
			h.again = b.first
		}
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
		fmt.Fprintf(&b, "%q %q %q %q %d %q %q\n", hop.Role, hop.ExternalID, hop.SessionName, hop.SourceIdentity, hop.Duration, hop.Tags, hop.TransitiveTagKeys)
	}
	return b.String()
}

// expiresSoon is how long before its end a session is no longer used for a
// further hop: what it is used for may have to wait for its turn.
const expiresSoon = 5 * time.Minute

// follow assumes the hops of a request one after the other, and returns the
// session that is to assume the role itself. Errors are [*Failure], which name
// the hop, or that of ctx.
func (h *hops) follow(ctx context.Context, client api, from session, region string, r Request) (session, error) {
	for i, hop := range r.Via {
		key := hopKey(r.Via[:i+1])
		assume := func(ctx context.Context) (hopOutcome, error) {
			return h.assume(ctx, client, newCall(region, from, hop), i+1, hopPolicy(h.next[key]))
		}
		m := h.got.of(key)
		outcome, err := m.get(ctx, assume)
		if err == nil && outcome.outdated() {
			outcome, err = h.got.after(key, m).get(ctx, assume)
		}
		if err != nil {
			return session{}, err
		}
		if outcome.failure != nil {
			return session{}, outcome.failure
		}
		from = outcome.session
	}
	return from, nil
}

// assume assumes a hop, by its number. A failure is an outcome too, so that it
// is remembered; the error is that of ctx.
func (h *hops) assume(ctx context.Context, client api, c call, number int, policy string) (hopOutcome, error) {
	began := time.Now() // by the clock of this machine, which may not be that of STS
	landed, err := c.assume(ctx, client, policy)
	f, failed := errors.AsType[*Failure](err)
	if !failed {
		return hopOutcome{session: landed, until: began.Add(c.request.Duration - expiresSoon)}, err
	}
	f.Hop = number
	f.Message = fmt.Sprintf("Hop %d of the chain failed. %s", number, f.Message)
	outcome := hopOutcome{failure: f}
	if h.again > 0 {
		outcome.until = time.Now().Add(h.again)
	}
	return outcome, nil
}
