import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TokenPrice, TokenUsage } from '../contracts/usage.ts'
import { costOf } from './cost-of.ts'
import { ExactCost } from './exact-cost.ts'

const price: TokenPrice = {
  inputPerMTok: 3,
  outputPerMTok: 15,
  cacheReadPerMTok: 0.3,
  cacheWritePerMTok: 3.75,
  reasoningPerMTok: 20,
}

it.each<[string, TokenUsage, TokenPrice, number | undefined]>([
  ['input and output', { inputTokens: 1000, outputTokens: 200 }, price, 3000 + 3000],
  [
    'cached tokens as a part of the input, and reasoning as a part of the output',
    {
      inputTokens: 1000,
      outputTokens: 200,
      cacheReadTokens: 600,
      cacheWriteTokens: 100,
      reasoningTokens: 50,
    },
    price,
    300 * 3 + 600 * 0.3 + 100 * 3.75 + 150 * 15 + 50 * 20,
  ],
  [
    'cached tokens and reasoning at the price of all, where they have none of their own',
    {
      inputTokens: 1000,
      outputTokens: 200,
      cacheReadTokens: 600,
      cacheWriteTokens: 100,
      reasoningTokens: 50,
    },
    { inputPerMTok: 3, outputPerMTok: 15 },
    6000,
  ],
  ['half a micro-dollar as one', { inputTokens: 5, outputTokens: 0 }, { inputPerMTok: 0.1 }, 1],
  ['less than half of one as none', { inputTokens: 4, outputTokens: 0 }, { inputPerMTok: 0.1 }, 0],
  [
    'nothing where the price is 0',
    { inputTokens: 9, outputTokens: 9 },
    { inputPerMTok: 0, outputPerMTok: 0 },
    0,
  ],
  ['input alone, where there is no output', { inputTokens: 100 }, { inputPerMTok: 2 }, 200],
  ['input alone, where output is free', { inputTokens: 100 }, { inputPerMTok: 2, outputPerMTok: 0 }, 200],
  [
    'unknown without a price of the input',
    { inputTokens: 1, outputTokens: 1 },
    { outputPerMTok: 1 },
    undefined,
  ],
  [
    'unknown without a price of the output',
    { inputTokens: 1, outputTokens: 1 },
    { inputPerMTok: 1 },
    undefined,
  ],
  ['unknown without a number of input tokens', { outputTokens: 1 }, price, undefined],
  ['unknown without a number of output tokens that cost', { inputTokens: 1 }, price, undefined],
  ['unknown without any price', { inputTokens: 1, outputTokens: 1 }, {}, undefined],
  ['known without any price, where nothing was used', { inputTokens: 0, outputTokens: 0 }, {}, 0],
  [
    'no less than nothing, where a vendor reports more cached tokens than tokens',
    { inputTokens: 10, outputTokens: 0, cacheReadTokens: 30 },
    price,
    9,
  ],
  ['unknown for more tokens than there can be', { inputTokens: 1e300, outputTokens: 0 }, price, undefined],
])('counts %s', (_, usage, prices, expected) => {
  expect(costOf(usage, prices)).toBe(expected)
})

it('knows no cost without prices', () => {
  expect(costOf({ inputTokens: 1, outputTokens: 1 }, undefined)).toBeUndefined()
})

describe('prices of long inputs', () => {
  const tiered = { ...price, longInput: { aboveTokens: 200_000, inputPerMTok: 6, outputPerMTok: 22.5 } }

  it('replace those of all tokens, as far as they are given', () => {
    const usage = { inputTokens: 200_001, outputTokens: 10, cacheReadTokens: 1 }
    expect(costOf(usage, tiered)).toBe(Math.round(200_000 * 6 + 0.3 + 10 * 22.5))
  })

  it('do not count for an input of just that length', () => {
    expect(costOf({ inputTokens: 200_000, outputTokens: 0 }, tiered)).toBe(600_000)
  })
})

describe('a sum of costs', () => {
  const tokens = fc.nat({ max: 2_000_000 })
  const perMTok = fc.nat({ max: 600_000_000 }).map((millionths) => millionths / 1_000_000)
  const calls = fc.array(
    fc.record({
      usage: fc.record({
        inputTokens: tokens.map((count) => count + 4_000_000),
        outputTokens: tokens.map((count) => count + 2_000_000),
        cacheReadTokens: tokens,
        cacheWriteTokens: tokens,
        reasoningTokens: tokens,
      }),
      price: fc.record({
        inputPerMTok: perMTok,
        outputPerMTok: perMTok,
        cacheReadPerMTok: perMTok,
        cacheWritePerMTok: perMTok,
        reasoningPerMTok: perMTok,
      }),
    }),
    { maxLength: 50 },
  )
  type Call = Parameters<Parameters<typeof calls.map>[0]>[0][number]
  /** In millionths of a micro-dollar. */
  const exact = ({ usage, price: prices }: Call): bigint => {
    const of = (count: number, usd: number): bigint => BigInt(count) * BigInt(Math.round(usd * 1_000_000))
    const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens } = usage
    return (
      of(inputTokens - cacheReadTokens - cacheWriteTokens, prices.inputPerMTok) +
      of(cacheReadTokens, prices.cacheReadPerMTok) +
      of(cacheWriteTokens, prices.cacheWritePerMTok) +
      of(outputTokens - reasoningTokens, prices.outputPerMTok) +
      of(reasoningTokens, prices.reasoningPerMTok)
    )
  }
  const rounded = (millionths: bigint): number => Number((millionths + 500_000n) / 1_000_000n)

  it('is exact, and rounded once', () => {
    fc.assert(
      fc.property(calls, (all) => {
        const sum = new ExactCost()
        for (const { usage, price: prices } of all) expect(sum.add(usage, prices)).toBe(true)
        expect(sum.microUsd).toBe(rounded(all.reduce((total, one) => total + exact(one), 0n)))
        for (const one of all) expect(costOf(one.usage, one.price)).toBe(rounded(exact(one)))
      }),
    )
  })

  it('does not drift over a million calls that cost a third of a micro-dollar', () => {
    const sum = new ExactCost()
    for (let call = 0; call < 1_000_000; call += 1)
      sum.add({ inputTokens: 1, outputTokens: 0 }, { inputPerMTok: 0.333_333 })
    expect(sum.microUsd).toBe(333_333)
  })

  it('stays as it is when a price is not known', () => {
    const sum = new ExactCost()
    sum.add({ inputTokens: 100, outputTokens: 0 }, price)
    expect(sum.add({ inputTokens: 100, outputTokens: 1 }, { inputPerMTok: 1 })).toBe(false)
    expect(sum.microUsd).toBe(300)
  })
})
