/**
 * What a failed attempt means. Every failure is classified first and acted on second; this file is the whole
 * vocabulary and the one table that says what each word leads to.
 */

/**
 * How an attempt failed: a closed set of kinds, the same in errors, events, metrics and snapshots. `foreign-state`: the request holds
 * what another account has issued, or what this one no longer has (ids of stored items, encrypted reasoning, signatures of thoughts).
 */
export type FailureKind =
  | 'aborted'
  | 'bad-request'
  | 'context-length'
  | 'content-policy'
  | 'foreign-state'
  | 'auth'
  | 'permission'
  | 'quota'
  | 'rate-limit'
  | 'model-not-found'
  | 'overloaded'
  | 'server'
  | 'timeout'
  | 'network'
  | 'invalid-response'
  | 'stream-interrupted'

/**
 * Whom a failure is charged to. `caller` and `request` count neither for nor against the target; `key` blocks every target
 * that shares the key (its `pool`) for a while; `target` counts against the target's own health.
 */
export type FailureScope = 'caller' | 'request' | 'key' | 'target'

/** What the balancer does after a failure of a kind. */
export interface FailureRule {
  /** Whom the failure is charged to, unless the classifier knows better. */
  readonly scope: FailureScope
  /** True when it counts against the target's circuit breaker. */
  readonly countsAgainstTarget: boolean
  /**
   * `stop`: settle the run with this error, unless it is a guess (see {@link Failure.isGuess}). `next-target`: try another one at once. `larger-context`: another one, but
   * only one that is known to take more tokens.
   */
  readonly then: 'stop' | 'next-target' | 'larger-context'
  /** How long the target (or its pool) is blocked without a hint of the server: not at all, for a moment, or in quarantine. */
  readonly penalty: 'none' | 'cool' | 'quarantine'
  /**
   * What a second try on the same target is charged as, or `never` when it would be futile. `changed`: it is worth one more try, at once,
   * because the operation sends the target another request then (see `Attempt.failed`).
   */
  readonly retry: 'transient' | 'throttled' | 'changed' | 'never'
}

function rule(
  scope: FailureScope,
  then: FailureRule['then'],
  ...[penalty = 'none', retry = 'never']: [penalty?: FailureRule['penalty'], retry?: FailureRule['retry']]
): FailureRule {
  return { scope, countsAgainstTarget: scope === 'target' && penalty === 'none', then, penalty, retry }
}

const callersFault = rule('request', 'stop')
const badKey = rule('key', 'next-target', 'quarantine')
const failingTarget = rule('target', 'next-target', 'none', 'transient')

/** The rule of every failure kind. */
export const failureRules: Readonly<Record<FailureKind, FailureRule>> = {
  aborted: rule('caller', 'stop'),
  'bad-request': callersFault,
  'context-length': rule('request', 'larger-context'),
  'content-policy': callersFault,
  'foreign-state': rule('request', 'next-target', 'none', 'changed'),
  auth: badKey,
  permission: badKey,
  quota: badKey,
  'rate-limit': rule('key', 'next-target', 'cool', 'throttled'),
  'model-not-found': rule('target', 'next-target', 'quarantine'),
  overloaded: rule('target', 'next-target', 'none', 'throttled'),
  server: failingTarget,
  timeout: failingTarget,
  network: failingTarget,
  'invalid-response': failingTarget,
  'stream-interrupted': failingTarget,
}

/** Every failure kind, in the order of the table. */
export const failureKinds: readonly FailureKind[] = Object.keys(failureRules) as FailureKind[]

/** A classified failure. Holds no message, so that nothing of a request or a key can be in it. */
export interface Failure {
  readonly kind: FailureKind
  readonly scope: FailureScope
  /** Milliseconds after which the server says a call may work again. */
  readonly retryAfterMs?: number
  /** HTTP status, where there was one. */
  readonly status?: number
  /**
   * True for a refusal that no rule names: it may be the request's fault or the target's. One other target is asked, which the
   * retry budget pays for; when that one refuses as well, the request is at fault.
   */
  readonly isGuess?: boolean
}
