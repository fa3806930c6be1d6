import { NoTargetAvailableError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import {
  AllTargetsFailedError,
  BalancerClosedError,
  BudgetExceededError,
  CircuitOpenError,
  DeadlineExceededError,
  ProviderError,
  RateLimitedError,
  StrategyError,
  type FailureKind,
} from '../index.ts'
import { failureResponse } from './failure-response.ts'
import { textFormat } from './formats/text.ts'
import { webFailureOf } from './web-failure.ts'

const failed = (kind: FailureKind, retryAfterMs?: number): ProviderError =>
  new ProviderError({ kind, provider: 'acme', modelId: 'secret-model', message: 'no', retryAfterMs })
const allFailed = (kinds: readonly FailureKind[], retryAfterMs?: number): AllTargetsFailedError =>
  new AllTargetsFailedError('balancer: all failed at acme', {
    errors: kinds.map((kind) => failed(kind)),
    attempts: kinds.map((kind, index) => ({ number: index + 1, targetId: 'a', kind, durationMs: 1 })),
    retryAfterMs,
  })
const noTarget = (reasons: readonly string[], availableAt = 1): NoTargetAvailableError =>
  new NoTargetAvailableError('balancer: none', {
    considered: reasons.map((reason) => ({ id: 'a', reason, availableAt })),
    retryAfterMs: 10,
  })

describe('the status of a failed call', () => {
  it.each([
    ['a bad request', failed('bad-request'), 400],
    ['a conversation that is too long', failed('context-length'), 400],
    ['lost state', failed('foreign-state'), 409],
    ['a bad key, which is the fault of the server', failed('auth'), 502],
    ['a bad key that is tried again later', failed('auth', 60_000), 503],
    ['a rate limit', failed('rate-limit'), 429],
    ['a rate limit everywhere', allFailed(['rate-limit', 'rate-limit']), 429],
    ['a rate limit after another failure', allFailed(['server', 'rate-limit']), 503],
    ['failures everywhere', allFailed(['server', 'network']), 502],
    ['failures everywhere, with a time to come back', allFailed(['server', 'network'], 5), 503],
    ['a time-out', failed('timeout'), 504],
    ['no target, because of rate limits', noTarget(['cooling: rate-limit', 'rate-limit']), 429],
    ['no target, because of a limit that never ends', noTarget(['rate-limit'], Infinity), 503],
    ['no target', noTarget(['drained', 'rate-limit']), 503],
    ['no targets at all', noTarget([]), 503],
    ['the deadline', new DeadlineExceededError('late', { deadlineMs: 1, attempts: [] }), 504],
    ['a budget', new BudgetExceededError('spent', { limitUsd: 1 }), 429],
    ['an open circuit', new CircuitOpenError('open', { retryAfterMs: 5 }), 503],
    ['a local limit', new RateLimitedError('full', { retryAfterMs: 5 }), 429],
    ['a strategy that throws', new StrategyError('bad', { strategy: 's' }), 500],
    ['a closed balancer', new BalancerClosedError(), 503],
  ])('is told for %s', (_title, error, status) => {
    expect(webFailureOf(error)?.status).toBe(status)
  })

  it('is none for what is no failure of a call', () => {
    expect([new TypeError('x'), undefined, { code: 'all-targets-failed' }].map(webFailureOf)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('the response to a failed call', () => {
  const respond = (error: unknown): Response => {
    const failure = webFailureOf(error)
    if (failure === undefined) throw error
    return failureResponse(failure, textFormat)
  }

  it('tells code, kind and when to come back, and nothing about targets', async () => {
    const body = await respond(allFailed(['server', 'overloaded'], 1200)).text()
    expect(JSON.parse(body)).toEqual({
      error: {
        code: 'all-targets-failed',
        kind: 'overloaded',
        message: 'no model can answer at present, try again later',
        retryAfterMs: 1200,
      },
    })
    expect(body).not.toContain('acme')
  })

  it.each([
    [0, '1'],
    [1, '1'],
    [1001, '2'],
    [90_000, '90'],
  ])('has whole seconds in retry-after, at least one: %d ms', (retryAfterMs, seconds) => {
    expect(respond(failed('rate-limit', retryAfterMs)).headers.get('retry-after')).toBe(seconds)
  })

  it.each([undefined, Number.NaN, Infinity, -1])('has no retry-after for %s', (retryAfterMs) => {
    expect(respond(failed('rate-limit', retryAfterMs)).headers.has('retry-after')).toBe(false)
  })
})
