// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package iamarn_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

var testAccount = account.MustParseID("123456789012")

// The ARNs are those of the IAM User Guide, "IAM identifiers", and of the
// pages that it links to.
func TestParsePrincipalTellsTheKindsApart(t *testing.T) {
	tests := []struct {
		arn           string
		kind          iamarn.Kind
		path          string
		name, session string
	}{
		{"arn:aws:iam::123456789012:root", iamarn.KindRoot, "", "", ""},
		{"arn:aws:iam::123456789012:role/S3Access", iamarn.KindRole, "/", "S3Access", ""},
		{"arn:aws:iam::123456789012:role/application_abc/component_xyz/RDSAccess", iamarn.KindRole, "/application_abc/component_xyz/", "RDSAccess", ""},
		{"arn:aws:iam::123456789012:role/aws-service-role/access-analyzer.amazonaws.com/AWSServiceRoleForAccessAnalyzer", iamarn.KindRole, "/aws-service-role/access-analyzer.amazonaws.com/", "AWSServiceRoleForAccessAnalyzer", ""},
		{"arn:aws-us-gov:iam::123456789012:user/division_abc/subdivision_xyz/JaneDoe", iamarn.KindUser, "/division_abc/subdivision_xyz/", "JaneDoe", ""},
		{"arn:aws:sts::123456789012:assumed-role/Accounting-Role/Mary", iamarn.KindRoleSession, "", "Accounting-Role", "Mary"},
		{"arn:aws-cn:sts::123456789012:federated-user/JohnDoe", iamarn.KindFederatedUser, "", "JohnDoe", ""},
		{"arn:aws:iam::123456789012:saml-provider/ADFSProvider", iamarn.KindSAMLProvider, "", "ADFSProvider", ""},
		{"arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE", iamarn.KindOIDCProvider, "", "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE", ""},
	}
	for _, tt := range tests {
		t.Run(tt.arn, func(t *testing.T) {
			p, err := iamarn.ParsePrincipal(tt.arn)
			if err != nil {
				t.Fatal(err)
			}
			if p.Kind() != tt.kind || p.Path() != tt.path || p.Name() != tt.name || p.SessionName() != tt.session || p.Account() != testAccount {
				t.Errorf("got %s, path %q, name %q, session %q, account %s", p.Kind(), p.Path(), p.Name(), p.SessionName(), p.Account())
			}
			if p.String() != tt.arn {
				t.Errorf("String() = %s", p)
			}
		})
	}
}

func TestParseRoleSaysWhatIsWrongWhereAndWhatToDo(t *testing.T) {
	const noPartition = "there is no such partition, use one of aws, aws-cn, aws-us-gov, aws-iso, aws-iso-b, aws-iso-e, aws-iso-f, aws-eusc"
	const noPrincipal = "write root, role/NAME, user/NAME, saml-provider/NAME or oidc-provider/ISSUER (service iam), assumed-role/ROLE/SESSION or federated-user/NAME (service sts)"
	tests := map[string]struct {
		in   string
		pos  int
		want string
	}{
		"empty":          {"", 1, `the role ARN is empty: an ARN has the form arn:aws:iam::123456789012:role/NAME`},
		"a name":         {"deploy", 1, `"deploy" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME`},
		"space in front": {" arn:aws:iam::123456789012:role/x", 1, `" arn:aws:iam::123456789012:role/x" is not a valid role ARN: an ARN has the form arn:aws:iam::123456789012:role/NAME`},
		"too few parts": {"arn:aws:iam:123456789012:role/x", 32,
			`"arn:aws:iam:123456789012:role/x" is not a valid role ARN: at position 32, an ARN has the form arn:aws:iam::123456789012:role/NAME, with six parts between colons; here are 5`},
		"partition":      {"arn:AWS:iam::123456789012:role/x", 5, `"arn:AWS:iam::123456789012:role/x" is not a valid role ARN: at position 5, ` + noPartition},
		"service":        {"arn:aws:s3::123456789012:role/x", 9, `"arn:aws:s3::123456789012:role/x" is not a valid role ARN: at position 9, principals belong to the services iam and sts, not to "s3"`},
		"wrong service":  {"arn:aws:sts::123456789012:role/x", 9, `"arn:aws:sts::123456789012:role/x" is not a valid role ARN: at position 9, the ARN of a role belongs to the service iam, not to "sts"`},
		"region":         {"arn:aws:iam:us-east-1:123456789012:role/x", 13, `"arn:aws:iam:us-east-1:123456789012:role/x" is not a valid role ARN: at position 13, IAM and STS are global, their ARNs name no region: leave "us-east-1" out`},
		"no account":     {"arn:aws:iam:::role/x", 14, `"arn:aws:iam:::role/x" is not a valid role ARN: at position 14, the ARN names no account: give its 12 digits`},
		"dashed account": {"arn:aws:iam::1234-5678-9012:role/x", 18, `"arn:aws:iam::1234-5678-9012:role/x" is not a valid role ARN: at position 18, '-' in the account is not one of the digits 0 to 9: an ARN has the account ID without dashes, write 123456789012`},
		"short account": {"arn:aws:iam::12345678901:role/x", 14, `"arn:aws:iam::12345678901:role/x" is not a valid role ARN: at position 14, ` +
			`the account "12345678901" has 11 digits, an account ID has 12; a leading zero was probably lost: write all 12 digits, as in 012345678901`},
		"long account": {"arn:aws:iam::1234567890123:role/x", 26, `"arn:aws:iam::1234567890123:role/x" is not a valid role ARN: at position 26, ` +
			`the account "1234567890123" has 13 digits, an account ID has 12: compare it with the ID that the AWS console shows`},
		"letter in the account": {"arn:aws:iam::12345678901O:role/x", 25, `"arn:aws:iam::12345678901O:role/x" is not a valid role ARN: at position 25, ` +
			`'O' in the account is not one of the digits 0 to 9: write an account ID of 12 digits`},
		"wildcard account": {"arn:aws:iam::*:role/x", 14, `"arn:aws:iam::*:role/x" is not a valid role ARN: at position 14, ` +
			`'*' in the account is not one of the digits 0 to 9: write an account ID of 12 digits`},
		"no resource":    {"arn:aws:iam::123456789012:", 27, `"arn:aws:iam::123456789012:" is not a valid role ARN: at position 27, "" names no principal: ` + noPrincipal},
		"policy":         {"arn:aws:iam::123456789012:policy/x", 27, `"arn:aws:iam::123456789012:policy/x" is not a valid role ARN: at position 27, "policy/x" names no principal: ` + noPrincipal},
		"root with more": {"arn:aws:iam::123456789012:root/x", 27, `"arn:aws:iam::123456789012:root/x" is not a valid role ARN: at position 27, "root/x" names no principal: ` + noPrincipal},
		"no name":        {"arn:aws:iam::123456789012:role/", 32, `"arn:aws:iam::123456789012:role/" is not a valid role ARN: at position 32, a role name has at least 1 character`},
		"path, no name":  {"arn:aws:iam::123456789012:role/team/", 37, `"arn:aws:iam::123456789012:role/team/" is not a valid role ARN: at position 37, a role name has at least 1 character`},
		"wildcard name":  {"arn:aws:iam::123456789012:role/*", 32, `"arn:aws:iam::123456789012:role/*" is not a valid role ARN: at position 32, '*' cannot stand in a role name: use ASCII letters, digits and characters of _+=,.@-`},
		"letter not ASCII": {"arn:aws:iam::123456789012:role/über", 32,
			`"arn:aws:iam::123456789012:role/über" is not a valid role ARN: at position 32, 'ü' cannot stand in a role name: use ASCII letters, digits and characters of _+=,.@-`},
		"space in path": {"arn:aws:iam::123456789012:role/a b/x", 33, `"arn:aws:iam::123456789012:role/a b/x" is not a valid role ARN: at position 33, ' ' cannot stand in a path: use printable ASCII characters without spaces`},
		"empty path":    {"arn:aws:iam::123456789012:role//x", 32, `"arn:aws:iam::123456789012:role//x" is not a valid role ARN: at position 32, a path has something between its first and its last "/": write "/" for none`},
		"space behind":  {"arn:aws:iam::123456789012:role/x ", 33, `"arn:aws:iam::123456789012:role/x " is not a valid role ARN: at position 33, ' ' cannot stand in a role name: use ASCII letters, digits and characters of _+=,.@-`},
		"session": {"arn:aws:sts::123456789012:assumed-role/deploy/me", 1, `"arn:aws:sts::123456789012:assumed-role/deploy/me" is not a valid role ARN: ` +
			`this is the ARN of a session of the role deploy: write the role's own, arn:aws:iam::123456789012:role/deploy (with the role's path before its name, if it has one)`},
		"user": {"arn:aws:iam::123456789012:user/alice", 1, `"arn:aws:iam::123456789012:user/alice" is not a valid role ARN: it names a user, not a role: write an ARN such as arn:aws:iam::123456789012:role/NAME`},
		"root": {"arn:aws:iam::123456789012:root", 1, `"arn:aws:iam::123456789012:root" is not a valid role ARN: it names an account, not a role: write an ARN such as arn:aws:iam::123456789012:role/NAME`},
		"session without a name": {"arn:aws:sts::123456789012:assumed-role/deploy", 46,
			`"arn:aws:sts::123456789012:assumed-role/deploy" is not a valid role ARN: at position 46, the session name is missing: a session's ARN ends with assumed-role/ROLE/SESSION`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := iamarn.ParseRole(tt.in)
			var e *iamarn.Error
			if !errors.As(err, &e) {
				t.Fatalf("ParseRole(%q) = %v, %v", tt.in, r, err)
			}
			if r != (iamarn.Role{}) {
				t.Errorf("a role came with the error: %s", r)
			}
			if e.Input != tt.in || e.Pos != tt.pos {
				t.Errorf("input %q, position %d, want %d", e.Input, e.Pos, tt.pos)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseRoleOrSessionTakesNothingElse(t *testing.T) {
	for _, arn := range []string{"arn:aws:iam::123456789012:role/deploy", "arn:aws:sts::123456789012:assumed-role/deploy/ci"} {
		if p, err := iamarn.ParseRoleOrSession(arn); err != nil || p.Name() != "deploy" {
			t.Errorf("%s: %s, %v", arn, p, err)
		}
	}
	const want = `"arn:aws:iam::123456789012:root" is not a valid role ARN: it names an account, not a role: write the ARN of a role or of a role session`
	if _, err := iamarn.ParseRoleOrSession("arn:aws:iam::123456789012:root"); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// Source: IAM User Guide, "AWS global condition context keys", aws:PrincipalType.
func TestTypeIsThatOfTheConditionKey(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:iam::123456789012:root":                   "Account",
		"arn:aws:iam::123456789012:user/alice":             "User",
		"arn:aws:sts::123456789012:federated-user/alice":   "FederatedUser",
		"arn:aws:sts::123456789012:assumed-role/deploy/ci": "AssumedRole",
		"arn:aws:iam::123456789012:role/deploy":            "AssumedRole",
		"arn:aws:iam::123456789012:saml-provider/idp":      "",
	} {
		p, err := iamarn.ParsePrincipal(arn)
		if err != nil || p.Type() != want {
			t.Errorf("%s: %q, %v, want %q", arn, p.Type(), err, want)
		}
	}
}

func TestNamesAndPathsAtTheirLimits(t *testing.T) {
	tests := map[string]struct {
		check func(string) error
		ok    []string
		bad   map[string]string // input to what its message says
	}{
		"role name": {iamarn.CheckRoleName, []string{"x", "A-z0_+=,.@-", strings.Repeat("x", 64)}, map[string]string{
			"":                      "the role name is empty: a role name has at least 1 character",
			strings.Repeat("x", 65): "at position 65, a role name has at most 64 characters, this one has 65",
			"team/deploy":           `at position 5, a role name has no "/": give the path by itself, as in path = "/team/"`,
			"a:b":                   "at position 2, ':' cannot stand in a role name",
		}},
		"session name": {iamarn.CheckSessionName, []string{"ab", strings.Repeat("x", 64)}, map[string]string{
			"":                      "the session name is empty: a session name has at least 2 characters",
			"x":                     "a session name has at least 2 characters",
			strings.Repeat("x", 65): "at position 65, a session name has at most 64 characters, this one has 65",
			"a b":                   "at position 2, ' ' cannot stand in a session name",
			"aws:x":                 "at position 4, ':' cannot stand in a session name",
			"ünï":                   "'ü' cannot stand in a session name",
		}},
		"path": {iamarn.CheckPath, []string{"/", "/a/", "/a:*/b~!/", "///", "/" + strings.Repeat("x", 510) + "/"}, map[string]string{
			"":                                   `the path is empty: a path begins with "/"`,
			"team/":                              `a path begins with "/"`,
			"//":                                 `at position 2, a path has something between its first and its last "/": write "/" for none`,
			"/team":                              `at position 6, a path ends with "/"`,
			"/a b/":                              "at position 3, ' ' cannot stand in a path",
			"/\x7f/":                             `at position 2, '\x7f' cannot stand in a path`,
			"/" + strings.Repeat("x", 511) + "/": "at position 513, a path has at most 512 characters, this one has 513",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, s := range tt.ok {
				if err := tt.check(s); err != nil {
					t.Errorf("%q: %v", s, err)
				}
			}
			for s, want := range tt.bad {
				err := tt.check(s)
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%q: %v\nwant %s", s, err, want)
				}
			}
		})
	}
}

func TestNewRoleReportsAllErrors(t *testing.T) {
	_, err := iamarn.NewRole(iamarn.Partition{}, account.ID{}, "x", "")
	want := strings.Join([]string{
		"the partition is empty: a role's ARN needs one",
		"the account ID is empty: a role's ARN needs one",
		`"x" is not a valid path: a path begins with "/": write "/" for none, or a path such as "/team/"`,
		"the role name is empty: a role name has at least 1 character",
	}, "\n")
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestRolesOfEveryPartitionRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const nameChars = "abcXYZ019_+=,.@-"
	const pathChars = nameChars + "/:*?!~\"\\'$"
	text := func(chars string, n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = chars[rng.IntN(len(chars))]
		}
		return string(b)
	}
	for _, id := range iamarn.PartitionIDs() {
		partition, err := iamarn.ParsePartition(id)
		if err != nil {
			t.Fatal(err)
		}
		for range 2000 {
			path := "/"
			if n := rng.IntN(511); n > 0 {
				path = "/" + text(pathChars, n) + "/"
			}
			name := text(nameChars, 1+rng.IntN(64))
			acct := account.MustParseID(fmt.Sprintf("%012d", rng.Int64N(1e12)))
			role, err := iamarn.NewRole(partition, acct, path, name)
			if err != nil {
				t.Fatalf("NewRole(%s, %s, %q, %q): %v", partition, acct, path, name, err)
			}
			back, err := iamarn.ParseRole(role.String())
			if err != nil || back != role {
				t.Fatalf("ParseRole(%q) = %v, %v", role, back, err)
			}
			if back.Partition() != partition || back.Account() != acct || back.Path() != path || back.Name() != name {
				t.Fatalf("%q came apart as %s, %s, %q, %q", role, back.Partition(), back.Account(), back.Path(), back.Name())
			}
		}
	}
}

// The regions are those that AWS lists for each partition.
func TestPartitionOfRegion(t *testing.T) {
	for region, want := range map[string]iamarn.Partition{
		"us-east-1": iamarn.AWS, "ap-southeast-7": iamarn.AWS, "mx-central-1": iamarn.AWS, "il-central-1": iamarn.AWS,
		"cn-north-1": iamarn.AWSCN, "us-gov-east-1": iamarn.AWSUSGov, "us-iso-west-1": iamarn.AWSISO,
		"us-isob-east-1": iamarn.AWSISOB, "eu-isoe-west-1": iamarn.AWSISOE, "us-isof-south-1": iamarn.AWSISOF,
		"eusc-de-east-1": iamarn.AWSEUSC,
	} {
		got, err := iamarn.PartitionOfRegion(region)
		if err != nil || got != want {
			t.Errorf("%s is in %s, %v; want %s", region, got, err, want)
		}
	}
	for _, region := range []string{"", "us-east", "US-EAST-1", "us-east-1 ", "us_east_1", "local", "us-east-1a"} {
		if p, err := iamarn.PartitionOfRegion(region); err == nil {
			t.Errorf("%q is in %s, want an error", region, p)
		}
	}
	_, err := iamarn.PartitionOfRegion("local")
	const want = `"local" is not a valid region: this is not the name of an AWS region, so its partition is not known: use a name such as us-east-1`
	if err == nil || err.Error() != want {
		t.Errorf("message: %v\nwant     %s", err, want)
	}
}

// The values are those of the endpoint rules of the AWS SDKs.
func TestPartitions(t *testing.T) {
	want := [][3]string{
		{"aws", "amazonaws.com", "us-east-1"},
		{"aws-cn", "amazonaws.com.cn", "cn-northwest-1"},
		{"aws-us-gov", "amazonaws.com", "us-gov-west-1"},
		{"aws-iso", "c2s.ic.gov", "us-iso-east-1"},
		{"aws-iso-b", "sc2s.sgov.gov", "us-isob-east-1"},
		{"aws-iso-e", "cloud.adc-e.uk", "eu-isoe-west-1"},
		{"aws-iso-f", "csp.hci.ic.gov", "us-isof-south-1"},
		{"aws-eusc", "amazonaws.eu", "eusc-de-east-1"},
	}
	var got [][3]string
	for _, id := range iamarn.PartitionIDs() {
		p, err := iamarn.ParsePartition(id)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, [3]string{p.String(), p.DNSSuffix(), p.DefaultRegion()})
		if of, err := iamarn.PartitionOfRegion(p.DefaultRegion()); err != nil || of != p {
			t.Errorf("the default region of %s is in %s, %v", p, of, err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("partitions (-want +got):\n%s", diff)
	}
}

func TestCheckSamePartition(t *testing.T) {
	if err := iamarn.CheckSamePartition(iamarn.AWS, iamarn.AWS); err != nil {
		t.Error(err)
	}
	const want = "a role in partition aws-cn cannot be assumed from partition aws: no trust reaches across partitions, use a role and a caller of one"
	if err := iamarn.CheckSamePartition(iamarn.AWS, iamarn.AWSCN); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestHasSessionComparesWhatASessionTells(t *testing.T) {
	role, err := iamarn.ParseRole("arn:aws:iam::123456789012:role/team/deploy")
	if err != nil {
		t.Fatal(err)
	}
	for arn, want := range map[string]bool{
		"arn:aws:sts::123456789012:assumed-role/deploy/ci":    true,
		"arn:aws:sts::123456789012:assumed-role/Deploy/ci":    false,
		"arn:aws:sts::210987654321:assumed-role/deploy/ci":    false,
		"arn:aws-cn:sts::123456789012:assumed-role/deploy/ci": false,
		"arn:aws:iam::123456789012:role/deploy":               false,
	} {
		p, err := iamarn.ParsePrincipal(arn)
		if err != nil {
			t.Fatal(err)
		}
		if got := role.HasSession(p); got != want {
			t.Errorf("%s: %t, want %t", arn, got, want)
		}
	}
}

func TestSessionName(t *testing.T) {
	long := strings.Repeat("x", 70)
	tests := map[string]struct {
		parts []string
		want  string
	}{
		"legal parts are joined":             {[]string{"torque", "env-1"}, "torque-env-1"},
		"a run becomes one dash":             {[]string{"Jane Doe  (ops)", "env#:1"}, "Jane-Doe-ops-env-1"},
		"legal characters stay":              {[]string{"jane.doe@example.com", "a_b+c=d,e"}, "jane.doe@example.com-a_b+c=d,e"},
		"empty parts are passed over":        {[]string{"", "a", "", "b", ""}, "a-b"},
		"letters that are not ASCII":         {[]string{"Müller"}, "M-ller"},
		"a run at the beginning and the end": {[]string{"[x]"}, "-x-"},
		"64 characters stay":                 {[]string{strings.Repeat("x", 64)}, strings.Repeat("x", 64)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := iamarn.SessionName(tt.parts...)
			if err != nil || got != tt.want {
				t.Errorf("SessionName(%q) = %q, %v, want %q", tt.parts, got, err, tt.want)
			}
		})
	}

	a, errA := iamarn.SessionName(long, "a")
	b, errB := iamarn.SessionName(long, "b")
	if errA != nil || errB != nil || a == b || len(a) != 64 || !strings.HasPrefix(a, strings.Repeat("x", 55)+"-") {
		t.Errorf("long names: %q, %v and %q, %v", a, errA, b, errB)
	}
	if again, err := iamarn.SessionName(long, "a"); err != nil || again != a {
		t.Errorf("the same parts give %q and %q, %v", a, again, err)
	}

	for _, parts := range [][]string{nil, {""}, {"x"}, {"本", "番"}, {"--"}} {
		if got, err := iamarn.SessionName(parts...); err == nil {
			t.Errorf("SessionName(%q) = %q, want an error", parts, got)
		}
	}
	const want = `"x" is not a valid session name: the parts have too few of the characters that AWS takes: give at least 2 letters or digits`
	if _, err := iamarn.SessionName("x"); err == nil || err.Error() != want {
		t.Errorf("message: %v\nwant     %s", err, want)
	}
}

func TestGivenButEmptyIsNeitherExternalIDNorSourceIdentity(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{iamarn.CheckExternalID(""), "the external ID has 0 characters, not 2 to 1224: give one of that length, or leave it out"},
		{iamarn.CheckSourceIdentity(""), "the source identity has 0 characters, not 2 to 64: give one of that length, or leave it out"},
	} {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("error = %v, want %s", test.err, test.want)
		}
	}
}

func FuzzSessionName(f *testing.F) {
	f.Add("torque", "env 1")
	f.Add("本番", "\xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		s, err := iamarn.SessionName(a, b)
		if err != nil {
			return
		}
		if err := iamarn.CheckSessionName(s); err != nil {
			t.Fatalf("SessionName(%q, %q): %v", a, b, err)
		}
	})
}

func FuzzParsePrincipal(f *testing.F) {
	for _, s := range []string{
		"arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/a/b", "arn:aws:sts::123456789012:assumed-role/r/s2",
		"arn:aws-cn:iam::123456789012:oidc-provider/x/y:z", "arn:aws:iam::123456789012:role//", "arn:::::", "arn:aws:iam::123456789012:role/\xff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		p, err := iamarn.ParsePrincipal(in)
		if err != nil {
			var e *iamarn.Error
			if !errors.As(err, &e) || e.Pos < 1 {
				t.Fatalf("ParsePrincipal(%q): %#v", in, err)
			}
			return
		}
		if p.String() != in {
			t.Fatalf("ParsePrincipal(%q).String() = %q", in, p)
		}
		if role, err := iamarn.ParseRole(in); (err == nil) != (p.Kind() == iamarn.KindRole) || err == nil && role.Principal() != p {
			t.Fatalf("ParseRole(%q) = %s, %v", in, role, err)
		}
	})
}

func BenchmarkParseRole(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := iamarn.ParseRole("arn:aws:iam::123456789012:role/application_abc/component_xyz/RDSAccess"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParsePrincipal(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := iamarn.ParsePrincipal("arn:aws:sts::123456789012:assumed-role/RDSAccess/deploy-2026"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewRole(b *testing.B) {
	partition, err := iamarn.ParsePartition("aws")
	if err != nil {
		b.Fatal(err)
	}
	id := account.MustParseID("123456789012")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := iamarn.NewRole(partition, id, "/application_abc/component_xyz/", "RDSAccess"); err != nil {
			b.Fatal(err)
		}
	}
}
