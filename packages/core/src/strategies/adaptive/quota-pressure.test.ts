import { describe, expect, it } from 'vitest'
import { QuotaPressure } from './quota-pressure.ts'

describe('how much a key is spared', () => {
  it('is not at all while a tenth of its quota is left', () => {
    const pressure = new QuotaPressure()
    expect([1, 0.5, 0.1].map((left) => pressure.factor(left))).toEqual([1, 1, 1])
  })

  it('grows with what is missing of that tenth', () => {
    const pressure = new QuotaPressure()
    expect(pressure.factor(0.05)).toBeCloseTo(1.3)
    expect(pressure.factor(0)).toBeCloseTo(1.6)
    expect(pressure.factor(-3)).toBeCloseTo(1.6)
  })

  it('grows with each refusal, at most once in 200 ms, and falls with each success', () => {
    const pressure = new QuotaPressure()
    for (const at of [0, 100, 200, 201]) pressure.throttled(at)
    expect(pressure.share).toBeCloseTo(0.36)
    expect(pressure.factor(1)).toBeCloseTo(1 + 1.5 * 0.64)
    for (let success = 0; success < 10; success += 1) pressure.succeeded()
    expect(pressure.share).toBeCloseTo(0.46)
    for (let success = 0; success < 100; success += 1) pressure.succeeded()
    expect(pressure.share).toBe(1)
    expect(pressure.factor(1)).toBe(1)
  })

  it('leaves a key a twentieth of its calls', () => {
    const pressure = new QuotaPressure()
    for (let refusal = 0; refusal < 50; refusal += 1) pressure.throttled(refusal * 1000)
    expect(pressure.share).toBe(0.05)
  })
})
