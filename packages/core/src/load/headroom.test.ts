import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../contracts/outcome.ts'
import type { LimitReport } from '../contracts/usage.ts'
import { callFacts } from '../testing/call-facts.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { headroom } from './headroom.ts'

fc.configureGlobal({ seed: 20_261_120 })

const limited = (...limits: LimitReport[]) => fakeTarget({ id: 'a', limits, limitsAt: 1000 })
const requests = { unit: 'requests', limit: 100, remaining: 40, resetMs: 6000, windowMs: 60_000 } as const

describe('by the report', () => {
  it('is the used share', () => {
    expect(headroom().load(limited(requests), 1000)).toBeCloseTo(0.6)
  })

  it('is that of the tightest limit', () => {
    const tokens = { unit: 'tokens', limit: 1000, remaining: 100, resetMs: 6000 } as const
    expect(headroom().load(limited(requests, tokens), 1000)).toBeCloseTo(0.9)
  })

  it('is 0.5 when no limit is known', () => {
    expect(headroom().load(limited(), 1000)).toBe(0.5)
    expect(headroom().load(limited({ unit: 'requests', remaining: 3 }), 1000)).toBe(0.5)
    expect(headroom().load(limited({ unit: 'requests', limit: 3 }), 1000)).toBe(0.5)
  })

  it('is 1 when nothing is allowed at all', () => {
    expect(headroom().load(limited({ unit: 'requests', limit: 0, remaining: 0 }), 9_999_999)).toBe(1)
  })

  it('comes back evenly until the limit is full again', () => {
    const meter = headroom()
    expect(meter.load(limited(requests), 4000)).toBeCloseTo(0.3)
    expect(meter.load(limited(requests), 7000)).toBe(0)
    expect(meter.load(limited(requests), 999_999)).toBe(0)
  })

  it('comes back at the rate of the window when the vendor does not say when', () => {
    const perMinute = { unit: 'requests', limit: 60, remaining: 30 } as const
    expect(headroom().load(limited(perMinute), 1000)).toBeCloseTo(0.5)
    expect(headroom().load(limited(perMinute), 16_000)).toBeCloseTo(0.25)
    expect(headroom().load(limited({ ...perMinute, windowMs: 10_000 }), 3500)).toBeCloseTo(0.25)
  })
})

describe('what has been sent since', () => {
  it('counts as one request and the expected tokens of its kind', () => {
    const sizes = { limit: 1000, remaining: 1000, resetMs: 0 }
    const loadOf = (unit: LimitReport['unit']): number => {
      const meter = headroom()
      const target = limited({ unit, ...sizes })
      meter.started?.(target, callFacts({ inputTokens: 300, outputTokens: 50 }), 1000)
      return meter.load(target, 1000)
    }
    expect(loadOf('requests')).toBeCloseTo(0.001)
    expect(loadOf('tokens')).toBeCloseTo(0.35)
    expect(loadOf('input-tokens')).toBeCloseTo(0.3)
    expect(loadOf('output-tokens')).toBeCloseTo(0.05)
  })

  it('may come to more than was left', () => {
    const meter = headroom()
    const target = limited({ ...requests, remaining: 0 })
    for (let sent = 0; sent < 10; sent += 1) meter.started?.(target, callFacts(), 1000)
    expect(meter.load(target, 1000)).toBeCloseTo(1.1)
  })

  it('is made up for at the rate of the limit', () => {
    const meter = headroom()
    const target = limited({ ...requests, remaining: 100, resetMs: 0 })
    for (let sent = 0; sent < 50; sent += 1) meter.started?.(target, callFacts(), 1000)
    expect(meter.load(target, 1000)).toBeCloseTo(0.5)
    expect(meter.load(target, 13_000)).toBeCloseTo(0.3)
    expect(meter.load(target, 61_000)).toBe(0)
  })

  it('is forgotten with the next report', () => {
    const meter = headroom()
    const target = limited(requests)
    for (let sent = 0; sent < 30; sent += 1) meter.started?.(target, callFacts(), 1000)
    expect(meter.load(target, 1000)).toBeCloseTo(0.9)
    target.set({ limits: [{ ...requests, remaining: 80 }], limitsAt: 1500 })
    expect(meter.load(target, 1500)).toBeCloseTo(0.2)
    meter.started?.(target, callFacts(), 1500)
    expect(meter.load(target, 1500)).toBeCloseTo(0.21)
  })

  it('is forgotten with the next report also when that is the same object', () => {
    const meter = headroom()
    const target = limited(requests)
    meter.started?.(target, callFacts(), 1000)
    target.set({ limitsAt: 1001 })
    expect(meter.load(target, 1001)).toBeCloseTo(0.6)
  })

  it('is nothing while no limit is known', () => {
    const meter = headroom()
    const target = limited()
    meter.started?.(target, callFacts(), 1000)
    expect(meter.load(target, 1000)).toBe(0.5)
  })
})

describe('what an attempt reserved', () => {
  const call = callFacts({ inputTokens: 300, outputTokens: 100 })
  const setup = (unit: LimitReport['unit'] = 'tokens') => {
    const meter = headroom()
    const target = limited({ unit, limit: 1000, remaining: 1000, resetMs: 0, windowMs: 100_000 })
    return { meter, target, measurement: meter.started?.(target, call, 1000) }
  }

  it.each<[string, Outcome, number]>([
    [
      'is corrected by what it used',
      { type: 'success', durationMs: 0, usage: { inputTokens: 250, outputTokens: 50 } },
      0.3,
    ],
    ['grows by what it used more', { type: 'success', durationMs: 0, usage: { outputTokens: 600 } }, 0.9],
    ['stays when nothing is known of its use', { type: 'success', durationMs: 0 }, 0.4],
    ['stays when its caller went away', { type: 'neutral', durationMs: 0 }, 0.4],
    ['is given back when it failed', { type: 'failure', kind: 'network', scope: 'target', durationMs: 0 }, 0],
    [
      'is what it used although it failed',
      {
        type: 'failure',
        kind: 'stream-interrupted',
        scope: 'target',
        durationMs: 0,
        usage: { outputTokens: 20 },
      },
      0.32,
    ],
  ])('%s', (_title, outcome, load) => {
    const { meter, target, measurement } = setup()
    expect(meter.load(target, 1000)).toBeCloseTo(0.4)
    measurement?.finished(outcome, 1000)
    expect(meter.load(target, 1000)).toBeCloseTo(load)
  })

  it('stays one request whatever came of it', () => {
    const { meter, target, measurement } = setup('requests')
    measurement?.finished({ type: 'failure', kind: 'server', scope: 'target', durationMs: 0 }, 1000)
    expect(meter.load(target, 1000)).toBeCloseTo(0.001)
  })

  it('is not given back twice when its time has brought it back', () => {
    const { meter, target, measurement } = setup()
    meter.started?.(target, call, 31_000)
    // 300 of the first 400 have come back by themselves: 100 are left to give back.
    measurement?.finished({ type: 'failure', kind: 'network', scope: 'target', durationMs: 30_000 }, 31_000)
    expect(meter.load(target, 31_000)).toBeCloseTo(0.4)
  })

  it('is left alone when a newer report has counted it', () => {
    const { meter, target, measurement } = setup()
    target.set({ limits: [{ unit: 'tokens', limit: 1000, remaining: 600, resetMs: 60_000 }] })
    measurement?.finished({ type: 'failure', kind: 'network', scope: 'target', durationMs: 0 }, 1000)
    expect(meter.load(target, 1000)).toBeCloseTo(0.4)
  })
})

it('never falls by sending and never rises by waiting', () => {
  const report = fc.record({
    unit: fc.constantFrom('requests' as const, 'tokens' as const),
    limit: fc.integer({ min: 1, max: 1e6 }),
    remaining: fc.nat(1e6),
    resetMs: fc.nat(100_000),
  })
  const steps = fc.array(fc.tuple(fc.nat(5000), fc.nat(10_000)), { maxLength: 30 })
  fc.assert(
    fc.property(fc.array(report, { minLength: 1, maxLength: 4 }), steps, (limits, sends) => {
      const meter = headroom()
      const target = limited(...limits)
      let now = 1000
      for (const [waitMs, inputTokens] of sends) {
        const before = meter.load(target, now)
        now += waitMs
        const waited = meter.load(target, now)
        meter.started?.(target, callFacts({ inputTokens }), now)
        expect(waited).toBeLessThanOrEqual(before + 1e-9)
        expect(meter.load(target, now)).toBeGreaterThanOrEqual(waited - 1e-9)
        expect(waited).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})
