/**
 * What a failed attempt means. Every failure is classified first and acted on second; this file is the whole
 * vocabulary and the one table that says what each word leads to.
 */

/** How an attempt failed: a closed set of kinds, the same in errors, events, metrics and snapshots. */
export type FailureKind =
  | 'aborted'
  | 'bad-request'
  | 'context-length'
  | 'content-policy'
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
 * Whom a failure is charged to. `caller` and `request` say nothing about the target; `key` takes every target that
 * shares the key (its `pool`) out for a while; `target` counts against the target's own health.
 */
export type FailureScope = 'caller' | 'request' | 'key' | 'target'

/** What the balancer does after a failure of a kind. */
export interface FailureRule {
  /** Whom the failure is charged to, unless the classifier knows better. */
  readonly scope: FailureScope
  /** True when it counts against the target's circuit breaker. */
  readonly countsAgainstTarget: boolean
  /**
   * `stop`: settle the run with this error. `next-target`: try another one at once. `larger-context`: another one, but
   * only one that is known to take more tokens.
   */
  readonly then: 'stop' | 'next-target' | 'larger-context'
  /** How long the target (or its pool) stays out: not at all, for the server's hint, or in quarantine. */
  readonly penalty: 'none' | 'cool' | 'quarantine'
  /** What a second try on the same target is charged as, or `never` when it would be futile. */
  readonly retry: 'transient' | 'throttled' | 'never'
}

/** The rule of every failure kind. */
export const failureRules: Readonly<Record<FailureKind, FailureRule>> = {
  aborted: rule('caller', false, 'stop', 'none', 'never'),
  'bad-request': rule('request', false, 'stop', 'none', 'never'),
  'context-length': rule('request', false, 'larger-context', 'none', 'never'),
  'content-policy': rule('request', false, 'stop', 'none', 'never'),
  auth: rule('key', false, 'next-target', 'quarantine', 'never'),
  permission: rule('key', false, 'next-target', 'quarantine', 'never'),
  quota: rule('key', false, 'next-target', 'quarantine', 'never'),
  'rate-limit': rule('key', false, 'next-target', 'cool', 'throttled'),
  'model-not-found': rule('target', false, 'next-target', 'quarantine', 'never'),
  overloaded: rule('target', true, 'next-target', 'cool', 'throttled'),
  server: rule('target', true, 'next-target', 'none', 'transient'),
  timeout: rule('target', true, 'next-target', 'none', 'transient'),
  network: rule('target', true, 'next-target', 'none', 'transient'),
  'invalid-response': rule('target', true, 'next-target', 'none', 'transient'),
  'stream-interrupted': rule('target', true, 'next-target', 'none', 'transient'),
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
}

function rule(
  scope: FailureScope,
  countsAgainstTarget: boolean,
  then: FailureRule['then'],
  ...[penalty, retry]: [FailureRule['penalty'], FailureRule['retry']]
): FailureRule {
  return { scope, countsAgainstTarget, then, penalty, retry }
}
