import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LatencyEstimate } from './latency-estimate.ts'
import { awaitedAnswer } from './test/awaited-answer.ts'

const after = (...latencies: readonly number[]): LatencyEstimate => {
  const estimate = new LatencyEstimate()
  for (const ms of latencies) estimate.observe(ms, 0)
  return estimate
}
const latency = fc.double({ min: 1, max: 600_000, noNaN: true })

describe('an estimate of latency', () => {
  it('is not known before the first answer, and is that answer then', () => {
    expect(after().isKnown).toBe(false)
    expect(after().lastMs).toBeNaN()
    expect(after().observedAt).toBe(-Infinity)
    expect(after(300).isKnown).toBe(true)
    expect(after(300).lastMs).toBe(300)
  })

  it('stays within the latencies that it has seen', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 50 }), (latencies) => {
        const { lastMs } = after(...latencies)
        expect(lastMs).toBeGreaterThanOrEqual(Math.min(...latencies) * (1 - 1e-9))
        expect(lastMs).toBeLessThanOrEqual(Math.max(...latencies) * (1 + 1e-9))
      }),
      { seed: 5 },
    )
  })

  it('follows slower answers in logarithms, twice as far as faster ones', () => {
    expect(after(100, 200).lastMs).toBeCloseTo(100 * 2 ** 0.3, 6)
    expect(after(200, 100).lastMs).toBeCloseTo(200 / 2 ** 0.15, 6)
  })

  it('takes no answer for more than e² times the average', () => {
    expect(after(100, 100_000).lastMs).toBeCloseTo(100 * Math.exp(0.3 * 2), 6)
  })

  it('follows a new answer the further, the older the last one is', () => {
    const estimate = after(100)
    estimate.observe(200, 15_000)
    expect(estimate.lastMs).toBeCloseTo(100 * 2 ** (1 - Math.exp(-1)), 6)
    const old = after(100)
    old.observe(200, 10_000_000)
    expect(old.lastMs).toBeCloseTo(200, 6)
  })

  it('learns from an attempt that was given up only that it took no less', () => {
    const estimate = after(400)
    estimate.exceed(100, 0)
    expect(estimate.lastMs).toBe(400)
    estimate.exceed(800, 0)
    expect(estimate.lastMs).toBeCloseTo(400 * 2 ** 0.3, 6)
    const unknown = after()
    unknown.exceed(700, 3)
    expect([unknown.lastMs, unknown.observedAt]).toEqual([700, 3])
  })
})

describe('what is expected now', () => {
  it('is the silence of a target that lasts more than 1.6 times as long as usual', () => {
    const estimate = after(500)
    const answer = awaitedAnswer(1000)
    estimate.awaited.add(answer)
    expect(estimate.read(1790, 500, false)).toBe(500)
    expect(estimate.read(1800, 500, false)).toBe(800)
    estimate.awaited.came(answer)
    expect(estimate.read(9000, 500, false)).toBe(500)
  })

  it('fades towards the fastest after 15 s without anything to answer, half of the way after 21 s more', () => {
    const estimate = after(8000)
    expect(estimate.read(15_000, 500, true)).toBe(8000)
    expect(estimate.read(15_000 + 30_000 * Math.LN2, 500, true)).toBeCloseTo(Math.sqrt(8000 * 500), 6)
    expect(estimate.read(15_000 + 30_000 * Math.LN2, 500, false)).toBe(8000)
    expect(estimate.read(10_000_000, 500, true)).toBeCloseTo(500, 6)
  })

  it('does not fade while no fastest is known, nor from below it', () => {
    expect(after(8000).read(60_000, 0, true)).toBe(8000)
    expect(after(300).read(60_000, 500, true)).toBe(300)
  })
})

it('goes on elsewhere from what it has exported', () => {
  expect(after().export(0)).toBeUndefined()
  const estimate = new LatencyEstimate()
  estimate.observe(300, 1000)
  const state = estimate.export(4000)
  expect(state).toEqual({ ms: 300, agoMs: 3000 })
  const other = new LatencyEstimate()
  if (state !== undefined) other.restore(state, 50_000)
  expect([other.lastMs, other.observedAt]).toEqual([300, 47_000])
})
