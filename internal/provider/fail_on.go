// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// The values of fail_on.
const (
	failOnError   = "error"
	failOnWarning = "warning"
	failOnNone    = "none"
)

var failOnValues = []string{failOnError, failOnWarning, failOnNone}

var failOnValidator validator.String = stringvalidator.OneOf(failOnValues...)

// fails reports whether a finding of the severity is an error under failOn, of
// which "" is the default.
func fails(failOn string, s trust.Severity) bool {
	switch failOn {
	case failOnNone:
		return false
	case failOnWarning:
		return true
	default:
		return s == trust.SeverityError
	}
}
