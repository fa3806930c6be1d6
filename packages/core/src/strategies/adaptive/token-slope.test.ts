import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../time/random.ts'
import { TokenSlope, type MeanPair } from './token-slope.ts'

const means = (): MeanPair => ({ tokens: 0, ms: 0, isKnown: false })

describe('what each token takes', () => {
  it('is nothing before two calls differ', () => {
    const slope = new TokenSlope(1)
    const own = means()
    expect(slope.msPerToken).toBe(0)
    slope.observe(1000, 700, own)
    expect(own).toEqual({ tokens: 1000, ms: 700, isKnown: true })
    slope.observe(1000, 900, own)
    expect(slope.msPerToken).toBe(0)
  })

  it('is found in noise, also over targets of different speed', () => {
    const slope = new TokenSlope(1)
    const random = seededRandom(7)
    const targets = [
      { baseMs: 300, own: means() },
      { baseMs: 1500, own: means() },
    ]
    for (let call = 0; call < 3000; call += 1)
      for (const { baseMs, own } of targets) {
        // The slow one has the long prompts.
        const tokens = 2 * baseMs + 4000 * random()
        slope.observe(tokens, baseMs + 200 * random() + 0.125 * tokens, own)
      }
    expect(slope.msPerToken).toBeCloseTo(0.125, 2)
  })

  it.each([10_000_000, 1e200, Infinity, Number.NaN])('is not spoilt by a call of %s tokens', (mistaken) => {
    const slope = new TokenSlope(1)
    const own = means()
    const learn = (): void => {
      for (let call = 0; call < 100; call += 1) {
        const tokens = 1000 + 500 * (call % 3)
        slope.observe(tokens, 100 + 0.1 * tokens, own)
      }
    }
    learn()
    slope.observe(mistaken, 400, own)
    expect(slope.msPerToken).toBeCloseTo(0.1)
    learn()
    expect(slope.msPerToken).toBeCloseTo(0.1)
  })

  it('goes on from what another one has exported', () => {
    const [slope, next] = [new TokenSlope(1), new TokenSlope(1)]
    expect(slope.export()).toBeUndefined()
    const own = means()
    for (let call = 0; call < 100; call += 1) slope.observe(1000 * (call % 3), 50 * (call % 3), own)
    const state = slope.export()
    if (state !== undefined) next.restore(state)
    expect(next.msPerToken).toBeCloseTo(0.05)
    expect(next.export()).toEqual(state)
  })

  it('is never below nothing, nor above its limit', () => {
    const falling = new TokenSlope(1)
    const steep = new TokenSlope(1)
    const [one, other] = [means(), means()]
    for (let call = 0; call < 50; call += 1) {
      const tokens = 100 + 10 * (call % 5)
      falling.observe(tokens, 5000 - 3 * tokens, one)
      steep.observe(tokens, 20 * tokens, other)
    }
    expect(falling.msPerToken).toBe(0)
    expect(steep.msPerToken).toBe(1)
  })
})
