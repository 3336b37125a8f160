// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
)

const benchmarkPolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/agent"},` +
	`"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"example-2f6d0c1e"}}}]}`

// What Terraform asks for each data source when it plans: to validate the configuration, then to read.
func BenchmarkDataSource(b *testing.B) {
	s := newServer(b, nil)
	for _, bm := range []struct {
		name   string
		config attrs
	}{
		{"account", attrs{"choice": "Dev | 222222222222"}},
		{"accounts", attrs{"choices": []any{"Dev | 222222222222", "Test | 333333333333"}}},
		{"account_choices", attrs{"accounts": map[string]any{"Dev": "222222222222", "Test": "333333333333"}}},
		{"target_role", attrs{"account": "Dev | 222222222222", "role_name": "torque-target", "partition": "aws"}},
		{"target_roles", attrs{"accounts": []any{"Dev | 222222222222", "Test | 333333333333"}, "role_name": "torque-target", "partition": "aws"}},
		{"session_name", attrs{"parts": []any{"torque", "My environment #7", "jane.doe@example.com"}}},
		{"trust_policy_check", attrs{"json": benchmarkPolicy}},
		{"trust_policy_evaluation", attrs{"trust_policy": benchmarkPolicy, "role_arn": testRoleARN, "principal": "arn:aws:iam::111111111111:role/agent"}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			dataSource := typeName + "_" + bm.name
			if _, found := s.read(dataSource, bm.config); len(found) > 0 {
				b.Fatal(found)
			}
			config := s.encode(s.schema.DataSourceSchemas[dataSource].ValueType(), bm.config)
			b.ReportAllocs()
			for b.Loop() {
				if resp, err := s.provider.ValidateDataSourceConfig(b.Context(), &tfprotov5.ValidateDataSourceConfigRequest{TypeName: dataSource, Config: config}); err != nil || len(resp.Diagnostics) > 0 {
					b.Fatal(err, texts(resp.Diagnostics))
				}
				if resp, err := s.provider.ReadDataSource(b.Context(), &tfprotov5.ReadDataSourceRequest{TypeName: dataSource, Config: config}); err != nil || len(resp.Diagnostics) > 0 {
					b.Fatal(err, texts(resp.Diagnostics))
				}
			}
		})
	}
}

// What Terraform asks for each new resource when it plans: to validate the configuration, then to plan.
func BenchmarkTrustPolicy(b *testing.B) {
	s := newTrustPolicyServer(b)
	attributes := attrs{"aws": []any{attrs{"principals": []any{"arn:aws:iam::111111111111:role/agent"}, "external_ids": []any{"example-2f6d0c1e"}}}}
	if _, found := s.plan(nil, attributes); len(found) > 0 {
		b.Fatal(found)
	}
	config, prior := s.encode(s.typ(), s.config(attributes)), s.encode(s.typ(), nil)
	b.ReportAllocs()
	for b.Loop() {
		if resp, err := s.provider.ValidateResourceTypeConfig(b.Context(), &tfprotov5.ValidateResourceTypeConfigRequest{TypeName: trustPolicyType, Config: config}); err != nil || len(resp.Diagnostics) > 0 {
			b.Fatal(err, texts(resp.Diagnostics))
		}
		if resp, err := s.provider.PlanResourceChange(b.Context(), &tfprotov5.PlanResourceChangeRequest{
			TypeName: trustPolicyType, PriorState: prior, ProposedNewState: config, Config: config,
		}); err != nil || len(resp.Diagnostics) > 0 {
			b.Fatal(err, texts(resp.Diagnostics))
		}
	}
}

// What Terraform asks for each call of a function.
func BenchmarkFunction(b *testing.B) {
	s := newServer(b, nil)
	for _, bm := range []struct {
		name      string
		arguments []any
	}{
		{"account_format", []any{"Dev", "222222222222"}},
		{"account_parse", []any{"Dev | 222222222222"}},
		{"role_arn_build", []any{"Dev | 222222222222", "torque-target", nil, nil}},
		{"role_arn_parse", []any{testRoleARN}},
		{"session_name", []any{"torque", "My environment #7", "jane.doe@example.com"}},
		{"trust_policy_evaluate", []any{benchmarkPolicy, attrs{"role_arn": testRoleARN, "principal": "arn:aws:iam::111111111111:role/agent"}}},
		{"trust_policy_normalize", []any{strings.ReplaceAll(benchmarkPolicy, ":", ": ")}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			req := &tfprotov5.CallFunctionRequest{Name: bm.name, Arguments: s.encodeArguments(bm.name, bm.arguments)}
			b.ReportAllocs()
			for b.Loop() {
				if resp, err := s.provider.CallFunction(b.Context(), req); err != nil || resp.Error != nil {
					b.Fatal(err, resp.Error)
				}
			}
		})
	}
}

// What Terraform asks of the provider first.
func BenchmarkSchema(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		startServer(b)
	}
}

// The time for each choice does not depend on how many there are.
func BenchmarkChoices(b *testing.B) {
	s := newServer(b, nil)
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			choices := make([]any, n)
			for i := range choices {
				choices[i] = fmt.Sprintf("Label %09d | 100%09d", i, i)
			}
			dataSource := typeName + "_accounts"
			req := &tfprotov5.ReadDataSourceRequest{
				TypeName: dataSource, Config: s.encode(s.schema.DataSourceSchemas[dataSource].ValueType(), attrs{"choices": choices}),
			}
			for b.Loop() {
				if resp, err := s.provider.ReadDataSource(b.Context(), req); err != nil || len(resp.Diagnostics) > 0 {
					b.Fatal(err, texts(resp.Diagnostics))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/choice")
		})
	}
}
