// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

// Kind is the kind of a [Failure].
type Kind string

// The kinds of failures that a call can end in.
const (
	AccessDenied                 Kind = "access_denied"
	ExternalIDNotEnforced        Kind = "external_id_not_enforced"
	DurationExceedsMaximum       Kind = "duration_exceeds_maximum"
	DurationExceedsChainingLimit Kind = "duration_exceeds_chaining_limit"
	InvalidRequest               Kind = "invalid_request"
	SessionPolicyTooLarge        Kind = "session_policy_too_large"
	CallerCredentialsMissing     Kind = "caller_credentials_missing"
	CallerCredentialsExpired     Kind = "caller_credentials_expired"
	CallerCredentialsInvalid     Kind = "caller_credentials_invalid"
	RegionDisabled               Kind = "region_disabled"
	WrongPartition               Kind = "wrong_partition"
	Throttled                    Kind = "throttled"
	Timeout                      Kind = "timeout"
	Network                      Kind = "network"
	UnexpectedResponse           Kind = "unexpected_response"
	WrongAccount                 Kind = "wrong_account"
)

// Side tells whose side the cause of a [Failure] is on.
type Side string

// The sides.
const (
	SideCaller       Side = "caller"
	SideTarget       Side = "target"
	SideOrganization Side = "organization"
	SideNetwork      Side = "network"
	SideRequest      Side = "request"
	SideUnknown      Side = "unknown"
)

// KindDoc describes a [Kind] in sentences, for the documentation.
type KindDoc struct {
	Symptom string
	Causes  []string // the likeliest first
	Remedy  string
}

// kinds holds every kind with its description. The remedy is also that of a
// failure for which nothing more is known.
var kinds = []struct {
	Kind
	doc KindDoc
}{
	{AccessDenied, KindDoc{
		Symptom: "STS answered, and did not let the caller assume the role.",
		Causes: []string{
			"The role's trust policy does not name the caller, or one of its conditions does not hold, such as that on the external ID.",
			"The role does not exist, or its name or path is written differently: letter case counts.",
			"No policy of the caller allows it to assume this role.",
			"A service control policy, a resource control policy, a permissions boundary, a session policy or the policy of a VPC endpoint denies it.",
			"The role was created or changed seconds ago, and STS does not know it yet.",
		},
		Remedy: "Compare the role's ARN letter by letter, then look at its trust policy, then at the caller's own policies, then at those of the organization.",
	}},
	{ExternalIDNotEnforced, KindDoc{
		Symptom: "The role can be assumed without the external ID, or with another one.",
		Causes: []string{
			"The trust policy has no condition on sts:ExternalId.",
			"Another statement of the trust policy lets the same caller in without the condition.",
			"The condition is one that holds without the key, such as StringEqualsIfExists, or has a wildcard.",
		},
		Remedy: "Add the condition StringEquals on sts:ExternalId to each statement of the trust policy that lets the caller in.",
	}},
	{DurationExceedsMaximum, KindDoc{
		Symptom: "STS refused the duration of the session.",
		Causes:  []string{"The role's maximum session duration is shorter than what was asked for. It is one hour unless it was raised."},
		Remedy:  "Ask for a shorter session with duration_seconds, or raise the role's maximum session duration.",
	}},
	{DurationExceedsChainingLimit, KindDoc{
		Symptom: "A role session asked for a session of more than 3600 seconds.",
		Causes:  []string{"The caller is itself a role session, as on EKS, EC2 or with IAM Identity Center. That is role chaining, which AWS limits to one hour whatever the role allows."},
		Remedy:  "Ask for at most 3600 seconds with duration_seconds, or call as an IAM user.",
	}},
	{InvalidRequest, KindDoc{
		Symptom: "The request, or the AWS settings it needs, are not of the form that AWS takes.",
		Causes: []string{
			"An argument is outside of the limits of AssumeRole.",
			"A session tag has the key of a transitive tag that the caller's session inherited.",
			"An environment variable or a shared AWS file holds a value that the AWS SDK cannot read.",
		},
		Remedy: "Correct what the message names.",
	}},
	{SessionPolicyTooLarge, KindDoc{
		Symptom: "The session policy and the session tags are too large when STS packs them.",
		Causes:  []string{"Many or long session tags: those that the caller's session passes on count too."},
		Remedy:  "Pass fewer session tags, or shorter ones.",
	}},
	{CallerCredentialsMissing, KindDoc{
		Symptom: "There are no credentials to call STS with.",
		Causes: []string{
			"Nothing is configured: no environment variables, no profile, no role of the machine or the pod.",
			"The profile does not exist, or what it refers to does not give credentials.",
			"The role that the caller should have been may not be assumed.",
		},
		Remedy: "Configure credentials in the provider block (access_key, secret_key and token, or profile), by environment variables (AWS_ACCESS_KEY_ID and so on, or AWS_PROFILE), or by a role of the pod or the machine. `aws sts get-caller-identity` with the same settings shows whether they work.",
	}},
	{CallerCredentialsExpired, KindDoc{
		Symptom: "The caller's own credentials have expired.",
		Causes: []string{
			"They are temporary, from environment variables or a shared credentials file, and were not renewed.",
			"The session of IAM Identity Center or of `aws login` has ended.",
		},
		Remedy: "Sign in again, with `aws sso login` or `aws login`; or replace the temporary credentials where they were put: access key, secret key and session token together.",
	}},
	{CallerCredentialsInvalid, KindDoc{
		Symptom: "STS does not accept the caller's own credentials.",
		Causes: []string{
			"The access key was deleted or deactivated, or is mistyped; or the secret key is not that of the access key.",
			"A temporary access key is used without its session token, or with another one.",
			"The region is an opt-in Region that the caller's account has not enabled.",
			"The key belongs to another partition, such as AWS GovCloud (US) or the China Regions.",
			"The clock of the machine is wrong.",
		},
		Remedy: "Check that access key, secret key and session token belong together and to an active key, and that the region is enabled in the caller's account.",
	}},
	{RegionDisabled, KindDoc{
		Symptom: "STS is not active in the region for one of the accounts.",
		Causes:  []string{"An administrator deactivated STS in this region, or the account has not enabled the region."},
		Remedy:  "Call STS in a region that both accounts have enabled, such as us-east-1, or activate STS in this region in the account's settings of IAM.",
	}},
	{WrongPartition, KindDoc{
		Symptom: "The role is in another AWS partition than the caller.",
		Causes: []string{
			"The ARN begins with arn:aws: where arn:aws-cn: or arn:aws-us-gov: is meant, or the other way round.",
			"The region or the credentials are those of another partition.",
		},
		Remedy: "No role can be assumed across partitions: use a role, a region and credentials of one.",
	}},
	{Throttled, KindDoc{
		Symptom: "STS answered that it is called too often.",
		Causes:  []string{"The caller's account makes more calls of STS in this region than its quota allows, not necessarily by this provider."},
		Remedy:  "Try again later; let fewer calls run at a time (max_concurrency), or let each be tried more often (max_attempts).",
	}},
	{Timeout, KindDoc{
		Symptom: "STS did not answer in time.",
		Causes: []string{
			"There is no way to STS from here: a missing route, VPC endpoint or proxy, or a firewall that drops packets.",
			"The endpoint is overloaded or stalled.",
		},
		Remedy: "Check that this machine reaches the endpoint: routes, security groups, VPC endpoints, and the proxy settings HTTPS_PROXY and NO_PROXY.",
	}},
	{Network, KindDoc{
		Symptom: "The connection to STS failed.",
		Causes: []string{
			"The endpoint's name does not resolve, or nothing listens there: a mistyped region or endpoint.",
			"A proxy or a firewall refuses or cuts the connection.",
			"A proxy that reads TLS shows a certificate that is not trusted here.",
		},
		Remedy: "Check the region and sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL), the proxy settings HTTPS_PROXY and NO_PROXY, and, where a proxy reads TLS, AWS_CA_BUNDLE.",
	}},
	{UnexpectedResponse, KindDoc{
		Symptom: "What answered did not answer as STS does.",
		Causes: []string{
			"A proxy, a portal or another service answered in place of STS: an error page, a redirect, an empty or a cut-off answer.",
			"STS is out of order for the moment.",
			"The endpoint is an emulator that does not do as STS does.",
		},
		Remedy: "Check sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL) and any proxy in between, then try again.",
	}},
	{WrongAccount, KindDoc{
		Symptom: "The role was assumed, but the session belongs to another account than the role.",
		Causes:  []string{"The endpoint is not AWS's own: an emulator or a proxy that does not look at the role's account."},
		Remedy:  "Do not use this endpoint for this role. Check sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL).",
	}},
}

// Kinds returns all kinds of failures.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i, k := range kinds {
		all[i] = k.Kind
	}
	return all
}

// Doc describes the kind.
func (k Kind) Doc() KindDoc {
	for _, known := range kinds {
		if known.Kind == k {
			return known.doc
		}
	}
	return KindDoc{}
}

// sides holds every side with its description.
var sides = []struct {
	Side
	doc string
}{
	{SideCaller, "The caller's credentials, policies or account."},
	{SideTarget, "The role that is to be assumed: its trust policy, its settings or its account."},
	{SideOrganization, "The policies of AWS Organizations, of the caller's or the role's account."},
	{SideNetwork, "What lies between this machine and STS, the endpoint included."},
	{SideRequest, "What was asked for."},
	{SideUnknown, "AWS did not say, and it cannot be told from here."},
}

// Sides returns all sides.
func Sides() []Side {
	all := make([]Side, len(sides))
	for i, s := range sides {
		all[i] = s.Side
	}
	return all
}

// Doc says what is on this side.
func (s Side) Doc() string {
	for _, known := range sides {
		if known.Side == s {
			return known.doc
		}
	}
	return ""
}
