// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"crypto/tls"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// serveTLS serves STS over TLS, trusted by AWS_CA_BUNDLE, and counts the connections.
func serveTLS(t *testing.T, change func(*httptest.Server), answer func(w http.ResponseWriter, r sent)) (endpoint string, opened *atomic.Int32) {
	t.Helper()
	opened = new(atomic.Int32)
	server := httptest.NewUnstartedServer(&service{answer: answer})
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	change(server)
	server.StartTLS()
	t.Cleanup(server.Close)
	bundle := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	t.Setenv("AWS_CA_BUNDLE", write(t, string(bundle)))
	return server.URL, opened
}

// allAssumable fails the test, with the first failure, unless all roles are assumable.
func allAssumable(t *testing.T, results []Result, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if !r.Assumable {
			t.Fatalf("role %d of %d is not assumable: %s", i+1, len(results), r.Failure.Message)
		}
	}
}

// net/http alone would open one more for each call that finds none idle, until the first of those is open.
func TestAFleetOpensNoMoreConnectionsThanCallsMayRunHoweverLongThatTakes(t *testing.T) {
	const most = 10
	var handshakes, calls atomic.Int32
	enough := make(chan struct{})
	c := new(cloud)
	endpoint, opened := serveTLS(t, func(s *httptest.Server) {
		s.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			if handshakes.Add(1) > 1 {
				<-enough
			}
			return nil, nil // the server's own
		}}
	}, func(w http.ResponseWriter, r sent) {
		if calls.Add(1) == 200 { // all over the first connection
			close(enough)
		}
		c.answer(w, r)
	})
	results, err := newSTS(endpoint, func(c *Config) { c.MaxConcurrency = most }).VerifyAll(t.Context(), fleetOf(200))
	allAssumable(t, results, err)
	if n := opened.Load(); n > most {
		t.Errorf("%d connections were opened for %d calls at a time", n, most)
	}
}

// STS speaks HTTP/1.1; what stands before it may speak HTTP/2.
func TestAFleetRunsOverHTTP2(t *testing.T) {
	c := new(cloud)
	var version atomic.Int32
	endpoint, opened := serveTLS(t, func(s *httptest.Server) {
		s.EnableHTTP2 = true
		answer := s.Config.Handler
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			version.Store(int32(r.ProtoMajor))
			answer.ServeHTTP(w, r)
		})
	}, c.answer)
	results, err := newSTS(endpoint).VerifyAll(t.Context(), fleetOf(200))
	allAssumable(t, results, err)
	if v, n := version.Load(), opened.Load(); v != 2 || n > DefaultMaxConcurrency {
		t.Errorf("it ran over %d connections of HTTP/%d", n, v)
	}
}

// net/http waits a minute for a proxy to open a tunnel, and for ever for a SOCKS proxy, and counts the connection as one until then.
func TestATunnelThatIsNotOpenedDoesNotHoldUpTheNextTry(t *testing.T) {
	for name, tt := range map[string]struct {
		scheme       string
		open         func(client net.Conn) // up to where the first one goes silent
		defaultsMode string
	}{
		"an HTTP proxy": {scheme: "http", open: func(net.Conn) {}},
		"an HTTP proxy, the SDK's dialer changed by a mode": {scheme: "http", open: func(net.Conn) {}, defaultsMode: "standard"},
		"a SOCKS proxy": {scheme: "socks5", open: greet},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_DEFAULTS_MODE", tt.defaultsMode)
			server := httptest.NewTLSServer(http.NotFoundHandler())
			t.Cleanup(server.Close)
			proxy := serveProxy(t, tt.open, hostIn(server.URL))

			s := newSTS(server.URL, func(c *Config) { c.MaxConcurrency = 1 })
			s.timing.attempt = time.Second
			loaded, err := s.load(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			client := loaded.Options().HTTPClient.(httpClient)
			transport := client.Transport.(*http.Transport)
			transport.Proxy = http.ProxyURL(&url.URL{Scheme: tt.scheme, Host: proxy})
			transport.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
			t.Cleanup(transport.CloseIdleConnections)
			get := func() error {
				request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
				if err != nil {
					t.Fatal(err)
				}
				response, err := client.Do(request)
				if err == nil {
					err = response.Body.Close()
				}
				return err
			}
			if err := get(); err == nil {
				t.Fatal("the proxy did not answer, and the try succeeded")
			}
			if err := get(); err != nil {
				t.Errorf("the second try failed: %v", err)
			}
		})
	}
}

// serveProxy serves a proxy that goes silent on its first connection, once it is opened, and lets others through to a host.
func serveProxy(t *testing.T, open func(net.Conn), host string) (address string) {
	t.Helper()
	proxy := listen(t)
	var conns sync.WaitGroup
	t.Cleanup(func() {
		_ = proxy.Close()
		conns.Wait()
	})
	conns.Go(func() {
		for silent := true; ; silent = false {
			conn, err := proxy.Accept()
			if err != nil {
				return
			}
			conns.Go(func() {
				defer func() { _ = conn.Close() }()
				open(conn)
				if silent {
					_, _ = io.Copy(io.Discard, conn)
					return
				}
				tunnel(conn, host)
			})
		}
	})
	return proxy.Addr().String()
}

// greet answers a greeting of SOCKS 5 (RFC 1928, section 3): no authentication is needed.
func greet(client net.Conn) {
	_, _ = client.Read(make([]byte, 1<<8))
	_, _ = client.Write([]byte{5, 0})
}

// tunnel opens a tunnel to a host, as a proxy does when it is asked to, until the client closes it.
func tunnel(client net.Conn, host string) {
	asked := make([]byte, 1<<12)
	if _, err := client.Read(asked); err != nil {
		return
	}
	server, err := net.Dial("tcp", host)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	opened := []byte("HTTP/1.1 200 OK\r\n\r\n")
	if asked[0] == 5 { // RFC 1928, section 6: it succeeded, and the proxy calls from 0.0.0.0:0
		opened = []byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0}
	}
	_, _ = client.Write(opened)
	var answers sync.WaitGroup
	answers.Go(func() { _, _ = io.Copy(client, server) })
	_, _ = io.Copy(server, client)
	_ = server.Close()
	answers.Wait()
}
