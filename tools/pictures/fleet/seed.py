# Copyright (c) The terraform-provider-crossaccount Authors
# SPDX-License-Identifier: MPL-2.0

"""Creates the roles of the fleet in LocalEmu, whose address is the argument: one that is right, one that asks for no
external ID, and one that trusts somebody else."""

import json
import sys
import urllib.parse
import urllib.request


def trust(account, *external_ids):
    statement = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:AssumeRole"}
    for external_id in external_ids:
        statement["Condition"] = {"StringEquals": {"sts:ExternalId": external_id}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def call(account, action, **arguments):
    body = urllib.parse.urlencode({"Action": action, "Version": "2010-05-08", "RoleName": "deploy", **arguments})
    # LocalEmu takes the account from the access key, and does not look at the signature.
    authorization = f"AWS4-HMAC-SHA256 Credential={account}/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=any"
    request = urllib.request.Request(sys.argv[1], body.encode(), {"Authorization": authorization})
    urllib.request.urlopen(request, timeout=30).read()


for account, policy in {
    "222222222222": trust("111111111111", "example-2f6d0c1e"),
    "333333333333": trust("111111111111"),
    "444444444444": trust("999999999999", "example-2f6d0c1e"),
}.items():
    call(account, "CreateRole", AssumeRolePolicyDocument=policy)
