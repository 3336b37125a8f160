// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package iamarn

import (
	"fmt"
	"regexp"
	"strings"
)

// Partition is a group of AWS regions with accounts, ARNs and an STS of its
// own: no role can be assumed across partitions. Partitions are comparable;
// the zero Partition is none.
type Partition struct{ id string }

// The AWS partitions.
var (
	AWS      = Partition{"aws"}
	AWSCN    = Partition{"aws-cn"}
	AWSUSGov = Partition{"aws-us-gov"}
	AWSISO   = Partition{"aws-iso"}
	AWSISOB  = Partition{"aws-iso-b"}
	AWSISOE  = Partition{"aws-iso-e"}
	AWSISOF  = Partition{"aws-iso-f"}
	AWSEUSC  = Partition{"aws-eusc"}
)

// partitions lists every partition with what is known of it. The order puts
// the narrower region prefixes before the wider. Source: the endpoint rules of
// the AWS SDKs (partitions.json).
var partitions = []struct {
	Partition
	dnsSuffix     string
	defaultRegion string
	regionPrefix  string // of region names
}{
	{AWSCN, "amazonaws.com.cn", "cn-northwest-1", "cn-"},
	{AWSUSGov, "amazonaws.com", "us-gov-west-1", "us-gov-"},
	{AWSISO, "c2s.ic.gov", "us-iso-east-1", "us-iso-"},
	{AWSISOB, "sc2s.sgov.gov", "us-isob-east-1", "us-isob-"},
	{AWSISOE, "cloud.adc-e.uk", "eu-isoe-west-1", "eu-isoe-"},
	{AWSISOF, "csp.hci.ic.gov", "us-isof-south-1", "us-isof-"},
	{AWSEUSC, "amazonaws.eu", "eusc-de-east-1", "eusc-"},
	{AWS, "amazonaws.com", "us-east-1", ""},
}

// regionName is the shape that the names of all regions share.
var regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]+$`)

// ParsePartition reads a partition's identifier, such as "aws-us-gov". Errors
// are [*Error].
func ParsePartition(s string) (Partition, error) {
	if p, ok := partitionByID(s); ok {
		return p, nil
	}
	return Partition{}, &Error{What: "partition", Input: s, Pos: 1, Reason: noPartition}
}

var noPartition = "there is no such partition, use one of " + strings.Join(PartitionIDs(), ", ")

func partitionByID(id string) (Partition, bool) {
	for _, p := range partitions {
		if p.id == id {
			return p.Partition, true
		}
	}
	return Partition{}, false
}

// PartitionIDs returns the identifiers that [ParsePartition] takes, the
// commercial partition first.
func PartitionIDs() []string {
	ids := []string{AWS.id}
	for _, p := range partitions {
		if p.Partition != AWS {
			ids = append(ids, p.id)
		}
	}
	return ids
}

// PartitionOfRegion returns the partition that a region such as
// "eusc-de-east-1" belongs to. A region that is not known yet but looks like
// one is taken to be of [AWS], as the AWS SDKs do. Errors are [*Error].
func PartitionOfRegion(region string) (Partition, error) {
	if !regionName.MatchString(region) {
		return Partition{}, &Error{
			What: "region", Input: region, Pos: 1,
			Reason: "this is not the name of an AWS region, so its partition is not known: use a name such as us-east-1",
		}
	}
	for _, p := range partitions {
		if strings.HasPrefix(region, p.regionPrefix) {
			return p.Partition, nil
		}
	}
	return AWS, nil
}

// String returns the identifier, as it stands in ARNs.
func (p Partition) String() string { return p.id }

// DNSSuffix returns the domain of the partition's endpoints.
func (p Partition) DNSSuffix() string {
	for _, known := range partitions {
		if known.Partition == p {
			return known.dnsSuffix
		}
	}
	return ""
}

// DefaultRegion returns the region that serves the partition's global
// services.
func (p Partition) DefaultRegion() string {
	for _, known := range partitions {
		if known.Partition == p {
			return known.defaultRegion
		}
	}
	return ""
}

// CheckSamePartition returns an error unless a caller in partition from can
// assume a role in partition to.
func CheckSamePartition(from, to Partition) error {
	if from == to {
		return nil
	}
	return fmt.Errorf("a role in partition %s cannot be assumed from partition %s: no trust reaches across partitions, use a role and a caller of one", to, from)
}
