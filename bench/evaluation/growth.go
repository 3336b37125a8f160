// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package evaluation

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/crossaccount/terraform-provider-crossaccount/bench/measure"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// part is what a trust policy can have more and more of.
type part struct {
	name   string
	policy func(n int) string // with n of them
}

var parts = []part{
	{"statements", manyStatements}, {"principals", manyPrincipals}, {"conditions", manyConditions},
}

// sizes are up to far more than IAM stores: a trust policy has 4,096 characters at most, which is some 30 statements.
// The largest policy is nearly as long as a document may be for the parser, 131,072 characters.
var sizes = []int{1, 50, 100, 200, 400, 800}

// manyStatements returns statements of which the last one names the caller.
func manyStatements(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(`{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:SecureTransport":"true"}}}`, principal(i)))
	}
	list[n-1] = strings.ReplaceAll(list[n-1], principal(n-1), principal(0))
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(list, ",") + `]}`
}

// manyPrincipals returns a statement that names principals in no order, the caller among them.
func manyPrincipals(n int) string {
	list := make([]string, n)
	for i, at := range shuffled(n) {
		list[i] = `"` + principal(at) + `"`
	}
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":[` + strings.Join(list, ",") +
		`]},"Action":"sts:AssumeRole"}]}`
}

// manyConditions returns a statement with conditions in no order, all of which hold.
func manyConditions(n int) string {
	list := make([]string, n)
	for i, at := range shuffled(n) {
		list[i] = fmt.Sprintf(`"%s":"%s"`, tag(at), tagValue(at))
	}
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + principal(0) +
		`"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{` + strings.Join(list, ",") + `}}}]}`
}

// shuffled returns the numbers below n, in the same order in each run.
func shuffled(n int) []int { return rand.New(rand.NewPCG(1, uint64(n))).Perm(n) }

// principal returns the i-th principal; the first one is the caller.
func principal(i int) string {
	return fmt.Sprintf("arn:aws:iam::222222222222:role/agent-%d", i)
}

func tag(i int) string { return fmt.Sprintf("aws:PrincipalTag/t%03d", i) }

func tagValue(i int) string { return fmt.Sprintf("value-%d", i) }

// growingRequest returns a request of the first principal, which has all tags.
func growingRequest() request {
	context := map[string][]string{"aws:SecureTransport": {"true"}}
	for i := range sizes[len(sizes)-1] {
		context[tag(i)] = []string{tagValue(i)}
	}
	return request{
		Actions: []string{"sts:AssumeRole"}, Principal: principal(0), RoleARN: roleARN, Context: context,
		IdentityPolicies: []string{`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}`},
	}
}

// measureGrowth measures our side alone, with more and more of each part, and draws it.
func measureGrowth(ctx context.Context, g *measure.Group, o measure.Options) error {
	plot := measure.Plot{
		Name: "evaluation-growth", Title: "A trust policy read and evaluated, over its size",
		X: "number of statements, principals or conditions", Y: "microseconds",
	}
	d := durations{warmUp: 50 * time.Millisecond, measured: 100 * time.Millisecond}
	if o.Quick {
		d = durations{}
	}
	for _, part := range parts {
		figures, err := part.measure(ctx, o.Rounds, d)
		if err != nil {
			return err
		}
		curve := measure.Curve{Name: part.name}
		for i, n := range sizes {
			curve.X, curve.Y = append(curve.X, float64(n)), append(curve.Y, measure.SpreadOf(figures[i]))
		}
		plot.Curves = append(plot.Curves, curve)

		// One policy of one part is mostly its frame, so that the second size is the smallest that tells of the part.
		small, large := 1, len(sizes)-1
		each := func(i int) []float64 { return measure.Scaled(figures[i], 1/float64(sizes[i])) }
		g.Compare(fmt.Sprintf("Growth: one of %d %s", sizes[large], part.name), "µs", each(large),
			fmt.Sprintf("one of %d", sizes[small]), each(small), measure.Goal{})
	}
	g.Plot(plot)
	return nil
}

// measure returns the microseconds of each size, by round. The request is read before.
func (p *part) measure(ctx context.Context, rounds int, d durations) ([][]float64, error) {
	r := growingRequest()
	asked, err := r.read()
	if err != nil {
		return nil, err
	}
	sides := make([]measure.Side, len(sizes))
	for i, n := range sizes {
		text := p.policy(n)
		sides[i] = func(context.Context) (float64, error) {
			var decision trust.Decision
			passes, seconds := d.repeat(func() {
				document, err := trust.Parse(text)
				if err != nil {
					decision = trust.Decision(err.Error())
					return
				}
				decision = document.Evaluate(asked).Decision
			})
			if decision != allowed {
				return 0, fmt.Errorf("a policy with %d %s is answered with %q", n, p.name, decision)
			}
			return seconds / float64(passes) * 1e6, nil
		}
	}
	return measure.InTurn(ctx, rounds, sides...)
}
