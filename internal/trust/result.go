// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

// Fit tells how a part of a statement fits a request.
type Fit string

// How a part of a statement can fit. FitAccountMatch is of principals alone: the
// caller's account is named, and not the caller.
const (
	FitMatch        Fit = "match"
	FitAccountMatch Fit = "account_match"
	FitNoMatch      Fit = "no_match"
	FitUnknown      Fit = "unknown"
)

func fitOf(t truth) Fit {
	switch t {
	case yes:
		return FitMatch
	case no:
		return FitNoMatch
	default:
		return FitUnknown
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
func (r *StatementResult) Action() Fit { return fitOf(r.action()) }

// Principal tells whether the statement names the caller, or its account.
func (r *StatementResult) Principal() Fit {
	switch {
	case r.named.direct == yes:
		return FitMatch
	case r.named.direct == unknown:
		return FitUnknown
	case r.named.account == yes:
		return FitAccountMatch
	default:
		return FitNoMatch
	}
}

// Condition tells whether all conditions of the statement hold, whoever asks.
func (r *StatementResult) Condition() Fit { return fitOf(r.condition) }

// Matched tells whether the statement says something about the request.
func (r *StatementResult) Matched() Fit { return fitOf(r.matched()) }
