import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedCost } from '../../prices/expected-cost.ts'
import { fakeTarget } from '../../testing/fake-target.ts'
import { UsageByPrice } from '../usage-by-price.ts'
import { TargetPrice } from './target-price.ts'

const rate = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: undefined })
const tokens = fc.nat(100_000)
const size = { inputTokens: 1000, cachedTokens: 0, outputTokens: 100 }

describe('what a call costs at a target', () => {
  it('is what expectedCost says, whatever is known of the price', () => {
    const cost = fc.record({
      inputPerMTok: rate,
      outputPerMTok: rate,
      cacheReadPerMTok: rate,
      longInput: fc.option(fc.record({ aboveTokens: tokens, inputPerMTok: rate }), { nil: undefined }),
    })
    const call = fc.record({ inputTokens: tokens, cachedPart: fc.double({ max: 1, min: 0, noNaN: true }) })
    fc.assert(
      fc.property(cost, call, tokens, (given, { inputTokens, cachedPart }, outputTokens) => {
        const price = new TargetPrice(fakeTarget({ id: 'a', cost: given }), new UsageByPrice())
        const asked = { inputTokens, cachedTokens: cachedPart * inputTokens, outputTokens }
        const expected = expectedCost({ inputTokens, outputTokens, cacheReadRatio: cachedPart }, given)
        const got = price.microUsd(asked)
        if (expected === Infinity) expect(got).toBe(Infinity)
        else expect(got).toBeCloseTo(expected, 3)
      }),
      { seed: 5 },
    )
  })

  it('is not known without a price', () => {
    expect(new TargetPrice(fakeTarget({ id: 'a' }), new UsageByPrice()).microUsd(size)).toBe(Infinity)
  })

  it('follows a price that changes, and so does what calls use at it', () => {
    const usage = new UsageByPrice()
    const [first, second] = [
      { inputPerMTok: 1, outputPerMTok: 2 },
      { inputPerMTok: 3, outputPerMTok: 4 },
    ]
    const target = fakeTarget({ id: 'a', cost: first })
    const price = new TargetPrice(target, usage)
    usage.of(second).learn({ inputTokens: 10, outputTokens: 70 })
    expect([price.microUsd(size), price.usual.outputTokens]).toEqual([1200, undefined])
    target.set({ cost: second })
    expect([price.microUsd(size), price.usual.outputTokens]).toEqual([3400, 70])
  })
})
