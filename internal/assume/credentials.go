// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
)

// imdsServiceID is what the SDK calls instance metadata, the last in its chain.
const imdsServiceID = "ec2imds"

// retrieve gets credentials. Errors are [*Failure], or that of ctx when it was
// cancelled.
func retrieve(ctx context.Context, from aws.CredentialsProvider) (aws.Credentials, error) {
	got, err := from.Retrieve(ctx)
	switch {
	case err == nil:
		return got, checkCredentials(got)
	case errors.Is(ctx.Err(), context.Canceled):
		return aws.Credentials{}, ctx.Err()
	default:
		return aws.Credentials{}, credentialsFailure(ctx, err)
	}
}

// checkCredentials returns a [*Failure] unless the credentials can be sent.
func checkCredentials(c aws.Credentials) error {
	for _, err := range []error{
		checkCredential("access key", c.AccessKeyID),
		checkCredential("secret key", c.SecretAccessKey),
		checkCredential("session token", c.SessionToken),
	} {
		if err != nil {
			return newFailure(CallerCredentialsInvalid, SideCaller, "The caller's credentials are not as AWS makes them: %s.", err)
		}
	}
	return nil
}

// checkCredential returns an error if s has a character that no credential of
// AWS has, such as the newline at the end of a file. No more of it is shown.
func checkCredential(name, s string) error {
	position := 0
	for _, r := range s {
		position++
		if r < '!' || r > '~' {
			return fmt.Errorf("at position %d, %q cannot stand in the %s: remove white space and whatever else was copied along", position, r, name)
		}
	}
	return nil
}

// credentialsFailure classifies an error of getting the caller's credentials.
// No text of the error is shown: a credential_process may print anything.
func credentialsFailure(ctx context.Context, err error) *Failure {
	has := func(part string) bool { return strings.Contains(err.Error(), part) }
	op, isOp := errors.AsType[*smithy.OperationError](err)
	api, isAPI := errors.AsType[smithy.APIError](err)
	_, isProcess := errors.AsType[*processcreds.ProviderError](err)
	_, isSSO := errors.AsType[*ssocreds.InvalidTokenError](err)
	missing := func(message string, remedies ...string) *Failure {
		f := newFailure(CallerCredentialsMissing, SideCaller, "%s", message)
		if len(remedies) == 0 {
			return f
		}
		return f.withRemedy(remedies...)
	}

	switch {
	case isOp && op.ServiceID == imdsServiceID:
		return missing("No credentials were found for the caller: not in the provider block, the environment, the shared AWS files, nor as a role of the pod or the machine.")
	case isProcess:
		return missing("The credential_process of the caller's profile gave no credentials.",
			"Run the command that the profile names as credential_process: it must end with status 0 within a minute, and print the JSON that the AWS SDKs expect.")
	case isSSO, has("SSO token"), isOp && isAPI && strings.HasPrefix(op.ServiceID, "SSO") && isSignedOut(api.ErrorCode()):
		return newFailure(CallerCredentialsExpired, SideCaller, "The caller's session of IAM Identity Center has expired, or there is none.").
			withRemedy("Sign in again with `aws sso login` and the same profile.")
	case has("login token"), has("reauthenticate"):
		return newFailure(CallerCredentialsExpired, SideCaller, "The caller's session of `aws login` has expired, or there is none.").
			withRemedy("Sign in again with `aws login` and the same profile.")
	case has("failed to retrieve jwt"):
		return missing("The caller's web identity token cannot be read.",
			"Check the file that AWS_WEB_IDENTITY_TOKEN_FILE, or web_identity_token_file of the profile, names: on EKS the service account puts it into the pod.")
	}
	if f := transportFailure(ctx, "their source", err); f != nil {
		f.Message = "The caller's credentials could not be got. " + f.Message
		return f
	}
	if isAPI {
		return credentialsAPIFailure(op, api).withError(secrets(nil).showable(api.ErrorCode()), nil)
	}
	return missing("The caller's credentials could not be got.")
}

// isSignedOut reports whether an error of IAM Identity Center means that
// its session is over.
func isSignedOut(code string) bool {
	return slices.Contains([]string{"UnauthorizedException", "InvalidGrantException", "ExpiredTokenException"}, code)
}

// credentialsAPIFailure classifies an error that AWS gave instead of the
// caller's credentials. The operation may be nil.
func credentialsAPIFailure(op *smithy.OperationError, e smithy.APIError) *Failure {
	operation := "the endpoint of the container"
	if op != nil {
		operation = op.OperationName
	}
	code, shown := e.ErrorCode(), inBrackets(secrets(nil).showable(e.ErrorCode()))
	switch {
	case isThrottling(code, 0):
		return newFailure(Throttled, SideCaller, "The caller's credentials could not be got: %s is called too often%s.", operation, shown)
	case slices.Contains(expiredCodes, code):
		return newFailure(CallerCredentialsExpired, SideCaller, "The caller's credentials could not be got: those for %s have expired%s.", operation, shown)
	case slices.Contains(keyCodes, code), slices.Contains(signatureCodes, code), slices.Contains(clockCodes, code):
		return newFailure(CallerCredentialsInvalid, SideCaller, "The caller's credentials could not be got: those for %s are not accepted%s.", operation, shown)
	}
	f := newFailure(CallerCredentialsMissing, SideCaller, "The caller's credentials could not be got: %s was refused%s.", operation, shown)
	switch operation {
	case "AssumeRoleWithWebIdentity":
		return f.withRemedy("Look at the trust policy of the role in AWS_ROLE_ARN (on EKS, in the annotation of the service account): it must allow sts:AssumeRoleWithWebIdentity to the identity provider, with the sub and aud of this token.")
	case "AssumeRole":
		return f.withRemedy("The role_arn of the caller's profile cannot be assumed: look at its trust policy, at its external_id, and at the credentials that source_profile or credential_source names.")
	default:
		return f
	}
}

// configFailure classifies an error of loading the AWS settings.
func configFailure(err error) *Failure {
	if e, ok := errors.AsType[*fileError](err); ok {
		return newFailure(CallerCredentialsMissing, SideCaller, "The file %q of shared_config_files or shared_credentials_files cannot be read.", e.name).
			withRemedy("Correct the file's name, or leave it out.")
	}
	if e, ok := errors.AsType[config.SharedConfigAssumeRoleError](err); ok {
		return newFailure(CallerCredentialsMissing, SideCaller, "The profile %q, which credentials are to come from, does not exist or has none.", e.Profile).
			withRemedy("Correct source_profile in the shared AWS files, or give that profile credentials.")
	}
	if e, ok := errors.AsType[config.SharedConfigProfileNotExistError](err); ok {
		return newFailure(CallerCredentialsMissing, SideCaller, "The profile %q does not exist in the shared AWS files.", e.Profile).
			withRemedy("Correct profile (or AWS_PROFILE), or add the profile to ~/.aws/config or to the files that shared_config_files and shared_credentials_files name.")
	}
	if _, ok := errors.AsType[config.AssumeRoleTokenProviderNotSetError](err); ok {
		return newFailure(CallerCredentialsMissing, SideCaller, "The caller's profile assumes a role with MFA, and nobody can be asked for the code here.").
			withRemedy("Get a session on the command line, and give its credentials by environment variables.")
	}
	if e, ok := errors.AsType[config.SharedConfigLoadError](err); ok { // its text can hold lines of the file
		return newFailure(InvalidRequest, SideCaller, "The shared AWS file %q is not of the form that the AWS SDK reads.", e.Filename)
	}
	return newFailure(InvalidRequest, SideCaller, "The AWS settings cannot be used: %s.", call{}.clean(fmt.Sprint(err)))
}
