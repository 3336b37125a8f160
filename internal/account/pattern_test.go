// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package account_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

// patternCase is a pattern with texts, some of which it has to match.
type patternCase struct {
	Pattern string   `json:"pattern"`
	Texts   []string `json:"texts"`
	choices []string
}

// patternCases have, besides the choices, what comes close to one.
func patternCases(t *testing.T) []patternCase {
	t.Helper()
	var cases []patternCase
	offers(t, 500, func(_ map[string]string, _ account.Options, made account.Offer) {
		c := patternCase{Pattern: made.Pattern(), choices: made.Choices()}
		for _, choice := range c.choices {
			id, text := choice[len(choice)-account.IDLength:], choice[:len(choice)-account.IDLength]
			c.Texts = append(c.Texts, choice,
				"", id, text, " "+choice, choice+" ", choice+"0", choice[:len(choice)-1], choice+"\n", "\n"+choice, choice+"\n"+choice,
				strings.ToUpper(text)+id, strings.ToLower(text)+id, strings.ReplaceAll(text, " ", "")+id, strings.ReplaceAll(text, ".", "x")+id,
				text+strings.Repeat("0", account.IDLength), "x"+choice, choice+"|", strings.ReplaceAll(choice, `\`, ""))
		}
		cases = append(cases, c)
	})
	return cases
}

// check compares which texts of each case a dialect of regular expressions
// matches, true for each that it does, with the choices.
func check(t *testing.T, cases []patternCase, matched [][]bool) {
	t.Helper()
	if len(matched) != len(cases) {
		t.Fatalf("%d answers to %d cases", len(matched), len(cases))
	}
	for i, c := range cases {
		if len(matched[i]) != len(c.Texts) {
			t.Fatalf("%d answers on %d texts", len(matched[i]), len(c.Texts))
		}
		for j, text := range c.Texts {
			if want := slices.Contains(c.choices, text); matched[i][j] != want {
				t.Errorf("%s matches %q: %t, want %t", c.Pattern, text, matched[i][j], want)
			}
		}
	}
}

func TestPatternMatchesTheChoicesAloneInGo(t *testing.T) {
	cases := patternCases(t)
	var matched [][]bool
	for _, c := range cases {
		re, err := regexp.Compile(c.Pattern)
		if err != nil {
			t.Fatal(err)
		}
		var answers []bool
		for _, text := range c.Texts {
			answers = append(answers, re.MatchString(text))
		}
		matched = append(matched, answers)
	}
	check(t, cases, matched)
}

func TestPatternMatchesTheChoicesAloneElsewhere(t *testing.T) {
	cases := patternCases(t)
	texts, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	const javaScript = `const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(c => { const re = new RegExp(c.pattern, FLAGS); return c.texts.map(s => re.test(s)) })))`
	for name, command := range map[string][]string{
		"JavaScript": {"node", "-e", strings.Replace(javaScript, "FLAGS", `""`, 1)},
		"JavaScript, by code point as in the pattern of a form": {"node", "-e", strings.Replace(javaScript, "FLAGS", `"u"`, 1)},
		"Python": {"python3", "-c", `import json, re, sys
print(json.dumps([[bool(re.fullmatch(c["pattern"], s)) for s in c["texts"]] for c in json.loads(sys.stdin.buffer.read())]))`},
	} {
		t.Run(name, func(t *testing.T) {
			program, err := exec.LookPath(command[0])
			if err != nil {
				t.Skipf("no %s on the PATH: the pattern is not tried in %s", command[0], name)
			}
			cmd := exec.CommandContext(t.Context(), program, command[1:]...)
			cmd.Stdin = bytes.NewReader(texts)
			var stderr strings.Builder
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, stderr.String())
			}
			var matched [][]bool
			if err := json.Unmarshal(out, &matched); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			check(t, cases, matched)
		})
	}
}
