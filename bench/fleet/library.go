// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/assume"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// job is what a side that is a process of its own reads, as JSON.
type job struct {
	Roles         []string `json:"roles"`
	Concurrency   int      `json:"concurrency"`
	SessionName   string   `json:"session_name"`
	Duration      int      `json:"duration"` // seconds
	SessionPolicy string   `json:"session_policy"`
}

// outcome is what such a side writes, as JSON. The time is that of the work alone, from the first call to the last answer:
// not that of the process's start.
type outcome struct {
	Seconds   float64 `json:"seconds"`
	Assumable int     `json:"assumable"`
}

// denyAll is the session policy that the provider sends.
const denyAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}`

// newJob returns the job to verify some roles, each in an account of its own.
func newJob(roles, concurrency int) job {
	j := job{
		Concurrency: concurrency, SessionName: assume.DefaultSessionName,
		Duration: int(assume.DefaultDuration.Seconds()), SessionPolicy: denyAll,
	}
	for i := range roles {
		j.Roles = append(j.Roles, fmt.Sprintf("arn:aws:iam::%012d:role/deploy", 222222222222+i))
	}
	return j
}

// Verify is the command of the library alone, "fleet-library". It reads a job, and writes the outcome.
func Verify(ctx context.Context, _ []string) error {
	var j job
	if err := json.NewDecoder(os.Stdin).Decode(&j); err != nil {
		return err
	}
	began := time.Now()
	requests := make([]assume.Request, len(j.Roles))
	for i, arn := range j.Roles {
		role, err := iamarn.ParseRole(arn)
		if err != nil {
			return err
		}
		requests[i] = assume.Request{Role: role, SessionName: j.SessionName, Duration: assume.DefaultDuration}
	}
	results, err := assume.New(assume.Config{MaxConcurrency: j.Concurrency}).VerifyAll(ctx, requests)
	if err != nil {
		return err
	}
	o := outcome{Seconds: time.Since(began).Seconds()}
	for _, r := range results {
		if r.Assumable {
			o.Assumable++
		}
	}
	return json.NewEncoder(os.Stdout).Encode(o)
}
