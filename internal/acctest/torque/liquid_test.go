// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package torque_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/osteele/liquid"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

const pipeline = `{{ choice | split: "|" | last | strip }}`

// rubyStrip is Ruby's String#strip: ASCII white space and NUL, nothing else.
// Source: Ruby documentation, class String, "Whitespace in Strings".
func rubyStrip(s string) string { return strings.Trim(s, "\x00\t\n\v\f\r ") }

// liquids are the Liquids that may stand behind a blueprint. The Go one strips
// Unicode white space and keeps NUL, Ruby's does neither; both split alike.
func liquids() map[string]*liquid.Engine {
	ruby := liquid.NewEngine()
	ruby.RegisterFilter("strip", rubyStrip)
	return map[string]*liquid.Engine{"Go": liquid.NewEngine(), "Ruby": ruby}
}

func TestLiquidsStripDifferently(t *testing.T) {
	tests := map[string]struct{ choice, golang, ruby string }{
		"ASCII white space": {"Dev |\t\n\v\f\r 123456789012 \t\n\v\f\r", "123456789012", "123456789012"},
		"no-break space":    {"Dev |\u00a0123456789012", "123456789012", "\u00a0123456789012"},
		"NUL":               {"Dev |\x00123456789012", "\x00123456789012", "123456789012"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for which, want := range map[string]string{"Go": tt.golang, "Ruby": tt.ruby} {
				got, err := liquids()[which].ParseAndRenderString(pipeline, liquid.Bindings{"choice": tt.choice})
				if err != nil {
					t.Fatal(err)
				}
				if got != want {
					t.Errorf("%s: got %q, want %q", which, got, want)
				}
			}
		})
	}
}

// An accepted choice whose surrounding white space is ASCII and whose ID is
// undashed has the account that Liquid's pipeline yields, so that an author
// may pass the whole choice or the pipeline's result.
func TestAcceptedChoiceHasTheAccountThatLiquidYields(t *testing.T) {
	const (
		choices     = 100_000
		minAccepted = 25_000 // the random choices would prove little if few were accepted
	)
	for name, engine := range liquids() {
		t.Run(name, func(t *testing.T) {
			template, err := engine.ParseString(pipeline)
			if err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewPCG(1, 2))
			accepted := 0
			for range choices {
				choice := randomChoice(random)
				parsed, err := account.Parse(choice, account.Options{})
				if err != nil || !isPlain(choice) {
					continue
				}
				accepted++
				got, renderErr := template.RenderString(liquid.Bindings{"choice": choice})
				if renderErr != nil {
					t.Fatalf("%q: %v", choice, renderErr)
				}
				if got != parsed.ID.String() {
					t.Fatalf("%q: account.Parse gives %q, Liquid yields %q", choice, parsed.ID, got)
				}
			}
			if accepted < minAccepted {
				t.Errorf("%d of %d random choices were accepted, want at least %d", accepted, choices, minAccepted)
			}
		})
	}
}

// isPlain reports whether the account in choice has ASCII white space around
// it, if any, and no dash.
func isPlain(choice string) bool {
	last := choice[strings.LastIndex(choice, "|")+1:]
	nonASCIISpace := func(r rune) bool { return r > unicode.MaxASCII && unicode.IsSpace(r) }
	return !strings.ContainsFunc(last, nonASCIISpace) && !strings.Contains(last, "-")
}

// hostile are pieces that a reader of choices may trip over.
var hostile = []string{
	"|", "||", " | ", "|\t", " ", "\t", "\n", "\r", "\v", "\f", "\x00", "\u0085", "\u00a0", "\u2003", "\u3000", "\ufeff", "\u200b",
	"0", "7", "12", "123456789012", "012345678901", "1234-5678-9012", "１", "１２３４５６７８９０１２", "٣", "-", "–", "_", "+", ".", "e3",
	`"`, "'", "`", `\`, "\\n", "{{", "}}", "{%", "Dev", "Prod", "A", "é", "e\u0301", "🚀", "👩‍🚀", "ß", "\xff", "\xc2",
}

// randomChoice returns hostile pieces; three times of four they surround an
// account as a careful author may write it, so that many are accepted.
func randomChoice(random *rand.Rand) string {
	var b strings.Builder
	pieces := func(n int) {
		for range random.IntN(n) {
			b.WriteString(hostile[random.IntN(len(hostile))])
		}
	}
	spaces := func() {
		const ascii = " \t\n\v\f\r"
		for range random.IntN(3) {
			b.WriteByte(ascii[random.IntN(len(ascii))])
		}
	}

	if random.IntN(4) == 0 {
		pieces(8)
		return b.String()
	}
	if random.IntN(4) > 0 {
		spaces()
		pieces(6)
		b.WriteString("|")
	}
	spaces()
	for range account.IDLength {
		b.WriteByte('0' + byte(random.IntN(10)))
	}
	spaces()
	if random.IntN(8) == 0 {
		pieces(2)
	}
	return b.String()
}
