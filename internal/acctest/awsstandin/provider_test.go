// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package awsstandin

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// fakeSTS knows one caller, in account 111111111111, whose calls it notes. It
// lets it assume roles that are named "open" and answers then from 222222222222.
func fakeSTS(t *testing.T) *[]string {
	t.Helper()
	calls := &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		role, account := r.FormValue("RoleArn"), "111111111111"
		if strings.Contains(r.Header.Get("Authorization"), "Credential=assumed/") {
			account = "222222222222"
		}
		var answer string
		switch action := r.FormValue("Action"); {
		case action == "GetCallerIdentity":
			*calls = append(*calls, action+" from "+account)
			answer = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>` + account +
				`</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
		case strings.HasSuffix(role, "role/open"):
			*calls = append(*calls, strings.Join([]string{action, role, r.FormValue("RoleSessionName"), r.FormValue("ExternalId")}, " "))
			answer = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>assumed</AccessKeyId>` +
				`<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>` +
				`</Credentials></AssumeRoleResult></AssumeRoleResponse>`
		default:
			w.WriteHeader(http.StatusForbidden)
			answer = `<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>`
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "") // nobody's own settings
		}
	}
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "caller")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	return calls
}

// configure configures the stand-in with a role (none when roleARN is nil) and
// the accounts that are allowed.
func configure(t *testing.T, roleARN *tftypes.Value, allowed ...string) provider.ConfigureResponse {
	t.Helper()
	var schema provider.SchemaResponse
	New().Schema(t.Context(), provider.SchemaRequest{}, &schema)
	object := schema.Schema.Type().TerraformType(t.Context()).(tftypes.Object)
	roles := object.AttributeTypes["assume_role"].(tftypes.List)
	accounts := object.AttributeTypes["allowed_account_ids"]

	role := []tftypes.Value{}
	if roleARN != nil {
		role = append(role, tftypes.NewValue(roles.ElementType, map[string]tftypes.Value{
			"role_arn":     *roleARN,
			"session_name": tftypes.NewValue(tftypes.String, "env"),
			"external_id":  tftypes.NewValue(tftypes.String, "xid"),
		}))
	}
	ids := tftypes.NewValue(accounts, nil)
	if len(allowed) > 0 {
		var list []tftypes.Value
		for _, id := range allowed {
			list = append(list, tftypes.NewValue(tftypes.String, id))
		}
		ids = tftypes.NewValue(accounts, list)
	}
	raw := tftypes.NewValue(object, map[string]tftypes.Value{
		"region":              tftypes.NewValue(tftypes.String, "us-east-1"),
		"access_key":          tftypes.NewValue(tftypes.String, nil),
		"secret_key":          tftypes.NewValue(tftypes.String, nil),
		"token":               tftypes.NewValue(tftypes.String, nil),
		"allowed_account_ids": ids,
		"assume_role":         tftypes.NewValue(roles, role),
	})

	var resp provider.ConfigureResponse
	New().Configure(t.Context(), provider.ConfigureRequest{Config: tfsdk.Config{Raw: raw, Schema: schema.Schema}}, &resp)
	return resp
}

func roleARN(value any) *tftypes.Value {
	v := tftypes.NewValue(tftypes.String, value)
	return &v
}

func TestAssumesTheRole(t *testing.T) {
	calls := fakeSTS(t)
	if resp := configure(t, roleARN("arn:aws:iam::222222222222:role/open")); len(resp.Diagnostics) > 0 {
		t.Fatal(resp.Diagnostics)
	}
	want := []string{"AssumeRole arn:aws:iam::222222222222:role/open env xid", "GetCallerIdentity from 222222222222"}
	if diff := cmp.Diff(want, *calls); diff != "" {
		t.Errorf("calls (-want +got)\n%s", diff)
	}
}

// Source: hashicorp/terraform-provider-aws, internal/provider/sdkv2/provider.go, configure.
func TestStaysTheCallerWithAWarningWhenTheRoleIsNotKnown(t *testing.T) {
	for name, value := range map[string]any{"null": nil, "empty": "", "unknown": tftypes.UnknownValue} {
		t.Run(name, func(t *testing.T) {
			calls := fakeSTS(t)
			resp := configure(t, roleARN(value))
			if resp.Diagnostics.HasError() || resp.Diagnostics.WarningsCount() != 1 {
				t.Errorf("got %v, want one warning", resp.Diagnostics)
			}
			if diff := cmp.Diff([]string{"GetCallerIdentity from 111111111111"}, *calls); diff != "" {
				t.Errorf("calls (-want +got)\n%s", diff)
			}
		})
	}
}

func TestRefusesARoleThatCannotBeAssumed(t *testing.T) {
	fakeSTS(t)
	if resp := configure(t, roleARN("arn:aws:iam::222222222222:role/closed")); !resp.Diagnostics.HasError() {
		t.Error("want an error")
	}
}

func TestRefusesAnAccountThatIsNotAllowed(t *testing.T) {
	fakeSTS(t)
	if resp := configure(t, nil, "222222222222"); !resp.Diagnostics.HasError() {
		t.Error("account 111111111111: want an error")
	}
	if resp := configure(t, nil, "222222222222", "111111111111"); resp.Diagnostics.HasError() {
		t.Errorf("account 111111111111 is allowed: %v", resp.Diagnostics)
	}
}
