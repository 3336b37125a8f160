// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"cmp"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	smithymiddleware "github.com/aws/smithy-go/middleware"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// Config says where STS is called, and as whom. What is left out comes from
// the AWS SDK's default chain: environment, shared files, SSO, web identity,
// container and instance credentials. The zero Config is that chain.
type Config struct {
	Region  string
	Profile string
	// SharedConfigFiles and SharedCredentialsFiles replace the usual files in
	// ~/.aws. "~/" at the beginning is the home directory. A file that does
	// not exist is a failure: passing over it could find another identity.
	SharedConfigFiles      []string
	SharedCredentialsFiles []string

	// AccessKey and SecretKey, with Token for temporary ones, are the caller's
	// credentials. They go before all others.
	AccessKey string
	SecretKey string
	Token     string

	STSEndpoint string // URL; "" is AWS's own, or AWS_ENDPOINT_URL_STS

	UseFIPSEndpoint      *bool // nil: as environment and shared files say
	UseDualStackEndpoint *bool

	MaxAttempts    int    // tries of each call, 0 for the SDK's default of 3
	MaxConcurrency int    // calls at a time, 0 for DefaultMaxConcurrency
	UserAgent      string // product/version, added to the SDK's user agent
}

// DefaultMaxConcurrency is how many calls of STS run at a time.
const DefaultMaxConcurrency = 10

// Check returns what is wrong with the settings themselves, in a stable order,
// without looking at files or the environment.
func (c Config) Check() []*FieldError {
	var errs fieldErrors
	if c.Region != "" {
		if _, err := iamarn.PartitionOfRegion(c.Region); err != nil {
			errs.add("region", "%s", err)
		}
	}
	switch {
	case c.AccessKey != "" && c.SecretKey == "":
		errs.add("access_key", "an access key cannot be used without its secret key: give secret_key, or leave access_key out")
	case c.AccessKey == "" && c.SecretKey != "":
		errs.add("secret_key", "a secret key cannot be used without its access key: give access_key, or leave secret_key out")
	case c.AccessKey == "" && c.Token != "":
		errs.add("token", "a session token cannot be used without its keys: give access_key and secret_key, or leave token out")
	}
	for _, s := range []struct{ field, name, value string }{
		{"access_key", "access key", c.AccessKey},
		{"secret_key", "secret key", c.SecretKey},
		{"token", "session token", c.Token},
	} {
		if err := checkCredential(s.name, s.value); err != nil {
			errs.add(s.field, "%s", err)
		}
	}
	if c.STSEndpoint != "" {
		// What is not a URL is not shown: it could be a misplaced secret.
		if !isEndpoint(c.STSEndpoint) {
			errs.add("sts_endpoint", "this is not the URL of an endpoint: write it with its scheme, such as https://sts.eu-west-1.amazonaws.com")
		}
	}
	if c.MaxAttempts < 0 {
		errs.add("max_attempts", "a call is tried at least once, not %d times: give 1 or more, or leave max_attempts out for the default of 3", c.MaxAttempts)
	}
	if c.MaxConcurrency < 0 {
		errs.add("max_concurrency", "at least 1 call runs at a time, not %d: give 1 or more, or leave max_concurrency out for the default of %d", c.MaxConcurrency, DefaultMaxConcurrency)
	}
	return errs
}

func isEndpoint(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return false
	}
	_, err = strconv.ParseUint(cmp.Or(u.Port(), "443"), 10, 16)
	return err == nil
}

// loadOptions returns the settings as the AWS SDK takes them.
func (c Config) loadOptions() ([]func(*config.LoadOptions) error, error) {
	var options []func(*config.LoadOptions) error
	add := func(o config.LoadOptionsFunc) { options = append(options, o) }

	if c.Region != "" {
		add(config.WithRegion(c.Region))
	}
	if c.Profile != "" {
		add(config.WithSharedConfigProfile(c.Profile))
	}
	for _, files := range []struct {
		names []string
		with  func([]string) config.LoadOptionsFunc
	}{
		{c.SharedConfigFiles, config.WithSharedConfigFiles},
		{c.SharedCredentialsFiles, config.WithSharedCredentialsFiles},
	} {
		if len(files.names) == 0 {
			continue
		}
		paths, err := expand(files.names)
		if err != nil {
			return nil, err
		}
		add(files.with(paths))
	}
	if c.AccessKey != "" {
		add(config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(c.AccessKey, c.SecretKey, c.Token)))
	}
	if c.UseFIPSEndpoint != nil {
		state := aws.FIPSEndpointStateDisabled
		if *c.UseFIPSEndpoint {
			state = aws.FIPSEndpointStateEnabled
		}
		add(config.WithUseFIPSEndpoint(state))
	}
	if c.UseDualStackEndpoint != nil {
		state := aws.DualStackEndpointStateDisabled
		if *c.UseDualStackEndpoint {
			state = aws.DualStackEndpointStateEnabled
		}
		add(config.WithUseDualStackEndpoint(state))
	}
	if c.MaxAttempts > 0 {
		add(config.WithRetryMaxAttempts(c.MaxAttempts))
	}
	if c.UserAgent != "" {
		product, version, _ := strings.Cut(c.UserAgent, "/")
		add(config.WithAPIOptions([]func(*smithymiddleware.Stack) error{
			middleware.AddUserAgentKeyValue(product, version),
		}))
	}
	return options, nil
}

// fileError is a shared file that was named but cannot be read. The SDK
// would pass over it.
type fileError struct {
	name string
	err  error
}

func (e *fileError) Error() string { return fmt.Sprintf("the file %q cannot be read", e.name) }

func (e *fileError) Unwrap() error { return e.err }

// expand replaces "~/" by the home directory, which the SDK does not, and
// checks that the files can be read.
func expand(names []string) ([]string, error) {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = name
		if rest, ok := strings.CutPrefix(name, "~/"); ok {
			home, err := os.UserHomeDir()
			if err != nil {
				return nil, &fileError{name, err}
			}
			paths[i] = filepath.Join(home, rest)
		}
		file, err := os.Open(paths[i])
		if err != nil {
			return nil, &fileError{name, err}
		}
		_ = file.Close()
	}
	return paths, nil
}
