// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

// Evaluates the work of bench/evaluation by the public functions of @cloud-copilot/iam-simulate, and prints the outcome:
// node --input-type=module - WORK CALL WARM_UP MEASURED <evaluate.mjs, in the folder of node_modules. Times are in seconds.

import { readFileSync } from 'node:fs'
import { createValidatedPolicy, validateIdentityPolicy, validateResourcePolicy } from '@cloud-copilot/iam-policy'
import { isConditionKeyArray, runSimulation, runUnsafeSimulation, typeForContextKey } from '@cloud-copilot/iam-simulate'

const [file, call, warmUp, measured] = process.argv.slice(2)
const work = JSON.parse(readFileSync(file, 'utf8'))
const decisions = { Allowed: 'allowed', ExplicitlyDenied: 'explicitly_denied', ImplicitlyDenied: 'implicitly_denied' }

// Either call reads the policy that it is given each time. One that is validated before is not validated again.
const unchecked = () => []
const calls = {
  runSimulation: {
    resource: validateResourcePolicy,
    identity: validateIdentityPolicy,
    context: (request) => request.context,
    decide: async (simulation) => decisions[(await runSimulation(simulation, {})).overallResult],
  },
  runUnsafeSimulation: {
    resource: unchecked,
    identity: unchecked,
    context: contextByType,
    decide: (simulation) => decisions[runUnsafeSimulation(simulation, {})],
  },
  // The least that any call takes: JSON.parse of the policies, and no answer.
  parse: { resource: unchecked, identity: unchecked, context: (request) => request.context, decide: () => undefined },
}
const { resource, identity, context, decide } = calls[call]

// contextByType returns the context as runUnsafeSimulation takes it: a list for a key that has several values by its type.
// It knows no type of the keys of an OIDC provider, which have one value in all cases.
async function contextByType(request) {
  const typed = {}
  for (const [key, values] of Object.entries(request.context)) {
    const type = await typeForContextKey(key.toLowerCase()).catch(() => undefined)
    const isList = type === undefined ? values.length !== 1 : isConditionKeyArray(type)
    if (values.length > 0) typed[key] = isList ? values : values[0]
  }
  return typed
}

// Not part of what is measured: the request in the peer's terms.
const requests = await Promise.all(
  work.requests.map(async (r) => ({
    actions: r.actions,
    principal: r.principal,
    resource: { resource: r.role_arn, accountId: r.role_arn.split(':')[4] },
    contextVariables: await context(r),
    identityPolicies: r.identity_policies ?? [],
  })),
)

// combined is the decision about several actions that are needed at once: the peer takes one.
function combined(perAction) {
  if (perAction.includes(undefined)) return ''
  if (perAction.includes('explicitly_denied')) return 'explicitly_denied'
  return perAction.every((d) => d === 'allowed') ? 'allowed' : 'implicitly_denied'
}

async function pass(answers) {
  let policy, request, resourcePolicy, identityPolicies
  for (const [i, pair] of work.pairs.entries()) {
    if (pair.policy !== policy) {
      policy = pair.policy
      resourcePolicy = createValidatedPolicy(JSON.parse(work.policies[policy]), resource, { name: 'trust policy' })
    }
    if (pair.request !== request) {
      request = pair.request
      identityPolicies = requests[request].identityPolicies.map((text, n) => {
        const name = `identity policy ${n}`
        return { name, policy: createValidatedPolicy(JSON.parse(text), identity, { name }) }
      })
    }
    const { actions, principal, resource: of, contextVariables } = requests[request]
    const perAction = []
    for (const action of actions) {
      const decision = decide({
        request: { principal, action, resource: of, contextVariables },
        identityPolicies,
        resourcePolicy,
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      })
      perAction.push(decision instanceof Promise ? await decision : decision)
    }
    answers[i] = perAction.length === 1 ? (perAction[0] ?? '') : combined(perAction)
  }
}

// repeat makes passes until the time is over, and tells how many, and what they took.
async function repeat(seconds, answers) {
  const began = performance.now()
  for (let passes = 1; ; passes++) {
    await pass(answers)
    const took = (performance.now() - began) / 1000
    if (took >= seconds) return { passes, seconds: took }
  }
}

const answers = new Array(work.pairs.length)
await repeat(Number(warmUp), answers)
console.log(JSON.stringify({ ...(await repeat(Number(measured), answers)), answers }))
