// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/trust"
)

// noReasons are files whose texts are no reasons of diagnostics.
var noReasons = map[string]string{
	"assume/kind.go":         "the guide \"When STS says no\"",
	"trust/explain.go":       "explains decisions, which are values; a denial that is explained has cases",
	"trust/missing.go":       "explains decisions, too",
	"trust/reason.go":        "explains decisions, too",
	"trust/rules_refused.go": "the page of findings, whose codes have cases",
	"trust/rules_text.go":    "the page of findings, too",
	"trust/rules_unwise.go":  "the page of findings, too",
}

// unprovoked are texts without a case, by why they have none.
var unprovoked = map[string][]string{
	"an output": {
		"The account has to be the one that is offered: %q.",
		"The account has to be one of the %d that are offered, written as they are, such as %q.",
		"seen on AWS", "documented by AWS", "concluded, not said by AWS", // the page of findings
		"the caller is in partition %s, the role in %s, and no role can be assumed across partitions", // decisions, too
		"a session of GetFederationToken cannot assume roles",
		"AWS looks for the provider in the role's account, %s, and not in %s",
		"%s is for %s, and %s call %s", "users, roles and services", "users of SAML providers", "users of OpenID Connect providers",
	},
	"what is before it refuses the same": {
		"the choice %s has no account ID",
		"a role's ARN needs one", "no role was given",
		"STS would refuse this request: %s.", "Correct the arguments that the message names.",
		"the session tag %q is given twice: keep one", // a map has a key once
	},
	"fifty others stand before it": {" (and %d more errors)"},
	"no test can bring it about in time on every machine; internal/assume/network_test.go has the errors": {
		"No connection to %s could be made in time.", "%s did not answer in time.", "The time given for the check was up before %s answered.",
		"the proxy to ", " does not resolve", "there is no route to it", "the operating system reports a network error",
		"the proxy wants a user name and a password", "no HTTP exchange was possible",
		"its TLS certificate is not valid, or not any more", "its TLS certificate cannot be verified", "it does not agree on TLS",
	},
}

func TestEveryReasonHasACase(t *testing.T) {
	var lines []string
	for _, c := range diagnosticCases() {
		for _, text := range c.texts(t) {
			lines = append(lines, strings.Split(text, "\n")...)
		}
	}
	known := map[string]bool{} // whether a text of unprovoked is there
	for _, texts := range unprovoked {
		for _, text := range texts {
			known[text] = false
		}
	}
	for _, pattern := range []string{"*.go", "../account/*.go", "../iamarn/*.go", "../trust/*.go", "../assume/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			name := strings.TrimPrefix(file, "../")
			if strings.HasSuffix(name, "_test.go") || noReasons[name] != "" {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range withoutCase(t, string(source), lines) {
				if _, ok := known[text]; ok {
					known[text] = true
					continue
				}
				t.Errorf("internal/%s: no case of diagnosticCases provokes %q: add one, or say in unprovoked why there is none", name, text)
			}
		}
	}
	for _, text := range sortedNames(known) {
		if !known[text] {
			t.Errorf("%q is in unprovoked, but has a case, or is not in the source", text)
		}
	}
}

func TestEveryFindingHasACase(t *testing.T) {
	var all strings.Builder
	for _, c := range diagnosticCases() {
		all.WriteString(strings.Join(c.texts(t), "\n"))
	}
	for _, rule := range trust.Rules() {
		if !strings.Contains(all.String(), rule.Code+": ") {
			t.Errorf("no case of diagnosticCases provokes a finding %s", rule.Code)
		}
	}
}

func TestAReasonWithoutACaseIsFound(t *testing.T) {
	const source = `package p

var pattern = regexp.MustCompile("what is looked for is no reason")

func f(what string) (string, error) {
	if strings.Contains(what, "what is looked for, too") {
		return "it is too long", nil
	}
	return "x", fmt.Errorf("%s is not a thing of %[1]s: write it in full", what)
}
`
	const first, second = "it is too long", "%s is not a thing of %[1]s: write it in full"
	for _, tt := range []struct{ lines, want []string }{
		{nil, []string{first, second}},
		{[]string{"\"x\" is not a thing of x", "A path: It is too long."}, []string{second}},
		{[]string{"It is too long: \"x\" is not a thing of x: write it in full."}, nil},
	} {
		if diff := gocmp.Diff(tt.want, withoutCase(t, source, tt.lines)); diff != "" {
			t.Errorf("with %q (-want +got):\n%s", tt.lines, diff)
		}
	}
}

var (
	// proseRE matches what has three words or more.
	proseRE       = regexp.MustCompile(`[A-Za-z'’]+[,:;]? [a-z'’]+[,:;]? [A-Za-z]`)
	placeholderRE = regexp.MustCompile(`\{[A-Za-z ]+\}`)
)

// lookedFor are functions whose arguments are texts of others.
var lookedFor = []string{"MustCompile", "lazily", "Contains", "has"}

// withoutCase returns the texts in the source of a package of which no line
// has all that is fixed. Of package provider, which describes much, only those
// of errors are looked at.
func withoutCase(t *testing.T, source string, lines []string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	lower := make([]string, len(lines)) // as a text may begin a sentence
	for i, line := range lines {
		lower[i] = strings.ToLower(line)
	}
	var missing []string
	texts := func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && slices.Contains(lookedFor, calledName(call)) {
			return false
		}
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		if !proseRE.MatchString(text) {
			return true
		}
		pieces := verbRE.Split(strings.ToLower(placeholderRE.ReplaceAllString(text, "%s")), -1)
		has := func(line string) bool {
			return !slices.ContainsFunc(pieces, func(piece string) bool {
				return !strings.Contains(line, strings.TrimRight(strings.TrimSpace(piece), "."))
			})
		}
		if !slices.ContainsFunc(lower, has) {
			missing = append(missing, text)
		}
		return true
	}
	if file.Name.Name != "provider" {
		ast.Inspect(file, texts)
		return missing
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && slices.Contains([]string{"Errorf", "New"}, calledName(call)) {
			ast.Inspect(call, texts)
			return false
		}
		return true
	})
	return missing
}
