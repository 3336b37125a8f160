// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
)

const region = "us-east-1"

// cloud is an emulator, where a 12-digit access key ID is the root of that account.
type cloud struct{ endpoint string }

func rootOf(account string) aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(account, "any", "")
}

func (c cloud) iam(account string) *iam.Client {
	return iam.New(iam.Options{Region: region, BaseEndpoint: &c.endpoint, Credentials: rootOf(account)})
}

// createRole creates the role, or gives the one that is there this trust policy.
func (c cloud) createRole(ctx context.Context, account, name, trustPolicy string) error {
	client := c.iam(account)
	_, err := client.CreateRole(ctx, &iam.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: &trustPolicy})
	var exists *types.EntityAlreadyExistsException
	if errors.As(err, &exists) {
		_, err = client.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: &name, PolicyDocument: &trustPolicy})
	}
	if err != nil {
		return fmt.Errorf("creating role %s in account %s: %w", name, account, err)
	}
	return nil
}

// putPolicy gives the role an identity policy.
func (c cloud) putPolicy(ctx context.Context, account, role, policy string) error {
	_, err := c.iam(account).PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: &role, PolicyName: aws.String("demo"), PolicyDocument: &policy})
	if err != nil {
		return fmt.Errorf("giving role %s in account %s a policy: %w", role, account, err)
	}
	return nil
}

// session assumes a role of the account as its root.
func (c cloud) session(ctx context.Context, account, role string) (*ststypes.Credentials, error) {
	client := sts.New(sts.Options{Region: region, BaseEndpoint: &c.endpoint, Credentials: rootOf(account)})
	out, err := client.AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn:         aws.String(roleARN(account, role)),
		RoleSessionName: aws.String("demo"),
	})
	if err != nil {
		return nil, fmt.Errorf("assuming role %s in account %s: %w", role, account, err)
	}
	if out.Credentials == nil {
		return nil, fmt.Errorf("assuming role %s in account %s gave no credentials", role, account)
	}
	return out.Credentials, nil
}

func roleARN(account, role string) string { return "arn:aws:iam::" + account + ":role/" + role }

// trustPolicy lets one role in, and only with the external ID.
func trustPolicy(principalARN, externalID string) string {
	return fmt.Sprintf(`{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principal": {"AWS": %q},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"sts:ExternalId": %q}}
  }]
}`, principalARN, externalID)
}

// agentTrustPolicy is that of a role of an agent on EKS: the pods of its service account get it, and here also the root
// of its account, as there are no pods.
const agentTrustPolicy = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]},
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::` + masterAccount + `:root"}, "Action": "sts:AssumeRole"}
  ]
}`

// agentPolicy is its identity policy: across accounts, both sides have to allow it.
const agentPolicy = `{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/` + targetRole + `"}]
}`
