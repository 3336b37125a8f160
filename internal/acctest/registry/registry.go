// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

//go:build !darwin && !windows

// Package registry serves a release of the provider as the Terraform Registry
// does, over TLS with a private CA. It is for tests only, where Go takes a CA
// from SSL_CERT_FILE: not on macOS and Windows.
// Source: Terraform, "Provider Registry Protocol" and "Remote Service Discovery".
package registry

import (
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Server is a registry of one release of the provider.
type Server struct {
	Host   string // host and port, as in a source address
	CAFile string // the CA's certificate, for SSL_CERT_FILE

	mu       sync.Mutex
	release  Release
	keys     []Key
	requests []string
}

// New starts a registry, which lasts as long as t. It lists the keys as the
// ones that the provider's author signs with.
func New(t testing.TB, r Release, keys ...Key) *Server {
	t.Helper()
	s := &Server{CAFile: filepath.Join(t.TempDir(), "ca.pem"), release: r, keys: keys}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/terraform.json", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]string{"providers.v1": "/v1/providers/"})
	})
	mux.HandleFunc("GET /v1/providers/crossaccount/crossaccount/versions", s.versions)
	mux.HandleFunc("GET /v1/providers/crossaccount/crossaccount/{version}/download/{os}/{arch}", s.download)
	mux.HandleFunc("GET /files/{name}", s.file)

	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, r.URL.Path)
		s.mu.Unlock()
		mux.ServeHTTP(w, r)
	}))
	server.TLS = newTLS(t, s.CAFile)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // a client that refuses the certificate is what a test asked for
	server.StartTLS()
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s.Host = "localhost:" + port
	return s
}

// Replace serves another release, and lists other keys, than so far.
func (s *Server) Replace(r Release, keys ...Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.release, s.keys = r, keys
}

// Requests returns the paths that were asked for so far, in order.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

func (s *Server) current() (Release, []Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.release, s.keys
}

// The types below are the protocol's answers.

type versionsAnswer struct {
	Versions []versionAnswer `json:"versions"`
}

type versionAnswer struct {
	Version   string     `json:"version"`
	Protocols []string   `json:"protocols"`
	Platforms []platform `json:"platforms"`
}

type platform struct {
	OS   string `json:"os"`
	Arch string `json:"arch"`
}

type downloadAnswer struct {
	platform
	Protocols    []string    `json:"protocols"`
	Filename     string      `json:"filename"`
	DownloadURL  string      `json:"download_url"`
	SumsURL      string      `json:"shasums_url"`
	SignatureURL string      `json:"shasums_signature_url"`
	Checksum     string      `json:"shasum"`
	SigningKeys  signingKeys `json:"signing_keys"`
}

type signingKeys struct {
	GPG []Key `json:"gpg_public_keys"`
}

func (s *Server) versions(w http.ResponseWriter, _ *http.Request) {
	r, _ := s.current()
	var platforms []platform
	for _, p := range r.Platforms() {
		goos, arch, _ := strings.Cut(p, "_")
		platforms = append(platforms, platform{goos, arch})
	}
	answer(w, versionsAnswer{[]versionAnswer{{r.Version, r.protocols(), platforms}}})
}

func (s *Server) download(w http.ResponseWriter, req *http.Request) {
	r, keys := s.current()
	p := platform{req.PathValue("os"), req.PathValue("arch")}
	zip := r.File(p.OS + "_" + p.Arch + ".zip")
	checksum, ok := r.Checksums[zip]
	if !ok || req.PathValue("version") != r.Version {
		http.NotFound(w, req)
		return
	}
	answer(w, downloadAnswer{
		platform:     p,
		Protocols:    r.protocols(),
		Filename:     zip,
		DownloadURL:  "/files/" + zip,
		SumsURL:      "/files/" + r.File("SHA256SUMS"),
		SignatureURL: "/files/" + r.File("SHA256SUMS.sig"),
		Checksum:     checksum,
		SigningKeys:  signingKeys{keys},
	})
}

func (s *Server) file(w http.ResponseWriter, req *http.Request) {
	r, _ := s.current()
	content, ok := r.Files[req.PathValue("name")]
	if !ok {
		http.NotFound(w, req)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(content)
}

// protocols are the manifest's; without one, the registry takes 5.0.
// Source: Terraform Registry, "Publish providers".
func (r Release) protocols() []string {
	var manifest struct {
		Metadata struct {
			Protocols []string `json:"protocol_versions"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(r.Files[r.File("manifest.json")], &manifest); err != nil {
		return []string{"5.0"}
	}
	return manifest.Metadata.Protocols
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}
