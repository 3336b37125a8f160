// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// hostileStrings are what a reader of choices, names and ARNs may trip over.
var hostileStrings = []string{
	"", " ", "|", "-", "0", "\x00", "\n", "\u00a0", "\u200b", "\u202e", "１２３", "é", "e\u0301", "🚀", "${x}", "%s%n", "null", "*",
	"111111111111", "222222222222", "012345678901", "Dev | 111111111111", "Dev|2222-2222-2222", "A | B | 333333333333", "111111111111 |",
	"12345678901", "1234567890123", "/", "//", "/team/", "team", "aws", "aws-cn", "AWS", "deploy", "=>", "a b",
	"arn:aws:iam::111111111111:role/deploy", "arn:aws:sts::111111111111:assumed-role/deploy/me", "arn:::::", "error", "report",
	strings.Repeat("x", 64), strings.Repeat("x", 65), strings.Repeat("|", 5000), strings.Repeat("é", 5000),
}

// randomValue returns any value of a type, of which strings are among texts.
func randomValue(random *rand.Rand, texts []string, typ tftypes.Type) any {
	switch random.IntN(12) {
	case 0:
		return nil
	case 1:
		return unknown{}
	}
	element := func() any { return randomValue(random, texts, elementTypeOf(typ, 0)) }
	switch {
	case typ.Is(tftypes.String):
		return texts[random.IntN(len(texts))]
	case typ.Is(tftypes.Bool):
		return random.IntN(2) == 0
	case typ.Is(tftypes.Number):
		return []int64{0, -1, 900, 3600, 43200, 1 << 55, -1 << 63, 1<<63 - 1}[random.IntN(8)]
	case typ.Is(tftypes.Map{}):
		elements := map[string]any{}
		for range random.IntN(4) {
			elements[texts[random.IntN(len(texts))]] = element()
		}
		return elements
	default:
		elements := []any{}
		for range random.IntN(4) {
			e := element()
			if typ.Is(tftypes.Set{}) && slices.Contains(elements, e) {
				continue // Terraform sends no set with one element twice
			}
			elements = append(elements, e)
		}
		return elements
	}
}

// Whatever is given, the provider answers: with diagnostics that stand on an
// attribute, or with account IDs and ARNs that are some.
func TestNoInputIsTooHostile(t *testing.T) {
	outputs := map[string]*regexp.Regexp{
		"account_id":   regexp.MustCompile(`^[0-9]{12}$`),
		"arn":          regexp.MustCompile(`^arn:aws(-[a-z-]+)?:iam::[0-9]{12}:role/.+$`),
		"session_name": regexp.MustCompile(`^[A-Za-z0-9_+=,.@-]{2,64}$`),
	}
	s := newServer(t, attrs{"region": "us-east-1"})
	random := rand.New(rand.NewPCG(7, 8))
	read := 0
	for range 2_000 {
		for _, dataSource := range []string{
			"crossaccount_account", "crossaccount_account_choices", "crossaccount_accounts", "crossaccount_target_role", "crossaccount_target_roles", "crossaccount_session_name",
			"crossaccount_assumable_role", "crossaccount_assumable_roles", // are only validated
		} {
			config, known := attrs{}, true
			for _, a := range s.schema.DataSourceSchemas[dataSource].Block.Attributes {
				if a.Required || a.Optional && random.IntN(3) == 0 {
					config[a.Name] = randomValue(random, hostileStrings, a.Type)
					known = known && toValue(t, a.Type, config[a.Name]).IsFullyKnown()
				}
			}
			for _, b := range s.schema.DataSourceSchemas[dataSource].Block.BlockTypes {
				blocks := []any{}
				for range random.IntN(3) {
					inner := attrs{}
					for _, a := range b.Block.Attributes {
						if a.Required || random.IntN(3) == 0 {
							inner[a.Name] = randomValue(random, hostileStrings, a.Type)
						}
					}
					blocks = append(blocks, inner)
				}
				config[b.TypeName] = blocks
			}
			if found := s.validate(dataSource, config); len(found) > 0 {
				for _, text := range found {
					if !strings.HasPrefix(text, "AttributeName(") {
						t.Fatalf("%s %v: on no attribute: %s", dataSource, config, text)
					}
				}
				continue
			}
			if !known || strings.HasPrefix(dataSource, "crossaccount_assumable_role") {
				continue
			}
			got, diagnostics := s.read(dataSource, config)
			wantDiagnostics(t, diagnostics)
			read++
			for _, name := range slices.Sorted(maps.Keys(outputs)) {
				if value, ok := got[name]; ok && (value == nil || !outputs[name].MatchString(value.(string))) {
					t.Fatalf("%s %v: %s = %v", dataSource, config, name, value)
				}
			}
		}
	}
	if read < 100 {
		t.Errorf("only %d configurations were good enough to be read", read)
	}
}

func TestNoArgumentIsTooHostile(t *testing.T) {
	s := newServer(t, nil)
	random := rand.New(rand.NewPCG(9, 10))
	for _, name := range []string{"account_parse", "account_format", "role_arn_build", "role_arn_parse", "session_name"} {
		f := s.schema.Functions[name]
		returned := 0
		for range 5_000 {
			var arguments []any
			for _, p := range f.Parameters {
				var argument any = hostileStrings[random.IntN(len(hostileStrings))]
				if p.AllowNullValue && random.IntN(2) == 0 {
					argument = nil
				}
				arguments = append(arguments, argument)
			}
			for range random.IntN(4) {
				if f.VariadicParameter != nil {
					arguments = append(arguments, hostileStrings[random.IntN(len(hostileStrings))])
				}
			}
			got, err := s.call(name, arguments...)
			if (got == nil) == (err == "") {
				t.Fatalf("%s(%q) = %v, %q", name, arguments, got, err)
			}
			if err == "" {
				returned++
			}
		}
		if returned < 10 {
			t.Errorf("%s: only %d calls returned", name, returned)
		}
	}
}
