// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
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

	// ExternalIDEnforced tells whether the role refuses callers without the
	// external ID, and with another one; nil if that was not looked at, or
	// could not be found out.
	ExternalIDEnforced *bool
	Tries              int // how often it was tried, where a denial was waited out
}

// denyAll is the session policy of a check: even if its credentials leaked,
// they could do nothing. GetCallerIdentity works all the same.
const denyAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}`

// api is what a check calls.
type api interface {
	AssumeRoleAPIClient
	GetCallerIdentityAPIClient
}

// verification checks requests as one caller. The hops of chains are assumed
// once for all of them.
type verification struct {
	client  *client
	caller  Caller
	hops    *hops
	backoff backoff
}

// verify checks a request, and waits a denial out where that is asked for. The
// external ID is looked at when it is settled that the role can be assumed. The
// error is that of ctx when it was cancelled.
func (v *verification) verify(ctx context.Context, r Request) (Result, error) {
	result, err := v.backoff.wait(ctx, r, func(ctx context.Context) (Result, error) { return v.resultOf(v.try(ctx, r)) })
	if err != nil || !result.Assumable || r.Enforcement == IgnoreExternalID {
		return result, err
	}
	return v.probe(ctx, r, result)
}

// try assumes the role, confirms the session, and drops it. Errors are
// [*Failure], or that of ctx.
func (v *verification) try(ctx context.Context, r Request) (iamarn.Principal, error) {
	c, err := v.call(ctx, r)
	if err != nil {
		return iamarn.Principal{}, err
	}
	landed, err := c.assume(ctx, v.client, denyAll)
	return landed.Principal, err
}

// call follows the chain of a request, and returns the call that is to assume
// the role itself. The caller's credentials are got anew, from the SDK's cache
// while they hold: a fleet, or a wait, may outlast them. Errors are [*Failure],
// or that of ctx.
func (v *verification) call(ctx context.Context, r Request) (call, error) {
	credentials, err := retrieve(ctx, v.client.credentials)
	if err != nil {
		return call{}, err
	}
	region := v.client.regionFor(r.Role.Partition())
	from, err := v.hops.follow(ctx, v.client, session{Caller: v.caller, credentials: credentials}, region, r)
	return newCall(region, from, r), err
}

// resultOf is the outcome of a try.
func (v *verification) resultOf(landed iamarn.Principal, err error) (Result, error) {
	if err != nil {
		result, err := resultOf(err)
		result.Caller = v.caller
		return result, err
	}
	return Result{Assumable: true, Session: landed, Caller: v.caller}, nil
}

// newCall returns the call that assumes the role of r.
func newCall(region string, from session, r Request) call {
	return call{
		operation: assumeRole, region: region, caller: from, request: r,
		secrets: from.secrets.withCredentials(from.credentials).withExternalID(r.ExternalID),
	}
}

// refused returns the failure of a role that is in another partition than the
// region where STS would be called about it, nil if it is not. A region that is
// none of AWS's, as an emulator may have, says nothing.
func (c *client) refused(role iamarn.Role) *Failure {
	region := c.regionFor(role.Partition())
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

// assume assumes the role with a session policy, "" for none, and confirms
// where that landed. Errors are [*Failure], or that of ctx.
func (c call) assume(ctx context.Context, client api, policy string) (session, error) {
	if f := checkCaller(c.caller.Caller, c.request); f != nil {
		return session{}, f
	}
	in := c.request.input()
	if policy != "" {
		in.Policy = aws.String(policy)
	}
	out, err := client.AssumeRole(ctx, in, inRegion(c.region), signedWith(c.caller.credentials))
	if err != nil {
		return session{}, c.failure(ctx, err)
	}
	if out == nil || out.Credentials == nil {
		return session{}, c.unexpected("its answer has no credentials")
	}
	got := aws.Credentials{
		AccessKeyID:     aws.ToString(out.Credentials.AccessKeyId),
		SecretAccessKey: aws.ToString(out.Credentials.SecretAccessKey),
		SessionToken:    aws.ToString(out.Credentials.SessionToken),
		Expires:         aws.ToTime(out.Credentials.Expiration),
		CanExpire:       true,
	}
	if got.AccessKeyID == "" || got.SecretAccessKey == "" || got.SessionToken == "" {
		return session{}, c.unexpected("the credentials in its answer are not complete")
	}

	c.operation = confirmIdentity
	landed, err := c.identify(ctx, client, got)
	if err != nil {
		return session{}, err
	}
	role := c.request.Role
	switch {
	case landed.Account() != role.Account():
		return session{}, newFailure(WrongAccount, SideNetwork, "%s was assumed, but the session is in account %s, not in %s.",
			role, landed.Account(), role.Account())
	case !role.HasSession(landed) || landed.SessionName() != c.request.SessionName:
		return session{}, c.unexpected("the session that it gave is " + c.secrets.redact(landed.String()) + ", which is not the one that was asked for")
	}
	return session{Caller{landed, role}, got, c.secrets}, nil
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
