// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/google/go-cmp/cmp"
)

const (
	networkRemedy = "Check the region and sts_endpoint (or AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL), the proxy settings HTTPS_PROXY and NO_PROXY, and, where a proxy reads TLS, AWS_CA_BUNDLE."
	timeoutRemedy = "Check that this machine reaches the endpoint: routes, security groups, VPC endpoints, and the proxy settings HTTPS_PROXY and NO_PROXY."
)

func TestAConnectionThatFailsIsANetworkFailure(t *testing.T) {
	closed := listen(t)
	_ = closed.Close()
	selfSigned := httptest.NewUnstartedServer(working)
	selfSigned.Config.ErrorLog = log.New(io.Discard, "", 0) // the handshakes that fail
	selfSigned.StartTLS()
	t.Cleanup(selfSigned.Close)
	otherHost := strings.Replace(selfSigned.URL, "127.0.0.1", "localhost", 1)
	_, plain := serve(t, allWell)

	for _, test := range []struct {
		name, endpoint, host, fault string
	}{
		{"closed port", "http://" + closed.Addr().String(), closed.Addr().String(), "it is refused, nothing listens there"},
		{"unknown host", "https://" + unknownHost, unknownHost, "the name " + unknownHost + " does not resolve"},
		{"self-signed certificate", selfSigned.URL, hostIn(selfSigned.URL), "its TLS certificate is signed by an authority that is not trusted here"},
		{"another's certificate", otherHost, hostIn(otherHost), "its TLS certificate is for another host"},
		{"no TLS", strings.Replace(plain, "http:", "https:", 1), hostIn(plain), "it does not speak TLS, as an http endpoint does not"},
		{"reset", "http://" + hanging(t, reset), "", "it was reset"},
		{"closed without an answer", "http://" + hanging(t, net.Conn.Close), "", "it was closed without an answer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			host := test.host
			if host == "" {
				host = hostIn(test.endpoint)
			}
			want := failure{Network, SideNetwork, "", "The connection to " + host + " failed: " + test.fault + ".", networkRemedy}
			got := failureOf(t, newSTS(test.endpoint), request())
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
				t.Errorf("failure (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAStalledEndpointFailsInBoundedTime(t *testing.T) {
	silent := listen(t)
	t.Cleanup(func() { _ = silent.Close() })
	_, noAnswer := serve(t, func(_ http.ResponseWriter, r sent) { <-r.gone })
	_, halfAnswer := serve(t, func(w http.ResponseWriter, r sent) {
		fmt.Fprint(w, "<GetCallerIdentityResponse>")
		_ = http.NewResponseController(w).Flush()
		<-r.gone
	})
	for _, test := range []struct{ name, endpoint, host string }{
		{"no TLS handshake", "https://" + silent.Addr().String(), silent.Addr().String()},
		{"no headers", noAnswer, hostIn(noAnswer)},
		{"no end of the body", halfAnswer, "STS"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSTS(test.endpoint)
			s.timing.attempt = 100 * time.Millisecond
			want := failure{Timeout, SideNetwork, "", test.host + " did not answer in time.", timeoutRemedy}
			got := failureOf(t, s, request())
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(failure{})); diff != "" {
				t.Errorf("failure (-want +got):\n%s", diff)
			}
		})
	}
}

func TestADeadEndpointIsGivenUpWithinAMinute(t *testing.T) {
	const pauses = 2*time.Second + 4*time.Second // of the SDK, before the second and the third try
	if whole := 3*defaultTiming.attempt + pauses; whole > time.Minute {
		t.Errorf("three tries without an answer take %s", whole)
	}
}

func TestTheEndOfTheGivenTimeIsATimeout(t *testing.T) {
	_, endpoint := serve(t, func(_ http.ResponseWriter, r sent) { <-r.gone })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	result, err := newSTS(endpoint).Verify(ctx, request())
	if err != nil || result.Failure == nil {
		t.Fatalf("Verify = %+v, %v, want a failure", result, err)
	}
	want := failure{Timeout, SideNetwork, "", "The time given for the check was up before STS answered.", timeoutRemedy}
	if diff := cmp.Diff(want, shown(result.Failure), cmp.AllowUnexported(failure{})); diff != "" {
		t.Errorf("failure (-want +got):\n%s", diff)
	}
}

// What no test can bring about on every machine is given as the errors that
// net/http has for it.
func TestErrorsOfTheTransportAreClassified(t *testing.T) {
	dial := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{Port: 54321}, Err: err}
	}
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"connection times out", dial(os.ErrDeadlineExceeded), "timeout: No connection to sts.example could be made in time."},
		{"DNS times out", dial(&net.DNSError{Name: "sts.example", IsTimeout: true}), "timeout: No connection to sts.example could be made in time."},
		{"no route", dial(os.NewSyscallError("connect", syscall.EHOSTUNREACH)), "network: The connection to sts.example failed: there is no route to it."},
		{"no network", dial(os.NewSyscallError("connect", syscall.ENETUNREACH)), "network: The connection to sts.example failed: there is no route to it."},
		{"no more ports", dial(os.NewSyscallError("connect", syscall.EADDRNOTAVAIL)), "network: The connection to sts.example failed: the operating system reports a network error."},
		{"closed proxy", &net.OpError{Op: "proxyconnect", Err: dial(os.NewSyscallError("connect", syscall.ECONNREFUSED))},
			"network: The connection to the proxy to sts.example failed: it is refused, nothing listens there."},
		{"proxy asks who", errors.New("Proxy Authentication Required"), "network: The connection to sts.example failed: the proxy wants a user name and a password."},
		{"broken pipe", &net.OpError{Op: "write", Err: os.NewSyscallError("write", syscall.EPIPE)}, "network: The connection to sts.example failed: it was reset."},
		{"TLS version", &net.OpError{Op: "remote error", Err: tls.AlertError(70)}, "network: The connection to sts.example failed: it does not agree on TLS."},
		{"anything else", errors.New("secret 12345"), "network: The connection to sts.example failed: no HTTP exchange was possible."},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := &smithyhttp.RequestSendError{Err: &url.Error{Op: "Post", URL: "https://sts.example/", Err: test.err}}
			f := transportFailure(t.Context(), "STS", err)
			if f == nil {
				t.Fatal("no failure")
			}
			if got := string(f.Kind) + ": " + f.Message; got != test.want || f.Side != SideNetwork {
				t.Errorf("failure = %s, want %s", got, test.want)
			}
		})
	}
}

// When net/http finds a connection broken, it closes it, and who waits for the
// answer may see no more than that.
func TestAConnectionThatIsClosedInTimeIsBroken(t *testing.T) {
	for _, test := range []struct {
		after time.Duration
		want  Kind
	}{{0, Network}, {14 * time.Second, Network}, {15 * time.Second, Timeout}} {
		synctest.Test(t, func(t *testing.T) {
			s := newSTS("http://sts.example", tryOnce)
			inMemory(t, s, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
				_ = pause(t.Context(), test.after)
				panic(net.ErrClosed)
			}))
			_, err := s.Caller(t.Context())
			if f, ok := errors.AsType[*Failure](err); !ok || f.Kind != test.want {
				t.Errorf("closed after %s: %v, want %s", test.after, err, test.want)
			}
		})
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func hostIn(endpoint string) string {
	_, host, _ := strings.Cut(endpoint, "://")
	return host
}

// hanging serves connections that are ended, after the request, by end.
func hanging(t *testing.T, end func(net.Conn) error) string {
	t.Helper()
	_, endpoint := serve(t, func(w http.ResponseWriter, _ sent) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_ = end(conn)
	})
	return hostIn(endpoint)
}

func reset(c net.Conn) error {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // closing sends a reset
	}
	return c.Close()
}
