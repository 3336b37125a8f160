// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// operation is what a call is made for.
type operation int

const (
	getCallerIdentity operation = iota // with the caller's credentials
	assumeRole
	confirmIdentity // GetCallerIdentity with the credentials of the new session
)

// String returns the name of the API's operation.
func (o operation) String() string {
	if o == assumeRole {
		return "AssumeRole"
	}
	return "GetCallerIdentity"
}

// call is what is known of a call when it fails.
type call struct {
	operation operation
	region    string
	caller    session // zero for getCallerIdentity
	request   Request // zero for getCallerIdentity
	secrets   secrets // what was sent, and what came back before
}

// failure classifies the error of a call. It returns a [*Failure], or the
// error of ctx when that was cancelled.
func (c call) failure(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	if e, ok := errors.AsType[smithy.APIError](err); ok && isKnown(e.ErrorCode()) {
		return c.keep(c.apiFailure(e.ErrorCode(), e.ErrorMessage(), statusOf(err)), c.secrets.showable(e.ErrorCode()), err)
	}
	if f := transportFailure(ctx, "STS", err); f != nil {
		return c.keep(f, "", err)
	}
	return c.keep(c.answerFailure(err), "", err)
}

// keep lets f unwrap to the SDK's error, unless that could hold a secret: what
// was sent, an access key, or the signed request that a wrong signature is
// answered with.
func (c call) keep(f *Failure, code string, err error) *Failure {
	if e, ok := errors.AsType[*smithy.DeserializationError](err); ok {
		e.Snapshot = nil // a part of the body, which may be credentials
	}
	if f.Kind == CallerCredentialsInvalid || accessKey().MatchString(err.Error()) || c.secrets.in(err.Error()) {
		err = nil
	}
	return f.withError(code, err)
}

// isKnown reports whether the response had the code or message: the SDK says
// UnknownError in place of what is missing.
func isKnown(text string) bool { return text != "" && text != "UnknownError" }

// statusOf returns the HTTP status of the response, 0 if there was none.
func statusOf(err error) int {
	e, ok := errors.AsType[*smithyhttp.ResponseError](err)
	if !ok || e.Response == nil || e.Response.Response == nil {
		return 0
	}
	return e.HTTPStatusCode()
}

// The error codes that say the same, by kind.
// Source: STS API Reference, "Common errors" and AssumeRole.
var (
	expiredCodes = []string{"ExpiredToken", "ExpiredTokenException"}
	keyCodes     = []string{"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId",
		"MissingAuthenticationToken", "MissingAuthenticationTokenException"}
	signatureCodes = []string{"SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException"}
	clockCodes     = []string{"RequestExpired", "RequestTimeTooSkewed"}
	deniedCodes    = []string{"AccessDenied", "AccessDeniedException"}
)

func isThrottling(code string, status int) bool {
	_, ok := retry.DefaultThrottleErrorCodes[code]
	return ok || status == http.StatusTooManyRequests
}

// isThrottled reports whether STS, or a proxy before it, was called too often.
func isThrottled(err error) bool {
	status := statusOf(err)
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		return isThrottling(e.ErrorCode(), status) || strings.Contains(e.ErrorMessage(), rateExceeded)
	}
	return status == http.StatusTooManyRequests
}

// rateExceeded is in the message of a throttled call, whatever its code.
const rateExceeded = "Rate exceeded"

// apiFailure classifies an error that STS gave.
func (c call) apiFailure(code, message string, status int) *Failure {
	shown := inBrackets(c.secrets.showable(code))
	switch {
	case isThrottling(code, status) || strings.Contains(message, rateExceeded):
		return newFailure(Throttled, SideCaller, "STS answered %s that it is called too often%s.", c.operation, shown)
	case (c.operation == confirmIdentity || c.caller.madeHere()) && (slices.Contains(expiredCodes, code) || slices.Contains(keyCodes, code) ||
		slices.Contains(signatureCodes, code) || slices.Contains(clockCodes, code)):
		return c.unexpected("it gave a session, but does not accept its credentials" + shown)
	case slices.Contains(deniedCodes, code):
		return c.accessDenied(message)
	case slices.Contains(expiredCodes, code):
		return newFailure(CallerCredentialsExpired, SideCaller, "The caller's credentials have expired.")
	case slices.Contains(keyCodes, code):
		return c.keyFailure(shown)
	case slices.Contains(clockCodes, code), slices.Contains(signatureCodes, code) && strings.Contains(message, "Signature expired"),
		slices.Contains(signatureCodes, code) && strings.Contains(message, "Signature not yet current"):
		return newFailure(CallerCredentialsInvalid, SideCaller, "STS takes the request for expired or not yet valid: the clock of this machine is probably wrong.").
			withRemedy("Set the clock of this machine, and keep it right with NTP.")
	case slices.Contains(signatureCodes, code):
		return newFailure(CallerCredentialsInvalid, SideCaller, "STS does not accept what was signed with the caller's secret key%s.", shown).
			withRemedy("The secret key is not that of the access key: it is mistyped, cut off, or has white space around it.",
				"A proxy in between changes the request.",
				"The clock of this machine is wrong.")
	case code == "RegionDisabledException":
		return c.regionFailure()
	case code == "PackedPolicyTooLarge":
		return newFailure(SessionPolicyTooLarge, SideRequest, "STS refused the session policy and the session tags as too large when packed%s.", c.quote(message))
	case code == "RequestTimeout" || code == "RequestTimeoutException":
		return newFailure(Timeout, SideNetwork, "STS gave up waiting for the request%s.", shown)
	case status >= http.StatusInternalServerError:
		return c.outOfOrder(status, code)
	default:
		return c.requestRefused(code, message, status)
	}
}

// keyFailure is that of an access key that STS does not know.
func (c call) keyFailure(shown string) *Failure {
	remedies := []string{
		"The access key was deleted or deactivated, or is mistyped.",
		"It is a temporary access key, and its session token is missing or belongs to another key: access key, secret key and session token go together.",
		fmt.Sprintf("The key belongs to another partition than region %s.", c.region),
	}
	if isOptIn(c.region) {
		remedies = slices.Insert(remedies, 0, fmt.Sprintf(
			"%s is an opt-in Region, and the caller's account has not enabled it: call STS in a region that every account has, such as %s, or enable the region.",
			c.region, iamarn.AWS.DefaultRegion()))
	}
	return newFailure(CallerCredentialsInvalid, SideCaller, "STS in region %s does not know the caller's access key%s.", c.region, shown).
		withRemedy(remedies...)
}

// standardRegions are those of partition aws that no account has to enable.
// Source: AWS Account Management Reference Guide, "Enable or disable AWS
// Regions in your account".
var standardRegions = []string{
	"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
	"ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
	"us-east-1", "us-east-2", "us-west-1", "us-west-2",
}

// isOptIn reports whether an account has to enable the region before use.
func isOptIn(region string) bool {
	p, err := iamarn.PartitionOfRegion(region)
	return err == nil && p == iamarn.AWS && !slices.Contains(standardRegions, region)
}

// regionFailure is that of STS being off in the region. It is about the
// account that would issue the credentials, which for AssumeRole is the role's.
// Source: STS API Reference, AssumeRole, RegionDisabledException.
func (c call) regionFailure() *Failure {
	if c.operation != getCallerIdentity {
		return newFailure(RegionDisabled, SideTarget, "STS is not active in region %s for the account of %s.", c.region, c.request.Role)
	}
	return newFailure(RegionDisabled, SideCaller, "STS is not active in region %s for the caller's account.", c.region)
}

// requestRefused is that of a request that STS takes for wrong, or of a code
// that is not known here.
func (c call) requestRefused(code, message string, status int) *Failure {
	has := func(part string) bool { return strings.Contains(message, part) }
	switch code {
	case "ValidationError", "ValidationException", "InvalidParameterValue", "MalformedPolicyDocument", "MissingParameter", "InvalidParameterCombination":
		switch {
		case has("1 hour session limit for roles assumed by role chaining"):
			return newFailure(DurationExceedsChainingLimit, SideRequest, "STS refused a session of %d seconds: the caller is itself a role session.", seconds(c.request.Duration))
		case has("exceeds the MaxSessionDuration"):
			return newFailure(DurationExceedsMaximum, SideRequest, "STS refused a session of %d seconds: the maximum session duration of %s is shorter.",
				seconds(c.request.Duration), c.request.Role)
		case has("conflicts with a transitive tag key from the calling session"):
			return newFailure(InvalidRequest, SideRequest, "STS refused the session tags: one has the key of a transitive tag that the caller's session passes on.").
				withRemedy("Leave that tag out: a transitive tag keeps its value down the chain. The session tags of the caller are in CloudTrail, in the event of its own AssumeRole.")
		case code == "MalformedPolicyDocument":
			return newFailure(InvalidRequest, SideRequest, "STS refused the session policy of the check as malformed%s.", c.quote(message)).
				withRemedy("The policy is a fixed text that AWS accepts. Check sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL): what answered may not be AWS.")
		}
		return newFailure(InvalidRequest, SideRequest, "STS refused %s as invalid%s%s.", c.operation, inBrackets(c.secrets.showable(code)), c.quote(message)).
			withRemedy("Correct the argument that STS names.")
	}
	what := fmt.Sprintf("HTTP status %d", status)
	if shown := c.secrets.showable(code); shown != "" {
		what = shown + ", " + what
	}
	return newFailure(UnexpectedResponse, SideUnknown, "STS answered %s with an error that is not known here (%s)%s.", c.operation, what, c.quote(message)).
		withRemedy("Look the code up in the STS API Reference, under the operation and under Common errors. If AWS does not list it, check sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL) and any proxy in between.")
}

// answerFailure is that of an answer without an error code.
func (c call) answerFailure(err error) *Failure {
	switch status := statusOf(err); {
	case status == 0:
		return c.notSent(err)
	case status == http.StatusTooManyRequests:
		return newFailure(Throttled, SideCaller, "STS, or a proxy before it, answered %s that it is called too often (HTTP status %d).", c.operation, status)
	case status >= http.StatusInternalServerError:
		return c.outOfOrder(status, "")
	case status >= http.StatusMultipleChoices && status < http.StatusBadRequest:
		return c.unexpected(fmt.Sprintf("it redirects to another address (HTTP status %d), which STS never does", status))
	case status >= http.StatusBadRequest:
		return c.unexpected(fmt.Sprintf("it answered with HTTP status %d and without an error code of STS", status))
	default:
		return c.unexpected("its answer is cut off or is not that of STS")
	}
}

// notSent is that of a request that the SDK could not make, such as for FIPS
// with an endpoint of one's own.
func (c call) notSent(err error) *Failure {
	return newFailure(InvalidRequest, SideCaller, "The AWS SDK cannot call %s with these settings: %s.", c.operation, c.clean(innermost(err).Error()))
}

func (c call) outOfOrder(status int, code string) *Failure {
	return newFailure(UnexpectedResponse, SideNetwork, "STS, or a proxy before it, is out of order: it answered %s with HTTP status %d (%s).",
		c.operation, status, cmp.Or(c.secrets.showable(code), http.StatusText(status), "no reason")).
		withRemedy("Try again in a while. If it lasts, look at the AWS Health Dashboard and at any proxy or endpoint in between; max_attempts lets each call be tried more often.")
}

// unexpected is that of an answer that STS would not give.
func (c call) unexpected(what string) *Failure {
	return newFailure(UnexpectedResponse, SideNetwork, "What answered %s is not STS, or is out of order: %s.", c.operation, what)
}

// volatile matches what differs from call to call, or says too much: encoded
// messages, request IDs, times, access keys, names of sessions.
var volatile = lazily(strings.Join([]string{
	`(?i:encoded authorization (?:failure )?message: *\S+)`,
	`\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b`,
	`\b\d{4}-?\d\d-?\d\dT\d\d:?\d\d:?\d\d(?:\.\d+)?Z?\b`,
	anyAccessKey,
}, "|"))

const anyAccessKey = `\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b`

var accessKey = lazily(anyAccessKey)

var sessionInARN = lazily(`(arn:[a-z-]+:sts::\d{12}:assumed-role/[^/\s]+)/[^\s,;]+`)

// clean makes a text of AWS fit for a message: on one line, short, and without
// secrets and what differs from call to call.
func (c call) clean(text string) string {
	text = c.secrets.redact(text)
	text = volatile().ReplaceAllString(text, "…")
	text = sessionInARN().ReplaceAllString(text, "$1/…")
	text = strings.TrimRight(strings.Join(strings.Fields(text), " "), ". …")
	const most = 500 // characters
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return text
}

// quote returns what STS said, to stand at the end of a sentence.
func (c call) quote(message string) string {
	if !isKnown(message) {
		return ""
	}
	return ". It says: " + c.clean(message)
}

// innermost returns the error that all others are wrapped around.
func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
