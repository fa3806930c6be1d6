import { describe, expect, it } from 'vitest'
import type { FailureKind } from './failure.ts'
import { limitsBehind } from './limits-behind.ts'
import { AllTargetsFailedError, DeadlineExceededError, NoTargetAvailableError } from './run-errors.ts'

const attempt = (kind: FailureKind, retryAfterMs?: number) => ({
  ...{ number: 1, targetId: kind, kind, durationMs: 1 },
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})
const failed = (...attempts: ReturnType<typeof attempt>[]) =>
  new AllTargetsFailedError('all', { errors: attempts.map(({ kind }) => new Error(kind)), attempts })
const none = (...considered: [reason: string, availableAt: number][]) =>
  new NoTargetAvailableError('none', {
    considered: considered.map(([reason, availableAt]) => ({ id: reason, reason, availableAt })),
    retryAfterMs: 500,
  })

describe('the rate limits behind the failure of a run', () => {
  it('are those that refused its attempts, with what is known of their ends', () => {
    // Not what the attempts failed with, which a client made: it may hold anything.
    expect(limitsBehind(failed(attempt('rate-limit', 50), attempt('rate-limit')))).toStrictEqual({
      targets: [{ targetId: 'rate-limit', retryAfterMs: 50 }, { targetId: 'rate-limit' }],
      isAll: true,
    })
  })

  it('are not all of it after another failure, or when the time was up', () => {
    const mixed = failed(attempt('server'), attempt('rate-limit', 50))
    expect(limitsBehind(mixed)).toMatchObject({ targets: [{ retryAfterMs: 50 }], isAll: false })
    const late = new DeadlineExceededError('late', {
      deadlineMs: 5,
      attempts: [attempt('rate-limit')],
      errors: [new Error('limited')],
    })
    expect(limitsBehind(late)).toMatchObject({ targets: [{ targetId: 'rate-limit' }], isAll: false })
  })

  it('are those that keep targets away where none was called, each with its wait', () => {
    expect(limitsBehind(none(['rate-limit', 5000], ['cooling: rate-limit', 1000]))).toEqual({
      targets: [
        { targetId: 'rate-limit', retryAfterMs: 4500 },
        { targetId: 'cooling: rate-limit', retryAfterMs: 500 },
      ],
      isAll: true,
    })
    expect(limitsBehind(none(['circuit-open', 1000], ['rate-limit', 5000]))).toEqual({
      targets: [{ targetId: 'rate-limit', retryAfterMs: 4500 }],
      isAll: false,
    })
  })

  it('are also those of the targets that were not called after that', () => {
    const considered = [
      { id: 'a', reason: 'tried: rate-limit', availableAt: 9000 },
      { id: 'b', reason: 'rate-limit', availableAt: 6000 },
      { id: 'c', reason: 'circuit-open', availableAt: 7000 },
      { id: 'd', reason: 'drained', availableAt: Infinity },
    ]
    const refused = { ...attempt('rate-limit', 4000), targetId: 'a' }
    const error = (...attempts: (typeof refused)[]) =>
      new AllTargetsFailedError('all', { ...{ errors: [], attempts, considered }, retryAfterMs: 1000 })
    const targets = [
      { targetId: 'a', retryAfterMs: 4000 },
      { targetId: 'b', retryAfterMs: 1000 },
    ]
    expect(limitsBehind(error(refused))).toEqual({ targets, isAll: true })
    // One that refused the request itself is listed as well, and is not waited for.
    considered.push({ id: 'e', reason: 'tried: bad-request', availableAt: 5000 })
    const asked = { ...attempt('bad-request'), targetId: 'e' }
    expect(limitsBehind(error(refused, asked))).toEqual({ targets, isAll: false })
  })

  it('are none where a limit lets nothing through for ever, or there is none', () => {
    const nothing = { targets: [], isAll: false }
    expect(limitsBehind(none(['rate-limit', Infinity]))).toEqual(nothing)
    for (const error of [none(), failed(attempt('server')), new Error('own'), 'text', undefined, null])
      expect(limitsBehind(error)).toEqual(nothing)
  })
})
