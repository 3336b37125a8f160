// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

// Check reads the text of a trust policy and returns all that is known of it.
// A text that is no policy document is a report with errors, too.
func Check(text string) Report {
	_, d, errs := parse(text)
	if errs == nil {
		return Report{Document: d, Findings: d.Check(), Characters: d.Characters()}
	}
	findings := make([]Finding, len(errs))
	for i, e := range errs {
		findings[i] = Finding{Code: e.code, Severity: SeverityError, Statement: -1, Path: e.Path, Message: e.Error()}
	}
	return Report{Findings: findings}
}

// Check returns what IAM would refuse about the document as the trust policy
// of a role, and what is unwise about it.
func (d Document) Check() []Finding { return nil }
