// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package examples runs the examples for Torque, unmodified, on a real
// Terraform against LocalStack. It has tests only.
package examples
