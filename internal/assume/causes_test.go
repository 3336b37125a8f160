// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The file is what somebody reads who is called at night: look at it.
func TestTheFailuresOfAFleetAreGroupedByCause(t *testing.T) {
	_, endpoint := serve(t, fiveReasons(&cloud{caller: agentSession}))
	requests := fleetOf(50)
	for i := range requests {
		requests[i].Enforcement = RequireExternalID
	}
	results, err := newSTS(endpoint).VerifyAll(t.Context(), requests)
	if err != nil {
		t.Fatal(err)
	}
	noPlantedIn(t, requests, results)
	var got strings.Builder
	for _, c := range Causes(requests, results) {
		fmt.Fprintf(&got, "%d of %d: %s (%s)\n%s\n\n%s\n\n%s\n\n---\n", len(c.Roles), len(requests), c.Kind, c.Side, strings.Join(c.Roles, "\n"), c.Message, c.Remedy)
	}
	got.WriteString(Summary(requests, results))
	want, err := os.ReadFile("testdata/fleet.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("fleet (-want +got):\n%s", diff)
	}
}

// What differs from role to role must not split a cause, and what differs must
// not be taken for one.
func TestCausesAreThoseOfTheRoleAndNotOfItsName(t *testing.T) {
	fails := func(role, message string, hop int) (Request, Result) {
		f := newFailure(AccessDenied, SideTarget, "%s", message)
		f.Hop = hop
		return Request{Role: mustRole(role)}, Result{Failure: f}
	}
	const a, b = "arn:aws:iam::222222222222:role/target", "arn:aws:iam::333333333333:role/team/other"
	for _, test := range []struct {
		name     string
		a, b     string
		hop      int
		messages []string
	}{
		{"role and account", "x on " + a + ", in account 222222222222.", "x on " + b + ", in account 333333333333.", 0, []string{"x on the role, in the role's account."}},
		{"at the beginning", a + " is x. " + a + ": x", b + " is x. " + b + ": x", 0, []string{"The role is x. The role: x"}},
		{"another role of the account", "x by arn:aws:iam::222222222222:role/agent", "x by arn:aws:iam::222222222222:role/agent", 0, []string{"x by arn:aws:iam::222222222222:role/agent"}},
		{"a role whose name begins so", "x by " + a + "-2.", "x by " + a + "-2.", 0, []string{"x by " + a + "-2."}},
		{"a role whose name goes on behind a period", "x by " + a + ".b.", "x by " + a + ".b.", 0, []string{"x by " + a + ".b."}},
		{"a session", "x by arn:aws:sts::222222222222:assumed-role/target/y", "x by arn:aws:sts::222222222222:assumed-role/target/y", 0, []string{"x by arn:aws:sts::222222222222:assumed-role/target/y"}},
		{"a longer number", "x 12222222222223", "x 12222222222223", 0, []string{"x 12222222222223"}},
		{"other things said", "x on " + a, "y on " + b, 0, []string{"x on the role", "y on the role"}},
		{"a hop in the account of one of them", "x on arn:aws:iam::222222222222:role/hop of account 222222222222", "x on arn:aws:iam::222222222222:role/hop of account 222222222222", 1,
			[]string{"x on arn:aws:iam::222222222222:role/hop of account 222222222222"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			ra, fa := fails(a, test.a, test.hop)
			rb, fb := fails(b, test.b, test.hop)
			var messages []string
			for _, c := range Causes([]Request{ra, {Role: mustRole(roleARN)}, rb}, []Result{fa, {Assumable: true}, fb}) {
				messages = append(messages, c.Message)
				if len(c.Roles)*len(test.messages) != 2 {
					t.Errorf("%d roles of %s", len(c.Roles), c.Message)
				}
			}
			if diff := cmp.Diff(test.messages, messages); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestASummaryIsATable(t *testing.T) {
	requests := []Request{{Role: mustRole("arn:aws:iam::111111111111:role/a")}, {Role: mustRole("arn:aws:iam::222222222222:role/long/name")}, {Role: mustRole("arn:aws:iam::333333333333:role/b")}}
	results := []Result{{Assumable: true}, {Failure: newFailure(Throttled, SideCaller, "x")}, {Failure: &Failure{Kind: AccessDenied, Hop: 2}}}
	const want = "" +
		"ROLE                                      ASSUMABLE  FAILURE\n" +
		"arn:aws:iam::111111111111:role/a          yes        -\n" +
		"arn:aws:iam::222222222222:role/long/name  no         throttled\n" +
		"arn:aws:iam::333333333333:role/b          no         access_denied (hop 2)\n"
	if diff := cmp.Diff(want, Summary(requests, results)); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}
