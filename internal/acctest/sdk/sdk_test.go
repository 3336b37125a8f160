// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package sdk

import (
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/provider"
)

const (
	role   = "arn:aws:iam::222222222222:role/deploy"
	policy = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/agent"},"Action":"sts:AssumeRole"}}`
)

// pure are the data sources that call nothing, each with a configuration.
var pure = map[string]map[string]any{
	"crossaccount_account":                 {"choice": "Dev | 222222222222"},
	"crossaccount_accounts":                {"choices": []string{"Dev | 222222222222"}},
	"crossaccount_account_choices":         {"accounts": map[string]string{"Dev": "222222222222"}},
	"crossaccount_target_role":             {"account": "222222222222", "role_name": "deploy"},
	"crossaccount_target_roles":            {"accounts": []string{"222222222222"}, "role_name": "deploy"},
	"crossaccount_session_name":            {"parts": []string{"torque"}},
	"crossaccount_trust_policy_check":      {"json": policy},
	"crossaccount_trust_policy_evaluation": {"trust_policy": policy, "role_arn": role, "principal": "arn:aws:iam::111111111111:role/agent"},
}

// The region of the provider block is all that target_role and target_roles want of the SDK, which otherwise looks for one.
func TestTheSDKIsNotTouchedBeforeSomethingIsVerified(t *testing.T) {
	for _, name := range []string{"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"} {
		t.Setenv(name, os.DevNull)
	}
	sts := httptest.NewServer(http.NotFoundHandler())
	defer sts.Close()
	before := runtime.MemProfileRate
	runtime.MemProfileRate = 1 // each allocation
	defer func() { runtime.MemProfileRate = before }()

	server := providerserver.NewProtocol5(provider.New("test")())()
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov5.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	configured, err := server.ConfigureProvider(t.Context(), &tfprotov5.ConfigureProviderRequest{Config: encode(t, schema.Provider.ValueType(), map[string]any{
		"region": "us-east-1", "sts_endpoint": sts.URL, "access_key": "AKIAIOSFODNN7EXAMPLE", "secret_key": "example", "max_attempts": 1,
	})})
	if err != nil || len(configured.Diagnostics) > 0 {
		t.Fatal(err, configured.Diagnostics)
	}
	read := func(dataSource string, config map[string]any) {
		t.Helper()
		encoded := encode(t, schema.DataSourceSchemas[dataSource].ValueType(), config)
		validated, err := server.ValidateDataSourceConfig(t.Context(), &tfprotov5.ValidateDataSourceConfigRequest{TypeName: dataSource, Config: encoded})
		if err != nil {
			t.Fatal(err)
		}
		resp, err := server.ReadDataSource(t.Context(), &tfprotov5.ReadDataSourceRequest{TypeName: dataSource, Config: encoded})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range slices.Concat(validated.Diagnostics, resp.Diagnostics) {
			t.Errorf("%s: %s: %s", dataSource, d.Summary, d.Detail)
		}
	}
	for dataSource, config := range pure {
		read(dataSource, config)
	}
	if all, found := allocations(t); len(found) > 0 || all == 0 {
		t.Errorf("of %d places that allocate, these are the AWS SDK's:\n%s", all, strings.Join(found, "\n"))
	}

	read("crossaccount_assumable_role", map[string]any{"role_arn": role, "on_failure": "report"})
	if _, found := allocations(t); len(found) == 0 {
		t.Error("the profile shows nothing of the AWS SDK even after it was used")
	}
}

// allocations returns from how many places something was allocated so far, and the functions of the AWS SDK among those
// that led there, without what initialises packages.
func allocations(t *testing.T) (places int, found []string) {
	t.Helper()
	runtime.GC() // twice: the profile is that of the last cycle but one
	runtime.GC()
	var records []runtime.MemProfileRecord
	for n, ok := 1000, false; !ok; n *= 2 {
		records = make([]runtime.MemProfileRecord, n)
		n, ok = runtime.MemProfile(records, true)
		if ok {
			records = records[:n]
		}
	}
	for i := range records {
		var names []string
		frames := runtime.CallersFrames(records[i].Stack())
		for more := true; more; {
			var frame runtime.Frame
			frame, more = frames.Next()
			names = append(names, frame.Function)
		}
		if slices.Contains(names, "runtime.doInit1") {
			continue
		}
		places++
		for _, name := range names {
			if strings.HasPrefix(name, "github.com/aws/") && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return places, found
}

// encode returns a configuration whose attributes are null but for some strings, numbers, lists and maps.
func encode(t *testing.T, typ tftypes.Type, config map[string]any) *tfprotov5.DynamicValue {
	t.Helper()
	object, ok := typ.(tftypes.Object)
	if !ok {
		t.Fatalf("%s is no object", typ)
	}
	values := map[string]tftypes.Value{}
	for name, attribute := range object.AttributeTypes {
		switch v := config[name].(type) {
		case []string:
			var elements []tftypes.Value
			for _, e := range v {
				elements = append(elements, tftypes.NewValue(tftypes.String, e))
			}
			values[name] = tftypes.NewValue(attribute, elements)
		case map[string]string:
			elements := map[string]tftypes.Value{}
			for k, e := range v {
				elements[k] = tftypes.NewValue(tftypes.String, e)
			}
			values[name] = tftypes.NewValue(attribute, elements)
		default:
			values[name] = tftypes.NewValue(attribute, v)
		}
	}
	value, err := tfprotov5.NewDynamicValue(typ, tftypes.NewValue(typ, values))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}
