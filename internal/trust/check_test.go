// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// findingTest is a document and all that is found in it: the severity, the
// code, the statement and the text of each finding. IAM's answers are those
// that the cases and the sources of the rules have.
type findingTest struct {
	name, document string
	want           []string
}

func findingTests() []findingTest {
	sized := func(n int) string {
		const rest = `{"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole"}]}`
		return strings.Replace(rest, `"Sid":"`, `"Sid":"`+strings.Repeat("x", n-len(rest)), 1)
	}
	const where = `Shorten it, or ask for up to 4096 in Service Quotas, "AWS Identity and Access Management (IAM)", "Role trust policy length". IAM answers: Cannot exceed quota for ACLSizePerRole: 2048`
	return slices.Concat(principalFindings, otherFindings, []findingTest{
		{"2,048 characters and white space", sized(2048) + strings.Repeat("\n", 3000), nil},
		{"2,049 characters", sized(2049), []string{
			"warning POLICY_SIZE_EXCEEDS_DEFAULT_QUOTA -1 The document has 2049 characters, white space outside of strings not counted, and the quota is 2048 unless it has been raised. " + where,
		}},
		{"4,096 characters", sized(4096), []string{
			"warning POLICY_SIZE_EXCEEDS_DEFAULT_QUOTA -1 The document has 4096 characters, white space outside of strings not counted, and the quota is 2048 unless it has been raised. " + where,
		}},
		{"4,097 characters", sized(4097), []string{
			"error POLICY_SIZE_EXCEEDS_MAXIMUM -1 The document has 4097 characters, white space outside of strings not counted, and AWS raises the quota to 4096 at most. " +
				"Trust fewer principals by name, or use a condition such as aws:PrincipalOrgID in their stead. IAM answers: Cannot exceed quota for ACLSizePerRole: 4096",
		}},
		{"131,073 characters", sized(131072) + " ", []string{
			"error DOCUMENT_TOO_LONG -1 The document has 131073 characters, IAM takes at most 131072 (line 1, column 1).",
		}},
	})
}

func findingLines(findings []Finding) []string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, fmt.Sprintf("%s %s %d %s", f.Severity, f.Code, f.Statement, f))
	}
	return lines
}

func TestCheckSaysWhatIsWrongWhereAndWhatToDo(t *testing.T) {
	for _, tt := range findingTests() {
		t.Run(tt.name, func(t *testing.T) {
			r := Check(tt.document)
			if diff := cmp.Diff(tt.want, findingLines(r.Findings)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.document, diff)
			}
		})
	}
}

func TestCheckCountsTheTextAsItIsWritten(t *testing.T) {
	for text, want := range map[string]int{
		`{"Statement":[]}`:                                      16,
		" {\n\t\"Statement\" :\r\n[ ] } ":                       16,
		`{"Id":" a\" \\","Statement":[]}`:                       31,
		`{"Id":"\u0061é","Statement":[]}`:                       31,
		`{"Statement":[],"Statement":[]}`:                       0,
		`{"Statement":{"Effect":"Allow","Action":[`:             0,
		`{"Statement":[{"Effect":"Allow","Action":["a","a"]}]}`: 53,
	} {
		if got := Check(text).Characters; got != want {
			t.Errorf("%s has %d characters, want %d", text, got, want)
		}
	}
	for _, text := range documents(t) {
		d := mustParse(t, text)
		if canonical := d.String(); Check(canonical).Characters != d.Characters() {
			t.Errorf("%s has %d characters, and %d when it is counted by its text", canonical, d.Characters(), Check(canonical).Characters)
		}
	}
}

func TestEveryRuleIsProvokedAndEveryCodeHasARule(t *testing.T) {
	var provoked []string
	for _, tt := range findingTests() {
		for _, f := range Check(tt.document).Findings {
			if ruleOf(f.Code).Meaning == "" {
				t.Errorf("%s has no rule", f.Code)
			}
			provoked = append(provoked, f.Code)
		}
	}
	var known []string
	for _, r := range Rules() {
		if !slices.Contains(provoked, r.Code) {
			t.Errorf("no test provokes %s", r.Code)
		}
		if slices.Contains(known, r.Code) {
			t.Errorf("%s is there twice", r.Code)
		}
		known = append(known, r.Code)
		if !strings.HasSuffix(r.Meaning, ".") || !strings.HasSuffix(r.Remedy, ".") || r.Source == "" || r.Evidence == "" {
			t.Errorf("%s does not tell its meaning, its remedy and its source", r.Code)
		}
	}
	// The reader of documents names its codes in its text.
	for _, file := range []string{"parse.go", "json.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		codes := regexp.MustCompile(`"([A-Z]+_[A-Z_]+)"`).FindAllStringSubmatch(string(source), -1)
		if len(codes) < 2 {
			t.Errorf("%s has %d codes", file, len(codes))
		}
		for _, code := range codes {
			if !slices.Contains(known, code[1]) {
				t.Errorf("%s gives %s, which has no rule", file, code[1])
			}
		}
	}
}

func TestCheckTakesWhatIAMTakes(t *testing.T) {
	condition := func(operator, value string) string {
		return fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/ci"},"Action":"sts:AssumeRole",`+
			`"Condition":{%q:{"k":%s}}}}`, operator, value)
	}
	principal := func(p string) string {
		return `{"Version":"2008-10-17","Id":"x","Statement":[{"Effect":"Allow","Principal":` + p + `,"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{}}]}`
	}
	for _, text := range []string{
		// Each has been tried on AWS.
		condition("NumericEquals", `"10"`), condition("NumericEquals", `10`), condition("NumericEquals", `"10.5"`), condition("NumericEquals", `"-1"`), condition("NumericEquals", `"1e3"`),
		condition("DateEquals", `"2026"`), condition("DateEquals", `"2026-01"`), condition("DateEquals", `"2026-01-01"`), condition("DateEquals", `"2026-01-01T00:00Z"`),
		condition("DateEquals", `"2026-01-01T00:00:00.000Z"`), condition("DateEquals", `"2026-01-01T00:00:00+09:00"`), condition("DateEquals", `"1767225600"`),
		condition("IpAddress", `"203.0.113.0/24"`), condition("IpAddress", `"203.0.113.5"`), condition("IpAddress", `"0.0.0.0/0"`), condition("IpAddress", `"2001:db8::/32"`),
		condition("IpAddress", `"2001:db8::1"`), condition("IpAddress", `"::/0"`),
		condition("ArnLike", `"arn:*:s3:::b"`), condition("ArnLike", `"arn:aws:*:*:*:*"`), condition("ArnLike", `"*"`),
		condition("BinaryEquals", `"YWJj"`), condition("BinaryEquals", `"YWJjZA=="`),
		condition("Null", `"true"`), condition("ForAllValues:Null", `"true"`),
		principal(`{"AWS":"*"}`), principal(`{"AWS":"111122223333"}`), principal(`{"AWS":"1111-2222-3333"}`), principal(`{"AWS":"arn:aws:iam::111122223333:root"}`),
		principal(`{"AWS":["arn:aws:iam::111122223333:role/a/b","arn:aws-cn:iam::111122223333:user/c"]}`),
		// These AWS documents.
		principal(`{"AWS":["arn:aws:sts::111122223333:assumed-role/ci/build","arn:aws:sts::111122223333:federated-user/jo"]}`),
		principal(`{"Service":["ec2.amazonaws.com","ec2.amazonaws.com.cn","delivery.logs.amazonaws.com","states.eu-west-1.amazonaws.com"]}`),
		principal(`{"Service":"ec2.c2s.ic.gov"}`), principal(`{"Service":"ecs-tasks.amazonaws.eu"}`),
		principal(`{"Federated":["accounts.google.com","www.amazon.com","graph.facebook.com","arn:aws-us-gov:iam::111122223333:saml-provider/x"]}`),
	} {
		if r := Check(text); !r.Valid() {
			t.Errorf("%s: %v", text, r.Findings)
		}
	}
}

func TestHostileDocumentsAreCheckedFast(t *testing.T) {
	fill := func(before, each, after string) string {
		n := (maxLength - len(before) - len(after)) / (len(each) + 1)
		return before + strings.TrimSuffix(strings.Repeat(each+",", n), ",") + after
	}
	numbered := func(before, format, after string) string {
		var b strings.Builder
		for i := 0; b.Len() < maxLength-len(before)-len(after)-len(format)-8; i++ {
			fmt.Fprintf(&b, format+",", i)
		}
		return before + strings.TrimSuffix(b.String(), ",") + after
	}
	const statement = `{"Effect":"Allow","Action":"sts:AssumeRole","Principal":`
	for name, text := range map[string]string{
		"statements":           fill(`{"Statement":[`, `{"Effect":"Allow","Action":"a"}`, `]}`),
		"services":             fill(`{"Statement":[`, statement+`{"Service":"rolesanywhere.amazonaws.com"}}`, `]}`),
		"Sids":                 fill(`{"Statement":[`, `{"Sid":"x","Effect":"Deny","Action":"a"}`, `]}`),
		"sessions of a role":   numbered(`{"Statement":[`+statement+`{"AWS":["arn:aws:iam::111122223333:role/ci"`+",", `"arn:aws:sts::111122223333:assumed-role/ci/s%d"`, `]}}]}`),
		"providers":            numbered(`{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":[`, `"arn:aws:iam::111122223333:oidc-provider/i.example/%d"`, `]},"Condition":{"StringEquals":{"a:sub":"x"}}}]}`),
		"providers and keys":   providersAndKeys(),
		"keys":                 numbered(`{"Version":"2012-10-17","Statement":[`+statement+`{"AWS":"*"},"Condition":{"ForAllValues:StringEquals":{`, `"K%d":"*"`, `}}}]}`),
		"keys with typos":      numbered(`{"Version":"2012-10-17","Statement":[`+statement+`{"AWS":"*"},"Condition":{"StringEquals":{`, `"aws:PrincipalOrg%d":"*"`, `}}}]}`),
		"operators with typos": numbered(`{"Version":"2012-10-17","Statement":[`+statement+`{"AWS":"*"},"Condition":{`, `"StringEqualsIf%d":{}`, `}}]}`),
		"values":               numbered(`{"Version":"2012-10-17","Statement":[`+statement+`{"AWS":"*"},"Condition":{"IpAddress":{"aws:SourceIp":[`, `"10.%d"`, `]}}}]}`),
		"variables":            `{"Version":"2012-10-17","Statement":[` + statement + `{"AWS":"*"},"Condition":{"StringEquals":{"k":"` + strings.Repeat("${", 60000) + `"}}}]}`,
		"wildcards":            `{"Version":"2012-10-17","Statement":[` + statement + `{"AWS":"*"},"Condition":{"StringLike":{"k":"` + strings.Repeat("*", 120000) + `"}}}]}`,
		"emoji":                `{"Id":"` + strings.Repeat("\U0001f600", 30000) + `","Statement":[]}`,
		"a long name of a key": `{"Statement":[` + statement + `{"AWS":"*"},"Condition":{"StringEquals":{"` + strings.Repeat("k", 120000) + `":["*","?"]}}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			var r Report
			timely(t, func() { r = Check(text) })
			if len(r.Findings) == 0 {
				t.Error("nothing is found")
			}
		})
	}
}

func providersAndKeys() string {
	var providers, keys strings.Builder
	for i := range 1200 {
		fmt.Fprintf(&providers, `,"arn:aws:iam::111122223333:oidc-provider/i.example/%d"`, i)
		fmt.Fprintf(&keys, `,"i.example/x%d:sub":"a"`, i)
	}
	return `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":[` + providers.String()[1:] +
		`]},"Condition":{"StringEquals":{` + keys.String()[1:] + `}}}]}`
}

func FuzzCheck(f *testing.F) {
	for _, c := range createCases(f) {
		f.Add(c.Document)
	}
	for _, tt := range findingTests() {
		if len(tt.document) < 2048 {
			f.Add(tt.document)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := Check(text)
		if _, err := Parse(text); err != nil && r.Valid() {
			t.Fatalf("%q can't be read, and is valid", text)
		}
		statement := -1
		for _, f := range r.Findings {
			if f.Message == "" || ruleOf(f.Code).Meaning == "" {
				t.Fatalf("%q: %+v", text, f)
			}
			if len(r.Document.statements) > 0 && f.Statement < statement {
				t.Fatalf("%q: the findings are not in order: %v", text, r.Findings)
			}
			statement = f.Statement
		}
		if r.Document.IsZero() {
			return
		}
		// The canonical form has the same findings, but for its length and the characters that it escapes.
		ofText := func(f Finding) bool {
			return f.Code == "INVALID_CHARACTER" || strings.HasPrefix(f.Code, "POLICY_SIZE_")
		}
		written := slices.DeleteFunc(r.Findings, ofText)
		canonical := slices.DeleteFunc(Check(r.Document.String()).Findings, ofText)
		if diff := cmp.Diff(findingLines(written), findingLines(canonical)); diff != "" {
			t.Fatalf("%q (-as written +canonical):\n%s", text, diff)
		}
	})
}
