// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
)

const (
	whichOne       = "STS does not say which of these it is. The likeliest first:"
	throttleRemedy = "Try again later; let fewer calls run at a time (max_concurrency), or let each be tried more often (max_attempts)."
	outageRemedy   = "Try again in a while. If it lasts, look at the AWS Health Dashboard and at any proxy or endpoint in between; max_attempts lets each call be tried more often."
	endpointRemedy = "Check sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL) and any proxy in between, then try again."
	clockMessage   = "STS takes the request for expired or not yet valid: the clock of this machine is probably wrong."
	clockRemedy    = "Set the clock of this machine, and keep it right with NTP."
	secretRemedy   = whichOne + "\n1. The secret key is not that of the access key: it is mistyped, cut off, or has white space around it." +
		"\n2. A proxy in between changes the request.\n3. The clock of this machine is wrong."
	keyRemedy = whichOne + "\n1. The access key was deleted or deactivated, or is mistyped." +
		"\n2. It is a temporary access key, and its session token is missing or belongs to another key: access key, secret key and session token go together." +
		"\n3. The key belongs to another partition than region us-east-1."
	renewRemedy = "Sign in again, with `aws sso login` or `aws login`; or replace the temporary credentials where they were put: access key, secret key and session token together."
)

// The codes and texts are those of the STS API Reference (AssumeRole and
// "Common errors"), of public issue reports, and those that LocalStack
// recorded from AWS.
func TestErrorsOfSTSAreClassified(t *testing.T) {
	tests := []struct {
		status        int
		code, message string
		want          failure
	}{
		{403, "ExpiredToken", "The security token included in the request is expired", failure{CallerCredentialsExpired, SideCaller, "ExpiredToken",
			"The caller's credentials have expired.", renewRemedy}},
		{400, "ExpiredTokenException", "The security token included in the request is expired", failure{CallerCredentialsExpired, SideCaller, "ExpiredTokenException",
			"The caller's credentials have expired.", renewRemedy}},
		{403, "InvalidClientTokenId", "The security token included in the request is invalid.", failure{CallerCredentialsInvalid, SideCaller, "InvalidClientTokenId",
			"STS in region us-east-1 does not know the caller's access key (InvalidClientTokenId).", keyRemedy}},
		{403, "UnrecognizedClientException", "The security token included in the request is invalid.", failure{CallerCredentialsInvalid, SideCaller, "UnrecognizedClientException",
			"STS in region us-east-1 does not know the caller's access key (UnrecognizedClientException).", keyRemedy}},
		{403, "MissingAuthenticationToken", "Request is missing Authentication Token", failure{CallerCredentialsInvalid, SideCaller, "MissingAuthenticationToken",
			"STS in region us-east-1 does not know the caller's access key (MissingAuthenticationToken).", keyRemedy}},
		{403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. The Canonical String for this request should have been 'POST\n/\n\nx-amz-security-token:" + callerToken + "'",
			failure{CallerCredentialsInvalid, SideCaller, "SignatureDoesNotMatch",
				"STS does not accept what was signed with the caller's secret key (SignatureDoesNotMatch).", secretRemedy}},
		{400, "IncompleteSignature", "Credential=" + callerKey + " must have at least 5 slash-delimited elements", failure{CallerCredentialsInvalid, SideCaller, "IncompleteSignature",
			"STS does not accept what was signed with the caller's secret key (IncompleteSignature).", secretRemedy}},
		{403, "SignatureDoesNotMatch", "Signature expired: 20260918T120000Z is now earlier than 20260918T123000Z (20260918T124500Z - 15 min.)", failure{CallerCredentialsInvalid, SideCaller, "SignatureDoesNotMatch", clockMessage, clockRemedy}},
		{403, "SignatureDoesNotMatch", "Signature not yet current: 20260918T133000Z is still later than 20260918T124500Z (20260918T123000Z + 15 min.)", failure{CallerCredentialsInvalid, SideCaller, "SignatureDoesNotMatch", clockMessage, clockRemedy}},
		{400, "RequestExpired", "Request has expired.", failure{CallerCredentialsInvalid, SideCaller, "RequestExpired", clockMessage, clockRemedy}},
		{403, "RegionDisabledException", "STS is not activated in this region for account:222222222222. Your account administrator can activate STS in this region using the IAM Console.", failure{RegionDisabled, SideTarget, "RegionDisabledException",
			"STS is not active in region us-east-1 for the account of arn:aws:iam::222222222222:role/target.",
			"Call STS in a region that both accounts have enabled, such as us-east-1, or activate STS in this region in the account's settings of IAM."}},
		{400, "PackedPolicyTooLarge", "Packed policy consumes 112% of allotted space, please use smaller policy.", failure{SessionPolicyTooLarge, SideRequest, "PackedPolicyTooLarge",
			"STS refused the session policy and the session tags as too large when packed. It says: Packed policy consumes 112% of allotted space, please use smaller policy.",
			"Pass fewer session tags, or shorter ones."}},
		{400, "MalformedPolicyDocument", "Syntax errors in policy.", failure{InvalidRequest, SideRequest, "MalformedPolicyDocument",
			"STS refused the session policy of the check as malformed. It says: Syntax errors in policy.",
			"The policy is a fixed text that AWS accepts. Check sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL): what answered may not be AWS."}},
		{400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", failure{DurationExceedsMaximum, SideRequest, "ValidationError",
			"STS refused a session of 900 seconds: the maximum session duration of arn:aws:iam::222222222222:role/target is shorter.",
			"Ask for a shorter session with duration_seconds, or raise the role's maximum session duration."}},
		{400, "ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.", failure{DurationExceedsChainingLimit, SideRequest, "ValidationError",
			"STS refused a session of 900 seconds: the caller is itself a role session.",
			"Ask for at most 3600 seconds with duration_seconds, or call as an IAM user."}},
		{400, "ValidationError", "1 validation error detected: Value '" + externalID + "' at 'externalId' failed to satisfy constraint: Member must have length less than or equal to 1224", failure{InvalidRequest, SideRequest, "ValidationError",
			"STS refused AssumeRole as invalid (ValidationError). It says: 1 validation error detected: Value '(external ID)' at 'externalId' failed to satisfy constraint: Member must have length less than or equal to 1224.",
			"Correct the argument that STS names."}},
		{400, "InvalidParameterValue", "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.", failure{InvalidRequest, SideRequest, "InvalidParameterValue",
			"STS refused the session tags: one has the key of a transitive tag that the caller's session passes on.",
			"Leave that tag out: a transitive tag keeps its value down the chain. The session tags of the caller are in CloudTrail, in the event of its own AssumeRole."}},
		{400, "InvalidParameterValue", "Duplicate tag keys found. Please note that Tag keys are case insensitive.", failure{InvalidRequest, SideRequest, "InvalidParameterValue",
			"STS refused AssumeRole as invalid (InvalidParameterValue). It says: Duplicate tag keys found. Please note that Tag keys are case insensitive.",
			"Correct the argument that STS names."}},
		{400, "Throttling", "Rate exceeded", failure{Throttled, SideCaller, "Throttling", "STS answered AssumeRole that it is called too often (Throttling).", throttleRemedy}},
		{400, "ThrottlingException", "Rate exceeded", failure{Throttled, SideCaller, "ThrottlingException", "STS answered AssumeRole that it is called too often (ThrottlingException).", throttleRemedy}},
		{503, "RequestLimitExceeded", "Request limit exceeded.", failure{Throttled, SideCaller, "RequestLimitExceeded", "STS answered AssumeRole that it is called too often (RequestLimitExceeded).", throttleRemedy}},
		{429, "TooManyRequests", "Slow down", failure{Throttled, SideCaller, "TooManyRequests", "STS answered AssumeRole that it is called too often (TooManyRequests).", throttleRemedy}},
		{400, "Other", "Rate exceeded", failure{Throttled, SideCaller, "Other", "STS answered AssumeRole that it is called too often (Other).", throttleRemedy}},
		{503, "ServiceUnavailable", "Service is unable to handle request.", failure{UnexpectedResponse, SideNetwork, "ServiceUnavailable",
			"STS, or a proxy before it, is out of order: it answered AssumeRole with HTTP status 503 (ServiceUnavailable).", outageRemedy}},
		{500, "InternalFailure", "The request processing has failed because of an unknown error, exception or failure.", failure{UnexpectedResponse, SideNetwork, "InternalFailure",
			"STS, or a proxy before it, is out of order: it answered AssumeRole with HTTP status 500 (InternalFailure).", outageRemedy}},
		{400, "RequestTimeout", "Your socket connection to the server was not read from or written to within the timeout period.", failure{Timeout, SideNetwork, "RequestTimeout",
			"STS gave up waiting for the request (RequestTimeout).",
			"Check that this machine reaches the endpoint: routes, security groups, VPC endpoints, and the proxy settings HTTPS_PROXY and NO_PROXY."}},
		{400, "Novelty", "See " + agentSession + ", request " + requestID + " at 2026-09-18T12:00:00Z by " + callerKey + ".", failure{UnexpectedResponse, SideUnknown, "Novelty",
			"STS answered AssumeRole with an error that is not known here (Novelty, HTTP status 400). It says: See arn:aws:sts::111111111111:assumed-role/agent/…, request … at … by.",
			"Look the code up in the STS API Reference, under the operation and under Common errors. If AWS does not list it, check sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL) and any proxy in between."}},
	}
	for _, test := range tests {
		t.Run(test.code, func(t *testing.T) {
			_, endpoint := serve(t, assumeRoleAnswers(test.status, errorBody(test.code, test.message)))
			got := failureOf(t, newSTS(endpoint, tryOnce), request())
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(failure{})); diff != "" {
				t.Errorf("failure (-want +got):\n%s", diff)
			}
		})
	}
}

// An opt-in Region is one candidate for InvalidClientTokenId, the likeliest
// there, but no more than that.
func TestAnOptInRegionIsNamedAsACandidate(t *testing.T) {
	_, endpoint := serve(t, assumeRoleAnswers(http.StatusForbidden, errorBody("InvalidClientTokenId", "The security token included in the request is invalid.")))
	got := failureOf(t, newSTS(endpoint, func(c *Config) { c.Region = "ap-east-1" }), request())
	want := failure{CallerCredentialsInvalid, SideCaller, "InvalidClientTokenId",
		"STS in region ap-east-1 does not know the caller's access key (InvalidClientTokenId).",
		whichOne + "\n1. ap-east-1 is an opt-in Region, and the caller's account has not enabled it: call STS in a region that every account has, such as us-east-1, or enable the region." +
			"\n2. The access key was deleted or deactivated, or is mistyped." +
			"\n3. It is a temporary access key, and its session token is missing or belongs to another key: access key, secret key and session token go together." +
			"\n4. The key belongs to another partition than region ap-east-1."}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
		t.Errorf("failure (-want +got):\n%s", diff)
	}
}

func TestARegionThatIsOffForTheCallerIsTheCallers(t *testing.T) {
	_, endpoint := serve(t, func(w http.ResponseWriter, _ sent) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, errorBody("RegionDisabledException", "STS is not activated in this region for account:111111111111."))
	})
	want := failure{RegionDisabled, SideCaller, "RegionDisabledException", "STS is not active in region us-east-1 for the caller's account.",
		"Call STS in a region that both accounts have enabled, such as us-east-1, or activate STS in this region in the account's settings of IAM."}
	got := failureOf(t, newSTS(endpoint), request())
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
		t.Errorf("failure (-want +got):\n%s", diff)
	}
}

func TestAnswersThatAreNotThoseOfSTSAreUnexpected(t *testing.T) {
	const not = "What answered AssumeRole is not STS, or is out of order: "
	whole := assumeRoleBody(sessionKey, sessionSecret, sessionToken)
	half, _, _ := strings.Cut(whole, "</SessionToken>")
	for _, test := range []struct {
		name    string
		status  int
		body    string
		message string
	}{
		{"empty", 200, "", not + "its answer has no credentials."},
		{"half", 200, half, not + "its answer is cut off or is not that of STS."},
		{"HTML", 200, "<!DOCTYPE html><html><body><p>Welcome<br></body></html>", not + "its answer is cut off or is not that of STS."},
		{"XML of something else", 200, "<hello/>", not + "its answer is cut off or is not that of STS."},
		{"JSON", 200, `{"hello":"world"}`, not + "its answer has no credentials."},
		{"no result", 200, "<AssumeRoleResponse></AssumeRoleResponse>", not + "its answer is cut off or is not that of STS."},
		{"no credentials", 200, "<AssumeRoleResponse><AssumeRoleResult></AssumeRoleResult></AssumeRoleResponse>", not + "its answer has no credentials."},
		{"no secret key", 200, assumeRoleBody(sessionKey, "", sessionToken), not + "the credentials in its answer are not complete."},
		{"bad expiration", 200, strings.Replace(whole, "2030-11-09T13:34:41Z", "tomorrow", 1), not + "its answer is cut off or is not that of STS."},
		{"moved", 301, "", not + "it redirects to another address (HTTP status 301), which STS never does."},
		{"empty 403", 403, "", not + "it answered with HTTP status 403 and without an error code of STS."},
		{"HTML 403", 403, "<html><body>Forbidden by the proxy<br></body></html>", not + "it answered with HTTP status 403 and without an error code of STS."},
		{"HTML 404", 404, "<html></html>", not + "it answered with HTTP status 404 and without an error code of STS."},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, endpoint := serve(t, assumeRoleAnswers(test.status, test.body))
			want := failure{UnexpectedResponse, SideNetwork, "", test.message, endpointRemedy}
			got := failureOf(t, newSTS(endpoint), request())
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
				t.Errorf("failure (-want +got):\n%s", diff)
			}
		})
	}
}

func TestErrorPagesAreClassifiedByTheirStatus(t *testing.T) {
	for _, test := range []struct {
		status int
		want   failure
	}{
		{429, failure{Throttled, SideCaller, "", "STS, or a proxy before it, answered AssumeRole that it is called too often (HTTP status 429).", throttleRemedy}},
		{502, failure{UnexpectedResponse, SideNetwork, "", "STS, or a proxy before it, is out of order: it answered AssumeRole with HTTP status 502 (Bad Gateway).", outageRemedy}},
		{599, failure{UnexpectedResponse, SideNetwork, "", "STS, or a proxy before it, is out of order: it answered AssumeRole with HTTP status 599 (no reason).", outageRemedy}},
	} {
		_, endpoint := serve(t, assumeRoleAnswers(test.status, "<html><body>Sorry<br></body></html>"))
		got := failureOf(t, newSTS(endpoint, tryOnce), request())
		if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(failure{})); diff != "" {
			t.Errorf("failure (-want +got):\n%s", diff)
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	other, elsewhere := serve(t, allWell)
	for _, status := range []int{301, 302, 303, 307, 308} {
		_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
			if r.action() != "AssumeRole" {
				allWell(w, r)
				return
			}
			w.Header().Set("Location", elsewhere)
			w.WriteHeader(status)
		})
		want := failure{UnexpectedResponse, SideNetwork, "",
			fmt.Sprintf("What answered AssumeRole is not STS, or is out of order: it redirects to another address (HTTP status %d), which STS never does.", status), endpointRemedy}
		got := failureOf(t, newSTS(endpoint), request())
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
			t.Errorf("failure (-want +got):\n%s", diff)
		}
	}
	if n := len(other.got); n != 0 {
		t.Errorf("%d requests went where the redirects point to", n)
	}
}

func TestABurstThatEndsIsSuccess(t *testing.T) {
	for _, test := range []struct {
		status, attempts int
		body             string
	}{
		{503, 0, ""}, {500, 0, errorBody("InternalFailure", "no")}, {429, 0, errorBody("TooManyRequestsException", "Slow down")},
		{400, 0, errorBody("Throttling", "Rate exceeded")}, {503, 6, errorBody("ServiceUnavailable", "no")},
	} {
		attempts := test.attempts
		if attempts == 0 {
			attempts = 3 // the SDK's default
		}
		var calls atomic.Int32
		_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
			if r.action() == "AssumeRole" && int(calls.Add(1)) < attempts {
				assumeRoleAnswers(test.status, test.body)(w, r)
				return
			}
			allWell(w, r)
		})
		succeeds(t, newSTS(endpoint, func(c *Config) { c.MaxAttempts = test.attempts }))
		if got := int(calls.Load()); got != attempts {
			t.Errorf("%d %q: %d calls, want %d", test.status, test.body, got, attempts)
		}
	}
}

func TestABurstThatDoesNotEndIsGivenUp(t *testing.T) {
	for _, test := range []struct {
		attempts, calls, status int
		code                    string
		want                    Kind
	}{
		{0, 3, 503, "ServiceUnavailable", UnexpectedResponse},
		{0, 3, 400, "Throttling", Throttled},
		{1, 1, 400, "Throttling", Throttled},
		{5, 5, 400, "ThrottlingException", Throttled},
		{0, 1, 403, "AccessDenied", AccessDenied}, // is no burst
	} {
		service, endpoint := serve(t, assumeRoleAnswers(test.status, errorBody(test.code, "no")))
		got := failureOf(t, newSTS(endpoint, func(c *Config) { c.MaxAttempts = test.attempts }), request())
		if got.kind != test.want || got.code != test.code {
			t.Errorf("failure = %+v, want %s", got, test.want)
		}
		if n := len(service.requests("AssumeRole")); n != test.calls {
			t.Errorf("%s: %d calls, want %d", test.code, n, test.calls)
		}
	}
}

func TestAFailureUnwrapsToTheErrorOfAWS(t *testing.T) {
	_, endpoint := serve(t, assumeRoleAnswers(http.StatusForbidden, errorBody("AccessDenied", "no")))
	result, err := newSTS(endpoint).Verify(t.Context(), request())
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := errors.AsType[smithy.APIError](result.Failure); !ok || e.ErrorCode() != "AccessDenied" {
		t.Errorf("failure unwraps to %v, want the API's error", result.Failure.Unwrap())
	}
}

// The same cause gives the same bytes, or a plan would differ from the next.
func TestAFailureIsTheSameEachTime(t *testing.T) {
	var calls atomic.Int64
	_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
		n := calls.Add(1)
		callerIs(fmt.Sprintf("arn:aws:sts::111111111111:assumed-role/agent/%d", n), assumeRoleAnswers(http.StatusForbidden,
			strings.Replace(errorBody("AccessDenied", fmt.Sprintf("User: arn:aws:sts::111111111111:assumed-role/agent/%d may not, at %s. Encoded authorization failure message: %d",
				n, time.Now().UTC().Format(time.RFC3339Nano), n)), requestID, fmt.Sprintf("c6104cbe-af31-11e0-8154-%012d", n), 1)))(w, r)
	})
	first := failureOf(t, newSTS(endpoint), request())
	second := failureOf(t, newSTS(endpoint), request())
	if diff := cmp.Diff(first, second, cmp.AllowUnexported(failure{})); diff != "" {
		t.Errorf("failures differ:\n%s", diff)
	}
}
