// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Whatever answers, a role is assumable only after a whole answer of STS.
func TestNoAnswerButThatOfSTSIsSuccess(t *testing.T) {
	whole := assumeRoleBody(sessionKey, sessionSecret, sessionToken)
	bodies := map[string]string{
		"nothing":           "",
		"a denial":          errorBody("AccessDenied", "no"),
		"an empty code":     errorBody("", ""),
		"a code of its own": errorBody(strings.Repeat("Ä", 5000), strings.Repeat("\u202e", 5000)),
		"the first half":    whole[:len(whole)/2],
		"the second half":   whole[len(whole)/2:],
		"HTML":              "<html><head><title>502</title></head><body><br></body></html>",
		"JSON":              `{"Error":{"Code":"AccessDenied","Message":"no"}}`,
		"NUL":               strings.Repeat("\x00", 1000),
		"no UTF-8":          strings.Repeat("\xff", 1000),
		"a deep nest":       strings.Repeat("<a>", 20_000),
		"entities":          `<!DOCTYPE x [<!ENTITY a "` + strings.Repeat("a", 1000) + `"><!ENTITY b "&a;&a;">]><x>&b;</x>`,
		"another answer":    identityBody(landedARN),
	}
	for _, status := range []int{200, 201, 202, 204, 206, 226, 300, 304, 305, 399, 400, 401, 402, 403, 404, 407, 408, 410, 413, 418, 421, 431, 451, 499, 500, 501, 502, 504, 511, 529, 599} {
		for name, body := range bodies {
			_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
				if r.action() != "AssumeRole" {
					allWell(w, r)
					return
				}
				w.Header().Set("Location", "//")
				w.WriteHeader(status)
				_, _ = io.WriteString(w, body) // 204 and 304 have none
			})
			got := failureOf(t, newSTS(endpoint, tryOnce), request())
			if !slices.Contains(Kinds(), got.kind) || !slices.Contains(Sides(), got.side) || got.message == "" || got.remedy == "" {
				t.Errorf("%d, %s: failure = %+v", status, name, got)
			}
			if status < 300 && got.kind != UnexpectedResponse {
				t.Errorf("%d, %s: kind = %s, want %s", status, name, got.kind, UnexpectedResponse)
			}
			if len(got.message) > 2000 || strings.ContainsAny(got.message, "\x00\n") {
				t.Errorf("%d, %s: message = %q", status, name, got.message)
			}
		}
	}
}

func TestABodyThatIsNotAsItsHeadersSayIsUnexpected(t *testing.T) {
	whole := assumeRoleBody(sessionKey, sessionSecret, sessionToken)
	for name, answer := range map[string]func(w http.ResponseWriter){
		"shorter than it says": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", fmt.Sprint(len(whole)+1))
			_, _ = io.WriteString(w, whole[:300])
		},
		"not compressed": func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, whole)
		},
		"compressed and cut off": func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, whole[:300])
			_ = z.Flush()
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, endpoint := serve(t, func(w http.ResponseWriter, r sent) {
				if r.action() != "AssumeRole" {
					allWell(w, r)
					return
				}
				answer(w)
			})
			want := failure{UnexpectedResponse, SideNetwork, "", "What answered AssumeRole is not STS, or is out of order: its answer is cut off or is not that of STS.", endpointRemedy}
			if got := failureOf(t, newSTS(endpoint, tryOnce), request()); got != want {
				t.Errorf("failure = %+v, want %+v", got, want)
			}
		})
	}
}
