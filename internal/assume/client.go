// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/endpointcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// AssumeRoleAPIClient can assume a role.
type AssumeRoleAPIClient interface {
	AssumeRole(ctx context.Context, params *sts.AssumeRoleInput, optFns ...func(*sts.Options)) (*sts.AssumeRoleOutput, error)
}

// GetCallerIdentityAPIClient can tell whose the credentials of a call are.
type GetCallerIdentityAPIClient interface {
	GetCallerIdentity(ctx context.Context, params *sts.GetCallerIdentityInput, optFns ...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error)
}

// STS calls the AWS Security Token Service. It may be used concurrently.
type STS struct {
	config  Config
	timing  timing
	limiter *limiter
	backoff backoff
	client  memo[*client]
	callers memos[Caller] // by the region that is asked
}

// New returns an STS. It reads and calls nothing before it is used.
func New(c Config) *STS {
	return &STS{config: c, timing: defaultTiming, limiter: newLimiter(max(1, cmp.Or(c.MaxConcurrency, DefaultMaxConcurrency))), backoff: defaultBackoff}
}

// timing bounds how long one try of a call takes, and the pause before the
// next. The SDK alone waits 30 s for a connection and for ever for an answer.
type timing struct {
	connect time.Duration // TCP, which answers within 3 s or is lost
	tls     time.Duration // TLS handshake, once connected
	attempt time.Duration // all of it, to the end of the response
	backoff time.Duration // longest pause between two tries
}

// defaultTiming lets a dead endpoint fail within a minute: three tries, and
// two pauses of at most 2 s and 4 s. Instance metadata is cut shorter by the
// SDK: 5 s for all its tries.
var defaultTiming = timing{
	connect: 5 * time.Second,
	tls:     5 * time.Second,
	attempt: 15 * time.Second,
	backoff: retry.DefaultMaxBackoff,
}

// client is the SDK's client, whose calls wait for their turn, and what was
// found out when it was built.
type client struct {
	*sts.Client
	region      string // "" if no region is configured
	credentials aws.CredentialsProvider
	limiter     *limiter
	patient     bool // a throttled call is tried until it is hopeless
}

// AssumeRole is the SDK's.
func (c *client) AssumeRole(ctx context.Context, in *sts.AssumeRoleInput, options ...func(*sts.Options)) (out *sts.AssumeRoleOutput, err error) {
	err = c.inTurn(ctx, func() error {
		out, err = c.Client.AssumeRole(ctx, in, options...)
		return err
	})
	return out, err
}

// GetCallerIdentity is the SDK's.
func (c *client) GetCallerIdentity(ctx context.Context, in *sts.GetCallerIdentityInput, options ...func(*sts.Options)) (out *sts.GetCallerIdentityOutput, err error) {
	err = c.inTurn(ctx, func() error {
		out, err = c.Client.GetCallerIdentity(ctx, in, options...)
		return err
	})
	return out, err
}

// inTurn makes a call when the limiter lets it, and again when it is throttled.
func (c *client) inTurn(ctx context.Context, call func() error) error {
	for try := 1; ; try++ {
		start, err := c.limiter.acquire(ctx)
		if err != nil {
			return err
		}
		err = call()
		throttled := err != nil && isThrottled(err)
		c.limiter.release(start, throttled)
		if !throttled {
			return err
		}
		if c.patient {
			if c.limiter.hopeless() {
				return err
			}
			continue
		}
		retryer := c.Options().Retryer
		if try >= retryer.MaxAttempts() {
			return err
		}
		delay, delayErr := retryer.RetryDelay(try, err)
		if delayErr != nil || pause(ctx, delay) != nil {
			return err
		}
	}
}

// patiently returns the client as one whose throttled calls are tried until it
// is hopeless: what is checked in bulk makes the throttling itself.
func (c *client) patiently() *client {
	patient := *c
	patient.patient = true
	return &patient
}

// regionFor returns where to call STS about a role in partition p: no region
// has to be configured, as STS answers in every partition's default one.
func (c *client) regionFor(p iamarn.Partition) string {
	if c.region != "" {
		return c.region
	}
	return p.DefaultRegion()
}

// load builds the client. The error is a [*Failure] or that of ctx.
func (s *STS) load(ctx context.Context) (*client, error) {
	options, err := s.config.loadOptions()
	if err != nil {
		return nil, configFailure(err)
	}
	base := s.httpClient()
	options = append(options,
		config.WithHTTPClient(base),
		config.WithLogger(logging.Nop{}), // what matters is in the failure; the rest would go to stderr
		// The container endpoint of ECS and EKS would get a client without time-outs.
		config.WithEndpointCredentialOptions(func(o *endpointcreds.Options) { o.HTTPClient = base }),
		// The clients that the chain makes for a profile's role_arn and for web
		// identities are built before any option for all clients is looked at.
		config.WithAssumeRoleCredentialOptions(func(o *stscreds.AssumeRoleOptions) {
			if c, ok := o.Client.(*sts.Client); ok {
				o.Client = sts.New(c.Options(), s.setOptions)
			}
		}),
		config.WithWebIdentityRoleCredentialOptions(func(o *stscreds.WebIdentityRoleOptions) {
			if c, ok := o.Client.(*sts.Client); ok {
				o.Client = sts.New(c.Options(), s.setOptions)
			}
		}))

	cfg, err := config.LoadDefaultConfig(ctx, options...)
	region := cfg.Region
	if err == nil && region == "" {
		// The SDK needs a region to assume the role_arn of a profile.
		cfg, err = config.LoadDefaultConfig(ctx, append(options, config.WithRegion(iamarn.AWS.DefaultRegion()))...)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, configFailure(err)
	}
	return &client{Client: sts.NewFromConfig(cfg, s.setOptions, leaveThrottled), region: region, credentials: cfg.Credentials, limiter: s.limiter}, nil
}

// httpClient returns an HTTP client with no more connections to a host than
// calls may run, all kept for reuse. Without that limit, net/http opens one for
// each call that finds none idle, also where others are about to be.
func (s *STS) httpClient() *awshttp.BuildableClient {
	most := s.limiter.size()
	return awshttp.NewBuildableClient().
		WithTimeout(s.timing.attempt).
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = s.timing.connect }).
		WithTransportOptions(func(t *http.Transport) {
			t.TLSHandshakeTimeout = s.timing.tls
			t.MaxConnsPerHost = most
			t.MaxIdleConnsPerHost = most
			t.MaxIdleConns = 0 // no further limit: there are few hosts
		})
}

// setOptions makes a client of the SDK one that calls STS as this package does.
func (s *STS) setOptions(o *sts.Options) {
	if s.config.STSEndpoint != "" {
		o.BaseEndpoint = aws.String(s.config.STSEndpoint)
	}
	o.Retryer = retry.AddWithMaxBackoffDelay(o.Retryer, s.timing.backoff)
	// The SDK's HTTP client follows 307 and 308 to other hosts, with the request
	// and its external ID. STS never redirects.
	if b, ok := o.HTTPClient.(*awshttp.BuildableClient); ok {
		o.HTTPClient = httpClient{&http.Client{
			Transport:     b.GetTransport(),
			Timeout:       b.GetTimeout(),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}
	}
}

// leaveThrottled lets inTurn try throttled calls again: it knows of all calls,
// where the SDK would slow down one and let the others go on.
func leaveThrottled(o *sts.Options) {
	if r, ok := o.Retryer.(aws.RetryerV2); ok {
		o.Retryer = retryer{r}
	}
}

type retryer struct{ aws.RetryerV2 }

// IsErrorRetryable reports whether a call is tried again after err.
func (r retryer) IsErrorRetryable(err error) bool {
	return !isThrottled(err) && r.RetryerV2.IsErrorRetryable(err)
}

// httpClient sends the SDK's requests.
type httpClient struct{ *http.Client }

// Do hides the body's WriteTo. The SDK closes the body when the answer is in,
// and WriteTo then returns an error where Read returns the end: net/http,
// which looks for the end, would give up the connection. And it tells a
// connection that net/http closed as broken from one closed for want of time.
// After a time-out it ends dials that nobody waits for: they count as
// connections, and net/http grants a proxy a minute or more.
func (c httpClient) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil && r.Body != http.NoBody {
		r = r.WithContext(r.Context()) // a copy
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	began := time.Now()
	response, err := c.Client.Do(r)
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		c.CloseIdleConnections()
	}
	if errors.Is(err, net.ErrClosed) && time.Since(began) < c.Timeout {
		return nil, &url.Error{Op: r.Method, URL: r.URL.String(), Err: io.ErrUnexpectedEOF}
	}
	return response, err
}

// Region returns the region that is configured, "" if none is. It may read the
// shared AWS files, but makes no call. Errors are [*Failure], or that of ctx.
func (s *STS) Region(ctx context.Context) (string, error) {
	// Where it can be told without the files, they need not be right.
	if region := cmp.Or(s.config.Region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")); region != "" {
		return region, nil
	}
	c, err := s.client.get(ctx, s.load)
	if err != nil {
		return "", err
	}
	return c.region, nil
}

// Caller tells who calls STS. The error is a [*Failure], or that of ctx when
// it was cancelled. The answer is remembered, a failure is not.
func (s *STS) Caller(ctx context.Context) (Caller, error) {
	c, err := s.client.get(ctx, s.load)
	if err != nil {
		return Caller{}, err
	}
	return s.callerIn(ctx, c, []iamarn.Partition{iamarn.AWS})
}

// callerIn is Caller, called in the regions for the partitions until one of
// them knows the caller's credentials.
func (s *STS) callerIn(ctx context.Context, c *client, partitions []iamarn.Partition) (Caller, error) {
	var first error
	for _, p := range partitions {
		region := c.regionFor(p)
		caller, err := s.callers.of(region).get(ctx, func(ctx context.Context) (Caller, error) {
			credentials, err := retrieve(ctx, c.credentials)
			if err != nil {
				return Caller{}, err
			}
			return identifyCaller(ctx, c, credentials, region)
		})
		if _, failed := errors.AsType[*Failure](err); !failed {
			return caller, err
		}
		first = cmp.Or(first, err)
	}
	return Caller{}, first
}

// Verify tells whether the caller can assume a role, by assuming it. The error
// is that of ctx when it was cancelled; all else that goes wrong is the
// Failure of the Result.
func (s *STS) Verify(ctx context.Context, r Request) (Result, error) {
	results, err := s.VerifyAll(ctx, []Request{r})
	if err != nil {
		return Result{}, err
	}
	return results[0], nil
}

// verification returns what checks requests as c. Errors are [*Failure], or
// that of ctx.
func (s *STS) verification(ctx context.Context, c *client, requests ...Request) (*verification, error) {
	caller, err := s.callerIn(ctx, c, partitionsOf(requests))
	if err != nil {
		return nil, err
	}
	if _, err := retrieve(ctx, c.credentials); err != nil { // once for all requests
		return nil, err
	}
	return &verification{client: c, caller: caller, hops: newHops(s.backoff, requests...), backoff: s.backoff}, nil
}

// partitionsOf returns the partitions that the roles are in, each once, in an
// order that is not that of the requests.
func partitionsOf(requests []Request) []iamarn.Partition {
	var partitions []iamarn.Partition
	for _, id := range iamarn.PartitionIDs() {
		in := func(r Request) bool { return r.Role.Partition().String() == id }
		if i := slices.IndexFunc(requests, in); i >= 0 {
			partitions = append(partitions, requests[i].Role.Partition())
		}
	}
	return partitions
}

// refused returns the failure of a request that STS would refuse, nil if it
// would not.
func (r Request) refused() *Failure {
	errs := r.Check()
	missing := func(hop int) *FieldError {
		return &FieldError{Field: "role_arn", Hop: hop, Index: -1, Reason: "no role was given"}
	}
	for i, hop := range r.Via {
		if hop.Role == (iamarn.Role{}) {
			errs = append(errs, missing(i+1))
		}
	}
	if r.Role == (iamarn.Role{}) {
		errs = append(errs, missing(0))
	}
	if errs == nil {
		return nil
	}
	return requestFailure(errs)
}

// resultOf turns an error into a Result, unless it is that of a cancelled
// context.
func resultOf(err error) (Result, error) {
	if f, ok := errors.AsType[*Failure](err); ok {
		return Result{Failure: f}, nil
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return Result{Failure: timeIsUp("STS")}, nil
	}
	return Result{}, err
}
