import { describe, expect, it } from 'vitest'
import type { Measurement, Strategy } from '../contracts/strategy.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget, type FakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { failover, type FailoverOptions } from './failover.ts'

const [primary, second, third] = [
  fakeTarget({ id: 'primary' }),
  fakeTarget({ id: 'second' }),
  fakeTarget({ id: 'third' }),
]
const all = candidatesOf([primary, second, third], 1)
const backups = candidatesOf([second, third])

const pickAt = (strategy: Strategy, now: number, candidates = all): string =>
  strategy.pick(candidates, callFacts(), now).id

const start = (strategy: Strategy, target: FakeTarget, at: number): Measurement | undefined =>
  strategy.meter?.started?.(target, callFacts({ startedAt: at }), at)

const succeed = (attempt: Measurement | undefined, at: number): void =>
  attempt?.finished({ type: 'success', durationMs: 0 }, at)

const fail = (attempt: Measurement | undefined, at: number): void =>
  attempt?.finished({ type: 'failure', kind: 'server', scope: 'target', durationMs: 0 }, at)

/** A strategy that left the primary for the second at 1000 ms. */
const failedOver = (options: FailoverOptions): Strategy => {
  const strategy = failover(options)
  fail(start(strategy, primary, 1000), 1000)
  succeed(start(strategy, second, 1000), 1000)
  return strategy
}

describe('not sticky', () => {
  it('always chooses the first that is eligible', () => {
    const strategy = failover()
    expect(pickIds({ strategy, candidates: all, count: 3 })).toEqual(['primary', 'primary', 'primary'])
    expect(pickAt(strategy, 0, backups)).toBe('second')
    expect(pickAt(strategy, 0)).toBe('primary')
  })

  it('goes by priority first and by order among equals', () => {
    const [late, early, alsoEarly] = [
      fakeTarget({ id: 'late', priority: 1 }),
      fakeTarget({ id: 'early', priority: -1 }),
      fakeTarget({ id: 'alsoEarly', priority: -1 }),
    ]
    expect(pickAt(failover(), 0, candidatesOf([late, early, alsoEarly]))).toBe('early')
    expect(pickAt(failover(), 0, candidatesOf([late, alsoEarly]))).toBe('alsoEarly')
  })

  it('has nothing to learn', () => {
    expect(failover().meter).toBeUndefined()
  })
})

describe('sticky', () => {
  it('begins with the first', () => {
    expect(pickAt(failover({ sticky: true }), 0)).toBe('primary')
  })

  it('stays on the last success until the time is up', () => {
    const strategy = failedOver({ failbackAfterMs: 30_000 })
    expect(pickAt(strategy, 1000)).toBe('second')
    expect(pickAt(strategy, 30_999)).toBe('second')
    expect(pickAt(strategy, 31_000)).toBe('primary')
  })

  it('stays for a minute unless told otherwise', () => {
    const strategy = failedOver({ sticky: true })
    expect(pickAt(strategy, 60_999)).toBe('second')
    expect(pickAt(strategy, 61_000)).toBe('primary')
  })

  it('does not go back by itself when the time is Infinity', () => {
    expect(pickAt(failedOver({ failbackAfterMs: Infinity }), 1e12)).toBe('second')
  })

  it('does not stay at all when the time is 0', () => {
    expect(pickAt(failedOver({ failbackAfterMs: 0 }), 1000)).toBe('primary')
  })

  it('is not confused by successes of the target it stays on', () => {
    const strategy = failedOver({ failbackAfterMs: 30_000 })
    for (let at = 2000; at < 31_000; at += 1000) succeed(start(strategy, second, at), at)
    expect(pickAt(strategy, 31_000)).toBe('primary')
  })

  it('tries the primary with one call, and goes back when that succeeds', () => {
    const strategy = failedOver({ failbackAfterMs: 30_000 })
    const trial = start(strategy, primary, 31_000)
    expect(pickAt(strategy, 31_000)).toBe('second')
    succeed(trial, 32_000)
    expect(pickAt(strategy, 32_000)).toBe('primary')
  })

  it('stays for another while when that call fails', () => {
    const strategy = failedOver({ failbackAfterMs: 30_000 })
    fail(start(strategy, primary, 31_000), 31_500)
    expect(pickAt(strategy, 60_999)).toBe('second')
    expect(pickAt(strategy, 61_000)).toBe('primary')
  })

  it('does not go back for a success that had begun before the change', () => {
    const strategy = failover({ failbackAfterMs: 30_000 })
    const early = start(strategy, primary, 900)
    succeed(start(strategy, second, 1000), 1000)
    succeed(early, 1500)
    expect(pickAt(strategy, 1500)).toBe('second')
    const trial = start(strategy, primary, 31_000)
    const late = start(strategy, second, 31_500)
    succeed(trial, 32_000)
    succeed(late, 33_000)
    expect(pickAt(strategy, 33_000)).toBe('primary')
  })

  it('leaves a target that is blocked, and stays on the next success', () => {
    const strategy = failedOver({ failbackAfterMs: 30_000 })
    const without = candidatesOf([third])
    expect(pickAt(strategy, 2000, without)).toBe('third')
    succeed(start(strategy, third, 2000), 2500)
    expect(pickAt(strategy, 3000)).toBe('third')
  })

  it('learns nothing from failures and neutral outcomes', () => {
    const strategy = failover({ sticky: true })
    fail(start(strategy, second, 1000), 1000)
    start(strategy, second, 1000)?.finished({ type: 'neutral', durationMs: 0 }, 1000)
    expect(pickAt(strategy, 1000)).toBe('primary')
  })

  it('forgets a target that has left', () => {
    const strategy = failedOver({ sticky: true })
    strategy.forget?.(second)
    expect(pickAt(strategy, 2000)).toBe('primary')
  })

  it('shows in its load where it stays', () => {
    const { meter } = failedOver({ sticky: true })
    expect([primary, second, third].map((target) => meter?.load(target, 1000))).toEqual([1, 0, 1])
  })
})

describe('options', () => {
  it.each<[string, unknown, Error]>([
    [
      'below 0',
      { failbackAfterMs: -1 },
      new RangeError('failover: "failbackAfterMs" must be within [0, ∞], got -1'),
    ],
    [
      'NaN',
      { failbackAfterMs: NaN },
      new TypeError('failover: "failbackAfterMs" must be within [0, ∞], got NaN'),
    ],
    ['not yes or no', { sticky: 1 }, new TypeError('failover: "sticky" must be true or false, got 1')],
    [
      'without effect',
      { sticky: false, failbackAfterMs: 5 },
      new TypeError('failover: "failbackAfterMs" has no meaning without "sticky"'),
    ],
    [
      'unknown',
      { failBackAfterMs: 5 },
      new TypeError(
        'failover: unknown option "failBackAfterMs", did you mean "failbackAfterMs"? known options are sticky, failbackAfterMs, round',
      ),
    ],
  ])('are refused when they are %s', (_name, options, error) => {
    expect(() => failover(options as FailoverOptions)).toThrow(error)
  })
})

describe('round the list', () => {
  const round = (options: FailoverOptions = {}): Strategy => failover({ round: true, ...options })
  const end = (strategy: Strategy, target: FakeTarget, at: number, ends = fail): void => {
    ends(start(strategy, target, at), at)
  }

  it('stays on the last success, and goes on behind the last failure, also past the end', () => {
    const strategy = round()
    expect(pickAt(strategy, 1000)).toBe('primary')
    end(strategy, primary, 1000)
    expect(pickAt(strategy, 1000)).toBe('second')
    end(strategy, second, 1000, succeed)
    expect(pickAt(strategy, 1000)).toBe('second')
    end(strategy, second, 1000)
    end(strategy, third, 1000)
    expect(pickAt(strategy, 1000)).toBe('primary')
    expect(pickAt(strategy, 1000, backups)).toBe('second')
  })

  it('does not look at priorities', () => {
    const urgent = fakeTarget({ id: 'urgent', priority: -1 })
    const strategy = round()
    end(strategy, primary, 1000, succeed)
    expect(pickAt(strategy, 1000, candidatesOf([primary, urgent]))).toBe('primary')
  })

  it('returns to the first after a while, with one call until that one has ended', () => {
    const strategy = round({ failbackAfterMs: 30_000 })
    end(strategy, primary, 1000)
    end(strategy, second, 1000, succeed)
    expect(pickAt(strategy, 30_999)).toBe('second')
    expect(pickAt(strategy, 31_000)).toBe('primary')
    const back = start(strategy, primary, 31_000)
    expect(pickAt(strategy, 31_000)).toBe('second')
    succeed(back, 32_000)
    expect(pickAt(strategy, 32_000)).toBe('primary')
    end(strategy, primary, 33_000)
    expect([62_999, 63_000].map((at) => pickAt(strategy, at))).toEqual(['second', 'primary'])
  })

  it('leaves the first alone from its last failure on, also when others had failed before', () => {
    const strategy = round({ failbackAfterMs: 1000 })
    for (const target of [primary, second, third]) end(strategy, target, 1000)
    end(strategy, primary, 1900)
    end(strategy, second, 1900, succeed)
    expect([2899, 2900].map((at) => pickAt(strategy, at))).toEqual(['second', 'primary'])
  })

  it('goes on with those that are left when a target leaves', () => {
    const strategy = round({ failbackAfterMs: 1000 })
    end(strategy, primary, 1000)
    strategy.forget?.(primary)
    end(strategy, second, 1500)
    expect(pickAt(strategy, 1500, backups)).toBe('third')
    end(strategy, third, 1500, succeed)
    expect([2499, 2500].map((at) => pickAt(strategy, at, backups))).toEqual(['third', 'second'])
  })

  it('hears nothing of calls that say nothing, and of those that began before the last change', () => {
    const strategy = round()
    const slow = start(strategy, primary, 1000)
    end(strategy, primary, 1000)
    end(strategy, second, 1000, succeed)
    succeed(slow, 1000)
    start(strategy, second, 1000)?.finished({ type: 'neutral', durationMs: 0 }, 1000)
    expect(pickAt(strategy, 1000)).toBe('second')
  })

  it('measures the place of each target in the round', () => {
    const strategy = round()
    end(strategy, primary, 1000)
    const loads = [primary, second, third].map((target) => strategy.meter?.load(target, 1000) ?? 0)
    expect(loads.indexOf(Math.min(...loads))).toBe(1)
    expect(loads.indexOf(Math.max(...loads))).toBe(0)
  })

  it('has no meaning without staying', () => {
    expect(() => failover({ round: true, sticky: false })).toThrow(
      'failover: "round" has no meaning without "sticky"',
    )
  })
})
