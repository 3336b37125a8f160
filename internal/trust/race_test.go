// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build race

package trust

// slowdown is by how much the race detector slows down code that computes.
// Source: Go documentation, "Data Race Detector", "Runtime Overhead".
const slowdown = 10
