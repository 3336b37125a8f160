// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// The tests in this file call LocalEmu, which looks at who is named in a trust
// policy and at StringEquals on sts:ExternalId, and denies. A 12-digit access
// key ID is the root user of that account there.

const (
	emuMaster     = "111111111111"
	emuExternalID = "acme-7f3c1b"
)

// emu is a LocalEmu that runs, with the user ci in the master account, whose
// access keys are those of the provider block.
type emu struct {
	endpoint, keyID, secret string
	user                    string // the user's ARN
	suffix                  string // of all names, so that no run meets what another has left
}

// localEmu returns a LocalEmu that runs. Without one, the test fails.
func localEmu(t *testing.T) emu {
	t.Helper()
	if os.Getenv(resource.EnvTfAcc) == "" {
		t.Skip("Acceptance tests skipped unless env 'TF_ACC' set")
	}
	e := emu{endpoint: os.Getenv("LOCALEMU_ENDPOINT"), suffix: "-" + strings.ToLower(rand.Text()[:8])}
	if e.endpoint == "" {
		t.Fatal("LOCALEMU_ENDPOINT is not set: run make test, or give the endpoint of a LocalEmu that runs")
	}
	client, name := e.iam(emuMaster), "ci"+e.suffix
	out, err := client.CreateUser(t.Context(), &iam.CreateUserInput{UserName: &name})
	if err != nil {
		t.Fatal(err)
	}
	e.user = aws.ToString(out.User.Arn)
	_, err = client.PutUserPolicy(t.Context(), &iam.PutUserPolicyInput{UserName: &name, PolicyName: aws.String("assume"), PolicyDocument: aws.String(emuAssumeAll)})
	if err != nil {
		t.Fatal(err)
	}
	key, err := client.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: &name})
	if err != nil {
		t.Fatal(err)
	}
	e.keyID, e.secret = aws.ToString(key.AccessKey.AccessKeyId), aws.ToString(key.AccessKey.SecretAccessKey)
	return e
}

// emuAssumeAll is the identity policy of all who assume roles.
const emuAssumeAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"*"}]}`

func (e emu) iam(account string) *iam.Client {
	return iam.New(iam.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(e.endpoint),
		Credentials: credentials.NewStaticCredentialsProvider(account, "test", ""),
	})
}

// emuTrust is a trust policy that names a principal, and asks for an external
// ID unless it is "".
func emuTrust(principal, externalID string) string {
	condition := ""
	if externalID != "" {
		condition = fmt.Sprintf(`,"Condition":{"StringEquals":{"sts:ExternalId":%q}}`, externalID)
	}
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":%q},"Action":"sts:AssumeRole"%s}]}`, principal, condition)
}

// role creates a role, and returns its ARN.
func (e emu) role(t *testing.T, account, name, trustPolicy string) string {
	t.Helper()
	client, fullName := e.iam(account), name+e.suffix
	out, err := client.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: &fullName, AssumeRolePolicyDocument: &trustPolicy})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: &fullName, PolicyName: aws.String("assume"), PolicyDocument: aws.String(emuAssumeAll)})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(out.Role.Arn)
}

// config is a configuration that calls LocalEmu as the user.
func (e emu) config(text string) string {
	return fmt.Sprintf("provider \"crossaccount\" {\n  region       = \"us-east-1\"\n  sts_endpoint = %q\n  access_key   = %q\n  secret_key   = %q\n}\n", e.endpoint, e.keyID, e.secret) + text
}

// verify plans, applies, and plans again a check with these arguments that
// reports, and looks at what it found.
func (e emu) verify(t *testing.T, arguments string, want map[string]knownvalue.Check) {
	t.Helper()
	config := e.config("data \"crossaccount_assumable_role\" \"this\" {\n" + arguments + "\n  on_failure = \"report\"\n}\n" + `
output "assumable" { value = data.crossaccount_assumable_role.this.assumable }
output "enforced"  { value = data.crossaccount_assumable_role.this.external_id_enforced }
output "failure"   { value = data.crossaccount_assumable_role.this.failure }
output "caller"    { value = data.crossaccount_assumable_role.this.caller_arn }
`)
	var atPlan []plancheck.PlanCheck
	var checks []statecheck.StateCheck
	for _, name := range sortedNames(want) {
		atPlan = append(atPlan, plancheck.ExpectKnownOutputValue(name, want[name]))
		checks = append(checks, output(name, want[name]))
	}
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: atPlan}, ConfigStateChecks: checks},
			{Config: config, PlanOnly: true},
		},
	})
}

// failing is a failure of a kind, on a hop.
func failing(kind string, hop knownvalue.Check) knownvalue.Check {
	return knownvalue.ObjectPartial(map[string]knownvalue.Check{"kind": knownvalue.StringExact(kind), "hop": hop})
}

func TestAccLocalEmuDecidesWhetherARoleIsAssumable(t *testing.T) {
	e := localEmu(t)
	guarded := e.role(t, "222222222222", "guarded", emuTrust(e.user, emuExternalID))
	open := e.role(t, "222222222222", "open", emuTrust(e.user, ""))
	closed := e.role(t, "222222222222", "closed", emuTrust("arn:aws:iam::111111111111:user/somebody-else", ""))
	yes, no := knownvalue.Bool(true), knownvalue.Bool(false)
	denied := failing("access_denied", knownvalue.Null())
	tests := map[string]struct {
		role, arguments string
		want            map[string]knownvalue.Check
	}{
		"allowed":                       {open, ``, map[string]knownvalue.Check{"assumable": yes, "caller": knownvalue.StringExact(e.user)}},
		"allowed with the external ID":  {guarded, `external_id = "` + emuExternalID + `"`, map[string]knownvalue.Check{"assumable": yes}},
		"not named in the trust policy": {closed, ``, map[string]knownvalue.Check{"assumable": no, "failure": denied}},
		"external ID missing":           {guarded, ``, map[string]knownvalue.Check{"assumable": no, "failure": denied}},
		"external ID wrong":             {guarded, `external_id = "acme-7f3c1c"`, map[string]knownvalue.Check{"assumable": no, "failure": denied}},
		"external ID enforced": {
			guarded, "external_id = \"" + emuExternalID + "\"\n  external_id_enforcement = \"require\"",
			map[string]knownvalue.Check{"assumable": yes, "enforced": yes},
		},
		"external ID not enforced": {
			open, "external_id = \"" + emuExternalID + "\"\n  external_id_enforcement = \"report\"",
			map[string]knownvalue.Check{"assumable": yes, "enforced": no},
		},
		"external ID not enforced, though it is required": {
			open, "external_id = \"" + emuExternalID + "\"\n  external_id_enforcement = \"require\"",
			map[string]knownvalue.Check{"assumable": no, "enforced": no, "failure": failing("external_id_not_enforced", knownvalue.Null())},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e.verify(t, "  role_arn = \""+tt.role+"\"\n  "+tt.arguments, tt.want)
		})
	}
}

// What is denied is an error of the plan, which the other side can act on.
func TestAccLocalEmuDeniesAndThePlanSaysWhy(t *testing.T) {
	e := localEmu(t)
	policy := emuTrust(e.user, emuExternalID)
	role := e.role(t, "222222222222", "guarded", policy)
	config := func(arguments string) string {
		return e.config("data \"crossaccount_assumable_role\" \"this\" {\n  role_arn = \"" + role + "\"\n" + arguments + "\n}\n")
	}
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: config(""), PlanOnly: true, ExpectError: wrapped("STS refused sts:AssumeRole on " + role + " for " + e.user + ", and did not say why.")},
			{
				Config: config("trust_policy = <<-EOT\n" + policy + "\nEOT"), PlanOnly: true,
				ExpectError: wrapped("The trust policy that was given as trust_policy does not let the caller in."),
			},
			{
				Config: config(`external_id = "acme-7f3c1c"`), PlanOnly: true,
				ExpectError: wrapped("An external ID was sent: a condition on sts:ExternalId must hold the same one."),
			},
		},
	})
}

// A chain of three: two hops and the role. Each trusts the one before it, but
// for the one that is to fail.
func TestAccLocalEmuFollowsAChain(t *testing.T) {
	e := localEmu(t)
	accounts := []string{"222222222222", "333333333333", "444444444444"}
	chain := func(t *testing.T, broken int) []string {
		arns, trusted := make([]string, len(accounts)), e.user
		for i, account := range accounts {
			if i == broken {
				trusted = "arn:aws:iam::555555555555:role/somebody-else"
			}
			name := fmt.Sprintf("chain-%d-%d", broken+1, i+1)
			arns[i] = e.role(t, account, name, emuTrust(trusted, emuExternalID))
			trusted = arns[i]
		}
		return arns
	}
	for broken, want := range map[int]map[string]knownvalue.Check{
		-1: {"assumable": knownvalue.Bool(true), "enforced": knownvalue.Bool(true), "caller": knownvalue.StringExact(e.user)},
		0:  {"assumable": knownvalue.Bool(false), "failure": failing("access_denied", knownvalue.Int64Exact(1))},
		1:  {"assumable": knownvalue.Bool(false), "failure": failing("access_denied", knownvalue.Int64Exact(2))},
		2:  {"assumable": knownvalue.Bool(false), "failure": failing("access_denied", knownvalue.Null())},
	} {
		t.Run(fmt.Sprintf("broken at %d", broken+1), func(t *testing.T) {
			arns := chain(t, broken)
			var b strings.Builder
			for _, hop := range arns[:2] {
				fmt.Fprintf(&b, "  via {\n    role_arn = %q\n    external_id = %q\n  }\n", hop, emuExternalID)
			}
			fmt.Fprintf(&b, "  role_arn = %q\n  external_id = %q\n  external_id_enforcement = \"require\"", arns[2], emuExternalID)
			e.verify(t, b.String(), want)
		})
	}
}

func TestAccLocalEmuVerifiesAFleet(t *testing.T) {
	e := localEmu(t)
	var arns, good, bad []string
	policies := map[string]string{} // as they are given to the check
	for i := range 50 {
		policy := emuTrust(e.user, emuExternalID)
		given := policy
		switch i {
		case 2, 5, 31: // somebody else is named
			policy = emuTrust("arn:aws:iam::111111111111:user/somebody-else", emuExternalID)
			given = policy
		case 7, 44: // another external ID is asked for
			policy = emuTrust(e.user, "another-external-id")
			given = policy
		case 8, 20: // none is asked for
			policy = emuTrust(e.user, "")
			given = policy
		case 12: // it is not the policy that its owner tells
			policy = emuTrust("arn:aws:iam::111111111111:user/somebody-else", emuExternalID)
		}
		arn := e.role(t, "222222222222", fmt.Sprintf("fleet-%02d", i), policy)
		switch i {
		case 17, 39: // it is in another partition
			arn = strings.Replace(arn, "arn:aws:", "arn:aws-cn:", 1)
		}
		policies[arn] = given
		arns = append(arns, arn)
		switch i {
		case 2, 5, 31, 7, 44, 8, 20, 12, 17, 39:
			bad = append(bad, arn)
		default:
			good = append(good, arn)
		}
	}
	exact := func(values []string) knownvalue.Check {
		var checks []knownvalue.Check
		for _, v := range values {
			checks = append(checks, knownvalue.StringExact(v))
		}
		return knownvalue.ListExact(checks)
	}
	var trustPolicies strings.Builder
	for _, arn := range arns {
		fmt.Fprintf(&trustPolicies, "    %q = %q\n", arn, policies[arn])
	}
	config := func(onFailure string) string {
		return e.config(`
data "crossaccount_assumable_roles" "this" {
  role_arns               = ["` + strings.Join(arns, `", "`) + `"]
  external_id             = "` + emuExternalID + `"
  external_id_enforcement = "require"
  on_failure              = "` + onFailure + `"
  trust_policies = {
` + trustPolicies.String() + `  }
}
output "good" { value = data.crossaccount_assumable_roles.this.assumable_role_arns }
output "bad"  { value = data.crossaccount_assumable_roles.this.failed_role_arns }
output "kind" { value = data.crossaccount_assumable_roles.this.results["` + arns[8] + `"].failure.kind }
`)
	}
	golden, err := os.ReadFile(filepath.Join("testdata", "localemu_fleet.golden"))
	if err != nil {
		t.Fatal(err)
	}
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config: config("report"),
				ConfigStateChecks: []statecheck.StateCheck{
					output("good", exact(good)), output("bad", exact(bad)), output("kind", knownvalue.StringExact("external_id_not_enforced")),
				},
			},
			{Config: config("report"), PlanOnly: true},
			{Config: config("error"), PlanOnly: true, ExpectError: wrapped(strings.ReplaceAll(string(golden), "-SUFFIX", e.suffix))},
		},
	})
}

// The credentials are good for whoever gets them, for a second provider block
// here, and only by way of the hop.
func TestAccLocalEmuGivesCredentialsToAProviderBlock(t *testing.T) {
	e := localEmu(t)
	hop := e.role(t, "222222222222", "hop", emuTrust(e.user, emuExternalID))
	role := e.role(t, "333333333333", "used", emuTrust(hop, ""))
	config := e.config(`
ephemeral "crossaccount_credentials" "this" {
  role_arn = "` + role + `"
  via {
    role_arn    = "` + hop + `"
    external_id = "` + emuExternalID + `"
  }
}
provider "crossaccount" {
  alias        = "inside"
  region       = "us-east-1"
  sts_endpoint = "` + e.endpoint + `"
  access_key   = ephemeral.crossaccount_credentials.this.access_key_id
  secret_key   = ephemeral.crossaccount_credentials.this.secret_access_key
  token        = ephemeral.crossaccount_credentials.this.session_token
}
data "crossaccount_caller_identity" "inside" {
  provider          = crossaccount.inside
  expected_accounts = ["333333333333"]
}
output "role"    { value = data.crossaccount_caller_identity.inside.principal_arn }
output "session" { value = data.crossaccount_caller_identity.inside.role_session }
`)
	resource.ParallelTest(t, resource.TestCase{
		ProtoV5ProviderFactories: factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_10_0)},
		Steps: []resource.TestStep{
			{
				Config:   strings.ReplaceAll(config, `"`+emuExternalID+`"`, `"acme-7f3c1c"`),
				PlanOnly: true, ExpectError: wrapped("Hop 1 of the chain failed. STS refused sts:AssumeRole on " + hop),
			},
			{Config: config, ConfigStateChecks: []statecheck.StateCheck{
				output("role", knownvalue.StringExact(role)), output("session", knownvalue.Bool(true)),
			}},
			{Config: config, PlanOnly: true},
		},
	})
}
