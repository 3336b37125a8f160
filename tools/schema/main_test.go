// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The expected texts follow the page "terraform providers schema" of Terraform's documentation.

func TestBlockIsInTerraformsFormat(t *testing.T) {
	got := schemaOf(&tfprotov5.Schema{Version: 2, Block: &tfprotov5.SchemaBlock{
		Description: "A *thing*.", DescriptionKind: tfprotov5.StringKindMarkdown, Deprecated: true,
		Attributes: []*tfprotov5.SchemaAttribute{
			{Name: "name", Type: tftypes.String, Required: true, Description: "Its name."},
			{Name: "secret", Type: tftypes.Map{ElementType: tftypes.Number}, Optional: true, Computed: true, Sensitive: true},
			{Name: "written", Type: tftypes.Bool, Optional: true, WriteOnly: true, Deprecated: true},
		},
		BlockTypes: []*tfprotov5.SchemaNestedBlock{
			{TypeName: "via", Nesting: tfprotov5.SchemaNestedBlockNestingModeList, MinItems: 1, MaxItems: 3, Block: &tfprotov5.SchemaBlock{}},
			{TypeName: "timeouts", Nesting: tfprotov5.SchemaNestedBlockNestingModeSingle, Block: &tfprotov5.SchemaBlock{}},
		},
	}})
	wantJSON(t, got, `{
		"version": 2,
		"block": {
			"description": "A *thing*.", "description_kind": "markdown", "deprecated": true,
			"attributes": {
				"name": {"type": "string", "description": "Its name.", "description_kind": "plain", "required": true},
				"secret": {"type": ["map", "number"], "description_kind": "plain", "optional": true, "computed": true, "sensitive": true},
				"written": {"type": "bool", "description_kind": "plain", "deprecated": true, "optional": true, "write_only": true}
			},
			"block_types": {
				"via": {"nesting_mode": "list", "block": {"description_kind": "plain"}, "min_items": 1, "max_items": 3},
				"timeouts": {"nesting_mode": "single", "block": {"description_kind": "plain"}}
			}
		}
	}`)
}

func TestFunctionIsInTerraformsFormat(t *testing.T) {
	got := functionOf(&tfprotov5.Function{
		Summary: "Joins", Description: "Joins parts.", DeprecationMessage: "Use join.",
		Return:            &tfprotov5.FunctionReturn{Type: tftypes.Object{AttributeTypes: map[string]tftypes.Type{"a": tftypes.String}}},
		Parameters:        []*tfprotov5.FunctionParameter{{Name: "separator", Type: tftypes.String, AllowNullValue: true, Description: "What goes between."}},
		VariadicParameter: &tfprotov5.FunctionParameter{Name: "parts", Type: tftypes.List{ElementType: tftypes.String}},
	})
	wantJSON(t, got, `{
		"summary": "Joins", "description": "Joins parts.", "deprecation_message": "Use join.",
		"return_type": ["object", {"a": "string"}],
		"parameters": [{"name": "separator", "type": "string", "is_nullable": true, "description": "What goes between."}],
		"variadic_parameter": {"name": "parts", "type": ["list", "string"]}
	}`)
}

func TestTheProvidersOwnSchemaIsPrinted(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Schemas map[string]struct {
			DataSources map[string]any `json:"data_source_schemas"`
			Functions   map[string]any `json:"functions"`
		} `json:"provider_schemas"`
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	provider := got.Schemas["crossaccount"]
	if provider.DataSources["crossaccount_assumable_role"] == nil || provider.Functions["account_parse"] == nil {
		t.Errorf("a data source or a function is missing:\n%s", out.String())
	}
}

func wantJSON(t *testing.T, got any, want string) {
	t.Helper()
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var gotValue, wantValue any
	if err := json.Unmarshal(text, &gotValue); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &wantValue); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantValue, gotValue); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
