// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package assume

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCredentialsAreThoseThatSTSGave(t *testing.T) {
	service, endpoint := serve(t, allWell)
	got, err := newSTS(endpoint).Credentials(t.Context(), request())
	if err != nil {
		t.Fatal(err)
	}
	given := []string{got.AccessKeyID(), got.SecretAccessKey(), got.SessionToken(), got.Expiration().Format(time.RFC3339), got.Principal().String(), got.Principal().Account().String()}
	want := []string{sessionKey, sessionSecret, sessionToken, "2030-11-09T13:34:41Z", landedARN, "222222222222"}
	if diff := cmp.Diff(want, given); diff != "" {
		t.Errorf("session (-want +got):\n%s", diff)
	}
	if sent := service.requests("AssumeRole"); len(sent) != 1 || sent[0].Has("Policy") || sent[0].Get("ExternalId") != externalID {
		t.Errorf("AssumeRole was sent %d times, the first with policy %q and external ID %q; want once, without a policy", len(sent), sent[0].Get("Policy"), sent[0].Get("ExternalId"))
	}
	if n := len(service.requests("GetCallerIdentity")); n != 2 {
		t.Errorf("%d calls of GetCallerIdentity, want one by the caller and one by the session", n)
	}
}

func TestCredentialsAreNotGivenWithoutAConfirmedSession(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func(http.ResponseWriter, sent)
		change func(*Request)
		kind   Kind
	}{
		{"refused", assumeRoleAnswers(http.StatusForbidden, errorBody("AccessDenied", "no")), nil, AccessDenied},
		{"invalid", allWell, func(r *Request) { r.SessionName = "" }, InvalidRequest},
		{"no end", assumeRoleAnswers(http.StatusOK, strings.Replace(assumeRoleBody(sessionKey, sessionSecret, sessionToken),
			"<Expiration>2030-11-09T13:34:41Z</Expiration>", "", 1)), nil, UnexpectedResponse},
		{"another account", func(w http.ResponseWriter, r sent) {
			if r.accessKey() == sessionKey {
				fmt.Fprint(w, identityBody(strings.Replace(landedARN, "222222222222", "333333333333", 1)))
				return
			}
			allWell(w, r)
		}, nil, WrongAccount},
		{"more than an hour for a role session", callerIs(agentSession, allWell), func(r *Request) { r.Duration = 2 * time.Hour }, DurationExceedsChainingLimit},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, endpoint := serve(t, test.answer)
			r := request()
			if test.change != nil {
				test.change(&r)
			}
			got, err := newSTS(endpoint).Credentials(t.Context(), r)
			f, ok := errors.AsType[*Failure](err)
			if !ok || f.Kind != test.kind || got.AccessKeyID()+got.SecretAccessKey()+got.SessionToken()+got.Principal().String() != "" {
				t.Fatalf("Credentials = %v, %v, want a failure: %s", got, err, test.kind)
			}
			noSecrets(t, f)
		})
	}
}

func TestASessionShowsNoCredentialsHoweverItIsPrinted(t *testing.T) {
	_, endpoint := serve(t, allWell)
	s, err := newSTS(endpoint).Credentials(t.Context(), request())
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, v := range []any{s, &s, []Session{s}, struct{ inner Session }{s}, map[string]Session{"s": s}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%p", "%t"} {
			texts = append(texts, fmt.Sprintf(verb, v))
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		texts = append(texts, string(text), cmp.Diff(v, nil, cmp.Exporter(func(reflect.Type) bool { return true })))
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("m", "session", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "session", v)
		texts = append(texts, log.String())
	}
	for _, text := range texts {
		for _, secret := range []string{sessionKey, sessionSecret, sessionToken} {
			if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
				t.Errorf("%q is in %s", secret, text)
			}
		}
	}
}
