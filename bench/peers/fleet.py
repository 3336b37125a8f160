# Copyright (c) The terraform-provider-crossaccount Authors
# SPDX-License-Identifier: MPL-2.0

"""Verifies roles as the provider does, by boto3 with a pool of threads: reads a job as JSON, writes the outcome as JSON."""

import concurrent.futures
import json
import queue
import sys
import threading
import time

import boto3
import botocore.config
import botocore.session


class Worker:
    """A thread's own client, with its one connection.

    The second call is signed with the session's credentials. A client for each session would cost a TLS handshake and some
    milliseconds of CPU for each role, so this one signs with whatever credentials are current: a botocore session signs with
    one object of credentials, which may be changed between two calls. A client that all threads share could not be used so,
    and would save nothing: the clients are made before time counts, and there are as many connections either way.
    """

    def __init__(self):
        session = botocore.session.Session()
        caller = session.get_credentials()
        self.caller = (caller.access_key, caller.secret_key, caller.token)
        session.set_credentials(*self.caller)
        self.credentials = session.get_credentials()
        config = botocore.config.Config(max_pool_connections=1)
        self.client = boto3.Session(botocore_session=session).client("sts", config=config)

    def identify(self, credentials):
        self.credentials.access_key, self.credentials.secret_key, self.credentials.token = credentials
        return self.client.get_caller_identity()["Arn"]

    def verify(self, job, role):
        self.credentials.access_key, self.credentials.secret_key, self.credentials.token = self.caller
        answer = self.client.assume_role(
            RoleArn=role,
            RoleSessionName=job["session_name"],
            DurationSeconds=job["duration"],
            Policy=job["session_policy"],
        )
        got = answer["Credentials"]
        landed = self.identify((got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"]))
        _, _, _, _, account, resource = role.split(":", 5)
        return landed == f"arn:aws:sts::{account}:assumed-role/{resource.rsplit('/')[-1]}/{job['session_name']}"


def main():
    job = json.load(sys.stdin)
    workers = queue.SimpleQueue()
    first = Worker()
    workers.put(first)
    for _ in range(job["concurrency"] - 1):
        workers.put(Worker())
    own = threading.local()

    def begin():
        own.worker = workers.get()

    # From here on, time counts: importing boto3 and making the clients has been free.
    began = time.perf_counter()
    first.identify(first.caller)  # the provider asks once who calls
    with concurrent.futures.ThreadPoolExecutor(job["concurrency"], initializer=begin) as pool:
        results = list(pool.map(lambda role: own.worker.verify(job, role), job["roles"]))
    seconds = time.perf_counter() - began
    json.dump({"seconds": seconds, "assumable": sum(results)}, sys.stdout)


main()
