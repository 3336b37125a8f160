// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Package account reads AWS account IDs and the choices that offer them to
// people, such as "Dev | 123456789012".
//
// It is strict: what is not exactly one account is refused with an [*Error]
// that tells what to do. An account that is guessed wrong is changed wrong.
package account
