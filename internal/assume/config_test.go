// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/google/go-cmp/cmp"
)

func TestSettingsThatCannotWorkAreRefusedOnTheField(t *testing.T) {
	tests := []struct {
		name   string
		config Config
		want   []*FieldError
	}{
		{"none", Config{}, nil},
		{"all", Config{Region: "eusc-de-east-1", AccessKey: "k", SecretKey: "s", Token: "t", STSEndpoint: "http://localhost:4566", MaxAttempts: 1}, nil},
		{"region", Config{Region: "us-east1"}, one("region",
			`"us-east1" is not a valid region: this is not the name of an AWS region, so its partition is not known: use a name such as us-east-1`)},
		{"access key alone", Config{AccessKey: callerKey}, one("access_key",
			"an access key cannot be used without its secret key: give secret_key, or leave access_key out")},
		{"secret key alone", Config{SecretKey: callerSecret}, one("secret_key",
			"a secret key cannot be used without its access key: give access_key, or leave secret_key out")},
		{"token alone", Config{Token: callerToken}, one("token",
			"a session token cannot be used without its keys: give access_key and secret_key, or leave token out")},
		{"endpoint without a scheme", Config{STSEndpoint: "localhost:4566"}, one("sts_endpoint",
			"this is not the URL of an endpoint: write it with its scheme, such as https://sts.eu-west-1.amazonaws.com")},
		{"endpoint without a host", Config{STSEndpoint: "https:///x"}, one("sts_endpoint",
			"this is not the URL of an endpoint: write it with its scheme, such as https://sts.eu-west-1.amazonaws.com")},
		{"endpoint with a port only", Config{STSEndpoint: "https://:443"}, one("sts_endpoint",
			"this is not the URL of an endpoint: write it with its scheme, such as https://sts.eu-west-1.amazonaws.com")},
		{"endpoint with no such port", Config{STSEndpoint: "http://localhost:65536"}, one("sts_endpoint",
			"this is not the URL of an endpoint: write it with its scheme, such as https://sts.eu-west-1.amazonaws.com")},
		{"copied with a newline", Config{AccessKey: callerKey + "\n", SecretKey: " " + callerSecret, Token: callerToken + "\u200b"}, append(append(
			one("access_key", `at position 21, '\n' cannot stand in the access key: remove white space and whatever else was copied along`),
			one("secret_key", `at position 1, ' ' cannot stand in the secret key: remove white space and whatever else was copied along`)...),
			one("token", `at position 36, '\u200b' cannot stand in the session token: remove white space and whatever else was copied along`)...)},
		{"negative attempts", Config{MaxAttempts: -1}, one("max_attempts",
			"a call is tried at least once, not -1 times: give 1 or more, or leave max_attempts out for the default of 3")},
		{"negative concurrency", Config{MaxConcurrency: -1}, one("max_concurrency",
			"at least 1 call runs at a time, not -1: give 1 or more, or leave max_concurrency out for the default of 10")},
		{"several", Config{Token: callerToken, MaxAttempts: -1}, append(
			one("token", "a session token cannot be used without its keys: give access_key and secret_key, or leave token out"),
			one("max_attempts", "a call is tried at least once, not -1 times: give 1 or more, or leave max_attempts out for the default of 3")...)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			errs := test.config.Check()
			if diff := cmp.Diff(test.want, errs); diff != "" {
				t.Errorf("Check (-want +got):\n%s", diff)
			}
			for _, err := range errs {
				noSecrets(t, err)
			}
		})
	}
}

func TestTheRegionIsThatOfTheSettingsThenOfTheEnvironmentThenOfTheProfile(t *testing.T) {
	t.Setenv("AWS_CONFIG_FILE", write(t, "[default]\nregion = eu-north-1\n"))
	want := func(c Config, region string) {
		t.Helper()
		if got, err := New(c).Region(t.Context()); got != region || err != nil {
			t.Errorf("Region = %q, %v, want %q", got, err, region)
		}
	}
	want(Config{}, "eu-north-1")
	t.Setenv("AWS_DEFAULT_REGION", "eu-west-2")
	want(Config{}, "eu-west-2")
	t.Setenv("AWS_REGION", "eu-west-1")
	want(Config{}, "eu-west-1")
	want(Config{Region: "eu-west-3"}, "eu-west-3")
}

func TestNoRegionAnywhereIsNoError(t *testing.T) {
	if got, err := New(Config{}).Region(t.Context()); got != "" || err != nil {
		t.Errorf("Region = %q, %v, want none", got, err)
	}
}

// Source: the endpoint rules of the AWS SDKs (partitions.json).
func TestWithoutARegionSTSIsCalledInTheDefaultOneOfTheRolesPartition(t *testing.T) {
	for partition, region := range map[string]string{
		"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1", "aws-iso": "us-iso-east-1",
		"aws-iso-b": "us-isob-east-1", "aws-iso-e": "eu-isoe-west-1", "aws-iso-f": "us-isof-south-1", "aws-eusc": "eusc-de-east-1",
	} {
		t.Run(partition, func(t *testing.T) {
			sts, url := serve(t, allWell)
			r := request()
			r.Role = mustRole("arn:" + partition + ":iam::222222222222:role/target")
			_, _ = newSTS(url, func(c *Config) { c.Region = "" }).Verify(t.Context(), r)
			for _, got := range sts.requests("GetCallerIdentity") {
				if !strings.Contains(got.header.Get("Authorization"), "/"+region+"/sts/aws4_request") {
					t.Errorf("signed for %s, want %s", got.header.Get("Authorization"), region)
				}
			}
			if len(sts.requests("GetCallerIdentity")) == 0 {
				t.Error("STS was not called")
			}
		})
	}
}

func TestTheEndpointComesFromTheEnvironmentToo(t *testing.T) {
	for _, name := range []string{"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"} {
		t.Run(name, func(t *testing.T) {
			_, url := serve(t, allWell)
			t.Setenv(name, url)
			succeeds(t, newSTS(""))
		})
	}
}

func TestTheGivenEndpointGoesBeforeThatOfTheEnvironment(t *testing.T) {
	_, url := serve(t, allWell)
	t.Setenv("AWS_ENDPOINT_URL_STS", "http://"+unknownHost)
	succeeds(t, newSTS(url))
}

func TestAProxyOfTheEnvironmentIsUsed(t *testing.T) {
	succeeds(t, newSTS("http://"+proxiedHost))
}

func TestACABundleOfTheEnvironmentIsTrusted(t *testing.T) {
	server := httptest.NewTLSServer(&service{answer: allWell})
	t.Cleanup(server.Close)
	bundle := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	t.Setenv("AWS_CA_BUNDLE", write(t, string(bundle)))
	succeeds(t, newSTS(server.URL))
}

func TestSharedFilesOfTheSettingsAreRead(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	if err := os.WriteFile(filepath.Join(home, "config"), []byte("[profile work]\nregion = eu-west-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	credentials := write(t, "[work]\naws_access_key_id = AKIAFROMFILE\naws_secret_access_key = secret\n")
	sts, url := serve(t, allWell)
	succeeds(t, newSTS(url, chain, func(c *Config) {
		c.Region, c.Profile = "", "work"
		c.SharedConfigFiles, c.SharedCredentialsFiles = []string{"~/config"}, []string{credentials}
	}))
	got := sts.requests("AssumeRole")[0].header.Get("Authorization")
	if !strings.Contains(got, "Credential=AKIAFROMFILE/") || !strings.Contains(got, "/eu-west-1/sts/") {
		t.Errorf("signed as %s, want the key and the region of the files", got)
	}
}

func TestTheRoleOfAProfileIsAssumedFirst(t *testing.T) {
	sts, url := serve(t, func(w http.ResponseWriter, r sent) {
		switch {
		case r.Get("RoleArn") == callerRoleARN:
			fmt.Fprint(w, assumeRoleBody("ASIAOFTHEPROFILE", "s", "t"))
		case r.accessKey() == "ASIAOFTHEPROFILE" && r.action() == "GetCallerIdentity":
			fmt.Fprint(w, identityBody(agentSession))
		default:
			allWell(w, r)
		}
	})
	t.Setenv("AWS_CONFIG_FILE", write(t, "[profile agent]\nrole_arn = "+callerRoleARN+"\nsource_profile = base\nexternal_id = of-the-profile\n"+
		"[profile base]\naws_access_key_id = AKIAOFTHEBASE\naws_secret_access_key = secret\n"))
	t.Setenv("AWS_PROFILE", "agent")
	result := succeeds(t, newSTS(url, chain, func(c *Config) { c.Region = "" }))
	if got := result.Caller.PrincipalARN(); got != callerRoleARN {
		t.Errorf("caller = %s, want %s", got, callerRoleARN)
	}
	var chain []string
	for _, r := range sts.requests("AssumeRole") {
		chain = append(chain, r.accessKey()+" "+r.Get("RoleArn")+" "+r.Get("ExternalId"))
	}
	want := []string{"AKIAOFTHEBASE " + callerRoleARN + " of-the-profile", "ASIAOFTHEPROFILE " + roleARN + " " + externalID}
	if diff := cmp.Diff(want, chain); diff != "" {
		t.Errorf("roles assumed (-want +got):\n%s", diff)
	}
}

func TestCredentialsOfAContainerAreUsed(t *testing.T) {
	container := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"AccessKeyId":"ASIAOFTHEPOD","SecretAccessKey":"s","Token":"t","Expiration":"2100-01-01T00:00:00Z"}`)
	}))
	t.Cleanup(container.Close)
	t.Setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.URL)
	sts, url := serve(t, allWell)
	succeeds(t, newSTS(url, chain))
	if got := sts.requests("AssumeRole")[0].accessKey(); got != "ASIAOFTHEPOD" {
		t.Errorf("signed with %s, want the key of the container's endpoint", got)
	}
}

func TestAWebIdentityIsUsed(t *testing.T) {
	sts, url := serve(t, func(w http.ResponseWriter, r sent) {
		switch {
		case r.action() == "AssumeRoleWithWebIdentity":
			fmt.Fprint(w, strings.ReplaceAll(assumeRoleBody("ASIAOFTHESERVICEACCOUNT", "s", "t"), "AssumeRoleRes", "AssumeRoleWithWebIdentityRes"))
		default:
			callerIs(agentSession, allWell)(w, r)
		}
	})
	t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", write(t, webTokenSecret))
	t.Setenv("AWS_ROLE_ARN", callerRoleARN)
	result := succeeds(t, newSTS(url, chain))
	if got := sts.requests("AssumeRole")[0].accessKey(); got != "ASIAOFTHESERVICEACCOUNT" || !result.Caller.RoleSession() {
		t.Errorf("signed with %s by %+v, want a session of the service account's role", got, result.Caller)
	}
}

func TestTheGivenCredentialsGoBeforeAProfile(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAOFTHEENVIRONMENT")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	sts, url := serve(t, allWell)
	succeeds(t, newSTS(url))
	got := sts.requests("AssumeRole")[0]
	if got.accessKey() != callerKey || got.header.Get("X-Amz-Security-Token") != callerToken {
		t.Errorf("signed with %s, want %s", got.accessKey(), callerKey)
	}
}

func TestTheEndpointsOfFIPSAndDualStackAreUsed(t *testing.T) {
	yes, no := true, false
	for _, test := range []struct {
		fips, dualStack *bool
		want            string
	}{
		{nil, nil, "sts.eu-west-1.amazonaws.com"},
		{&yes, nil, "sts-fips.eu-west-1.amazonaws.com"},
		{nil, &yes, "sts.eu-west-1.api.aws"},
		{&yes, &yes, "sts-fips.eu-west-1.api.aws"},
		{&no, &no, "sts.eu-west-1.amazonaws.com"},
	} {
		s := newSTS("", func(c *Config) {
			c.Region, c.UseFIPSEndpoint, c.UseDualStackEndpoint = "eu-west-1", test.fips, test.dualStack
		})
		c, err := s.load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := hostOf(t, c); got != test.want {
			t.Errorf("host = %s, want %s", got, test.want)
		}
	}
}

func TestTheUserAgentNamesTheProvider(t *testing.T) {
	sts, url := serve(t, allWell)
	succeeds(t, newSTS(url, func(c *Config) { c.UserAgent = "terraform-provider-crossaccount/1.2.3" }))
	if got := sts.requests("AssumeRole")[0].header.Get("User-Agent"); !strings.Contains(got, " terraform-provider-crossaccount/1.2.3") {
		t.Errorf("User-Agent = %q", got)
	}
}

// write writes a file and returns its name.
func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func succeeds(t *testing.T, s *STS) Result {
	t.Helper()
	result, err := s.Verify(t.Context(), request())
	if err != nil || !result.Assumable || result.Failure != nil {
		t.Fatalf("Verify = %+v, %v, want success", result, err)
	}
	if got := result.Session.String(); got != landedARN {
		t.Errorf("session = %s, want %s", got, landedARN)
	}
	return result
}

// hostOf returns the host that the client calls.
func hostOf(t *testing.T, c *client) string {
	t.Helper()
	var host string
	_, err := c.GetCallerIdentity(t.Context(), nil, func(o *sts.Options) {
		o.HTTPClient = doer(func(r *http.Request) (*http.Response, error) {
			host = r.URL.Host
			return nil, errors.New("not sent")
		})
		o.Retryer = aws.NopRetryer{}
	})
	if err == nil {
		t.Fatal("no error from a call that was not sent")
	}
	return host
}

type doer func(*http.Request) (*http.Response, error)

func (f doer) Do(r *http.Request) (*http.Response, error) { return f(r) }

// What no header can hold would else look like a fault of the network.
func TestCredentialsOfTheEnvironmentThatWereCopiedWithANewlineAreTheCallers(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", callerKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", callerSecret)
	t.Setenv("AWS_SESSION_TOKEN", callerToken+"\r\n")
	service, endpoint := serve(t, allWell)
	want := failure{CallerCredentialsInvalid, SideCaller, "",
		`The caller's credentials are not as AWS makes them: at position 36, '\r' cannot stand in the session token: remove white space and whatever else was copied along.`,
		"Check that access key, secret key and session token belong together and to an active key, and that the region is enabled in the caller's account."}
	if diff := cmp.Diff(want, failureOf(t, newSTS(endpoint, chain), request()), cmp.AllowUnexported(failure{})); diff != "" {
		t.Errorf("failure (-want +got):\n%s", diff)
	}
	if n := len(service.got); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}
