// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

// Match tells how a part of a statement fits a request.
type Match string

// How a part of a statement can fit. MatchAccount is of principals alone: the
// caller's account is named, and not the caller.
const (
	Matches      Match = "match"
	MatchAccount Match = "account_match"
	MatchesNot   Match = "no_match"
	MatchUnknown Match = "unknown"
)

func matchOf(t truth) Match {
	switch t {
	case yes:
		return Matches
	case no:
		return MatchesNot
	default:
		return MatchUnknown
	}
}

// StatementResult tells how a statement of the trust policy fits a request.
type StatementResult struct {
	Index int // 0-based
	statementResult
}

// Sid returns the statement's Sid, and whether it has one.
func (r *StatementResult) Sid() (string, bool) {
	if r.statement.sid == nil {
		return "", false
	}
	return *r.statement.sid, true
}

// Effect returns the statement's Effect.
func (r *StatementResult) Effect() string { return string(r.statement.effect) }

// Action tells whether the statement covers one of the request's actions.
func (r *StatementResult) Action() Match { return matchOf(r.action()) }

// Principal tells whether the statement names the caller, or its account.
func (r *StatementResult) Principal() Match {
	switch {
	case r.named.direct == yes:
		return Matches
	case r.named.direct == unknown:
		return MatchUnknown
	case r.named.account == yes:
		return MatchAccount
	default:
		return MatchesNot
	}
}

// Condition tells whether all conditions of the statement hold, whoever asks.
func (r *StatementResult) Condition() Match { return matchOf(r.condition) }

// Matched tells whether the statement says something about the request.
func (r *StatementResult) Matched() Match { return matchOf(r.matched()) }
