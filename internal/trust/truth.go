// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

// truth is a value of Kleene's three-valued logic. The zero truth is unknown,
// so that what was never found out never counts as known.
type truth int8

const (
	no      truth = -1
	unknown truth = 0
	yes     truth = 1
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) and(u truth) truth { return min(t, u) }

func (t truth) or(u truth) truth { return max(t, u) }

func (t truth) not() truth { return -t }

// anyOf returns whether f holds for one of the values; of none, it is no.
func anyOf[T any](values []T, f func(T) truth) truth {
	result := no
	for _, v := range values {
		if result = result.or(f(v)); result == yes {
			break
		}
	}
	return result
}

// allOf returns whether f holds for each of the values; of none, it is yes.
func allOf[T any](values []T, f func(T) truth) truth {
	result := yes
	for _, v := range values {
		if result = result.and(f(v)); result == no {
			break
		}
	}
	return result
}
