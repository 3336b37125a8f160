// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package evaluation

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// outcome is what a side's process prints: how long some passes over the work took, after others to warm up, and the
// answers of the last one. An answer is a decision, or "" where the side takes no such policy or request.
type outcome struct {
	Passes  int      `json:"passes"`
	Seconds float64  `json:"seconds"`
	Answers []string `json:"answers"`
}

// perPair returns the time that a pair of the work took, in microseconds.
func (o *outcome) perPair() float64 {
	return o.Seconds / float64(o.Passes) / float64(len(o.Answers)) * 1e6
}

// durations say for how long passes are repeated at least.
type durations struct{ warmUp, measured time.Duration }

// Command is the name of the command that [RunOurs] is.
const Command = "evaluate"

// RunOurs is the command that runs our side: evaluate -work FILE -warm-up 1s -measured 1s, with -prepared for what
// [work.prepare] does.
func RunOurs(_ context.Context, args []string) error {
	var d durations
	flags := flag.NewFlagSet(Command, flag.ContinueOnError)
	file := flags.String("work", "", "the file with the work")
	prepared := flags.Bool("prepared", false, "read all but policies before the clock starts")
	flags.DurationVar(&d.warmUp, "warm-up", 0, "for how long to warm up")
	flags.DurationVar(&d.measured, "measured", 0, "for how long to measure")
	if err := flags.Parse(args); err != nil {
		return err
	}
	w, err := readWork(*file)
	if err != nil {
		return err
	}
	if *prepared {
		w.prepare()
	}
	return json.NewEncoder(os.Stdout).Encode(w.measure(d))
}

// measure repeats passes over the work.
func (w *work) measure(d durations) outcome {
	answers := make([]string, len(w.Pairs))
	passes, seconds := d.repeat(func() { w.pass(answers) })
	return outcome{Passes: passes, Seconds: seconds, Answers: answers}
}

// repeat repeats a pass to warm up, and then to measure. It returns how many were measured, and what they took.
func (d durations) repeat(pass func()) (passes int, seconds float64) {
	for began := time.Now(); ; {
		if pass(); time.Since(began) >= d.warmUp {
			break
		}
	}
	for began := time.Now(); ; {
		pass()
		passes++
		if took := time.Since(began); took >= d.measured {
			return passes, took.Seconds()
		}
	}
}

// pass reads and evaluates everything.
func (w *work) pass(answers []string) {
	var (
		document        trust.Document
		asked           trust.Request
		policy, request = -1, -1 // which those are
		noPolicy, noAsk error
	)
	for i, p := range w.Pairs {
		if p.Policy != policy {
			policy = p.Policy
			document, noPolicy = trust.Parse(w.Policies[policy])
		}
		if p.Request != request {
			request = p.Request
			asked, noAsk = w.Requests[request].read()
		}
		answers[i] = ""
		if noPolicy == nil && noAsk == nil {
			answers[i] = string(document.Evaluate(asked).Decision)
		}
	}
}

// prepare reads of the requests all but their policies, once for all passes.
func (w *work) prepare() {
	for i := range w.Requests {
		r := &w.Requests[i]
		asked, err := r.withoutPolicies()
		r.prepared = func() (trust.Request, error) { return asked, err }
	}
}

// read reads all that a request is made of, save what is prepared.
func (r *request) read() (trust.Request, error) {
	readRest := r.withoutPolicies
	if r.prepared != nil {
		readRest = r.prepared
	}
	asked, err := readRest()
	if err != nil {
		return trust.Request{}, err
	}
	for _, text := range r.IdentityPolicies {
		p, err := trust.ParseIdentityPolicy(text)
		if err != nil {
			return trust.Request{}, err
		}
		asked.IdentityPolicies = append(asked.IdentityPolicies, p)
	}
	return asked, nil
}

// withoutPolicies reads the ARNs and the context of a request.
func (r *request) withoutPolicies() (trust.Request, error) {
	asked := trust.Request{Actions: r.Actions, IdentityPoliciesKnown: true}
	var err error
	if asked.Role, err = iamarn.ParseRole(r.RoleARN); err != nil {
		return trust.Request{}, err
	}
	if asked.Caller, err = trust.ParseCaller(r.Principal); err != nil {
		return trust.Request{}, err
	}
	const complete = true // a key that is not listed is absent
	known, errs := trust.NewContext(r.Context, complete)
	if len(errs) > 0 {
		return trust.Request{}, errors.New("the request has a context that cannot be")
	}
	asked.Context = known
	return asked, nil
}
