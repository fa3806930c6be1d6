import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callFacts } from '../testing/call-facts.ts'
import { call, refuse, serve, setup, start } from './test/latency-scene.ts'

fc.configureGlobal({ seed: 20_261_120 })

describe('streams and plain calls', () => {
  const streaming = callFacts({ streaming: true })
  const plain = callFacts()

  it('are compared with their own kind', () => {
    const { meter, target } = setup()
    call(meter, target, 0).succeed(5000)
    serve(meter, target, { at: 5000, latencyMs: 100 })
    expect(meter.load(target, 5100, streaming)).toBe(100)
    expect(meter.load(target, 5000, plain)).toBe(5000)
  })

  it('make the larger load where no call is given', () => {
    const { meter, target } = setup()
    call(meter, target, 0).succeed(5000)
    expect(meter.load(target, 5000)).toBe(5000)
    serve(meter, target, { at: 5000, latencyMs: 9000 })
    expect(meter.load(target, 14_000)).toBe(9000)
  })

  it('share what runs: each has to wait for the others', () => {
    const { meter, target } = setup()
    serve(meter, target, { at: 0, latencyMs: 100 })
    call(meter, target, 100)
    call(meter, target, 100)
    expect(meter.load(target, 100, streaming)).toBe(300)
  })

  it('wait for their own kind only, so that the other fades', () => {
    const { meter, target } = setup({ decayMs: 1000 })
    serve(meter, target, { at: 0, latencyMs: 100 })
    call(meter, target, 100)
    expect(meter.load(target, 1100, streaming)).toBeCloseTo((100 / Math.E) * 2)
    expect(meter.load(target, 1100, plain)).toBe(1000 * 2)
  })

  it('learn from each other’s failures, but not how long they took', () => {
    const { meter, target } = setup()
    serve(meter, target, { at: 0, latencyMs: 100 })
    call(meter, target, 100).fail(30_000)
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
