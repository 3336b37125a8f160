// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"cmp"
	"context"
	"os"
)

// Region returns the region that is configured: by Config, else by the
// environment; "" when it is by neither.
func (s *STS) Region(_ context.Context) (string, error) {
	return cmp.Or(s.config.Region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")), nil
}
