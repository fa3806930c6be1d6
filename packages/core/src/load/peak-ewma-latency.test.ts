import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { peakEwmaLatency, type PeakEwmaOptions } from './peak-ewma-latency.ts'
import { serve, setup, start } from './test/latency-scene.ts'

fc.configureGlobal({ seed: 20_261_120 })

describe('the average', () => {
  it('takes the first latency as it is', () => {
    const { meter, target } = setup()
    serve(meter, target, { at: 0, latencyMs: 400 })
    expect(meter.load(target, 400)).toBe(400)
  })

  it('jumps to a slower value at once', () => {
    const { meter, target } = setup()
    serve(meter, target, { at: 0, latencyMs: 400 })
    serve(meter, target, { at: 400, latencyMs: 3000 })
    expect(meter.load(target, 3400)).toBe(3000)
  })

  it('comes down to a faster value by how much time has passed', () => {
    const { meter, target } = setup({ decayMs: 1000 })
    serve(meter, target, { at: 0, latencyMs: 900 })
    serve(meter, target, { at: 1800, latencyMs: 100 })
    expect(meter.load(target, 1900)).toBeCloseTo(100 + 800 * Math.exp(-1))
  })

  it('fades to a share of 1/e per decay time while the target is idle', () => {
    const { meter, target } = setup({ decayMs: 2000 })
    serve(meter, target, { at: 0, latencyMs: 1000 })
    expect(meter.load(target, 3000)).toBeCloseTo(1000 / Math.E)
    expect(meter.load(target, 1_000_000)).toBeCloseTo(0)
  })

  it('does not fade while an answer is awaited, so that one try does not become a flood', () => {
    const { meter, target } = setup({ decayMs: 1000 })
    serve(meter, target, { at: 0, latencyMs: 1000 })
    start(meter, target, 50_000)
    expect(meter.load(target, 50_000)).toBe(1000 * 2)
  })

  it('fades again when a stream has given its first content, however long it lasts', () => {
    const { meter, target } = setup({ decayMs: 1000 })
    start(meter, target).answer(1000)
    expect(meter.load(target, 2000)).toBeCloseTo((1000 / Math.E) * 2)
  })

  it('stays within what was observed, and at the newest when that is the slowest', () => {
    const attempts = fc.array(
      fc.record({ gapMs: fc.nat(60_000), latencyMs: fc.integer({ min: 1, max: 60_000 }) }),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(attempts, (list) => {
        const { meter, target } = setup()
        let at = 0
        for (const { gapMs, latencyMs } of list) {
          at += gapMs
          serve(meter, target, { at, latencyMs })
          at += latencyMs
        }
        const latencies = list.map(({ latencyMs }) => latencyMs)
        const load = meter.load(target, at)
        expect(load).toBeGreaterThanOrEqual(Math.min(...latencies) - 1e-6)
        expect(load).toBeLessThanOrEqual(Math.max(...latencies) + 1e-6)
        if (latencies.at(-1) === Math.max(...latencies)) expect(load).toBeCloseTo(Math.max(...latencies))
      }),
    )
  })
})

describe('the load', () => {
  it('grows with every attempt in flight and shrinks with weight', () => {
    const { meter, target } = setup(undefined, 4)
    serve(meter, target, { at: 0, latencyMs: 800 })
    expect(meter.load(target, 800)).toBe(200)
    target.set({ inFlight: 3 })
    expect(meter.load(target, 800)).toBe(800)
  })

  it('does not change by being read', () => {
    const { meter, target } = setup()
    serve(meter, target, { at: 0, latencyMs: 800 })
    const before = meter.load(target, 5000)
    meter.load(target, 100_000)
    expect(meter.load(target, 5000)).toBe(before)
  })

  it('is 0 for a target that was never called, and the default while its first answer is awaited', () => {
    const { meter, target } = setup({ defaultMs: 700 })
    expect(meter.load(target, 0)).toBe(0)
    start(meter, target, 0)
    expect(meter.load(target, 0)).toBe(700 * 2)
    start(meter, target, 0)
    expect(meter.load(target, 0)).toBe(700 * 3)
  })
})

describe('what teaches it', () => {
  it('is the time to first content, not the whole time', () => {
    const { meter, target } = setup()
    const attempt = start(meter, target).answer(300)
    expect(meter.load(target, 300)).toBe(600)
    attempt.succeed(300, 300.5)
    expect(meter.load(target, 300)).toBeCloseTo(300, 1)
  })

  it.each([250, 4000])(
    'is the end, after %i ms, of an attempt whose first content was not reported',
    (durationMs) => {
      const { meter, target } = setup()
      start(meter, target).succeed(250, durationMs)
      expect(meter.load(target, durationMs)).toBe(250)
    },
  )

  it('is one stream, whatever the others do that end at the same clock reading', () => {
    const { meter, target } = setup()
    const waiting = start(meter, target)
    start(meter, target).answer(100).succeed(100)
    expect(meter.load(target, 100)).toBe(100 * 2)
    expect(meter.load(target, 60_100)).toBe(100 * 2)
    waiting.answer(60_100).succeed(60_100)
    expect(meter.load(target, 60_100)).toBe(60_100)
  })

  it('is not a neutral outcome', () => {
    const { meter, target } = setup()
    serve(meter, target, { at: 0, latencyMs: 400 })
    start(meter, target, 400).end({ type: 'neutral', durationMs: 0 })
    expect(meter.load(target, 400)).toBe(400)
  })

  it('is the wait for an answer that another attempt was faster with, where that was longer than usual', () => {
    const { meter, target } = setup({ decayMs: 1000 })
    serve(meter, target, { at: 0, latencyMs: 400 })
    start(meter, target, 400).end({ type: 'neutral', durationMs: 100, beaten: true })
    expect(meter.load(target, 500)).toBeCloseTo(400 * Math.exp(-0.1))
    start(meter, target, 500).end({ type: 'neutral', durationMs: 900, beaten: true })
    expect(meter.load(target, 1400)).toBe(900)
  })
})

it('has nothing to export of a target that was never called', () => {
  const { meter, target } = setup()
  expect(meter.exportState?.(target, 0)).toBeUndefined()
  serve(meter, target, { at: 0, latencyMs: 400 })
  expect(meter.exportState?.(target, 400)).toMatchObject({ streams: { averageMs: 400 } })
})

it.each<[PeakEwmaOptions, Error]>([
  [{ decayMs: 0 }, new RangeError('peakEwmaLatency: "decayMs" must be within (0, ∞), got 0')],
  [{ defaultMs: -1 }, new RangeError('peakEwmaLatency: "defaultMs" must be within (0, ∞), got -1')],
  [
    { failurePenalty: 0.5 },
    new RangeError('peakEwmaLatency: "failurePenalty" must be within [1, ∞), got 0.5'),
  ],
])('refuses %o', (options, error) => {
  expect(() => peakEwmaLatency(options)).toThrow(error)
})

it('refuses options it does not know', () => {
  expect(() => peakEwmaLatency({ decay: 1 } as PeakEwmaOptions)).toThrow(
    /^peakEwmaLatency: unknown option "decay"/,
  )
})
