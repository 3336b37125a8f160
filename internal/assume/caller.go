// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Caller is who makes the calls: an account's root user, an IAM user, a role
// session or a federated user.
type Caller struct {
	Principal iamarn.Principal
	role      iamarn.Role // of a session that was made here, whose path is known
}

// PrincipalARN returns the caller's ARN; for a role session the role's, so
// that it does not change from session to session. A session does not tell
// its role's path, so the ARN has none even where the role has one: the roles
// of IAM Identity Center, AWSReservedSSO_…, always do.
// Source: IAM User Guide, "IAM identifiers".
func (c Caller) PrincipalARN() string {
	if c.madeHere() {
		return c.role.String()
	}
	p := c.Principal
	if p.Kind() != iamarn.KindRoleSession {
		return p.String()
	}
	role, err := iamarn.NewRole(p.Partition(), p.Account(), "/", p.Name())
	if err != nil { // a session's role name is one
		return p.String()
	}
	return role.String()
}

// RoleSession reports whether the caller is a session of a role: what it
// assumes is role chaining, limited to one hour.
// Source: IAM User Guide, "Roles terms and concepts".
func (c Caller) RoleSession() bool { return c.Principal.Kind() == iamarn.KindRoleSession }

// madeHere reports whether the caller is the session of a hop.
func (c Caller) madeHere() bool { return c.role != iamarn.Role{} }

// barred reports whether AWS lets no such caller assume a role, whatever the
// policies say.
// Source: IAM User Guide, "Compare AWS STS credentials".
func (c Caller) barred() bool {
	kind := c.Principal.Kind()
	return kind == iamarn.KindRoot || kind == iamarn.KindFederatedUser
}

// session is a caller with the credentials that its calls are signed with.
type session struct {
	Caller
	credentials aws.Credentials
	secrets     secrets // of the calls that it was made by
}

// identifyCaller asks STS whose the credentials are. Errors are [*Failure], or
// that of ctx.
func identifyCaller(ctx context.Context, client GetCallerIdentityAPIClient, credentials aws.Credentials, region string) (Caller, error) {
	c := call{operation: getCallerIdentity, region: region}
	p, err := c.identify(ctx, client, credentials)
	return Caller{Principal: p}, err
}

// identify calls GetCallerIdentity and reads its answer.
func (c call) identify(ctx context.Context, client GetCallerIdentityAPIClient, credentials aws.Credentials) (iamarn.Principal, error) {
	c.secrets = c.secrets.withCredentials(credentials)
	out, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}, inRegion(c.region), signedWith(credentials))
	if err != nil {
		return iamarn.Principal{}, c.failure(ctx, err)
	}
	if out == nil || aws.ToString(out.Arn) == "" {
		return iamarn.Principal{}, c.unexpected("its answer does not say who the caller is")
	}
	if c.secrets.credentialsIn(*out.Arn) {
		return iamarn.Principal{}, c.unexpected("the caller in its answer is made of credentials")
	}
	p, err := iamarn.ParsePrincipal(*out.Arn)
	if err != nil {
		return iamarn.Principal{}, c.unexpected("the caller in its answer has an ARN that AWS does not make: " + c.clean(err.Error()))
	}
	switch p.Kind() {
	case iamarn.KindRoot, iamarn.KindUser, iamarn.KindRoleSession, iamarn.KindFederatedUser:
		return p, nil
	default:
		return iamarn.Principal{}, c.unexpected("the caller in its answer is " + p.Kind().String() + ", which makes no calls")
	}
}

func inRegion(region string) func(*sts.Options) {
	return func(o *sts.Options) { o.Region = region }
}

func signedWith(c aws.Credentials) func(*sts.Options) {
	return func(o *sts.Options) { o.Credentials = credentials.StaticCredentialsProvider{Value: c} }
}
