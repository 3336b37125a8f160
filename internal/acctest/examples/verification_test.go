// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package examples_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/google/go-cmp/cmp"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/awsstandin"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/cli"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/provider"
)

// What the examples of verification presuppose.
const (
	agentRole         = "arn:aws:iam::111111111111:role/torque-agent"
	exampleExternalID = "example-2f6d0c1e"
)

// trusting is a trust policy that names a principal, and asks for an external
// ID unless it is "".
func trusting(principal, externalID string) string {
	condition := ""
	if externalID != "" {
		condition = `,"Condition":{"StringEquals":{"sts:ExternalId":"` + externalID + `"}}`
	}
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"sts:AssumeRole"` + condition + `}]}`
}

// verificationRoles are the roles that are there, with their trust policies.
var verificationRoles = map[string]string{
	agentRole: trusting("arn:aws:iam::111111111111:root", ""),
	"arn:aws:iam::222222222222:role/torque-target":      trusting(agentRole, exampleExternalID),
	"arn:aws:iam::333333333333:role/torque-target":      trusting(agentRole, exampleExternalID),
	"arn:aws:iam::444444444444:role/torque-target":      trusting(agentRole, exampleExternalID),
	"arn:aws:iam::222222222222:role/torque-gate":        trusting(agentRole, exampleExternalID),
	"arn:aws:iam::333333333333:role/torque-behind-gate": trusting("arn:aws:iam::222222222222:role/torque-gate", ""),
	"arn:aws:iam::222222222222:role/torque-bootstrap":   trusting(agentRole, ""),
	// IAM wants principals to exist; LocalEmu does not look.
	"arn:aws:iam::333333333333:role/torque-behind-new": trusting("arn:aws:iam::222222222222:role/torque-new", ""),
}

// seedVerification creates the roles on LocalEmu, and returns the environment
// of an agent there.
func seedVerification(t *testing.T, endpoint string) map[string]string {
	t.Helper()
	emulated := localStack{endpoint} // LocalEmu takes the same keys
	for arn, trustPolicy := range verificationRoles {
		account, name := strings.Split(arn, ":")[4], arn[strings.LastIndex(arn, "/")+1:]
		client := emulated.iam(account)
		_, err := client.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: &trustPolicy})
		var exists *iamtypes.EntityAlreadyExistsException
		if err != nil && !errors.As(err, &exists) {
			t.Fatal(err)
		}
		_, err = client.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: &name, PolicyName: aws.String("all"), PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:*","iam:*"],"Resource":"*"}]}`)})
		if err != nil {
			t.Fatal(err)
		}
	}
	// What a run that failed has left.
	left, name := emulated.iam("222222222222"), aws.String("torque-new")
	_, _ = left.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: name, PolicyName: aws.String("go-on")}) // which may be missing
	_, err := left.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: name})
	var missing *iamtypes.NoSuchEntityException
	if err != nil && !errors.As(err, &missing) {
		t.Fatal(err)
	}
	client := sts.New(sts.Options{Region: "us-east-1", BaseEndpoint: &endpoint, Credentials: credentials.NewStaticCredentialsProvider(masterAccount, "test", "")})
	out, err := client.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String(agentRole), RoleSessionName: aws.String("agent")})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"AWS_ACCESS_KEY_ID": *out.Credentials.AccessKeyId, "AWS_SECRET_ACCESS_KEY": *out.Credentials.SecretAccessKey, "AWS_SESSION_TOKEN": *out.Credentials.SessionToken,
		"AWS_ENDPOINT_URL": endpoint,
	}
}

// verificationExamples are the folders of examples/verification that Terraform
// runs as they stand.
var verificationExamples = map[string]struct {
	terraform string // the version it needs
	outputs   map[string]any
	refused   string // what it says with a wrong external ID
	warns     bool   // and whether that is only a warning
}{
	"check-block": {
		terraform: "1.5.0", outputs: map[string]any{}, warns: true,
		refused: "STS refused sts:AssumeRole on arn:aws:iam::222222222222:role/torque-target for " + agentRole + ", and did not say why.",
	},
	"precondition": {
		terraform: "1.4.0", outputs: map[string]any{"deployed_with": "arn:aws:iam::222222222222:role/torque-target"},
		refused: "STS refused sts:AssumeRole on arn:aws:iam::222222222222:role/torque-target for " + agentRole + ", and did not say why.",
	},
	"fleet": {
		terraform: "1.0.0",
		outputs: map[string]any{
			"assumable": []any{"arn:aws:iam::222222222222:role/torque-target", "arn:aws:iam::333333333333:role/torque-target", "arn:aws:iam::444444444444:role/torque-target"},
			"summary": strings.Join([]string{
				"ROLE                                          ASSUMABLE  FAILURE",
				"arn:aws:iam::222222222222:role/torque-target  yes        -",
				"arn:aws:iam::333333333333:role/torque-target  yes        -",
				"arn:aws:iam::444444444444:role/torque-target  yes        -",
				"",
			}, "\n"),
		},
		refused: "3 of 3 roles cannot be assumed.",
	},
	"chain": {
		terraform: "1.0.0",
		outputs: map[string]any{
			"target_role_arn":        "arn:aws:iam::333333333333:role/torque-behind-gate",
			"trust_policy_statement": `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:role/torque-gate"},"Action":"sts:AssumeRole"}`,
		},
		refused: "Hop 1 of the chain failed. STS refused sts:AssumeRole on arn:aws:iam::222222222222:role/torque-gate",
	},
	"new-role": {
		terraform: "1.0.0",
		outputs:   map[string]any{"new_role_arn": "arn:aws:iam::222222222222:role/torque-new", "used": true},
	},
	"credentials": {
		terraform: "1.10.0", outputs: map[string]any{"account_id": "333333333333"},
		refused: "Hop 1 of the chain failed. STS refused sts:AssumeRole on arn:aws:iam::222222222222:role/torque-gate",
	},
}

func TestEveryExampleOfVerificationIsRun(t *testing.T) {
	folders, err := filepath.Glob(cli.ModuleFile(t, "examples/verification/*/*.tf"))
	if err != nil || len(folders) != len(verificationExamples) {
		t.Fatalf("there are %d examples, and %d are run (%v)", len(folders), len(verificationExamples), err)
	}
	for _, file := range folders {
		if name := filepath.Base(filepath.Dir(file)); verificationExamples[name].terraform == "" {
			t.Errorf("examples/verification/%s has no entry in verificationExamples", name)
		}
	}
}

func TestExamplesOfVerification(t *testing.T) {
	endpoint := localEmu(t)
	mirror := verificationMirror(t)
	env := seedVerification(t, endpoint)
	none := map[string]json.RawMessage{}
	for name, tt := range verificationExamples {
		if !cli.TerraformIsAtLeast(t, tt.terraform) {
			continue
		}
		source := cli.ModuleFile(t, "examples/verification/"+name)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := cli.NewWorkspace(t, mirror, source, none, env)
			w.Must("apply", "-auto-approve")
			if diff := cmp.Diff(tt.outputs, w.Outputs()); diff != "" {
				t.Errorf("outputs (-want +got):\n%s", diff)
			}
			w.Must("plan", "-detailed-exitcode") // exit code 2 would mean changes
			w.Must("destroy", "-auto-approve")
			checkNoSecretOf(t, w, env)
		})
		if tt.refused == "" {
			continue
		}
		t.Run(name+", with a wrong external ID", func(t *testing.T) {
			t.Parallel()
			w := cli.NewWorkspace(t, mirror, source, map[string]json.RawMessage{"external_id": json.RawMessage(`"not-the-external-id"`)}, env)
			r := w.Run("apply", "-auto-approve")
			if (r.ExitCode == 0) != tt.warns {
				t.Errorf("exit code %d", r.ExitCode)
			}
			if text := unwrapped(r.Stdout + r.Stderr); !strings.Contains(text, unwrapped(tt.refused)) {
				t.Errorf("it does not say %q:\n%s", tt.refused, text)
			}
			checkNoSecretOf(t, w, env)
		})
	}
}

// Terraform has no for_each of provider blocks, so of the example for OpenTofu
// the blocks are written out for one account.
func TestTheExampleForOpenTofuWorksForAnAccount(t *testing.T) {
	endpoint := localEmu(t)
	file := cli.ModuleFile(t, "examples/verification/opentofu-for-each/main.tofu")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	formatted, err := cli.Format(t, string(text))
	if err != nil || formatted != string(text) {
		t.Errorf("it is not formatted (%v)", err)
	}
	one := string(text)
	for _, change := range [][2]string{
		{"  alias    = \"by_account\"\n  for_each = local.accounts\n", "  alias = \"by_account\"\n"},
		{"allowed_account_ids = [each.key]", `allowed_account_ids = ["333333333333"]`},
		{"local.assumable[each.key]", `local.assumable["333333333333"]`},
		{"provider = aws.by_account[each.key]", "provider = aws.by_account"},
		{"  accounts = toset([", `  accounts = toset(["333333333333"])` + "\n  unused   = toset(["},
	} {
		if strings.Count(one, change[0]) != 1 {
			t.Fatalf("%q is not there once", change[0])
		}
		one = strings.ReplaceAll(one, change[0], change[1])
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "main.tf"), []byte(one), 0o600); err != nil {
		t.Fatal(err)
	}
	w := cli.NewWorkspace(t, verificationMirror(t), folder, map[string]json.RawMessage{}, seedVerification(t, endpoint))
	w.Must("apply", "-auto-approve")
	if diff := cmp.Diff(map[string]any{"account_ids": []any{"333333333333"}}, w.Outputs()); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
	w.Must("plan", "-detailed-exitcode")
}

// localEmu returns the endpoint of a LocalEmu that runs.
func localEmu(t *testing.T) string {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("Acceptance tests skipped unless env 'TF_ACC' set")
	}
	endpoint := os.Getenv("LOCALEMU_ENDPOINT")
	if endpoint == "" {
		t.Fatal("LOCALEMU_ENDPOINT is not set: run make test, or give the endpoint of a LocalEmu that runs")
	}
	return endpoint
}

func verificationMirror(t *testing.T) cli.Mirror {
	t.Helper()
	return cli.NewMirror(t,
		cli.Provider{Address: awsstandin.Address, Version: "5.100.0", Package: "./internal/acctest/awsstandin/terraform-provider-aws"},
		cli.Provider{Address: provider.Address, Version: "0.1.0", Package: "."})
}

// unwrapped undoes the line breaks and the frame of a diagnostic.
func unwrapped(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n│╷╵", r) }), " ")
}

func checkNoSecretOf(t *testing.T, w *cli.Workspace, env map[string]string) {
	t.Helper()
	for _, secret := range []string{"not-the-external-id", env["AWS_SECRET_ACCESS_KEY"], env["AWS_SESSION_TOKEN"]} {
		if strings.Contains(w.Transcript(), secret) {
			t.Errorf("Terraform's output shows %q", secret)
		}
	}
}
