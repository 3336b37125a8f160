// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package startup

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// message is an answer that has some fields with a few bytes each.
func message(fields ...protowire.Number) []byte {
	var m []byte
	for _, f := range fields {
		m = protowire.AppendBytes(protowire.AppendTag(m, f, protowire.BytesType), []byte("some"))
	}
	return m
}

func TestASchemaIsCounted(t *testing.T) {
	answer := message(1, fieldResourceSchemas, fieldDataSourceSchemas, fieldDataSourceSchemas, 5, fieldFunctions)
	got, err := parseSchema(answer)
	if want := (schema{bytes: len(answer), resources: 1, dataSources: 2, functions: 1}); err != nil || got != want {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestAnAnswerThatIsNoGoodSchemaIsAnError(t *testing.T) {
	for name, tt := range map[string]struct {
		answer []byte
		want   string
	}{
		"nothing":        {nil, "there is nothing in it"},
		"a provider":     {message(1), "there is nothing in it"},
		"a diagnostic":   {message(fieldResourceSchemas, fieldDiagnostics), `it comes with a diagnostic: "\x04some"`},
		"half an answer": {message(fieldResourceSchemas)[:4], "unexpected EOF"},
		"no answer":      {[]byte{0xff}, "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parseSchema(tt.answer); err == nil || err.Error() != tt.want {
				t.Errorf("got %v; want %s", err, tt.want)
			}
		})
	}
}

func TestAProviderThatListensOtherwiseIsAnError(t *testing.T) {
	for _, line := range []string{"1|6|unix|/tmp/plugin1|grpc|\n", "1|5|tcp|127.0.0.1:1234|netrpc\n", "This binary is a plugin.\n", ""} {
		if _, err := askForSchema(t.Context(), strings.NewReader(line)); err == nil {
			t.Errorf("%q is taken", line)
		}
	}
}

func TestATraceOfInitialisationIsSummedUp(t *testing.T) {
	got, err := parseTrace("init runtime @0.05 ms, 0.5 ms clock, 0 bytes, 0 allocs\nsomething else\n" +
		"init github.com/aws/smithy-go @1.5 ms, 0.25 ms clock, 1000 bytes, 3 allocs\ninit github.com/aws/aws-sdk-go-v2/aws @2 ms, 0.25 ms clock, 24 bytes, 1 allocs\n")
	if err != nil {
		t.Fatal(err)
	}
	if sum, want := got.sum(sdk), (initialisation{0.5, 1024}); sum != want {
		t.Errorf("of the SDK: %v; want %v", sum, want)
	}
	if sum, want := got.sum(""), (initialisation{1, 1024}); sum != want {
		t.Errorf("of all: %v; want %v", sum, want)
	}
}

func TestATraceThatIsNotUnderstoodIsAnError(t *testing.T) {
	for _, log := range []string{"", "something else\n", "init net/http in no time\n"} {
		if got, err := parseTrace(log); err == nil {
			t.Errorf("%q is taken for %v", log, got)
		}
	}
}
