// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix && !linux

package main

import "syscall"

// childAttributes gives a child a process group of its own. Only Linux can tie its life to this program's.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
