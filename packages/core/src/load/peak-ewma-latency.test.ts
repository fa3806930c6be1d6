import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LoadMeter } from '../contracts/strategy.ts'
import { callFacts } from '../testing/call-facts.ts'
import { fakeTarget, type FakeTarget } from '../testing/fake-target.ts'
import { peakEwmaLatency, type PeakEwmaOptions } from './peak-ewma-latency.ts'

fc.configureGlobal({ seed: 20_261_120 })

interface Attempt {
  readonly at: number
  readonly latencyMs: number
}

const start = (meter: LoadMeter, target: FakeTarget, at: number): void => {
  target.inFlight += 1
  meter.started(target, callFacts({ startedAt: at }), at)
}

const answer = (meter: LoadMeter, target: FakeTarget, { at, latencyMs }: Attempt): void => {
  meter.firstContent(target, callFacts({ startedAt: at }), at + latencyMs)
}

const succeed = (
  meter: LoadMeter,
  target: FakeTarget,
  { at, latencyMs }: Attempt,
  durationMs = latencyMs,
) => {
  target.inFlight -= 1
  meter.finished(target, { type: 'success', durationMs, firstContentMs: latencyMs }, at + durationMs)
}

const fail = (meter: LoadMeter, target: FakeTarget, { at, latencyMs }: Attempt): void => {
  target.inFlight -= 1
  meter.finished(
    target,
    { type: 'failure', kind: 'rate-limit', scope: 'key', durationMs: latencyMs },
    at + latencyMs,
  )
}

const serve = (meter: LoadMeter, target: FakeTarget, attempt: Attempt): void => {
  start(meter, target, attempt.at)
  answer(meter, target, attempt)
  succeed(meter, target, attempt)
}

const refuse = (meter: LoadMeter, target: FakeTarget, attempt: Attempt): void => {
  start(meter, target, attempt.at)
  fail(meter, target, attempt)
}

const setup = (options?: PeakEwmaOptions, weight = 1) => ({
  meter: peakEwmaLatency(options),
  target: fakeTarget({ id: 'a', weight }),
})

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
    start(meter, target, 0)
    answer(meter, target, { at: 0, latencyMs: 1000 })
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
    target.inFlight = 3
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
    const attempt = { at: 0, latencyMs: 300 }
    start(meter, target, 0)
    answer(meter, target, attempt)
    expect(meter.load(target, 300)).toBe(600)
    succeed(meter, target, attempt, 300.5)
    expect(meter.load(target, 300)).toBeCloseTo(300, 1)
  })

  it.each([250, 4000])(
    'is the end, after %i ms, of an attempt whose first content was not reported',
    (durationMs) => {
      const { meter, target } = setup()
      start(meter, target, 0)
      succeed(meter, target, { at: 0, latencyMs: 250 }, durationMs)
      expect(meter.load(target, durationMs)).toBe(250)
    },
  )

  it('is a plain call too while a stream runs beside it', () => {
    const { meter, target } = setup({ decayMs: 1000 })
    start(meter, target, 0)
    answer(meter, target, { at: 0, latencyMs: 100 })
    start(meter, target, 100)
    succeed(meter, target, { at: 100, latencyMs: 700 })
    expect(meter.load(target, 800)).toBe(700 * 2)
    expect(meter.load(target, 1800)).toBeCloseTo((700 / Math.E) * 2)
    succeed(meter, target, { at: 0, latencyMs: 100 }, 1800)
    start(meter, target, 1800)
    expect(meter.load(target, 2800)).toBe(700 * 2)
  })

  it('is not a neutral outcome', () => {
    const { meter, target } = setup()
    serve(meter, target, { at: 0, latencyMs: 400 })
    start(meter, target, 400)
    target.inFlight -= 1
    meter.finished(target, { type: 'neutral', durationMs: 90_000 }, 400)
    expect(meter.load(target, 400)).toBe(400)
  })
})

describe('a failure', () => {
  it('that comes fast never looks like a fast server', () => {
    const { meter, target } = setup({ defaultMs: 1000, failurePenalty: 2 })
    refuse(meter, target, { at: 0, latencyMs: 50 })
    expect(meter.load(target, 50)).toBe(2000)
  })

  it('weighs more with each further one, up to a bound', () => {
    const { meter, target } = setup()
    const loads = Array.from({ length: 40 }, (_, index) => {
      refuse(meter, target, { at: index * 50, latencyMs: 50 })
      return meter.load(target, index * 50 + 50)
    })
    expect(loads[0]).toBe(2000)
    expect(loads[1]).toBeGreaterThan(3900)
    expect(Math.max(...loads)).toBeLessThanOrEqual(600_000)
    expect(loads.at(-1)).toBeGreaterThan(590_000)
  })

  it('weighs no more when others fail beside it', () => {
    const { meter, target } = setup()
    for (let begun = 0; begun < 20; begun += 1) start(meter, target, 0)
    for (let failed = 0; failed < 20; failed += 1) fail(meter, target, { at: 0, latencyMs: 50 + failed })
    expect(meter.load(target, 69)).toBe(2000)
  })

  it('counts in full when it took longer than any penalty', () => {
    const { meter, target } = setup()
    refuse(meter, target, { at: 0, latencyMs: 900_000 })
    expect(meter.load(target, 900_000)).toBe(900_000)
  })

  it('after the first content counts for the wait, not for the length of the stream', () => {
    const { meter, target } = setup()
    start(meter, target, 0)
    answer(meter, target, { at: 0, latencyMs: 600 })
    target.inFlight -= 1
    const broken = {
      kind: 'stream-interrupted',
      scope: 'target',
      durationMs: 90_000,
      firstContentMs: 600,
    } as const
    meter.finished(target, { type: 'failure', ...broken }, 90_000)
    expect(meter.load(target, 90_000)).toBeCloseTo(1200, 0)
  })

  it('of a fast target weighs as much as its own latency says, so that one blip does not block it', () => {
    const meter = peakEwmaLatency()
    const target = fakeTarget({ id: 'fast' })
    const call = callFacts({ startedAt: 0 })
    meter.started(target, call, 0)
    meter.finished(target, { type: 'success', durationMs: 30 }, 30)
    meter.started(target, call, 30)
    meter.finished(target, { type: 'failure', kind: 'auth', scope: 'key', durationMs: 5 }, 35)
    expect(meter.load(target, 35)).toBeCloseTo(60, 0)
    expect(meter.load(target, 35 + 10_000 * Math.LN2)).toBeCloseTo(30, 0)
  })

  it('never makes a target look faster', () => {
    const latency = fc.integer({ min: 1, max: 100_000 })
    fc.assert(
      fc.property(latency, latency, fc.nat(100_000), (served, failed, gapMs) => {
        const { meter, target } = setup()
        serve(meter, target, { at: 0, latencyMs: served })
        const at = served + gapMs
        const before = meter.load(target, at + failed)
        refuse(meter, target, { at, latencyMs: failed })
        expect(meter.load(target, at + failed)).toBeGreaterThanOrEqual(before)
      }),
    )
  })
})

describe('the counts of attempts', () => {
  it('heal when an end is reported that never began', () => {
    const { meter, target } = setup({ decayMs: 1000 })
    meter.finished(target, { type: 'success', durationMs: 500, firstContentMs: 500 }, 500)
    expect(meter.load(target, 1500)).toBeCloseTo(500 / Math.E)
    start(meter, target, 1500)
    expect(meter.load(target, 1500)).toBe(1000)
  })

  it('heal when an end is never reported', () => {
    const { meter, target } = setup({ decayMs: 1000 })
    start(meter, target, 0)
    target.inFlight -= 1
    start(meter, target, 0)
    answer(meter, target, { at: 0, latencyMs: 500 })
    succeed(meter, target, { at: 0, latencyMs: 500 }, 600)
    expect(meter.load(target, 1500)).toBeCloseTo(500 / Math.E)
  })
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
