import type { FailureKind, Outcome, Permit } from '@llm-balancer/core'
import { failureRules } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { ejection } from './ejection.ts'

const success: Outcome = { type: 'success', durationMs: 1 }
const neutral: Outcome = { type: 'neutral', durationMs: 1 }
const failure = (kind: FailureKind): Outcome => ({
  type: 'failure',
  durationMs: 1,
  kind,
  scope: failureRules[kind].scope,
})

const setUp = (failures = 3) => {
  const guard = ejection({ failures })
  const state = { now: 1000 }
  const acquire = (): Permit => {
    const permit = guard.acquire(state.now)
    if (permit === null) throw new Error('should be admitted')
    return permit
  }
  const end = (outcome: Outcome): void => acquire().release(outcome, state.now)
  const isIn = (): boolean => guard.availableAt(state.now) <= state.now
  const eject = (): void => {
    for (let fault = 0; fault < failures; fault += 1) end(failure('server'))
  }
  return { guard, state, acquire, end, isIn, eject }
}

describe('ejection', () => {
  it('takes the target out after faults in a row, not after as many with a success between them', () => {
    const { end, isIn } = setUp(3)
    for (const outcome of [failure('server'), failure('timeout'), success, failure('network')]) end(outcome)
    end(failure('server'))
    expect(isIn()).toBe(true)
    end(failure('server'))
    expect(isIn()).toBe(false)
  })

  it.each(['rate-limit', 'auth', 'quota', 'bad-request', 'model-not-found'] as const)(
    'does not count %s, which is no fault of the target',
    (kind) => {
      const { end, isIn } = setUp(1)
      end(failure(kind))
      expect(isIn()).toBe(true)
    },
  )

  it('does not count a neutral end', () => {
    const { end, isIn } = setUp(1)
    end(neutral)
    expect(isIn()).toBe(true)
  })

  it('stays out for 1 s, and for twice as long after each failed trial, up to 60 s', () => {
    const { guard, state, end, eject } = setUp()
    eject()
    const outFor: number[] = []
    for (let trial = 0; trial < 8; trial += 1) {
      const back = guard.availableAt(state.now)
      outFor.push(back - state.now)
      state.now = back - 1
      expect(guard.acquire(state.now)).toBeNull()
      state.now = back
      end(failure('server'))
    }
    expect(outFor).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
  })

  it('lets one trial through at a time', () => {
    const { guard, state, acquire, eject } = setUp()
    eject()
    state.now += 1000
    acquire()
    expect(guard.acquire(state.now)).toBeNull()
    expect(guard.availableAt(state.now)).toBe(Infinity)
  })

  it.each([
    ['a neutral end', neutral],
    ['a failure that is not its fault', failure('rate-limit')],
  ])('gives the place of a trial back after %s', (_, outcome) => {
    const { state, acquire, end, eject, isIn } = setUp()
    eject()
    state.now += 1000
    end(outcome)
    expect(isIn()).toBe(true)
    acquire()
    expect(isIn()).toBe(false)
  })

  it('comes back for good with a trial that succeeds', () => {
    const { guard, state, end, acquire, eject } = setUp()
    eject()
    state.now += 1000
    end(success)
    acquire()
    acquire()
    eject()
    expect(guard.availableAt(state.now) - state.now).toBe(1000)
  })

  it('does not hear what began before the last change', () => {
    const { state, acquire, eject, isIn } = setUp()
    const early = [acquire(), acquire()]
    eject()
    early[0]?.release(success, state.now)
    expect(isIn()).toBe(false)
    state.now += 1000
    const trial = acquire()
    early[1]?.release(failure('server'), state.now)
    expect(isIn()).toBe(false)
    trial.release(success, state.now)
    expect(isIn()).toBe(true)
  })

  it('hears each permit once', () => {
    const { state, acquire, isIn } = setUp(2)
    const permit = acquire()
    permit.release(failure('server'), state.now)
    permit.release(failure('server'), state.now)
    expect(isIn()).toBe(true)
  })

  it('can be taken out and put back by hand', () => {
    const { guard, state, isIn } = setUp(Infinity)
    guard.eject(state.now)
    expect(isIn()).toBe(false)
    guard.reset()
    expect(isIn()).toBe(true)
  })

  it('asking changes nothing', () => {
    const { guard, state, eject, acquire } = setUp()
    eject()
    state.now += 1000
    for (let times = 0; times < 5; times += 1)
      expect(guard.availableAt(state.now)).toBeLessThanOrEqual(state.now)
    acquire()
  })

  it.each([
    [{ failures: 0 }, RangeError, '"ejection.failures" must be a whole number within [1, ∞], got 0'],
    [{ failures: 1.5 }, RangeError, '"ejection.failures"'],
    [{ firstMs: 0 }, RangeError, '"ejection.firstMs" must be within (0, ∞), got 0'],
    [{ maxMs: 10 }, RangeError, '"ejection.maxMs" must be within [1000, ∞), got 10'],
    [{ threshold: 1 }, TypeError, 'unknown option "threshold"'],
  ])('refuses %j', (options: object, ErrorType, message) => {
    expect(() => ejection(options)).toThrow(ErrorType)
    expect(() => ejection(options)).toThrow(message)
  })
})
