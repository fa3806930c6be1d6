import { CircuitOpenError, failureKinds, failureRules, RateLimitedError } from '@llm-balancer/core'
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
    [new CircuitOpenError('another circuit', { retryAfterMs: 5 }), 'failure'],
    [new RateLimitedError('a limit', { retryAfterMs: 5 }), 'failure'],
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
    { ok: true, status: 500, headers: {} },
    { ok: false, status: 304, headers: {} },
    { ok: false, status: 399, headers: {} },
    { status: 500 },
    { ok: false, status: 500 },
    { ok: false, status: 500, headers: null },
    { ok: false, status: 500, headers: 'text' },
    { ok: false, status: '500', headers: {} },
    { ok: 'false', status: 500, headers: {} },
  ])('takes a returned %j as a success', (result) => {
    expect(judgeResult(result, now)).toEqual({ verdict: 'success' })
  })

  it('takes a returned object of the shape of an error response as a failure', () => {
    const shaped = { ok: false, status: 500, headers: { 'retry-after': '2' } }
    expect(judgeResult(shaped, now)).toEqual({ verdict: 'failure', retryAfterMs: 2000 })
  })

  it('keeps what the service says about when to come back', () => {
    expect(judgeResult(response(503, { 'retry-after': '9' }), now)).toEqual({
      verdict: 'failure',
      retryAfterMs: 9000,
    })
    const error = Object.assign(new Error('busy'), { status: 503, headers: { 'retry-after': '9' } })
    expect(judgeError(error, now)).toEqual({ verdict: 'failure', retryAfterMs: 9000 })
    const date = new Date(now + 4000).toUTCString()
    expect(judgeResult(response(503, { 'retry-after': date }), now)).toMatchObject({ retryAfterMs: 4000 })
  })
})

describe('the user’s own judgement', () => {
  it('of a failure is joined by what the service says about when to come back', () => {
    const limited = response(429, { 'retry-after': '9' })
    expect(judgeAs('failure', limited, now)).toEqual({ verdict: 'failure', retryAfterMs: 9000 })
    const error = Object.assign(new Error('limited'), { status: 429, headers: { 'retry-after': '8' } })
    expect(judgeAs('failure', error, now)).toEqual({ verdict: 'failure', retryAfterMs: 8000 })
    expect(judgeAs('failure', 'anything', now)).toEqual({ verdict: 'failure' })
    expect(judgeAs('failure', undefined, now)).toEqual({ verdict: 'failure' })
  })

  it('of anything else stands alone', () => {
    const limited = response(429, { 'retry-after': '9' })
    expect(judgeAs('neutral', limited, now)).toEqual({ verdict: 'neutral' })
    expect(judgeAs('success', limited, now)).toEqual({ verdict: 'success' })
  })
})

describe('the judgement of an outcome of the core', () => {
  it.each(failureKinds)('counts %s exactly when it counts against the target', (kind) => {
    const { countsAgainstTarget, scope } = failureRules[kind]
    const { verdict } = judgeOutcome({ type: 'failure', kind, scope, durationMs: 1 })
    expect(verdict).toBe(countsAgainstTarget ? 'failure' : 'neutral')
  })

  it('counts no failure that is charged to something else than the target', () => {
    const failure = { type: 'failure', kind: 'server', durationMs: 1 } as const
    expect(judgeOutcome({ ...failure, scope: 'target' }).verdict).toBe('failure')
    for (const scope of ['key', 'request', 'caller'] as const)
      expect(judgeOutcome({ ...failure, scope }).verdict).toBe('neutral')
  })

  it('takes a kind that only a later release of the core knows as neutral', () => {
    for (const kind of ['of-tomorrow', 'toString']) {
      const unknown = { type: 'failure', kind, scope: 'target', durationMs: 1 } as never
      expect(judgeOutcome(unknown)).toEqual({ verdict: 'neutral' })
    }
  })

  it('keeps when to come back, and gives plain verdicts back as they are', () => {
    const failure = { type: 'failure', kind: 'overloaded', scope: 'target', durationMs: 1 } as const
    expect(judgeOutcome({ ...failure, retryAfterMs: 7 })).toEqual({ verdict: 'failure', retryAfterMs: 7 })
    expect(judgeOutcome(failure)).toEqual({ verdict: 'failure' })
    expect(judgeOutcome({ type: 'success', durationMs: 1 })).toEqual({ verdict: 'success' })
    expect(judgeOutcome({ type: 'neutral', durationMs: 1 })).toEqual({ verdict: 'neutral' })
    for (const verdict of ['success', 'failure', 'neutral'] as const)
      expect(judgeOutcome(verdict)).toEqual({ verdict })
    const success = { type: 'success', durationMs: 9 } as const
    expect(judgeOutcome({ ...success, firstContentMs: 8 })).toEqual({ verdict: 'success', answerMs: 8 })
    expect(judgeOutcome({ ...success, firstContentMs: 9 })).toEqual({ verdict: 'success' })
  })
})
