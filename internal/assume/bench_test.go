// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// instant is a network that answers at once, as a cloud that lets in everybody, and remembers nothing: the token of a
// session tells its ARN.
type instant struct{}

func (instant) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	var answer string
	const tokenOf = "token-of-"
	session, isSession := strings.CutPrefix(r.Header.Get("X-Amz-Security-Token"), tokenOf)
	switch {
	case form.Get("Action") == "AssumeRole":
		role := strings.Split(form.Get("RoleArn"), ":")
		answer = assumeRoleBody(sessionKey, sessionSecret,
			tokenOf+"arn:aws:sts::"+role[4]+":assumed-"+role[5]+"/"+form.Get("RoleSessionName"))
	case isSession:
		answer = identityBody(session)
	default:
		answer = identityBody(userARN)
	}
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"text/xml"}},
		ContentLength: int64(len(answer)), Body: io.NopCloser(strings.NewReader(answer)), Request: r,
	}, nil
}

// The work on each role but for the network: what the SDK builds, signs and reads is most of it. The answers of the
// network that is none are part of it too.
func BenchmarkVerifyAll(b *testing.B) {
	for _, roles := range []int{1, 1000} {
		b.Run(fmt.Sprintf("roles=%d", roles), func(b *testing.B) {
			s := newSTS("https://sts.example")
			over(b, s, instant{})
			requests := fleetOf(roles)
			b.ReportAllocs()
			for b.Loop() {
				results, err := s.VerifyAll(b.Context(), requests)
				if err != nil {
					b.Fatal(err)
				}
				for _, r := range results {
					if !r.Assumable {
						b.Fatal(r.Failure)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*roles), "µs/role")
		})
	}
}
