import { CountBreaker } from 'cockatiel'
import { describe, expect, it } from 'vitest'
import { createCircuitBreaker } from '../create-circuit-breaker.ts'
import {
  anyOf,
  cockatielBreaker,
  consecutiveFailures,
  failureRatio,
  failuresInWindow,
  slowCallRatio,
} from '../index.ts'
import type { TripCounter, TripPolicy } from '../index.ts'

/** Feeds `x` as a failure, `.` as a success, one per `stepMs`; gives how many went in before it tripped. */
function feed(counter: TripCounter, text: string, stepMs = 1): number | undefined {
  let now = 1_000_000
  for (const [index, letter] of Array.from(text).entries()) {
    now += stepMs
    if (letter === '.') counter.success(now, 1)
    else if (counter.failure(now, 1)) return index + 1
  }
  return undefined
}

const tripsAt = (policy: TripPolicy, text: string, stepMs?: number): number | undefined =>
  feed(policy.createCounter(), text, stepMs)

describe('trip policies', () => {
  it('consecutive failures: a success breaks the row, time does not', () => {
    expect(tripsAt(consecutiveFailures(3), 'xx.xx.xxx', 1_000_000)).toBe(9)
  })

  it('failures in a window: successes do not matter, time does', () => {
    expect(tripsAt(failuresInWindow(3, 1000), 'x...x...x')).toBe(9)
    expect(tripsAt(failuresInWindow(3, 1000), 'xxxxxxxxx', 500)).toBeUndefined()
    expect(tripsAt(failuresInWindow(3, 1000), 'xxx', 400)).toBe(3)
  })

  it('a failure ratio needs enough calls, and counts the failing one', () => {
    expect(tripsAt(failureRatio({ ratio: 0.5, minimumCalls: 4 }), 'xxxx')).toBe(4)
    expect(tripsAt(failureRatio({ ratio: 0.5, minimumCalls: 4 }), '..x..x.x')).toBeUndefined()
    expect(tripsAt(failureRatio({ ratio: 0.5, minimumCalls: 4 }), '..x..x.xxx')).toBe(10)
    expect(tripsAt(failureRatio({ ratio: 1, windowMs: 1000 }), 'x'.repeat(30), 200)).toBeUndefined()
  })

  it('slow calls: by the share of answers that took longer, of successes and failures alike', () => {
    const policy = slowCallRatio({ ratio: 0.5, slowMs: 100, windowMs: 1000, minimumCalls: 4 })
    const counter = policy.createCounter()
    const calls: [durationMs: number, at: number][] = [
      [100, 0],
      [101, 1],
      [50, 2],
      [500, 3],
    ]
    expect(calls.map(([durationMs, at]) => counter.success(1_000_000 + at, durationMs))).toEqual([
      false,
      false,
      false,
      true,
    ])
    expect(counter.success(1_000_004, 99)).toBe(false)
    expect(counter.failure(1_000_005, 500)).toBe(true)
    expect(counter.failure(1_003_000, 500)).toBe(false)
    expect([100, 101].map((durationMs) => counter.isTooSlow?.(durationMs))).toEqual([false, true])
  })

  it('any of several: as soon as one does, with every call counted by each', () => {
    const policy = anyOf(consecutiveFailures(3), failureRatio({ ratio: 0.5, minimumCalls: 6 }))
    expect(tripsAt(policy, 'xxx')).toBe(3)
    expect(tripsAt(policy, '.x.x.x')).toBe(6)
    expect(tripsAt(policy, '..x.x.x')).toBeUndefined()
    expect(tripsAt(anyOf(), 'xxxxxxxxxx')).toBeUndefined()
    const slow = anyOf(consecutiveFailures(1), slowCallRatio({ ratio: 1, slowMs: 5, minimumCalls: 1 }))
    expect(slow.createCounter().success(0, 6)).toBe(true)
    expect(slow.createCounter().isTooSlow?.(6)).toBe(true)
    expect(policy.createCounter().isTooSlow?.(1e9)).toBe(false)
  })

  it('any of several ignores counts of other policies', () => {
    const two = anyOf(consecutiveFailures(2), failuresInWindow(9, 100))
    for (const junk of [null, {}, [1], [1, 2, 3], ['junk', 'junk']]) {
      const counter = two.createCounter()
      counter.restore?.(junk)
      expect(feed(counter, 'xx')).toBe(2)
    }
    expect(anyOf(failuresInWindow(9, 100)).createCounter().toJSON?.()).toBeUndefined()
  })

  it('one policy serves many breakers, each with counts of its own', () => {
    const policy = consecutiveFailures(2)
    const [first, second] = [policy.createCounter(), policy.createCounter()]
    expect(feed(first, 'x')).toBeUndefined()
    expect(feed(second, 'x')).toBeUndefined()
    expect(feed(first, 'x')).toBe(1)
  })

  it.each([
    ['consecutive', consecutiveFailures(3)],
    ['window', failuresInWindow(3, 1000)],
    ['ratio', failureRatio({ ratio: 1, minimumCalls: 3 })],
    ['slow', slowCallRatio({ ratio: 1, slowMs: 0.5, minimumCalls: 3 })],
    ['any', anyOf(consecutiveFailures(3), failuresInWindow(9, 1000))],
    ['cockatiel', cockatielBreaker(() => new CountBreaker({ threshold: 0.9, size: 3 }))],
  ])('%s: counts survive as JSON, and are forgotten by reset', (_name, policy) => {
    const before = policy.createCounter()
    feed(before, 'xx')
    const after = policy.createCounter()
    after.restore?.(JSON.parse(JSON.stringify(before.toJSON?.())))
    expect(feed(after, 'x')).toBe(1)
    before.reset?.()
    expect(feed(before, 'xx')).toBeUndefined()
  })

  it.each([null, 'junk', -1, 1.5, {}, { newest: 5, cells: [1] }, { newest: -1, cells: [] }])(
    'ignores %j in place of counts',
    (junk) => {
      for (const policy of [consecutiveFailures(2), failuresInWindow(2, 100)]) {
        const counter = policy.createCounter()
        counter.restore?.(junk)
        expect(feed(counter, 'xx')).toBe(2)
      }
    },
  )

  it('needs to keep nothing: then there is nothing to forget, and nothing survives', () => {
    const any = { createCounter: () => ({ success: () => false, failure: () => true }) }
    for (const trip of [any, anyOf(any)]) {
      const breaker = createCircuitBreaker({
        trip,
        initialState: { version: 1, state: 'closed', openings: 0, openUntil: 0, counts: [5] },
      })
      expect(breaker.toJSON()).not.toHaveProperty('counts')
      breaker.acquire()?.release('failure')
      expect(breaker.state).toBe('open')
      breaker.reset()
      expect(breaker.state).toBe('closed')
    }
  })

  it('refuses invalid values by name', () => {
    expect(() => consecutiveFailures(0)).toThrow('"failures" must be a whole number within [1, ∞], got 0')
    expect(() => failuresInWindow(5, 0)).toThrow(RangeError)
    expect(() => failureRatio({ ratio: 1.5 })).toThrow('"ratio" must be within (0, 1], got 1.5')
    expect(() => failureRatio({ ratio: 1, minimum: 3 } as never)).toThrow('unknown option "minimum"')
    expect(() => cockatielBreaker(undefined as never)).toThrow(TypeError)
    expect(() => slowCallRatio({ ratio: 0.5 } as never)).toThrow('slowCallRatio: "slowMs" is missing')
    expect(() => slowCallRatio({ ratio: 0.5, slowMs: 0 })).toThrow('"slowMs" must be within (0, ∞), got 0')
    expect(() => anyOf(consecutiveFailures(1), {} as never)).toThrow(
      'anyOf: "policies[1].createCounter" must be',
    )
  })
})
