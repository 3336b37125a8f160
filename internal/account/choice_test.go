// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package account_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

func TestParseReadsChoices(t *testing.T) {
	tests := map[string]struct {
		in   string
		opts account.Options
		want account.Choice
	}{
		"label and account":           {in: "Dev | 123456789012", want: choice("Dev", "123456789012")},
		"label holds the separator":   {in: "A | B | 123456789012", want: choice("A | B", "123456789012")},
		"grouped account":             {in: " Dev|1234-5678-9012 ", want: choice("Dev", "123456789012")},
		"bare account":                {in: "123456789012", want: choice("", "123456789012")},
		"leading zero":                {in: "Dev | 012345678901", want: choice("Dev", "012345678901")},
		"NBSP and tabs around":        {in: "\tDev\u00a0|\u00a0123456789012\t\u00a0", want: choice("Dev", "123456789012")},
		"empty label is no label":     {in: " | 123456789012", want: choice("", "123456789012")},
		"separator of one character":  {in: "A|B:123456789012", opts: account.Options{Separator: ":"}, want: choice("A|B", "123456789012")},
		"separator of several":        {in: "A => B => 123456789012", opts: account.Options{Separator: "=>"}, want: choice("A => B", "123456789012")},
		"separator overlaps itself":   {in: "A |||123456789012", opts: account.Options{Separator: "||"}, want: choice("A |", "123456789012")},
		"separator that is a space":   {in: "Dev 123456789012 ", opts: account.Options{Separator: " "}, want: choice("Dev", "123456789012")},
		"separator with dashes":       {in: "Dev - 1234-5678-9012", opts: account.Options{Separator: " - "}, want: choice("Dev", "123456789012")},
		"separator is absent":         {in: "123456789012", opts: account.Options{Separator: "=>"}, want: choice("", "123456789012")},
		"padded on request":           {in: "Dev | 12345678901", opts: account.Options{ZeroPad: true}, want: choice("Dev", "012345678901")},
		"padding leaves 12 digits be": {in: "Dev | 123456789012", opts: account.Options{ZeroPad: true}, want: choice("Dev", "123456789012")},
		"label in another script":     {in: "本番 | 123456789012", want: choice("本番", "123456789012")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := account.Parse(tt.in, tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("Parse(%q) = %q %s, want %q %s", tt.in, got.Label, got.ID, tt.want.Label, tt.want.ID)
			}
		})
	}
}

func TestParseSaysWhatIsWrongWhereAndWhatToDo(t *testing.T) {
	const console = ": compare it with the ID that the AWS console shows"
	tests := map[string]struct {
		in     string
		opts   account.Options
		reason account.Reason
		pos    int
		want   string
	}{
		"empty": {
			in: "", reason: account.ReasonEmpty, pos: 1,
			want: `no account was given: write a choice such as "Dev | 123456789012", or an account ID of 12 digits`,
		},
		"white space only": {
			in: " \t\u00a0", reason: account.ReasonEmpty, pos: 1,
			want: `no account was given: write a choice such as "Dev | 123456789012", or an account ID of 12 digits`,
		},
		"only a label": {
			in: "Dev", reason: account.ReasonOnlyLabel, pos: 4,
			want: `"Dev" is only a label, without an account: write it as "Label | 123456789012"`,
		},
		"nothing behind the separator": {
			in: "Dev | 123456789012 |", reason: account.ReasonOnlyLabel, pos: 21,
			want: `"Dev | 123456789012 |" is only a label, without an account: write it as "Label | 123456789012"`,
		},
		"11 digits": {
			in: "Dev | 12345678901", reason: account.ReasonTooFewDigits, pos: 7,
			want: `"Dev | 12345678901" has no account ID: "12345678901" has 11 digits, an account ID has 12; ` +
				`a leading zero was probably lost: write it in quotes, as in "012345678901"`,
		},
		"10 digits": {
			in: "1234567890", reason: account.ReasonTooFewDigits, pos: 1,
			want: `"1234567890" is no account ID: it has 10 digits, an account ID has 12; ` +
				`leading zeros were probably lost: write it in quotes, as in "001234567890"`,
		},
		"9 digits": {
			in: "Dev | 123456789", reason: account.ReasonTooFewDigits, pos: 7,
			want: `"Dev | 123456789" has no account ID: "123456789" has 9 digits, an account ID has 12` + console +
				`; if leading zeros were lost, write it in quotes, as in "000123456789"`,
		},
		"1 digit": {
			in: "Dev | 7", reason: account.ReasonTooFewDigits, pos: 7,
			want: `"Dev | 7" has no account ID: "7" has 1 digit, an account ID has 12` + console +
				`; if leading zeros were lost, write it in quotes, as in "000000000007"`,
		},
		"13 digits": {
			in: "1234567890123", reason: account.ReasonTooManyDigits, pos: 13,
			want: `"1234567890123" is no account ID: it has 13 digits, an account ID has 12` + console,
		},
		"13 digits are not padded": {
			in: "1234567890123", opts: account.Options{ZeroPad: true}, reason: account.ReasonTooManyDigits, pos: 13,
			want: `"1234567890123" is no account ID: it has 13 digits, an account ID has 12` + console,
		},
		"full-width digit": {
			in: "Dev | １23456789012", reason: account.ReasonNotADigit, pos: 7,
			want: `"Dev | １23456789012" has no account ID: '１' (U+FF11 FULLWIDTH DIGIT ONE) at position 7 ` +
				`is not one of the digits 0 to 9: type the account ID with plain digits`,
		},
		"only full-width digits": {
			in: "１２３４５６７８９０１２", reason: account.ReasonNotADigit, pos: 1,
			want: `"１２３４５６７８９０１２" is no account ID: '１' (U+FF11 FULLWIDTH DIGIT ONE) at position 1 ` +
				`is not one of the digits 0 to 9: type the account ID with plain digits`,
		},
		"letter O for zero": {
			in: "Dév | 12345678901O", reason: account.ReasonNotADigit, pos: 18,
			want: `"Dév | 12345678901O" has no account ID: 'O' at position 18 is not one of the digits 0 to 9: ` +
				`write a choice as "Label | 123456789012", or an account ID of 12 digits`,
		},
		"space inside": {
			in: "1234 5678 9012", reason: account.ReasonNotADigit, pos: 5,
			want: `"1234 5678 9012" is no account ID: ' ' at position 5 is not one of the digits 0 to 9: an account ID has no space inside`,
		},
		"dashes elsewhere": {
			in: "123-456-789-012", reason: account.ReasonNotADigit, pos: 4,
			want: `"123-456-789-012" is no account ID: '-' at position 4 is not one of the digits 0 to 9: ` +
				`dashes are taken only in the form 1234-5678-9012`,
		},
		"letter in a grouped account": {
			in: "1234-56a8-9012", reason: account.ReasonNotADigit, pos: 8,
			want: `"1234-56a8-9012" is no account ID: 'a' at position 8 is not one of the digits 0 to 9: ` +
				`write a choice as "Label | 123456789012", or an account ID of 12 digits`,
		},
		"zero-width space is no white space": {
			in: "Dev | \u200b123456789012", reason: account.ReasonNotADigit, pos: 7,
			want: `"Dev | \u200b123456789012" has no account ID: '\u200b' (U+200B ZERO WIDTH SPACE) at position 7 ` +
				`is not one of the digits 0 to 9: write a choice as "Label | 123456789012", or an account ID of 12 digits`,
		},
		"NUL": {
			in: "Dev | 123456789012\x00", reason: account.ReasonNotADigit, pos: 19,
			want: `"Dev | 123456789012\x00" has no account ID: '\x00' (U+0000 <control>) at position 19 ` +
				`is not one of the digits 0 to 9: write a choice as "Label | 123456789012", or an account ID of 12 digits`,
		},
		"invalid UTF-8": {
			in: "Dev | 1234567890\xff2", reason: account.ReasonNotADigit, pos: 17,
			want: `"Dev | 1234567890\xff2" has no account ID: a byte that is not valid UTF-8 at position 17 ` +
				`is not one of the digits 0 to 9: write a choice as "Label | 123456789012", or an account ID of 12 digits`,
		},
		"wrong separator": {
			in: "Dev : 123456789012", reason: account.ReasonNotADigit, pos: 1,
			want: `"Dev : 123456789012" is no account ID: 'D' at position 1 is not one of the digits 0 to 9: ` +
				`write a choice as "Label | 123456789012", or an account ID of 12 digits`,
		},
		"long input is cut in the message": {
			in: strings.Repeat("x", 100) + "1", reason: account.ReasonNotADigit, pos: 1,
			want: `"` + strings.Repeat("x", 80) + `"… is no account ID: 'x' at position 1 is not one of the digits 0 to 9: ` +
				`write a choice as "Label | 123456789012", or an account ID of 12 digits`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := account.Parse(tt.in, tt.opts)
			var e *account.Error
			if !errors.As(err, &e) {
				t.Fatalf("Parse(%q) = %v, %v, want an *account.Error", tt.in, got, err)
			}
			if got != (account.Choice{}) {
				t.Errorf("a choice came with the error: %v", got)
			}
			if e.Input != tt.in || e.Reason != tt.reason || e.Pos != tt.pos {
				t.Errorf("input %q, reason %d, position %d; want %q, %d, %d", e.Input, e.Reason, e.Pos, tt.in, tt.reason, tt.pos)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseIDTakesNoWhiteSpaceAndNoLabel(t *testing.T) {
	for _, s := range []string{" 123456789012", "123456789012\n", "Dev | 123456789012", "", "-1234-5678-901"} {
		if id, err := account.ParseID(s); err == nil {
			t.Errorf("ParseID(%q) = %s, want an error", s, id)
		}
	}
	id, err := account.ParseID("0000-0000-0001")
	if err != nil || id.String() != "000000000001" {
		t.Errorf("ParseID of a grouped ID = %s, %v", id, err)
	}
}

func TestWhatIsAdvisedFitsWhereTheAccountStands(t *testing.T) {
	const console = ": compare it with the ID that the AWS console shows"
	tests := map[string]struct{ byItself, inARN string }{
		"": {"no account was given: write an account ID of 12 digits", "the ARN names no account: give its 12 digits"},
		"12345678901": {
			`"12345678901" is no account ID: it has 11 digits, an account ID has 12; a leading zero was probably lost: write it in quotes, as in "012345678901"`,
			`the account "12345678901" has 11 digits, an account ID has 12; a leading zero was probably lost: write all 12 digits, as in 012345678901`,
		},
		"1234567890": {
			`"1234567890" is no account ID: it has 10 digits, an account ID has 12; leading zeros were probably lost: write it in quotes, as in "001234567890"`,
			`the account "1234567890" has 10 digits, an account ID has 12; leading zeros were probably lost: write all 12 digits, as in 001234567890`,
		},
		"123": {
			`"123" is no account ID: it has 3 digits, an account ID has 12` + console + `; if leading zeros were lost, write it in quotes, as in "000000000123"`,
			`the account "123" has 3 digits, an account ID has 12` + console + `; if leading zeros were lost, write all 12 digits, as in 000000000123`,
		},
		"1234567890123": {
			`"1234567890123" is no account ID: it has 13 digits, an account ID has 12` + console,
			`the account "1234567890123" has 13 digits, an account ID has 12` + console,
		},
		"Dev | 123456789012": {
			`"Dev | 123456789012" is no account ID: 'D' at position 1 is not one of the digits 0 to 9: write an account ID of 12 digits`,
			`'D' in the account is not one of the digits 0 to 9: write an account ID of 12 digits`,
		},
		"1234-5678-901": {
			`"1234-5678-901" is no account ID: '-' at position 5 is not one of the digits 0 to 9: dashes are taken only in the form 1234-5678-9012`,
			`'-' in the account is not one of the digits 0 to 9: an ARN has the account ID without dashes`,
		},
	}
	for in, tt := range tests {
		for _, parsed := range []struct {
			parse func(string) (account.ID, error)
			want  string
		}{{account.ParseID, tt.byItself}, {account.ParseInARN, tt.inARN}} {
			if id, err := parsed.parse(in); err == nil || err.Error() != parsed.want {
				t.Errorf("%q: %s, %v\nwant %s", in, id, err, parsed.want)
			}
		}
	}
}

func TestAnARNHasItsAccountWithoutDashes(t *testing.T) {
	const want = `'-' in the account is not one of the digits 0 to 9: an ARN has the account ID without dashes, write 123456789012`
	if id, err := account.ParseInARN("123456789012"); err != nil || id != account.MustParseID("123456789012") {
		t.Errorf("got %s, %v", id, err)
	}
	if id, err := account.ParseInARN("1234-5678-9012"); err == nil || err.Error() != want {
		t.Errorf("1234-5678-9012: %s, %v\nwant %s", id, err, want)
	}
}

func TestParseAllReportsEveryElementThatIsWrong(t *testing.T) {
	got, errs := account.ParseAll([]string{
		"Dev | 111111111111",
		"Test | 22222222222",
		"Prod | 333333333333",
		"Dev2 | 1111-1111-1111",
		"Prod | 444444444444",
		"",
		"555555555555",
		"666666666666",
		"Prod | 333333333333",
	}, account.Options{})
	if got != nil {
		t.Errorf("choices came with the errors: %v", got)
	}
	var lines []string
	for _, e := range errs {
		lines = append(lines, fmt.Sprintf("%d: %s", e.Index, e))
	}
	want := []string{
		`1: "Test | 22222222222" has no account ID: "22222222222" has 11 digits, an account ID has 12; ` +
			`a leading zero was probably lost: write it in quotes, as in "022222222222"`,
		`3: account 111111111111 is chosen twice, as "Dev | 111111111111" (element 0) and as "Dev2 | 1111-1111-1111" (element 3): remove one`,
		`4: label "Prod" stands for two accounts, 333333333333 (element 2) and 444444444444 (element 4): give each account its own label`,
		`5: no account was given: write a choice such as "Dev | 123456789012", or an account ID of 12 digits`,
		`8: account 333333333333 is chosen twice, as "Prod | 333333333333" (element 2) and as "Prod | 333333333333" (element 8): remove one`,
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func TestParseAllKeepsTheOrder(t *testing.T) {
	got, errs := account.ParseAll([]string{"B | 222222222222", "111111111111", "A|333333333333"}, account.Options{})
	if errs != nil {
		t.Fatal(errs)
	}
	want := []account.Choice{choice("B", "222222222222"), choice("", "111111111111"), choice("A", "333333333333")}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b account.ID) bool { return a == b })); diff != "" {
		t.Errorf("choices (-want +got):\n%s", diff)
	}
}

func TestCheckAllowed(t *testing.T) {
	allowed := []account.Choice{choice("Dev", "111111111111"), choice("", "222222222222"), choice("Prod", "333333333333")}
	tests := map[string]struct {
		in   account.Choice
		want string // "" when it is allowed
	}{
		"account and label agree":        {choice("Dev", "111111111111"), ""},
		"choice has no label":            {choice("", "111111111111"), ""},
		"allowed account has no label":   {choice("Anything", "222222222222"), ""},
		"label of another account":       {choice("Dev", "333333333333"), `account 333333333333 is allowed as "Prod", but was chosen as "Dev": one of the two names the wrong account, make label and account agree`},
		"account that is not there":      {choice("Dev", "999999999999"), `account 999999999999 ("Dev") is not among the allowed choices: choose one of those, or add it to them`},
		"bare account that is not there": {choice("", "999999999999"), `account 999999999999 is not among the allowed choices: choose one of those, or add it to them`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got string
			if err := tt.in.CheckAllowed(allowed); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	if choice("Dev", "111111111111").CheckAllowed(nil) == nil {
		t.Error("nothing is allowed, yet a choice was")
	}
}

func TestFormatRefusesWhatWouldReadBackChanged(t *testing.T) {
	id := account.MustParseID("123456789012")
	tests := map[string]struct {
		label string
		id    account.ID
		want  string
	}{
		"empty label":   {"", id, "the label of account 123456789012 is empty: give the name that people know the account by"},
		"blank label":   {" \t", id, "the label of account 123456789012 is empty: give the name that people know the account by"},
		"padded label":  {" Dev", id, `the label " Dev" of account 123456789012 has white space around it, which is lost when the choice is read: write "Dev"`},
		"invalid UTF-8": {"D\xff", id, `the label "D\xff" of account 123456789012 is not valid UTF-8: use plain characters`},
		"no account":    {"Dev", account.ID{}, `the choice "Dev" has no account ID`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := account.Format(tt.label, tt.id, account.Options{})
			if err == nil || err.Error() != tt.want {
				t.Errorf("Format = %q, %v\nwant error %s", got, err, tt.want)
			}
		})
	}
}

func TestFormatReadsBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("|=>- \t\u00a0aB9é本\"\\,")
	separators := []string{"|", "=>", "||", "| |", " ", " - ", "→"}
	var formatted int
	for range 50_000 {
		label := make([]rune, rng.IntN(8))
		for i := range label {
			label[i] = alphabet[rng.IntN(len(alphabet))]
		}
		want := account.Choice{Label: string(label), ID: account.MustParseID(fmt.Sprintf("%012d", rng.Int64N(1e12)))}
		o := account.Options{Separator: separators[rng.IntN(len(separators))]}
		s, err := account.Format(want.Label, want.ID, o)
		if err != nil {
			continue
		}
		formatted++
		if got, err := account.Parse(s, o); err != nil || got != want {
			t.Fatalf("Parse(Format(%q, %s)) with %q = %q %s, %v", want.Label, want.ID, o.Separator, got.Label, got.ID, err)
		}
	}
	if formatted < 10_000 {
		t.Errorf("only %d labels could be written", formatted)
	}
}

func TestCheckSeparator(t *testing.T) {
	for _, s := range []string{"|", "=>", " ", "→", " - ", "--"} {
		if err := account.CheckSeparator(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for s, want := range map[string]string{
		"":     `the separator is empty: give at least one character, such as "|"`,
		"a1":   `the separator "a1" has a digit, which would split account IDs: use another character, such as "|"`,
		"-":    `the separator "-" stands in account IDs such as 1234-5678-9012, which it would split: use another, such as " - " or "|"`,
		"\xff": `the separator "\xff" is not valid UTF-8: use plain characters, such as "|"`,
	} {
		if err := account.CheckSeparator(s); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", s, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"Dev | 123456789012", "A | B | 123456789012", " Dev|1234-5678-9012 ", "12345678901", "１２３", "\u00a0\t", "|", "\xff|\x00"} {
		f.Add(s, "|", false)
		f.Add(s, "", true)
	}
	f.Fuzz(func(t *testing.T, in, sep string, pad bool) {
		o := account.Options{Separator: sep, ZeroPad: pad}
		c, err := account.Parse(in, o)
		if err != nil {
			var e *account.Error
			if !errors.As(err, &e) || e.Pos < 1 || e.Error() == "" {
				t.Fatalf("Parse(%q): %#v", in, err)
			}
			return
		}
		if _, err := account.ParseID(c.ID.String()); err != nil {
			t.Fatalf("Parse(%q) gives the invalid ID %q", in, c.ID)
		}
		if s, err := account.Format(c.Label, c.ID, o); err == nil && account.CheckSeparator(sep) == nil {
			if back, err := account.Parse(s, o); err != nil || back != c {
				t.Fatalf("%q does not read back: %v, %v", s, back, err)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := account.Parse("Dev | 123456789012", account.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseAllOf10000(b *testing.B) {
	choices := make([]string, 10000)
	for i := range choices {
		choices[i] = fmt.Sprintf("Dev %d | %012d", i, i)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, errs := account.ParseAll(choices, account.Options{}); errs != nil {
			b.Fatal(errs[0])
		}
	}
}

func choice(label, id string) account.Choice {
	return account.Choice{Label: label, ID: account.MustParseID(id)}
}
