import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../contracts/outcome.ts'
import type { LoadMeter, Measurement } from '../contracts/strategy.ts'
import { callFacts } from '../testing/call-facts.ts'
import { fakeTarget, type FakeTarget } from '../testing/fake-target.ts'
import { peakEwmaLatency, type PeakEwmaOptions } from './peak-ewma-latency.ts'

fc.configureGlobal({ seed: 20_261_120 })

interface Times {
  readonly at: number
  readonly latencyMs: number
}

/** An attempt on a target, a stream unless told otherwise; its times count from its start. */
class Attempt {
  readonly #target: FakeTarget
  readonly #measurement: Measurement | undefined
  readonly #at: number

  constructor(meter: LoadMeter, target: FakeTarget, { at = 0, streaming = true } = {}) {
    this.#target = target
    this.#at = at
    target.set({ inFlight: target.inFlight + 1 })
    this.#measurement = meter.started?.(target, callFacts({ startedAt: at, streaming }), at)
  }

  answer(latencyMs: number): this {
    this.#measurement?.firstContent?.(this.#at + latencyMs)
    return this
  }

  succeed(latencyMs: number, durationMs = latencyMs): void {
    this.end({ type: 'success', durationMs, firstContentMs: latencyMs })
  }

  fail(durationMs: number): void {
    this.end({ type: 'failure', kind: 'rate-limit', scope: 'key', durationMs })
  }

  end(outcome: Outcome): void {
    this.#target.set({ inFlight: this.#target.inFlight - 1 })
    this.#measurement?.finished(outcome, this.#at + outcome.durationMs)
  }
}

const start = (meter: LoadMeter, target: FakeTarget, at = 0, streaming = true): Attempt =>
  new Attempt(meter, target, { at, streaming })

const serve = (meter: LoadMeter, target: FakeTarget, { at, latencyMs }: Times): void => {
  start(meter, target, at).answer(latencyMs).succeed(latencyMs)
}

const refuse = (meter: LoadMeter, target: FakeTarget, { at, latencyMs }: Times): void => {
  start(meter, target, at).fail(latencyMs)
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
})

describe('streams and plain calls', () => {
  const streaming = callFacts({ streaming: true })
  const plain = callFacts()

  it('are compared with their own kind', () => {
    const { meter, target } = setup()
    start(meter, target, 0, false).succeed(5000)
    serve(meter, target, { at: 5000, latencyMs: 100 })
    expect(meter.load(target, 5100, streaming)).toBe(100)
    expect(meter.load(target, 5000, plain)).toBe(5000)
  })

  it('make the larger load where no call is given', () => {
    const { meter, target } = setup()
    start(meter, target, 0, false).succeed(5000)
    expect(meter.load(target, 5000)).toBe(5000)
    serve(meter, target, { at: 5000, latencyMs: 9000 })
    expect(meter.load(target, 14_000)).toBe(9000)
  })

  it('share what runs: each has to wait for the others', () => {
    const { meter, target } = setup()
    serve(meter, target, { at: 0, latencyMs: 100 })
    start(meter, target, 100, false)
    start(meter, target, 100, false)
    expect(meter.load(target, 100, streaming)).toBe(300)
  })

  it('wait for their own kind only, so that the other fades', () => {
    const { meter, target } = setup({ decayMs: 1000 })
    serve(meter, target, { at: 0, latencyMs: 100 })
    start(meter, target, 100, false)
    expect(meter.load(target, 1100, streaming)).toBeCloseTo((100 / Math.E) * 2)
    expect(meter.load(target, 1100, plain)).toBe(1000 * 2)
  })

  it('learn from each other’s failures, but not how long they took', () => {
    const { meter, target } = setup()
    serve(meter, target, { at: 0, latencyMs: 100 })
    start(meter, target, 100, false).fail(30_000)
    expect(meter.load(target, 30_100, plain)).toBe(30_000)
    expect(meter.load(target, 30_100, streaming)).toBe(200)
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
    const attempts = Array.from({ length: 20 }, () => start(meter, target))
    for (const [place, attempt] of attempts.entries()) attempt.fail(50 + place)
    expect(meter.load(target, 69)).toBe(2000)
  })

  it('counts in full when it took longer than any penalty', () => {
    const { meter, target } = setup()
    refuse(meter, target, { at: 0, latencyMs: 900_000 })
    expect(meter.load(target, 900_000)).toBe(900_000)
  })

  it('after the first content counts for the wait, not for the length of the stream', () => {
    const { meter, target } = setup()
    const measures = { durationMs: 90_000, firstContentMs: 600 }
    start(meter, target)
      .answer(600)
      .end({ type: 'failure', kind: 'stream-interrupted', scope: 'target', ...measures })
    expect(meter.load(target, 90_000, callFacts({ streaming: true }))).toBeCloseTo(1200, 0)
  })

  it('of a fast target weighs as much as its own latency says, so that one failure does not shut it out', () => {
    const { meter, target } = setup()
    start(meter, target).succeed(30)
    start(meter, target, 30).fail(5)
    const streaming = callFacts({ streaming: true })
    expect(meter.load(target, 35, streaming)).toBeCloseTo(60, 0)
    expect(meter.load(target, 35 + 10_000 * Math.LN2, streaming)).toBeCloseTo(30, 0)
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
