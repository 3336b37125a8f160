// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"regexp"
	"sync"
)

// lazily returns a regular expression that is compiled when it is first needed: Terraform starts the provider for each
// command, and most need none.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
