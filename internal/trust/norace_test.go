// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build !race

package trust

// slowdown is 1 without the race detector.
const slowdown = 1
