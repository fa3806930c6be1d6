import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { failureKinds, ProviderError, type FailureKind } from '@llm-balancer/core'
import type { ExpectedFailure } from './fixtures.ts'
import { secrets } from './planted.ts'

const scopes: readonly string[] = ['caller', 'request', 'key', 'target']
/** How long after its date the `http-date` of the fixtures lies. */
const httpDateMs = 30_000
/** A used-up quota does not come back sooner; a shorter hint would be one of another limit. */
const shortestQuotaMs = 60_000

/** How a call ended; `error` is what it threw. */
type EndedCall = { readonly error?: unknown }

/** Checks that a call failed as an adapter may fail, keeping all secrets, and gives its error. */
export function failureOf(
  outcome: EndedCall,
  keepsSecrets: (error: unknown) => void = checkSecrets,
): ProviderError {
  assert.ok('error' in outcome, 'the call succeeded, but had to fail')
  const { error } = outcome
  if (!ProviderError.isInstance(error)) {
    assert.fail(`the call had to throw a ProviderError, but threw ${inspect(error, { depth: 3 })}`)
  }
  assert.ok(failureKinds.includes(error.kind), `"${error.kind}" is no failure kind`)
  assert.ok(scopes.includes(error.scope), `"${error.scope}" is no failure scope`)
  const { retryAfterMs = 0 } = error
  assert.ok(Number.isFinite(retryAfterMs) && retryAfterMs >= 0, `retryAfterMs is ${retryAfterMs}`)
  keepsSecrets(error)
  return error
}

/** Checks that a call failed as one of these kinds. */
export function failedAs(
  outcome: EndedCall,
  kinds: readonly FailureKind[],
  keepsSecrets: (error: unknown) => void = checkSecrets,
): ProviderError {
  const error = failureOf(outcome, keepsSecrets)
  assert.ok(
    kinds.includes(error.kind),
    `it failed as ${error.kind}, not as ${kinds.join(' or ')}: ${error.message}`,
  )
  return error
}

/** Checks that a call failed as a fixture says it should. */
export function checkFailure(outcome: EndedCall, expected: ExpectedFailure): ProviderError {
  const error = failureOf(outcome)
  const { kind, scope, retryAfterMs } = error
  assert.deepEqual({ kind, scope }, { kind: expected.kind, scope: expected.scope }, error.message)
  if (expected.retryAfterMs !== undefined) {
    const wanted = expected.retryAfterMs === 'http-date' ? httpDateMs : expected.retryAfterMs
    assert.equal(retryAfterMs, wanted, 'retryAfterMs')
  } else if (retryAfterMs !== undefined) {
    assert.ok(
      mayComeBack(kind, retryAfterMs),
      `retryAfterMs is ${retryAfterMs}, but nothing says when to come back`,
    )
  }
  return error
}

/** Checks that no secret of {@link secrets} can be read off an error, its causes and hidden fields included. */
export function checkSecrets(error: unknown): void {
  const shown = [
    String(error),
    inspect(error, {
      depth: Infinity,
      showHidden: true,
      maxStringLength: Infinity,
      maxArrayLength: Infinity,
    }),
    JSON.stringify(error, (_, value: unknown) => (value instanceof Error ? fieldsOf(value) : value)),
  ].join('\n')
  for (const secret of secrets) assert.ok(!shown.includes(secret), `the error shows "${secret}"`)
}

/** A hint without an expectation may come from a limit that is used up, but only where a wait can help. */
function mayComeBack(kind: FailureKind, retryAfterMs: number): boolean {
  if (kind === 'quota') return retryAfterMs >= shortestQuotaMs
  return kind === 'rate-limit' || kind === 'overloaded'
}

function fieldsOf(error: Error): object {
  const { name, message, stack, cause } = error
  return { ...Object.fromEntries(Object.entries(error)), name, message, stack, cause }
}
