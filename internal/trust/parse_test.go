// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const accountPrincipal = `"Principal":{"AWS":"111122223333"}`

// documents returns the policies of all evaluated cases, as text.
func documents(tb testing.TB) []string {
	tb.Helper()
	var docs []string
	for _, c := range requestCases(tb) {
		for _, policy := range append(c.IdentityPolicies, c.TrustPolicy) {
			docs = append(docs, string(policy))
		}
	}
	return docs
}

func TestParseTakesThePolicyOfEveryCase(t *testing.T) {
	for _, text := range documents(t) {
		d, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		again, err := Parse(d.String())
		if err != nil || !again.Equal(d) || again.String() != d.String() {
			t.Errorf("%s\nis written as %s\nand read back as %s, %v", text, d, again, err)
		}
	}
}

func TestParseSaysWhatIsWrongWhereAndWhatToDo(t *testing.T) {
	in := func(rest string) string {
		return `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",` + accountPrincipal + rest + `}]}`
	}
	tests := map[string]struct{ text, want string }{
		"empty":             {"", `line 1, column 1: the document is empty: a policy is a JSON object that begins with {`},
		"white space":       {" \n\t", `line 1, column 1: the document is empty: a policy is a JSON object that begins with {`},
		"byte order mark":   {"\ufeff{}", `line 1, column 1: the document begins with a byte order mark, which is not part of JSON: save it as UTF-8 without one`},
		"NUL":               {"{\x00}", `line 1, column 2: a name in double quotes should follow, but here is '\x00'`},
		"NUL in a string":   {"{\"V\x00\":1}", `line 1, column 4: the control character '\x00' stands in a string: write it as \u0000`},
		"not UTF-8":         {"{\"V\xff\":\"\xc3\",\n\"é\xf0\x9f\":1}", "line 1, column 4: the byte 0xff is not UTF-8: save the document as UTF-8\nline 1, column 8, [\"V�\"]: the byte 0xc3 is not UTF-8: save the document as UTF-8\nline 2, column 3: the byte 0xf0 is not UTF-8: save the document as UTF-8\nline 2, column 4: the byte 0x9f is not UTF-8: save the document as UTF-8"},
		"not UTF-8 outside": {"\xff", `line 1, column 1: a value should follow, but here is the byte 0xff, which is not UTF-8`},
		"a lone surrogate":  {`{"Id":"\ud800x"}`, `line 1, column 8, Id: this is one half of a surrogate pair without the other: it stands for no character`},
		"surrogates turned": {`{"Id":"\udc00\ud800"}`, "line 1, column 8, Id: this is one half of a surrogate pair without the other: it stands for no character\nline 1, column 14, Id: this is one half of a surrogate pair without the other: it stands for no character"},
		"an escape":         {`{"Id":"\x \u12g4"}`, "line 1, column 8, Id: this is no escape sequence: JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits\nline 1, column 11, Id: this is no escape sequence: JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits"},
		"cut off":           {`{"Statement":[{"Effect":"Allow"`, `line 1, column 32, Statement[0]: a comma or the closing brace should follow, but the document ends here`},
		"an open string":    {`{"Statement":[{"Effect":"Allow}]}`, `line 1, column 25, Statement[0].Effect: the string that begins here has no closing quote`},
		"a trailing comma":  {`{"Statement":[{"Effect":"Allow",}]}`, `line 1, column 33, Statement[0]: a name in double quotes should follow, but here is '}'`},
		"single quotes":     {`{'Statement':[]}`, `line 1, column 2: a name in double quotes should follow, but here is '\''`},
		"trailing data":     {"{\"Statement\":[]}\n{}", `line 2, column 1: more text stands behind the document: here is '{'`},
		"a comment":         {"{ // x\n}", `line 1, column 3: a name in double quotes should follow, but here is '/'`},
		"no colon":          {`{"Statement" []}`, `line 1, column 14, Statement: a colon should follow, but here is '['`},
		"a bare word":       {`{"Statement":none}`, `line 1, column 14, Statement: a value should follow, but here is 'n'`},
		"a leading zero":    {in(`,"Condition":{"NumericEquals":{"k":012}}`), `line 1, column 128, Statement[0].Condition.NumericEquals.k: a number does not begin with a zero: write it in double quotes`},
		"no fraction":       {in(`,"Condition":{"NumericEquals":{"k":1.}}`), `line 1, column 130, Statement[0].Condition.NumericEquals.k: a digit should follow, but here is '}'`},
		"no exponent":       {in(`,"Condition":{"NumericEquals":{"k":1e+}}`), `line 1, column 131, Statement[0].Condition.NumericEquals.k: a digit should follow, but here is '}'`},
		"a list":            {`[]`, `line 1, column 1: here is a list, where an object belongs`},
		"no Statement":      {`{"Version":"2012-10-17"}`, `line 1, column 1: the policy has no Statement: add one, a list of statements`},
		"another version":   {`{"Version":"2012-10-18","Statement":[]}`, `line 1, column 12, Version: "2012-10-18" is not allowed here: write "2012-10-17" or "2008-10-17"`},
		"another element":   {`{"version":"2012-10-17","Comment":"x","Statement":[]}`, "line 1, column 2, version: a policy has no such element: write Version, upper and lower case as here\nline 1, column 25, Comment: a policy has no such element: use one of Version, Id, Statement"},
		"wrong kinds":       {`{"Id":1,"Statement":{"Sid":true,"Effect":["Allow"],"Action":null,"Principal":["*"],"Condition":[]}}`, "line 1, column 7, Id: here is a number, where a string belongs\nline 1, column 28, Statement[0].Sid: here is a boolean, where a string belongs\nline 1, column 42, Statement[0].Effect: here is a list, where a string belongs\nline 1, column 61, Statement[0].Action: here is null, where a string, or a list of strings, belongs\nline 1, column 78, Statement[0].Principal: a principal is an object such as {\"AWS\": \"arn:aws:iam::123456789012:role/NAME\"}, or \"*\"; here is a list\nline 1, column 96, Statement[0].Condition: here is a list, where an object belongs"},
		"no statements":     {`{"Statement":["x",{}]}`, "line 1, column 15, Statement[0]: here is a string, where an object belongs\nline 1, column 19, Statement[1]: the statement has no Effect: add \"Effect\": \"Allow\" or \"Effect\": \"Deny\"\nline 1, column 19, Statement[1]: the statement has no Action: add one, such as \"Action\": \"sts:AssumeRole\""},
		"Statement: string": {`{"Statement":"x"}`, `line 1, column 14, Statement: here is a string, where a list of statements belongs`},
		"Effect in case":    {`{"Statement":[{"Effect":"allow","Action":"sts:AssumeRole"}]}`, `line 1, column 25, Statement[0].Effect: "allow" is not allowed here: write "Allow" or "Deny"`},
		"an element":        {in(`,"Sids":"x","condition":{}`), "line 1, column 94, Statement[0].Sids: a statement has no such element: use one of Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition\nline 1, column 105, Statement[0].condition: a statement has no such element: write Condition, upper and lower case as here"},
		"both":              {in(`,"NotAction":"x","NotPrincipal":{},"Resource":"*","NotResource":"*"`), "line 1, column 94, Statement[0]: the statement has both Action and NotAction: keep one, or make two statements\nline 1, column 110, Statement[0]: the statement has both Principal and NotPrincipal: keep one, or make two statements\nline 1, column 143, Statement[0]: the statement has both Resource and NotResource: keep one, or make two statements"},
		"a principal's key": {`{"Statement":[{"Effect":"Allow","Action":[],"Principal":{"aws":"*","IAM":"x"}}]}`, "line 1, column 58, Statement[0].Principal.aws: a principal has no such element: write AWS, upper and lower case as here\nline 1, column 68, Statement[0].Principal.IAM: a principal has no such element: use one of AWS, Service, Federated, CanonicalUser"},
		"a principal":       {`{"Statement":[{"Effect":"Allow","Action":[],"Principal":"111122223333"}]}`, `line 1, column 57, Statement[0].Principal: a principal is an object such as {"AWS": "arn:aws:iam::123456789012:role/NAME"}, or "*"; here is a string`},
		"operators":         {in(`,"Condition":{"stringequals":{"k":"v"},"StringEqualz":{},"NullIfExists":{"k":"true"},"ForAnyValue:NullIfExists":{}}`), "line 1, column 107, Statement[0].Condition.stringequals: there is no such condition operator: write StringEquals, upper and lower case as here\nline 1, column 132, Statement[0].Condition.StringEqualz: there is no such condition operator: write StringEquals\nline 1, column 150, Statement[0].Condition.NullIfExists: Null tests whether a key is there and takes no IfExists: write \"Null\"\nline 1, column 178, Statement[0].Condition[\"ForAnyValue:NullIfExists\"]: Null tests whether a key is there and takes no IfExists: write \"ForAnyValue:Null\""},
		"two qualifiers":    {in(`,"Condition":{"ForAllValues:ForAnyValue:StringEquals":{"k":"v"}}`), `line 1, column 107, Statement[0].Condition["ForAllValues:ForAnyValue:StringEquals"]: there is no such condition operator: see the IAM User Guide, "Condition operators"`},
		"values":            {in(`,"Condition":{"StringEquals":{"sts:ExternalId":{"secret":"s"},"k":["a",null,["b"]]},"Bool":"true"}`), "line 1, column 140, Statement[0].Condition.StringEquals[\"sts:ExternalId\"]: here is an object, where a value, or a list of values, belongs\nline 1, column 164, Statement[0].Condition.StringEquals.k[1]: here is null, where a value belongs\nline 1, column 169, Statement[0].Condition.StringEquals.k[2]: here is a list, where a value belongs\nline 1, column 184, Statement[0].Condition.Bool: here is a string, where an object belongs"},
		"a key twice":       {"{\"Statement\":[],\n \"Version\":\"2012-10-17\",\"Version\":\"2008-10-17\",\"\\u0056ersion\":\"2012-10-17\"}", "line 2, column 25, Version: this name is here a second time, and readers differ on which counts: keep one\nline 2, column 48, Version: this name is here a second time, and readers differ on which counts: keep one"},
		"a deep one":        {strings.Repeat("[", 1000) + strings.Repeat("]", 1000), `line 1, column 8, [0][0][0][0][0][0][0]: lists and objects are nested more than 7 deep, deeper than in any policy`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d, err := Parse(tt.text)
			if err == nil {
				t.Fatalf("it is taken, as %s", d)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var e *Error
			if !errors.As(err, &e) || !d.IsZero() {
				t.Errorf("the error is a %T, the document %s", err, d)
			}
		})
	}
}

func TestOfManyErrorsTheLastSaysHowManyMoreThereAre(t *testing.T) {
	_, err := Parse(`{"Statement":[` + strings.Repeat("1,", 61) + `1]}`)
	lines := strings.Split(err.Error(), "\n")
	const want = "line 1, column 113, Statement[49]: here is a number, where an object belongs (and 12 more errors)"
	if len(lines) != maxErrors || lines[maxErrors-1] != want {
		t.Errorf("%d errors, the last is\n%s\nwant\n%s", len(lines), lines[len(lines)-1], want)
	}
}

func TestParseRefusesHostileDocumentsFast(t *testing.T) {
	statement := `{"Effect":"Allow","Action":"a"}`
	many := func(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	var keys strings.Builder
	for i := range 5000 {
		keys.WriteString(`,"k` + strings.Repeat("x", i%7) + `":"v"`)
	}
	for name, text := range map[string]string{
		"too long":            strings.Repeat(" ", maxLength) + "{}",
		"a megabyte":          `{"Id":"` + strings.Repeat("x", 1<<20) + `"}`,
		"100 megabytes":       strings.Repeat("[", 100<<20),
		"10,000 statements":   `{"Statement":[` + many(10000, statement) + `]}`,
		"no policies at all":  `{"Statement":[` + many(60000, "1") + `]}`,
		"deep":                strings.Repeat(`{"a":`, 20000),
		"many members":        "{" + keys.String()[1:] + "}",
		"many operators":      `{"Statement":[{"Effect":"Allow","Action":"a","Condition":{` + strings.ReplaceAll(keys.String()[1:], `"v"`, `{}`) + `}}]}`,
		"open quotes":         strings.Repeat(`"`, 131071),
		"bytes that are none": `{"Id":"` + strings.Repeat("\xff", 100000) + `"}`,
		"surrogates":          `{"Id":"` + strings.Repeat(`\ud800`, 20000) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			var errs Errors
			timely(t, func() {
				if _, err := Parse(text); !errors.As(err, &errs) || len(errs) > maxErrors {
					t.Fatalf("%d errors: %.200v", len(errs), err)
				}
			})
		})
	}
}

func TestParseTakesWhatIsLarge(t *testing.T) {
	for name, text := range map[string]string{
		"statements": `{"Statement":[` + strings.TrimSuffix(strings.Repeat(`{"Effect":"Allow","Action":"a"},`, 4000), ",") + `]}`,
		"a string":   `{"Statement":[],"Id":"` + strings.Repeat("é", 131000) + `"}`,
		"a number":   `{"Statement":{"Effect":"Allow","Action":"a","Condition":{"NumericEquals":{"k":[1e400,-1E-400,` + strings.Repeat("9", 100000) + `]}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			timely(t, func() {
				d, err := Parse(text)
				if err != nil {
					t.Fatal(err)
				}
				if again, err := Parse(d.String()); err != nil || !again.Equal(d) {
					t.Errorf("it is not read back: %v", err)
				}
			})
		})
	}
}

func FuzzParse(f *testing.F) {
	for i, text := range documents(f) {
		if i%50 == 0 {
			f.Add(text)
		}
	}
	f.Add("{\"Id\":\"\\ud83d\\ude00\u00e9\\u0000\",\"Statement\":{}}")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(text)
		if err != nil {
			var errs Errors
			if !errors.As(err, &errs) || len(errs) == 0 {
				t.Fatalf("the error is a %T", err)
			}
			for _, e := range errs {
				if e.Reason == "" || e.Line < 1 || e.Column < 1 || e.offset > len(text) {
					t.Fatalf("%+v", e)
				}
			}
			return
		}
		// What is taken is JSON for everybody.
		if !json.Valid([]byte(text)) || !json.Valid([]byte(d.String())) {
			t.Fatalf("%q is taken, and written as %q", text, d)
		}
	})
}

func FuzzRoundTrip(f *testing.F) {
	for i, text := range documents(f) {
		if i%50 == 0 {
			f.Add(text)
		}
	}
	f.Add("{\"Id\":\"\\ud83d\\ude00\u00e9\\u0000\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":[],\"Condition\":{\"Bool\":{\"k\":[true,1e400]}}}}")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(d.String())
		if err != nil || !again.Equal(d) || again.String() != d.String() || again.Characters() != d.Characters() {
			t.Fatalf("%q\nis written as %q\nand read back as %q, %v", text, d, again, err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	docs := documents(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := Parse(docs[i%len(docs)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	var written []Document
	for _, text := range documents(b) {
		d, err := Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		written = append(written, d)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_ = written[i%len(written)].String()
	}
}

func BenchmarkNormalize(b *testing.B) {
	docs := documents(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d, err := Parse(docs[i%len(docs)])
		if err != nil {
			b.Fatal(err)
		}
		_ = d.String()
	}
}
