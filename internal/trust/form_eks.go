// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"fmt"
	"strings"

	"github.com/crossaccount/terraform-provider-crossaccount/internal/account"
	"github.com/crossaccount/terraform-provider-crossaccount/internal/iamarn"
)

// EKSServiceAccount lets pods of a Kubernetes service account assume the role,
// by the token that the cluster's OIDC provider vouches for (IRSA).
// Source: Amazon EKS User Guide, "Assign IAM roles to Kubernetes service accounts".
type EKSServiceAccount struct {
	Options
	OIDCProviderARN string
	Namespace       string
	ServiceAccount  string
	Audience        string // of the tokens; "" for the usual one of the partition
}

// tokenAudiences are the audiences that EKS has Kubernetes issue tokens for.
// Those of other partitions are not documented.
// Source: Amazon EKS User Guide, "Assign IAM roles to Kubernetes service accounts".
var tokenAudiences = map[iamarn.Partition]string{
	iamarn.AWS:      "sts.amazonaws.com",
	iamarn.AWSCN:    "sts.amazonaws.com.cn",
	iamarn.AWSUSGov: "sts.amazonaws.com",
}

func (f EKSServiceAccount) draft(d *draft) {
	d.allow(assumeRoleWithWebIdentity, Session{})
	p := d.provider("oidc_provider_arn", f.OIDCProviderARN, oidcProvider)
	namespace, serviceAccount := d.podIdentity(f.Namespace, f.ServiceAccount)
	audience := d.one("audience", f.Audience, parseLiteral)
	if f.Audience == "" && p.Kind() != 0 {
		if audience = tokenAudiences[p.Partition()]; audience == "" {
			d.fail("audience", -1, "the audience of tokens in partition %s is not known: give it, as the service account's token has it", p.Partition())
		}
	}
	d.condition("audience", "StringEquals", p.Name()+":aud", audience)
	d.condition("service_account", "StringEquals", p.Name()+":sub", "system:serviceaccount:"+namespace+":"+serviceAccount)
	d.options(f.Options)
}

// EKSPodIdentity lets pods of a Kubernetes service account assume the role, by
// the agent of EKS Pod Identity.
// Source: Amazon EKS User Guide, "Create IAM role with trust policy required by EKS Pod Identity".
type EKSPodIdentity struct {
	Options
	ClusterARN     string
	Namespace      string
	ServiceAccount string
}

func (f EKSPodIdentity) draft(d *draft) {
	d.allow(AssumeRole, Session{AllowTags: true}) // EKS tags each session
	d.principal = &principals{service: []string{"pods.eks.amazonaws.com"}}
	d.condition("cluster_arn", "StringEquals", "aws:RequestTag/eks-cluster-arn",
		d.must("cluster_arn", f.ClusterARN, "the ARN of the cluster that the pods run in", parseCluster))
	namespace, serviceAccount := d.podIdentity(f.Namespace, f.ServiceAccount)
	d.condition("namespace", "StringEquals", "aws:RequestTag/kubernetes-namespace", namespace)
	d.condition("service_account", "StringEquals", "aws:RequestTag/kubernetes-service-account", serviceAccount)
	d.options(f.Options)
}

// podIdentity reads the name of a service account and of the namespace that
// it is in.
func (d *draft) podIdentity(namespace, serviceAccount string) (ns, sa string) {
	return d.must("namespace", namespace, "the Kubernetes namespace of the service account", parseNamespace),
		d.must("service_account", serviceAccount, "the name of the Kubernetes service account", parseServiceAccount)
}

const (
	dnsLabel     = `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`
	dnsSubdomain = `^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`
	clusterName  = `^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$`
)

// wildcardHint is for names that the forms of EKS compare as they are.
const wildcardHint = "; a pattern with * goes into an oidc or statement block"

// Source: Kubernetes, "Object Names and IDs", RFC 1123 label names.
func parseNamespace(s string) (string, error) {
	if !matches(dnsLabel, s) {
		return "", fmt.Errorf("%s is no name of a Kubernetes namespace, which has 1 to 63 lower-case letters, digits and dashes, none of them at its ends%s",
			quote(s), hintFor(s))
	}
	return s, nil
}

// Source: Kubernetes, "Object Names and IDs", DNS subdomain names.
func parseServiceAccount(s string) (string, error) {
	const most = 253
	if !matches(dnsSubdomain, s) || len(s) > most {
		return "", fmt.Errorf("%s is no name of a Kubernetes service account, which has 1 to %d lower-case letters, digits, dashes and dots, "+
			"with a letter or digit at both ends of each part%s", quote(s), most, hintFor(s))
	}
	return s, nil
}

func hintFor(s string) string {
	if strings.Contains(s, "*") {
		return wildcardHint
	}
	return ""
}

// Source: Service Authorization Reference, "Amazon Elastic Kubernetes Service".
func parseCluster(s string) (string, error) {
	parts := strings.Split(s, ":")
	fault := fmt.Errorf("%s is not the ARN of an EKS cluster, which has the form arn:aws:eks:eu-central-1:123456789012:cluster/NAME", quote(s))
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "eks" {
		return "", fault
	}
	partition, err := iamarn.PartitionOfRegion(parts[3])
	if err != nil {
		return "", fmt.Errorf("%w: %w", fault, err)
	}
	if parts[1] != partition.String() {
		return "", fmt.Errorf("%w: region %s is in partition %s", fault, parts[3], partition)
	}
	if _, err := account.ParseInARN(parts[4]); err != nil {
		return "", fmt.Errorf("%w: %w", fault, err)
	}
	if name, ok := strings.CutPrefix(parts[5], "cluster/"); !ok || !matches(clusterName, name) {
		return "", fault
	}
	return s, nil
}
