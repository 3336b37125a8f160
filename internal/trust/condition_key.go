// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import (
	"strings"
	"sync"
)

// conditionKey is a condition key that AWS documents.
type conditionKey struct {
	name   string // as AWS writes it; a slash at its end stands before the name of a tag
	values valueCount
}

// valueCount is how many values of a key a request can have.
type valueCount int8

const (
	anyCount   valueCount = iota // AWS does not say, or not in requests to assume a role
	oneValue                     // at most
	manyValues                   // or one, or none
)

// conditionKeys are all global keys, those of AWS STS and of IAM, and those of
// SAML providers that have one value.
// Source: IAM User Guide, "AWS global condition context keys" and "IAM and AWS STS condition context keys"; Service
// Authorization Reference, "AWS Security Token Service" and "AWS Identity and Access Management (IAM)".
var conditionKeys = []conditionKey{
	{"aws:AssumedRoot", oneValue},
	{"aws:CalledVia", manyValues},
	{"aws:CalledViaAWSMCP", oneValue},
	{"aws:CalledViaFirst", oneValue},
	{"aws:CalledViaLast", oneValue},
	{"aws:ChatbotSourceArn", oneValue},
	{"aws:CurrentTime", oneValue},
	{"aws:Ec2InstanceSourcePrivateIPv4", oneValue},
	{"aws:Ec2InstanceSourceVpc", oneValue},
	{"aws:EpochTime", oneValue},
	{"aws:FederatedProvider", oneValue},
	{"aws:IsMcpServiceAction", oneValue},
	{"aws:MultiFactorAuthAge", oneValue},
	{"aws:MultiFactorAuthPresent", oneValue},
	{"aws:PrincipalAccount", oneValue},
	{"aws:PrincipalArn", oneValue},
	{"aws:PrincipalIsAWSService", oneValue},
	{"aws:PrincipalOrgID", oneValue},
	{"aws:PrincipalOrgPaths", manyValues},
	{"aws:PrincipalServiceName", oneValue},
	{"aws:PrincipalServiceNamesList", manyValues},
	{"aws:PrincipalTag/", oneValue},
	{"aws:PrincipalType", oneValue},
	{"aws:referer", oneValue},
	{"aws:RequestedRegion", oneValue},
	{"aws:RequestTag/", oneValue},
	{"aws:ResourceAccount", oneValue},
	{"aws:ResourceOrgID", oneValue},
	{"aws:ResourceOrgPaths", manyValues},
	{"aws:ResourceTag/", oneValue},
	{"aws:RoleSessionName", anyCount}, // a page of the guide on roles calls sts:RoleSessionName so
	{"aws:SecureTransport", oneValue},
	{"aws:SignInSessionArn", oneValue},
	{"aws:SourceAccount", oneValue},
	{"aws:SourceArn", oneValue},
	{"aws:SourceIdentity", oneValue},
	{"aws:SourceIp", oneValue},
	{"aws:SourceOrgID", oneValue},
	{"aws:SourceOrgPaths", manyValues},
	{"aws:SourceVpc", oneValue},
	{"aws:SourceVpcArn", oneValue},
	{"aws:SourceVpce", oneValue},
	{"aws:TagKeys", manyValues},
	{"aws:TokenIssueTime", oneValue},
	{"aws:UserAgent", oneValue},
	{"aws:userid", oneValue},
	{"aws:username", oneValue},
	{"aws:ViaAWSMCPService", oneValue},
	{"aws:ViaAWSService", oneValue},
	{"aws:VpceAccount", oneValue},
	{"aws:VpceOrgID", oneValue},
	{"aws:VpceOrgPaths", manyValues},
	{"aws:VpcSourceIp", oneValue},

	{"iam:AccountPropertyNamespaces", anyCount},
	{"iam:AssociatedResourceArn", anyCount},
	{"iam:AWSServiceName", anyCount},
	{"iam:DelegationDuration", anyCount},
	{"iam:DelegationRequestOwner", anyCount},
	{"iam:FIDO-certification", anyCount},
	{"iam:FIDO-FIPS-140-2-certification", anyCount},
	{"iam:FIDO-FIPS-140-3-certification", anyCount},
	{"iam:NotificationChannel", anyCount},
	{"iam:OrganizationsPolicyId", anyCount},
	{"iam:PassedToService", anyCount},
	{"iam:PermissionsBoundary", anyCount},
	{"iam:PolicyARN", anyCount},
	{"iam:RegisterSecurityKey", anyCount},
	{"iam:ResourceTag/", oneValue},
	{"iam:RoleTemplateARN", anyCount},
	{"iam:ServiceSpecificCredentialAgeDays", anyCount},
	{"iam:ServiceSpecificCredentialServiceName", anyCount},
	{"iam:TemplateArn", anyCount},

	{"saml:aud", oneValue},
	{"saml:iss", oneValue},
	{"saml:namequalifier", oneValue},
	{"saml:sub", oneValue},
	{"saml:sub_type", oneValue},

	{"sts:AWSServiceName", anyCount},
	{"sts:DurationSeconds", anyCount},
	{"sts:ExternalId", oneValue},
	{"sts:IdentityTokenAudience", anyCount},
	{"sts:RequestContext/", anyCount},
	{"sts:RequestContextProviders", anyCount},
	{"sts:RoleSessionName", oneValue},
	{"sts:SigningAlgorithm", anyCount},
	{"sts:SourceIdentity", oneValue},
	{"sts:TaskPolicyArn", anyCount},
	{"sts:TransitiveTagKeys", manyValues},
}

// conditionKeyNames are the names of the conditionKeys.
var conditionKeyNames = sync.OnceValue(func() vocabulary {
	names := make([]string, len(conditionKeys))
	for i, k := range conditionKeys {
		names[i] = k.name
	}
	return newVocabulary(names)
})

// cutTag takes the name of a tag off a condition key, which may have none.
func cutTag(key string) (name, tag string) {
	i := strings.IndexByte(key, '/') + 1
	if i == 0 {
		return key, ""
	}
	return key[:i], key[i:]
}

// knownKey returns the entry of a key, which may be a tag's, nil if it has none.
func knownKey(key string) *conditionKey {
	name, _ := cutTag(key)
	for i := range conditionKeys {
		if strings.EqualFold(conditionKeys[i].name, name) {
			return &conditionKeys[i]
		}
	}
	return nil
}

// valueCount returns how many values of the condition's key a request can have.
func (cond *condition) valueCount() valueCount {
	if k := knownKey(cond.key); k != nil {
		return k.values
	}
	// The claims of an OpenID Connect provider, whose issuer has a dot.
	issuer, claim, ok := cutClaim(strings.ToLower(cond.key))
	if ok && strings.Contains(issuer, ".") && (claim == "sub" || claim == "aud" || claim == "app_id") {
		return oneValue
	}
	return anyCount
}

// cutClaim takes a key such as token.actions.githubusercontent.com:sub apart.
func cutClaim(key string) (issuer, claim string, ok bool) {
	i := strings.LastIndexByte(key, ':')
	if i < 0 {
		return "", "", false
	}
	return key[:i], key[i+1:], true
}
