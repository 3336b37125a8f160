// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package main

import "testing"

func TestKillingTheRunnerLeavesNothingBehind(t *testing.T) {
	r := newRunner(t, nil, "localstack", "--", "sh", "-c", `echo "$LOCALSTACK_ENDPOINT"; exec sleep 600`)
	conn := connect(t, r.line(t))
	if err := r.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	r.allGone(t)
	wantClosed(t, conn)
}
