// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Command demo shows what the provider is for: the choices of a blueprint become roles that were really assumed, a
// wrong choice is refused while Terraform plans, and a role that denies is explained. It needs a LocalStack at
// LOCALSTACK_ENDPOINT, a LocalEmu at LOCALEMU_ENDPOINT and a Terraform at TF_ACC_TERRAFORM_PATH; "make demo" provides
// all. It fails when anything is not as it says.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	masterAccount = "111111111111"
	masterRole    = "platform-master"
	targetRole    = "platform-target"
	externalID    = "demo-5d0e7b"

	// What the owner of the last target account has in its trust policy instead.
	otherExternalID = "demo-5d0e7c"
)

var (
	targetAccounts = []string{"222222222222", "333333333333", "444444444444"}
	choices        = []string{"Dev | 222222222222", "Test | 333333333333", "Prod | 444444444444"}
	wrongChoices   = []string{"Dev | 12345678901", "Test | 333333333333"}
)

func main() {
	ctx, _ := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, newPrinter(os.Stdout))
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "\nInterrupted.")
		os.Exit(130)
	case err != nil:
		fmt.Fprintf(os.Stderr, "\nError: the demo did not go as it should: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, p printer) (err error) {
	localStack, localEmu, terraform := os.Getenv("LOCALSTACK_ENDPOINT"), os.Getenv("LOCALEMU_ENDPOINT"), os.Getenv("TF_ACC_TERRAFORM_PATH")
	if localStack == "" || localEmu == "" || terraform == "" {
		return errors.New(`LOCALSTACK_ENDPOINT, LOCALEMU_ENDPOINT and TF_ACC_TERRAFORM_PATH have to be set: run "make demo", which does so`)
	}
	folder, err := os.MkdirTemp("", "crossaccount-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	p.heading("From the choice of an account to a role that was really assumed")
	p.line("LocalStack and LocalEmu play AWS: no AWS account is used, no credentials are needed, and nothing stays but the")
	p.line("tools in .tools.")

	p.heading("1. Four AWS accounts, played by LocalStack")
	agent, err := seed(ctx, cloud{localStack}, externalID)
	if err != nil {
		return err
	}
	p.line("%s  role %s: the agent runs Terraform as this role", masterAccount, masterRole)
	for _, account := range targetAccounts {
		p.line("%s  role %s: its trust policy names %s, with an external ID", account, targetRole, masterRole)
	}

	p.heading("2. The provider of this tree, for Terraform")
	p.line("Building it; the first time this takes about a minute …")
	begin := time.Now()
	w, err := newWorkspace(ctx, terraform, folder, filepath.Join("tools", "demo", "config", "main.tf"), agent)
	if err != nil {
		return err
	}
	version, err := w.must(ctx, "version")
	if err != nil {
		return err
	}
	version, _, _ = strings.Cut(version, "\n")
	p.line("Built in %.0f s. %s runs tools/demo/config/main.tf.", time.Since(begin).Seconds(), version)

	p.heading("3. Choices become roles, verified while Terraform plans")
	if err := showRoles(ctx, p, w); err != nil {
		return err
	}

	p.heading("4. A choice that lost its leading zero is refused")
	p.line("The account is 012345678901. Read as a number, by a spreadsheet or from YAML without quotes, it lost its zero.")
	if err := showRefusal(ctx, p, w); err != nil {
		return err
	}

	p.heading("5. A role that denies is explained")
	p.line("LocalEmu plays AWS now, which does deny: the trust policy in account %s asks for another external ID.", targetAccounts[len(targetAccounts)-1])
	if w.agent, err = seed(ctx, cloud{localEmu}, otherExternalID); err != nil {
		return err
	}
	if err := showDenial(ctx, p, w); err != nil {
		return err
	}

	p.heading("What was shown")
	p.done("%d choices of a multi-select became %d role ARNs, known while Terraform plans.", len(choices), len(choices))
	p.done("Each of the %d roles was assumed with sts:AssumeRole.", len(choices))
	p.done("The choice whose account ID has 11 digits was refused by terraform plan, which names it and says why.")
	p.done("Of three roles the one that denied was named, with what it can be and what to do; LocalEmu decided that.")
	p.line("LocalStack never denies AssumeRole: \"assumable: true\" proves the way from the choice to the assumed")
	p.line("role there, not that the trust policy or the external ID would let the caller in. On AWS, STS decides that.")
	p.line("")
	p.line("What ran is tools/demo/config/main.tf. Whole examples, with blueprints: examples/torque.")
	return nil
}

// seed creates the roles, and returns the environment of an agent that runs as the master account's role. The role in
// the last target account asks for the external ID last.
func seed(ctx context.Context, c cloud, last string) (agent []string, err error) {
	if err := c.createRole(ctx, masterAccount, masterRole, agentTrustPolicy); err != nil {
		return nil, err
	}
	if err := c.putPolicy(ctx, masterAccount, masterRole, agentPolicy); err != nil {
		return nil, err
	}
	for i, account := range targetAccounts {
		id := externalID
		if i == len(targetAccounts)-1 {
			id = last
		}
		if err := c.createRole(ctx, account, targetRole, trustPolicy(roleARN(masterAccount, masterRole), id)); err != nil {
			return nil, err
		}
	}
	session, err := c.session(ctx, masterAccount, masterRole)
	if err != nil {
		return nil, err
	}
	return []string{
		"AWS_ACCESS_KEY_ID=" + *session.AccessKeyId,
		"AWS_SECRET_ACCESS_KEY=" + *session.SecretAccessKey,
		"AWS_SESSION_TOKEN=" + *session.SessionToken,
		"AWS_ENDPOINT_URL_STS=" + c.endpoint,
		"TF_VAR_role_name=" + targetRole,
		"TF_VAR_external_id=" + externalID,
	}, nil
}

// verified is a row of the configuration's output.
type verified struct {
	Choice    string `json:"choice"`
	ARN       string `json:"arn"`
	Assumable bool   `json:"assumable"`
}

// outputs are the configuration's.
type outputs struct {
	Agent string     `json:"agent"`
	Roles []verified `json:"roles"`
}

// showRoles applies the configuration with the right choices and shows its outputs.
func showRoles(ctx context.Context, p printer, w *workspace) error {
	p.line("aws_accounts = [%s]", quoted(choices))
	if err := w.setChoices(choices); err != nil {
		return err
	}
	for _, args := range [][]string{{"init"}, {"apply", "-auto-approve"}} {
		p.line("$ terraform %s", strings.Join(args, " "))
		if _, err := w.must(ctx, args...); err != nil {
			return err
		}
	}
	var got outputs
	if err := w.outputs(ctx, &got); err != nil {
		return err
	}
	p.line("")
	p.line("Called as %s", got.Agent)
	for _, role := range got.Roles {
		p.line("%-20s  %s  assumable: %t", role.Choice, role.ARN, role.Assumable)
	}
	want := outputs{Agent: roleARN(masterAccount, masterRole)}
	for i, choice := range choices {
		want.Roles = append(want.Roles, verified{Choice: choice, ARN: roleARN(targetAccounts[i], targetRole), Assumable: true})
	}
	if got.Agent != want.Agent || !slices.Equal(got.Roles, want.Roles) {
		return fmt.Errorf("the outputs are %+v, expected were %+v", got, want)
	}
	return nil
}

// showRefusal plans with a wrong choice and shows the diagnostic.
func showRefusal(ctx context.Context, p printer, w *workspace) error {
	return showFailedPlan(ctx, p, w, wrongChoices, "11 digits", "leading zero", wrongChoices[0])
}

// showDenial plans where one of the roles does not let the agent in, and shows the diagnostic.
func showDenial(ctx context.Context, p printer, w *workspace) error {
	last := targetAccounts[len(targetAccounts)-1]
	return showFailedPlan(ctx, p, w, choices, "1 of 3 roles cannot be assumed.", roleARN(last, targetRole), "a condition on sts:ExternalId must hold the same one")
}

// showFailedPlan plans, and shows the diagnostic, which has to have these words.
func showFailedPlan(ctx context.Context, p printer, w *workspace, choices []string, words ...string) error {
	p.line("aws_accounts = [%s]", quoted(choices))
	if err := w.setChoices(choices); err != nil {
		return err
	}
	p.line("$ terraform plan")
	stdout, stderr, code, err := w.run(ctx, "plan")
	if err != nil {
		return err
	}
	p.block(stderr)
	if code != 1 {
		return fmt.Errorf("terraform plan ended with exit code %d, not 1:\n%s%s", code, stdout, stderr)
	}
	for _, want := range words {
		if !strings.Contains(unwrapped(stderr), want) {
			return fmt.Errorf("the diagnostic does not say %q", want)
		}
	}
	return nil
}

func quoted(values []string) string { return `"` + strings.Join(values, `", "`) + `"` }

// printer writes for a person, in colour only on a terminal.
type printer struct {
	out   io.Writer
	color bool
}

func newPrinter(out *os.File) printer {
	info, err := out.Stat()
	terminal := err == nil && info.Mode()&os.ModeCharDevice != 0
	return printer{out: out, color: terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

func (p printer) styled(code, text string) string {
	if !p.color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p printer) heading(text string) { fmt.Fprintf(p.out, "\n%s\n", p.styled("1", text)) }

func (p printer) line(format string, args ...any) {
	fmt.Fprintln(p.out, strings.TrimRight("   "+fmt.Sprintf(format, args...), " "))
}

func (p printer) done(format string, args ...any) {
	fmt.Fprintf(p.out, " %s %s\n", p.styled("32", "✓"), fmt.Sprintf(format, args...))
}

func (p printer) block(text string) {
	for line := range strings.Lines(text) {
		p.line("%s", strings.TrimRight(line, "\n"))
	}
}
