// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package fleet

// notes are what a reader has to know of the tables.
var notes = []string{
	"**How.** A fake STS, a process of its own on this machine, speaks TLS and HTTP/1.1 with keep-alive, and answers each call after its latency: " +
		"50 ms; or 200 ms with a long tail, where of 100 calls 94 take 200 ms, 5 take 400 ms and one takes 1.5 s, in an order that each side meets anew (223 ms in the mean). " +
		"It counts, and the run fails unless each side made exactly the calls that it has to, with the session policy, no more at a time than allowed, and found all roles assumable. " +
		"The library and boto3 are timed within their processes, from the first step to the last answer, without their start; boto3's clients exist before that. " +
		"A plan is timed from the start of Terraform to its end, and so is the empty one: the same configuration without roles. " +
		"All sides and the fake share the machine's cores.",
	"**The limit** is ⌈roles/calls at a time⌉ × mean latency × 2 calls. It leaves out the TLS handshakes and the one call that asks who calls. That weighs most where roles are few. " +
		"With the long tail it is a mean: the answer of 1.5 s that comes last is waited for when all others are in. " +
		"Beside it stands what these very latencies allow at best, if nothing else took any time: that one call, and each call as soon as one of those under way has its answer.",
	"**Calls.** Two for each role, one after the other, and one for the fleet. `AssumeRole` is the proof: nothing else asks the trust policy, the caller's policies and those of both organizations at once. " +
		"`GetCallerIdentity`, signed with the session's credentials, confirms that STS knows them, and which account and role they are of. " +
		"The one for the fleet tells who calls: it is refused offline what no such caller can get, and denials are explained for it.",
	"**Can one go?** Each answer of `AssumeRole` names the session already, so the second call could go if that were believed, and a fleet would take half the time. " +
		"But that name can be made from the request alone, by a proxy, an emulator or a cache. The second call has only the credentials to be answered from, so it shows what the first can't: " +
		"that they are whole and work, and which account and role they lead to. Going without it would be faster by proving less, so it stays. " +
		"More calls are made only on request: up to four to see whether an external ID is enforced, tries while a denial is waited out, and two for each hop, once for all roles behind it.",
	"**Peers.** boto3 makes the same calls from as many threads, each with a client and a connection of its own that are used throughout; a client made for each session, as is usual, would cost a TLS handshake more for each role. " +
		"`aws sts assume-role` makes half the calls, one call for each role, and starts a process for each.",
	"**Memory** is the highest resident memory (`VmHWM`) of the provider's process in those plans, and in the empty ones. " +
		"It is at its highest at the end, when the framework copies and compares the answer to Terraform before it sends it. On a machine that is busy the collector comes late, which adds to it.",
}
