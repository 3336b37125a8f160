// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-aws serves the stand-in for hashicorp/aws to a
// real Terraform in tests.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/acctest/awsstandin"
)

func main() {
	err := providerserver.Serve(context.Background(), awsstandin.New, providerserver.ServeOpts{
		Address:         awsstandin.Address,
		ProtocolVersion: 5,
	})
	if err != nil {
		log.Fatal(err)
	}
}
