// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Terraform-provider-crossaccount makes the steps of cross-account access in
// AWS values that are checked when Terraform plans.
package main

import (
	"context"
	"flag"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"google.golang.org/grpc/experimental"
	"google.golang.org/grpc/mem"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/provider"
)

// version is set by the release build.
var version = "dev"

// gRPC takes its buffers from pools of these sizes. The schema needs 58 kB, for which gRPC would by itself take, and
// clear, 1 MB: it has no size between 32 kB and that.
func init() {
	experimental.SetDefaultBufferPool(mem.NewTieredBufferPool(256, 4<<10, 16<<10, 32<<10, 64<<10, 1<<20))
}

func main() {
	debug := flag.Bool("debug", false, "serve a debugger: print how Terraform can reach this process")
	flag.Parse()
	if !*debug {
		muteUnheardLogs()
	}

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address:         provider.Address,
		Debug:           *debug,
		ProtocolVersion: 5,
	})
	if err != nil {
		log.Fatal(err)
	}
}

// muteUnheardLogs turns off what the SDK logs of each step of each call, unless it is asked for. Terraform keeps it only
// where TF_LOG or TF_LOG_PROVIDER is set; else it reads every line and drops it.
func muteUnheardLogs() {
	if os.Getenv("TF_LOG") != "" || os.Getenv("TF_LOG_PROVIDER") != "" {
		return
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_SDK_PROTO"} {
		if os.Getenv(name) == "" {
			_ = os.Setenv(name, "OFF") // it fails for names that are none
		}
	}
}
