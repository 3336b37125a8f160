// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// LocalStack takes documents that IAM would not; that it stores ours, and gives
// them back unchanged, shows that they are policies on the wire.
func TestAccEveryFormIsStoredByIAM(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("Acceptance tests skipped unless env 'TF_ACC' set")
	}
	endpoint := os.Getenv("LOCALSTACK_ENDPOINT")
	if endpoint == "" {
		t.Fatal("LOCALSTACK_ENDPOINT is not set: run make test, or give the endpoint of a LocalStack that runs")
	}
	client := iam.New(iam.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider("222222222222", "test", ""), // the root user of that account
	})
	stored := func(t *testing.T, role string) string {
		t.Helper()
		out, err := client.GetRole(t.Context(), &iam.GetRoleInput{RoleName: &role})
		if err != nil {
			t.Fatal(err)
		}
		text, err := url.QueryUnescape(aws.ToString(out.Role.AssumeRolePolicyDocument))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for name, tt := range forms {
		t.Run(name, func(t *testing.T) {
			d, err := Build(tt.form)
			if err != nil {
				t.Fatal(err)
			}
			role := "trust-" + strings.ToLower(rand.Text())
			if _, err := client.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: &role, AssumeRolePolicyDocument: aws.String(d.String())}); err != nil {
				t.Fatalf("creating a role with %s: %v", d, err)
			}
			if got := stored(t, role); !equivalent(t, got, d.String()) {
				t.Errorf("created with %s\nit has        %s", d, got)
			}

			other, err := Build(tt.form, Deny{Options: Options{Sid: "Another"}, Principals: []string{"333333333333"}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: &role, PolicyDocument: aws.String(other.String())}); err != nil {
				t.Fatalf("updating the role with %s: %v", other, err)
			}
			if got := stored(t, role); !equivalent(t, got, other.String()) {
				t.Errorf("updated with %s\nit has       %s", other, got)
			}
			if _, err := client.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: &role}); err != nil {
				t.Fatal(err)
			}
		})
	}
}
