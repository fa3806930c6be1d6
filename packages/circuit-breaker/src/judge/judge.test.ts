import { failureKinds, failureRules } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { judgeAs, judgeError, judgeResult } from './judge-call.ts'
import { judgeOutcome } from './judge-outcome.ts'

const now = 1_000_000
const response = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, { status, headers })

describe('the built-in judgement', () => {
  it.each([408, 425, 500, 502, 503, 504, 529])('takes %i as a failure, thrown or returned', (status) => {
    expect(judgeError(Object.assign(new Error('no'), { status }), now).verdict).toBe('failure')
    expect(judgeResult(response(status), now).verdict).toBe('failure')
  })

  it.each([400, 401, 402, 403, 404, 413, 415, 422, 429])('takes %i as neutral', (status) => {
    expect(judgeError(Object.assign(new Error('no'), { status }), now).verdict).toBe('neutral')
    expect(judgeResult(response(status, { 'retry-after': '9' }), now)).toEqual({ verdict: 'neutral' })
  })

  it.each([
    [new TypeError('fetch failed'), 'failure'],
    [new DOMException('too late', 'TimeoutError'), 'failure'],
    [new SyntaxError('Unexpected token <'), 'failure'],
    [new Error('anything'), 'failure'],
    [new TypeError('x is not a function'), 'neutral'],
  ] as const)('takes %s as a %s', (error, verdict) => {
    expect(judgeError(error, now).verdict).toBe(verdict)
  })

  it.each([
    undefined,
    null,
    'text',
    0,
    { status: 'queued' },
    { ok: true, status: 200, headers: {} },
    { ok: false, status: 304, headers: {} },
  ])('takes a returned %j as a success', (result) => {
    expect(judgeResult(result, now).verdict).toBe('success')
  })

  it('keeps what the service says of when to come back, also beside the user’s own verdict', () => {
    const busy = response(503, { 'retry-after': '9' })
    expect(judgeResult(busy, now)).toEqual({ verdict: 'failure', retryAfterMs: 9000 })
    const limited = response(429, { 'retry-after': '9' })
    expect(judgeAs('failure', limited, now)).toEqual({ verdict: 'failure', retryAfterMs: 9000 })
    expect(judgeAs('neutral', limited, now)).toEqual({ verdict: 'neutral' })
  })

  it('counts of the core’s outcomes exactly the kinds that count against a target', () => {
    for (const kind of failureKinds) {
      const { countsAgainstTarget, scope } = failureRules[kind]
      const { verdict } = judgeOutcome({ type: 'failure', kind, scope, durationMs: 1 })
      expect([kind, verdict]).toEqual([kind, countsAgainstTarget ? 'failure' : 'neutral'])
    }
    const unknown = { type: 'failure', kind: 'of-tomorrow', scope: 'target', durationMs: 1 } as never
    expect(judgeOutcome(unknown).verdict).toBe('neutral')
  })
})
