// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Result is the outcome of [STS.Verify].
type Result struct {
	Assumable bool
	Session   iamarn.Principal // the session as STS confirmed it, if Assumable
	Caller    Caller           // zero if it could not be told
	Failure   *Failure         // nil if Assumable
}

// denyAll is the session policy of a check: even if its credentials leaked,
// they could do nothing. GetCallerIdentity works all the same.
const denyAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}`

// verify assumes the role as caller, confirms the session, and drops it. The
// error is that of ctx when it was cancelled.
func verify(ctx context.Context, assumer AssumeRoleAPIClient, identifier GetCallerIdentityAPIClient, caller Caller, region string, r Request) (Result, error) {
	if f := checkCaller(caller, r); f != nil {
		return Result{Caller: caller, Failure: f}, nil
	}
	c := call{operation: assumeRole, region: region, caller: caller, request: r}
	session, err := c.probe(ctx, assumer, identifier)
	if err != nil {
		result, err := resultOf(err)
		result.Caller = caller
		return result, err
	}
	return Result{Assumable: true, Session: session, Caller: caller}, nil
}

// checkRegion returns a failure if region is of another partition than role.
// A region that is none of AWS's, as an emulator may have, says nothing.
func checkRegion(region string, role iamarn.Role) *Failure {
	p, err := iamarn.PartitionOfRegion(region)
	if err != nil || p == role.Partition() {
		return nil
	}
	return newFailure(WrongPartition, SideRequest, "%s is a role in partition %s, but STS is called in region %s, which is in partition %s.",
		role, role.Partition(), region, p)
}

// checkCaller refuses offline what no caller like this one can get.
func checkCaller(caller Caller, r Request) *Failure {
	if from := caller.Principal.Partition(); from != r.Role.Partition() {
		return newFailure(WrongPartition, SideRequest, "%s is a role in partition %s, but the caller, %s, is in partition %s.",
			r.Role, r.Role.Partition(), caller.PrincipalARN(), from)
	}
	if caller.RoleSession() && r.Duration > MaxChainedDuration {
		return newFailure(DurationExceedsChainingLimit, SideRequest,
			"A session of %d seconds was asked for, but the caller is a session of the role %s: what it assumes lasts at most %d seconds.",
			seconds(r.Duration), caller.PrincipalARN(), seconds(MaxChainedDuration))
	}
	return nil
}

// probe assumes the role with a session that can do nothing and returns the
// session as STS sees it. Errors are [*Failure], or that of ctx.
func (c call) probe(ctx context.Context, assumer AssumeRoleAPIClient, identifier GetCallerIdentityAPIClient) (iamarn.Principal, error) {
	in := c.request.input()
	in.Policy = aws.String(denyAll)
	out, err := assumer.AssumeRole(ctx, in, inRegion(c.region))
	if err != nil {
		return iamarn.Principal{}, c.failure(ctx, err)
	}
	if out == nil || out.Credentials == nil {
		return iamarn.Principal{}, c.unexpected("its answer has no credentials")
	}
	key, secret, token := aws.ToString(out.Credentials.AccessKeyId), aws.ToString(out.Credentials.SecretAccessKey), aws.ToString(out.Credentials.SessionToken)
	if key == "" || secret == "" || token == "" {
		return iamarn.Principal{}, c.unexpected("the credentials in its answer are not complete")
	}

	c.operation = confirmIdentity
	session, err := c.identify(ctx, identifier, func(o *sts.Options) {
		o.Credentials = credentials.NewStaticCredentialsProvider(key, secret, token)
	})
	if err != nil {
		return iamarn.Principal{}, err
	}
	role := c.request.Role
	switch {
	case session.Account() != role.Account():
		return iamarn.Principal{}, newFailure(WrongAccount, SideNetwork, "%s was assumed, but the session is in account %s, not in %s.",
			role, session.Account(), role.Account())
	case !role.HasSession(session) || session.SessionName() != c.request.SessionName:
		return iamarn.Principal{}, c.unexpected("the session that it gave is " + session.String() + ", which is not the one that was asked for")
	}
	return session, nil
}

// input returns the request as the SDK takes it.
func (r Request) input() *sts.AssumeRoleInput {
	in := &sts.AssumeRoleInput{
		RoleArn:           aws.String(r.Role.String()),
		RoleSessionName:   aws.String(r.SessionName),
		DurationSeconds:   aws.Int32(int32(seconds(r.Duration))), // Check holds it below 43200
		TransitiveTagKeys: r.TransitiveTagKeys,
	}
	if r.ExternalID != "" {
		in.ExternalId = aws.String(r.ExternalID)
	}
	if r.SourceIdentity != "" {
		in.SourceIdentity = aws.String(r.SourceIdentity)
	}
	for _, t := range r.Tags {
		in.Tags = append(in.Tags, types.Tag{Key: aws.String(t.Key), Value: aws.String(t.Value)})
	}
	return in
}
