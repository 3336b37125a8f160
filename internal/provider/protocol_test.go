// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestMain takes the developer's settings of AWS and Terraform out of the
// environment: no test may call AWS, or be decided by what they happen to be.
func TestMain(m *testing.M) {
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "AWS_") || name == "TF_CLI_CONFIG_FILE" {
			_ = os.Unsetenv(name)
		}
	}
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE":             os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_EC2_METADATA_DISABLED":   "true",
	} {
		_ = os.Setenv(name, value)
	}
	os.Exit(m.Run())
}

// unknown stands for a value that is only known after apply.
type unknown struct{}

// attrs is a configuration: attribute names to strings, bools, ints, nil,
// unknown{}, []any or map[string]any. Attributes left out are null.
type attrs map[string]any

// server speaks the plugin protocol with the provider, as Terraform does. It
// shows diagnostics as they are sent, not yet wrapped for a terminal.
type server struct {
	t        testing.TB
	provider tfprotov5.ProviderServer
	schema   *tfprotov5.GetProviderSchemaResponse
}

// startServer starts the provider and does not configure it yet.
func startServer(t testing.TB) *server {
	t.Helper()
	s := &server{t: t, provider: providerserver.NewProtocol5(New("test")())()}
	var err error
	s.schema, err = s.provider.GetProviderSchema(t.Context(), &tfprotov5.GetProviderSchemaRequest{})
	if err != nil || len(s.schema.Diagnostics) > 0 {
		t.Fatalf("the schema: %v, %v", err, texts(s.schema.Diagnostics))
	}
	return s
}

// validateProvider returns the diagnostics of the provider block.
func validateProvider(t testing.TB, config attrs) []string {
	t.Helper()
	s := startServer(t)
	resp, err := s.provider.PrepareProviderConfig(t.Context(), &tfprotov5.PrepareProviderConfigRequest{
		Config: s.encode(s.schema.Provider.ValueType(), config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts(resp.Diagnostics)
}

// newServer starts the provider with a configuration of its block.
func newServer(t testing.TB, config attrs) *server {
	t.Helper()
	wantDiagnostics(t, validateProvider(t, config))
	s := startServer(t)
	configured, err := s.provider.ConfigureProvider(t.Context(), &tfprotov5.ConfigureProviderRequest{
		Config: s.encode(s.schema.Provider.ValueType(), config),
	})
	if err != nil || len(configured.Diagnostics) > 0 {
		t.Fatalf("configuring the provider: %v, %v", err, texts(configured.Diagnostics))
	}
	return s
}

// validate returns the diagnostics of terraform validate.
func (s *server) validate(dataSource string, config attrs) []string {
	s.t.Helper()
	resp, err := s.provider.ValidateDataSourceConfig(s.t.Context(), &tfprotov5.ValidateDataSourceConfigRequest{
		TypeName: dataSource,
		Config:   s.encode(s.schema.DataSourceSchemas[dataSource].ValueType(), config),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return texts(resp.Diagnostics)
}

// read returns the attributes that the data source has afterwards, and its
// diagnostics. It validates first, as Terraform does.
func (s *server) read(dataSource string, config attrs) (attrs, []string) {
	return s.readContext(s.t.Context(), dataSource, config)
}

func (s *server) readContext(ctx context.Context, dataSource string, config attrs) (attrs, []string) {
	s.t.Helper()
	if found := s.validate(dataSource, config); len(found) > 0 {
		return nil, found
	}
	typ := s.schema.DataSourceSchemas[dataSource].ValueType()
	resp, err := s.provider.ReadDataSource(ctx, &tfprotov5.ReadDataSourceRequest{
		TypeName: dataSource,
		Config:   s.encode(typ, config),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range resp.Diagnostics {
		if d.Severity == tfprotov5.DiagnosticSeverityError {
			return nil, texts(resp.Diagnostics)
		}
	}
	state, err := resp.State.Unmarshal(typ)
	if err != nil {
		s.t.Fatal(err)
	}
	return decode(s.t, state).(attrs), texts(resp.Diagnostics)
}

// openCredentials returns the values that crossaccount_credentials has while
// Terraform runs, and its diagnostics. It validates first, as Terraform does.
func (s *server) openCredentials(config attrs) (attrs, []string) {
	return s.openCredentialsContext(s.t.Context(), config)
}

func (s *server) openCredentialsContext(ctx context.Context, config attrs) (attrs, []string) {
	s.t.Helper()
	if found := s.validateCredentials(config); len(found) > 0 {
		return nil, found
	}
	typ := s.schema.EphemeralResourceSchemas[credentialsType].ValueType()
	resp, err := s.provider.OpenEphemeralResource(ctx, &tfprotov5.OpenEphemeralResourceRequest{TypeName: credentialsType, Config: s.encode(typ, config)})
	if err != nil {
		s.t.Fatal(err)
	}
	if len(resp.Diagnostics) > 0 {
		return nil, texts(resp.Diagnostics)
	}
	result, err := resp.Result.Unmarshal(typ)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(resp.Private) > 0 || !resp.RenewAt.IsZero() {
		s.t.Errorf("Terraform keeps %q until %s", resp.Private, resp.RenewAt)
	}
	return decode(s.t, result).(attrs), nil
}

const credentialsType = "crossaccount_credentials"

func (s *server) validateCredentials(config attrs) []string {
	s.t.Helper()
	resp, err := s.provider.ValidateEphemeralResourceConfig(s.t.Context(), &tfprotov5.ValidateEphemeralResourceConfigRequest{
		TypeName: credentialsType,
		Config:   s.encode(s.schema.EphemeralResourceSchemas[credentialsType].ValueType(), config),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return texts(resp.Diagnostics)
}

// call returns the result of a function, or its error as Terraform gets it:
// the text, and behind it the argument that it stands on.
func (s *server) call(name string, arguments ...any) (any, string) {
	s.t.Helper()
	f := s.schema.Functions[name]
	resp, err := s.provider.CallFunction(s.t.Context(), &tfprotov5.CallFunctionRequest{Name: name, Arguments: s.encodeArguments(name, arguments)})
	if err != nil {
		s.t.Fatal(err)
	}
	if resp.Error != nil {
		text := resp.Error.Text
		if resp.Error.FunctionArgument != nil {
			text += " @" + f.Parameters[*resp.Error.FunctionArgument].Name
		}
		return nil, text
	}
	result, err := resp.Result.Unmarshal(f.Return.Type)
	if err != nil {
		s.t.Fatal(err)
	}
	return decode(s.t, result), ""
}

func (s *server) encodeArguments(function string, arguments []any) []*tfprotov5.DynamicValue {
	s.t.Helper()
	f := s.schema.Functions[function]
	encoded := make([]*tfprotov5.DynamicValue, 0, len(arguments))
	for i, a := range arguments {
		typ := f.VariadicParameter
		if i < len(f.Parameters) {
			typ = f.Parameters[i]
		}
		encoded = append(encoded, s.encode(typ.Type, a))
	}
	return encoded
}

func (s *server) encode(typ tftypes.Type, v any) *tfprotov5.DynamicValue {
	s.t.Helper()
	encoded, err := tfprotov5.NewDynamicValue(typ, toValue(s.t, typ, v))
	if err != nil {
		s.t.Fatal(err)
	}
	return &encoded
}

// texts writes each diagnostic as "path: summary: detail".
func texts(diagnostics []*tfprotov5.Diagnostic) []string {
	var out []string
	for _, d := range diagnostics {
		text := d.Summary + ": " + d.Detail
		if d.Severity == tfprotov5.DiagnosticSeverityWarning {
			text = "warning: " + text
		}
		if d.Attribute != nil {
			text = d.Attribute.String() + ": " + text
		}
		out = append(out, text)
	}
	return out
}

func toValue(t testing.TB, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	if typ.Is(tftypes.DynamicPseudoType) {
		typ = typeOf(v)
	}
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case attrs:
		fields := map[string]tftypes.Value{}
		for name, fieldType := range typ.(tftypes.Object).AttributeTypes {
			fields[name] = toValue(t, fieldType, v[name])
		}
		for name := range v {
			if _, ok := fields[name]; !ok {
				t.Fatalf("there is no attribute %q", name)
			}
		}
		return tftypes.NewValue(typ, fields)
	case []any:
		elements := []tftypes.Value{}
		for i, e := range v {
			elements = append(elements, toValue(t, elementTypeOf(typ, i), e))
		}
		return tftypes.NewValue(typ, elements)
	case map[string]any:
		if _, ok := typ.(tftypes.Object); ok {
			return toValue(t, typ, attrs(v))
		}
		elements := map[string]tftypes.Value{}
		for k, e := range v {
			elements[k] = toValue(t, elementTypeOf(typ, 0), e)
		}
		return tftypes.NewValue(typ, elements)
	default:
		return tftypes.NewValue(typ, v)
	}
}

// typeOf returns the type that Terraform gives to a literal.
func typeOf(v any) tftypes.Type {
	switch v := v.(type) {
	case string:
		return tftypes.String
	case bool:
		return tftypes.Bool
	case int:
		return tftypes.Number
	case []any:
		types := make([]tftypes.Type, len(v))
		for i, e := range v {
			types[i] = typeOf(e)
		}
		return tftypes.Tuple{ElementTypes: types}
	case attrs:
		types := map[string]tftypes.Type{}
		for name, e := range v {
			types[name] = typeOf(e)
		}
		return tftypes.Object{AttributeTypes: types}
	case map[string]any:
		return typeOf(attrs(v))
	default:
		return tftypes.DynamicPseudoType
	}
}

func elementTypeOf(typ tftypes.Type, index int) tftypes.Type {
	switch typ := typ.(type) {
	case tftypes.Tuple:
		return typ.ElementTypes[index]
	case tftypes.List:
		return typ.ElementType
	case tftypes.Set:
		return typ.ElementType
	default:
		return typ.(tftypes.Map).ElementType
	}
}

func decode(t testing.TB, v tftypes.Value) any {
	t.Helper()
	if v.IsNull() {
		return nil
	}
	if !v.IsKnown() {
		return unknown{}
	}
	fail := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	switch v.Type().(type) {
	case tftypes.Object:
		var fields map[string]tftypes.Value
		fail(v.As(&fields))
		out := attrs{}
		for name, field := range fields {
			out[name] = decode(t, field)
		}
		return out
	case tftypes.Map:
		var elements map[string]tftypes.Value
		fail(v.As(&elements))
		out := map[string]any{}
		for k, e := range elements {
			out[k] = decode(t, e)
		}
		return out
	case tftypes.List, tftypes.Set:
		var elements []tftypes.Value
		fail(v.As(&elements))
		out := []any{}
		for _, e := range elements {
			out = append(out, decode(t, e))
		}
		return out
	}
	switch {
	case v.Type().Is(tftypes.String):
		var s string
		fail(v.As(&s))
		return s
	case v.Type().Is(tftypes.Bool):
		var b bool
		fail(v.As(&b))
		return b
	default:
		var n big.Float
		fail(v.As(&n))
		i, _ := n.Int64()
		return i
	}
}

// wantOutputs compares some attributes of a data source with what they should
// be; attributes that want does not name are not looked at.
func wantOutputs(t testing.TB, got, want attrs) {
	t.Helper()
	for name, value := range want {
		if diff := cmp.Diff(value, got[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// wantDiagnostics compares diagnostics but for their order: the framework
// validates attributes in no particular one.
func wantDiagnostics(t testing.TB, got []string, want ...string) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}
