// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package account_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
)

func offer(t *testing.T, accounts map[string]string, o account.Options) account.Offer {
	t.Helper()
	made, errs := account.NewOffer(accounts, o)
	for _, err := range errs {
		t.Fatal(err)
	}
	return made
}

func TestAnOfferIsSortedByLabel(t *testing.T) {
	made := offer(t, map[string]string{"Test": "333333333333", "Dev": "2222-2222-2222", "A | B": "012345678901"}, account.Options{})
	want := []string{"A | B | 012345678901", "Dev | 222222222222", "Test | 333333333333"}
	if diff := cmp.Diff(want, made.Choices()); diff != "" {
		t.Errorf("choices (-want +got):\n%s", diff)
	}
	if want, got := "A | B | 012345678901,Dev | 222222222222,Test | 333333333333", made.ParameterValue(); got != want {
		t.Errorf("parameter: %s, want %s", got, want)
	}
	if want, got := `^(?:A \| B \| 012345678901|Dev \| 222222222222|Test \| 333333333333)$`, made.Pattern(); got != want {
		t.Errorf("pattern: %s, want %s", got, want)
	}
	if want, got := `The account has to be one of the 3 that are offered, written as they are, such as "A | B | 012345678901".`, made.ValidationDescription(); got != want {
		t.Errorf("description: %s, want %s", got, want)
	}
}

func TestAnOfferOfOneAccountNamesIt(t *testing.T) {
	made := offer(t, map[string]string{"Dev": "222222222222"}, account.Options{Separator: "=>"})
	if want, got := `The account has to be the one that is offered: "Dev => 222222222222".`, made.ValidationDescription(); got != want {
		t.Errorf("description: %s, want %s", got, want)
	}
}

func TestAnOfferRefusesWhatWouldNotReadBack(t *testing.T) {
	tests := map[string]struct {
		accounts  map[string]string
		separator string
		want      []string
	}{
		"nothing": {want: []string{"no account is offered: give at least one"}},
		"account": {accounts: map[string]string{"Dev": "12345678901"}, want: []string{
			`label "Dev": "12345678901" is no account ID: it has 11 digits, an account ID has 12; ` +
				`a leading zero was probably lost: write it in quotes, as in "012345678901"`,
		}},
		"a choice for an account": {accounts: map[string]string{"Dev": "Dev | 222222222222"}, want: []string{
			`label "Dev": "Dev | 222222222222" is no account ID: 'D' at position 1 is not one of the digits 0 to 9: ` +
				`write an account ID of 12 digits`,
		}},
		"every account that is wrong": {accounts: map[string]string{"": "222222222222", " Dev": "333333333333", "Dev, EU": "444444444444"}, want: []string{
			"the label of account 222222222222 is empty: give the name that people know the account by",
			`the label " Dev" of account 333333333333 has white space around it, which is lost when the choice is read: write "Dev"`,
			`the label "Dev, EU" of account 444444444444 has a comma, at which Torque splits the values of a parameter: write it without`,
		}},
		"one account twice": {accounts: map[string]string{"Dev": "222222222222", "Development": "2222-2222-2222"}, want: []string{
			`account 222222222222 is offered twice, as "Dev" and as "Development": remove one`,
		}},
		"line break": {accounts: map[string]string{"Dev\nEU": "222222222222"}, want: []string{
			`the label "Dev\nEU" of account 222222222222 has '\n' (U+000A <control>) at position 4, which a form does not show: remove it`,
		}},
		"text that runs backwards": {accounts: map[string]string{"Dev\u202e": "222222222222"}, want: []string{
			`the label "Dev\u202e" of account 222222222222 has '\u202e' (U+202E RIGHT-TO-LEFT OVERRIDE) at position 4, which a form does not show: remove it`,
		}},
		"zero width": {accounts: map[string]string{"D\u200bev": "222222222222"}, want: []string{
			`the label "D\u200bev" of account 222222222222 has '\u200b' (U+200B ZERO WIDTH SPACE) at position 2, which a form does not show: remove it`,
		}},
		"invalid UTF-8": {accounts: map[string]string{"D\xff": "222222222222"}, want: []string{
			`the label "D\xff" of account 222222222222 is not valid UTF-8: use plain characters`,
		}},
		"template": {accounts: map[string]string{"{{ .inputs.x }}": "222222222222", "{% x %}": "333333333333"}, want: []string{
			`the label "{% x %}" of account 333333333333 has "{%", with which a template begins in a blueprint: write it without`,
			`the label "{{ .inputs.x }}" of account 222222222222 has "{{", with which a template begins in a blueprint: write it without`,
		}},
		"separator that overlaps itself": {accounts: map[string]string{"Dev |": "222222222222"}, separator: "| |", want: []string{
			`the choice "Dev | | | 222222222222" would not be read back as this label and this account, as the separator "| |" overlaps it: ` +
				`use another separator, such as "|"`,
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			made, errs := account.NewOffer(tt.accounts, account.Options{Separator: tt.separator})
			var got []string
			for _, err := range errs {
				got = append(got, err.Error())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if len(made.Choices()) > 0 {
				t.Errorf("choices came with the errors: %q", made.Choices())
			}
		})
	}
}

func TestCheckOfferSeparator(t *testing.T) {
	for _, s := range []string{"|", "=>", " ", "→", " - "} {
		if err := account.CheckOfferSeparator(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for s, want := range map[string]string{
		"":   `the separator is empty: give at least one character, such as "|"`,
		"1":  `the separator "1" has a digit, which would split account IDs: use another character, such as "|"`,
		",":  `the separator "," has a comma, at which Torque splits the values of a parameter: use another character, such as "|"`,
		"\t": `the separator "\t" has '\t' (U+0009 <control>) at position 1, which a form does not show: remove it`,
		"{{": `the separator "{{" has "{{", with which a template begins in a blueprint: write it without`,
	} {
		if err := account.CheckOfferSeparator(s); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", s, err, want)
		}
	}
}

func TestAnOfferFindsItsDefault(t *testing.T) {
	made := offer(t, map[string]string{"Test": "333333333333", "Dev": "222222222222"}, account.Options{})
	if got, err := made.Choice("Test"); err != nil || got != "Test | 333333333333" {
		t.Errorf("got %q, %v", got, err)
	}
	const want = `the label "test" is not offered: give one of "Dev", "Test"`
	if got, err := made.Choice("test"); err == nil || err.Error() != want {
		t.Errorf("got %q, %v, want error %s", got, err, want)
	}

	many := map[string]string{}
	for i := range 12 {
		many[fmt.Sprintf("L%02d", i)] = fmt.Sprintf("%012d", i)
	}
	const wantMany = `the label "x" is not offered: give one of "L00", "L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L09", or one of 2 more`
	if _, err := offer(t, many, account.Options{}).Choice("x"); err == nil || err.Error() != wantMany {
		t.Errorf("%v, want %s", err, wantMany)
	}
}

// randomAccounts are labels of characters that something on their way may
// trip over, some of them not fit to be offered.
func randomAccounts(random *rand.Rand) map[string]string {
	pieces := []string{
		"|", "||", " | ", " ", "=>", "-", "→", ".", "*", "+", "?", "^", "$", "(", ")", "[a-z]", "{2}", `\`, `\d`, "/", "#", "&", "<b>", "%", "~", "`",
		"'", `"`, `\n`, ":", ": ", "- ", "!", "@", "null", "yes", "0x1F", "1e3", "{", "}", "a", "Z", "é", "e\u0301", "本", "🚀", "\u00a0", "\u3000", "ß", "\U0001F468",
		"\t", ",", "{{",
	}
	accounts := map[string]string{}
	for range 1 + random.IntN(4) {
		var label strings.Builder
		for range 1 + random.IntN(5) {
			label.WriteString(pieces[random.IntN(len(pieces))])
		}
		accounts[label.String()] = fmt.Sprintf("%012d", random.Int64N(1e12))
	}
	return accounts
}

// offers gives sound offers, with the accounts and the options that they are
// made of.
func offers(t *testing.T, count int, use func(map[string]string, account.Options, account.Offer)) {
	t.Helper()
	random := rand.New(rand.NewPCG(11, 12))
	separators := []string{"|", "=>", "||", "| |", " ", " - ", "→"}
	for made := 0; made < count; {
		accounts := randomAccounts(random)
		o := account.Options{Separator: separators[random.IntN(len(separators))]}
		if offer, errs := account.NewOffer(accounts, o); errs == nil {
			made++
			use(accounts, o, offer)
		}
	}
}

func TestAnOfferReadsBackFromListAndParameter(t *testing.T) {
	offers(t, 20_000, func(accounts map[string]string, o account.Options, made account.Offer) {
		for _, texts := range [][]string{made.Choices(), strings.Split(made.ParameterValue(), ",")} {
			choices, errs := account.ParseAll(texts, o)
			if errs != nil {
				t.Fatalf("%q: %v", texts, errs)
			}
			got := map[string]string{}
			for _, c := range choices {
				got[c.Label] = c.ID.String()
			}
			if !maps.Equal(got, accounts) {
				t.Fatalf("%q reads back as %v, want %v", texts, got, accounts)
			}
		}
		if !slices.IsSortedFunc(made.Choices(), func(a, b string) int {
			return strings.Compare(label(t, a, o), label(t, b, o))
		}) {
			t.Fatalf("%q is not sorted by label", made.Choices())
		}
	})
}

func label(t *testing.T, choice string, o account.Options) string {
	t.Helper()
	c, err := account.Parse(choice, o)
	if err != nil {
		t.Fatal(err)
	}
	return c.Label
}
