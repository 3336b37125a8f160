// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package docs holds the generated documentation to the rules of the registry,
// and to what a reader takes for granted: links that lead somewhere, pictures
// that are shown, and configurations that are well-formed. It is for tests only.
package docs
