// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package sdk tests that the AWS SDK is left alone until something is verified.
// The test has a process of its own, as it looks at all that is allocated there.
package sdk
