// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package evaluation

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// work is what both sides are given: texts of trust policies, requests, and which request is evaluated on which policy.
// A side reads a policy when it comes to it, and keeps it for the pairs that follow with the same one; likewise a request.
type work struct {
	Policies []string  `json:"policies"`
	Requests []request `json:"requests"`
	Pairs    []pair    `json:"pairs"`
}

// request is somebody who asks for a session of a role, in the words of the cases.
type request struct {
	Actions          []string            `json:"actions"`
	Principal        string              `json:"principal"`
	RoleARN          string              `json:"role_arn"`
	Context          map[string][]string `json:"context"`
	IdentityPolicies []string            `json:"identity_policies"`

	prepared func() (trust.Request, error) // all but the policies, if they were read before
}

// pair is a request, a policy (by their indexes), and what the decision has to be.
type pair struct {
	Policy   int    `json:"policy"`
	Request  int    `json:"request"`
	Expected string `json:"expected"`
}

// add adds a policy with a request of its own.
func (w *work) add(policy string, r request, expected string) {
	w.Pairs = append(w.Pairs, pair{Policy: len(w.Policies), Request: len(w.Requests), Expected: expected})
	w.Policies = append(w.Policies, policy)
	w.Requests = append(w.Requests, r)
}

// agreeing counts the answers that are as expected.
func (w *work) agreeing(answers []string) int {
	n := 0
	for i, p := range w.Pairs {
		if answers[i] == p.Expected {
			n++
		}
	}
	return n
}

// agreed returns the work with the pairs alone that are answered as expected, and of the others how many have no answer,
// and how many another one.
func (w *work) agreed(answers []string) (rest *work, refused, differing int) {
	rest = &work{Policies: w.Policies, Requests: w.Requests}
	for i, p := range w.Pairs {
		switch answers[i] {
		case p.Expected:
			rest.Pairs = append(rest.Pairs, p)
		case "":
			refused++
		default:
			differing++
		}
	}
	return rest, refused, differing
}

// write writes the work to a file.
func (w *work) write(file string) error {
	data, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o600)
}

func readWork(file string) (*work, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	w := new(work)
	if err := json.Unmarshal(data, w); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return w, nil
}

// caseFiles are the cases that have a decision, in internal/trust/testdata/cases, whose README.md has their fields.
var caseFiles = []string{"documented.jsonl", "evaluate.jsonl.gz"}

// readCases returns all cases of a folder, each with a policy and a request of its own.
func readCases(folder string) (*work, error) {
	w := new(work)
	for _, name := range caseFiles {
		if err := w.addCases(filepath.Join(folder, name)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return w, nil
}

func (w *work) addCases(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var r io.Reader = bytes.NewReader(data)
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			return err
		}
	}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		if err := w.addCase(scanner.Bytes()); err != nil {
			return err
		}
	}
	return scanner.Err()
}

func (w *work) addCase(line []byte) error {
	var c struct {
		request
		IdentityPolicies []json.RawMessage `json:"identity_policies"`
		TrustPolicy      json.RawMessage   `json:"trust_policy"`
		Expected         json.RawMessage
	}
	if err := json.Unmarshal(line, &c); err != nil {
		return err
	}
	for _, p := range c.IdentityPolicies {
		c.request.IdentityPolicies = append(c.request.IdentityPolicies, string(p))
	}
	var expected struct{ Decision string }
	if json.Unmarshal(c.Expected, &expected.Decision) != nil { // else it is the decision alone
		if err := json.Unmarshal(c.Expected, &expected); err != nil {
			return err
		}
	}
	w.add(string(c.TrustPolicy), c.request, expected.Decision)
	return nil
}

// Who is let in and who is not, as both sides call it.
const (
	allowed = "allowed"
	denied  = "implicitly_denied"
)

const roleARN = "arn:aws:iam::111111111111:role/Target"

// teamPolicy lets a team's sessions in from one account, with an external ID and from the company's network alone, and
// the pipeline of a repository. A Deny keeps everybody without TLS out.
func teamPolicy(account int) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[`+
		`{"Sid":"Team","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%012d:root"},"Action":["sts:AssumeRole","sts:TagSession"],`+
		`"Condition":{"StringEquals":{"sts:ExternalId":"torque-7"},"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/team/*"},`+
		`"IpAddress":{"aws:SourceIp":["192.0.2.0/24","203.0.113.0/24"]}}},`+
		`{"Sid":"Pipeline","Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"},`+
		`"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},`+
		`"StringLike":{"token.actions.githubusercontent.com:sub":"repo:company/*:ref:refs/heads/main"}}},`+
		`{"Sid":"NoTLS","Effect":"Deny","Principal":"*","Action":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`, account)
}

// teamRequest is a request of a session of one of a team's roles.
func teamRequest(i int, externalID string) request {
	role := fmt.Sprintf("agent-%d", i)
	return request{
		Actions: []string{"sts:AssumeRole"}, RoleARN: roleARN,
		Principal: "arn:aws:sts::222222222222:assumed-role/" + role + "/deploy",
		Context: map[string][]string{
			"sts:ExternalId": {externalID}, "aws:PrincipalArn": {"arn:aws:iam::222222222222:role/team/" + role}, "aws:SourceIp": {"203.0.113.7"},
			"aws:SecureTransport": {"true"}, "aws:PrincipalAccount": {"222222222222"}, "aws:PrincipalType": {"AssumedRole"},
		},
		IdentityPolicies: []string{`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"` + roleARN + `"}]}`},
	}
}

// ofOnePolicy returns n requests on one policy. Every other one has another external ID and is denied.
func ofOnePolicy(n int) *work {
	w := &work{Policies: []string{teamPolicy(222222222222)}}
	for i := range n {
		externalID, expected := "torque-7", allowed
		if i%2 == 1 {
			externalID, expected = fmt.Sprintf("torque-%d", 1000+i), denied
		}
		w.Requests = append(w.Requests, teamRequest(i, externalID))
		w.Pairs = append(w.Pairs, pair{Request: i, Expected: expected})
	}
	return w
}

// ofOneRequest returns one request on n policies. Every other one is about another account, and does not allow it.
func ofOneRequest(n int) *work {
	w := &work{Requests: []request{teamRequest(0, "torque-7")}}
	for i := range n {
		account, expected := 222222222222, allowed
		if i%2 == 1 {
			account, expected = 300000000000+i, denied
		}
		w.Policies = append(w.Policies, teamPolicy(account))
		w.Pairs = append(w.Pairs, pair{Policy: i, Expected: expected})
	}
	return w
}
