// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// timeoutError is what errors of the net packages are, and the SDK's own.
type timeoutError interface {
	error
	Timeout() bool
}

// transportFailure returns the failure of a request that was not answered, nil
// if it was. The host is the one in the URL; name stands for it where the
// error has none. Addresses and ports are not shown: they change.
func transportFailure(ctx context.Context, name string, err error) *Failure {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return timeIsUp(name)
	}
	host := name
	if e, ok := errors.AsType[*url.Error](err); ok {
		if u, err := url.Parse(e.URL); err == nil && u.Host != "" {
			host = u.Host
		}
	}
	op, isOp := errors.AsType[*net.OpError](err)
	e, isTimeout := errors.AsType[timeoutError](err)
	// What httpClient leaves of these comes of the end of the time: who reads
	// from the connection may see first that it was closed.
	if isTimeout && e.Timeout() || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, net.ErrClosed) {
		if isOp && op.Op == "dial" {
			return newFailure(Timeout, SideNetwork, "No connection to %s could be made in time.", host)
		}
		return newFailure(Timeout, SideNetwork, "%s did not answer in time.", host)
	}
	if what := connectionFault(err); what != "" {
		via := ""
		if isOp && op.Op == "proxyconnect" {
			via = "the proxy to "
		}
		return newFailure(Network, SideNetwork, "The connection to %s%s failed: %s.", via, host, what)
	}
	return nil
}

// timeIsUp is the failure of what was not answered before the deadline of all.
func timeIsUp(name string) *Failure {
	return newFailure(Timeout, SideNetwork, "The time given for the check was up before %s answered.", name)
}

// connectionFault says how a connection failed, "" if it did not.
func connectionFault(err error) string {
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		return "the name " + e.Name + " does not resolve"
	}
	if fault := tlsFault(err); fault != "" {
		return fault
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "it is refused, nothing listens there"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "it was reset"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no route to it"
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return "the operating system reports a network error"
	}
	if _, ok := errors.AsType[*smithyhttp.RequestSendError](err); !ok {
		return ""
	}
	switch root := innermost(err); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it was closed without an answer"
	case root.Error() == http.StatusText(http.StatusProxyAuthRequired):
		return "the proxy wants a user name and a password"
	default:
		return "no HTTP exchange was possible"
	}
}

// tlsFault says what is wrong with the TLS of a connection, "" if nothing is.
func tlsFault(err error) string {
	_, isHeader := errors.AsType[tls.RecordHeaderError](err)
	if isHeader || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client") {
		return "it does not speak TLS, as an http endpoint does not"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "its TLS certificate is signed by an authority that is not trusted here"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "its TLS certificate is for another host"
	}
	if _, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		return "its TLS certificate is not valid, or not any more"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "its TLS certificate cannot be verified"
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok {
		return "it does not agree on TLS"
	}
	return ""
}
