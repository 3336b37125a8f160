// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package iamarn reads and builds the ARNs that cross-account access is made
// of: roles, their sessions, and the other principals a trust policy can name.
//
// Its values can't be wrong: they come from a Parse or New function, which
// refuses with an [*Error] whatever IAM would not accept.
package iamarn
