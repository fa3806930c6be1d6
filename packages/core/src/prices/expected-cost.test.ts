import { describe, expect, it } from 'vitest'
import type { Outcome } from '../contracts/outcome.ts'
import { callFacts } from '../testing/call-facts.ts'
import { expectedCost } from './expected-cost.ts'
import { reservedCost } from './reserved-cost.ts'
import { settledCost } from './settled-cost.ts'
import { UsualUsage } from './usual-usage.ts'

const price = { inputPerMTok: 2, outputPerMTok: 10, cacheReadPerMTok: 0.2, cacheWritePerMTok: 2.5 }

describe('the expected cost', () => {
  it('takes cached tokens and reasoning at their prices', () => {
    const expected = {
      ...{ inputTokens: 1000, outputTokens: 100 },
      ...{ cacheReadRatio: 0.5, cacheWriteRatio: 0.1, reasoningRatio: 0.2 },
    }
    expect(expectedCost(expected, { ...price, reasoningPerMTok: 20 })).toBeCloseTo(
      400 * 2 + 500 * 0.2 + 100 * 2.5 + 80 * 10 + 20 * 20,
    )
  })

  it('is endless without a price of what is used, and only then', () => {
    expect(expectedCost({ inputTokens: 1, outputTokens: 0 }, undefined)).toBe(Infinity)
    expect(expectedCost({ inputTokens: 1, outputTokens: 1 }, { inputPerMTok: 1 })).toBe(Infinity)
    expect(expectedCost({ inputTokens: 1, outputTokens: 0 }, { inputPerMTok: 1 })).toBe(1)
  })
})

describe('what is reserved for a call', () => {
  it.each([
    ['what the caller expects', { inputTokens: 100, outputTokens: 50, maxOutputTokens: 4000 }, 200 + 500],
    ['the longest answer, where it is known', { inputTokens: 100, maxOutputTokens: 4000 }, 200 + 40_000],
    ['1000 tokens, where no answer is known', { inputTokens: 100 }, 200 + 10_000],
    [
      '1000 tokens, where the longest is endless',
      { inputTokens: 100, maxOutputTokens: Infinity },
      200 + 10_000,
    ],
    ['1000 tokens each way, where nothing is known', {}, 2000 + 10_000],
    ['a whole micro-dollar at least', { inputTokens: 0.1, outputTokens: 0.01 }, 1],
  ])('is %s', (_, facts, expected) => {
    expect(reservedCost(callFacts(facts), price)).toBe(expected)
  })

  it('covers nearly every call, once some have been seen', () => {
    const usual = new UsualUsage()
    const sizes = Array.from({ length: 200 }, (_, call) => 200 + ((call * 37) % 100))
    let covered = 0
    for (const outputTokens of sizes) {
      const reserved = reservedCost(callFacts({ inputTokens: 100 }), price, usual)
      covered += Number(reserved >= 200 + outputTokens * 10)
      usual.learn({ inputTokens: 100, outputTokens })
    }
    expect(covered).toBeGreaterThan(195)
    expect(reservedCost(callFacts({ inputTokens: 100 }), price, usual)).toBeLessThan(200 + 400 * 10)
  })

  it('expects the input of the calls before, and as much of it written to the cache', () => {
    const usual = new UsualUsage()
    usual.learn({ inputTokens: 400, outputTokens: 10, cacheWriteTokens: 200 })
    expect(reservedCost(callFacts({ outputTokens: 10 }), price, usual)).toBe(200 * 2 + 200 * 2.5 + 100)
  })
})

describe('usual usage', () => {
  it('is unknown before the first call, and after one without a number of input tokens', () => {
    const usual = new UsualUsage()
    usual.learn({ outputTokens: 5 })
    expect([usual.inputTokens, usual.outputTokens, usual.mostOutputTokens, usual.calls]).toEqual([
      undefined,
      undefined,
      undefined,
      0,
    ])
    expect([usual.cacheReadRatio, usual.cacheWriteRatio, usual.reasoningRatio]).toEqual([0, 0, 0])
  })

  it('is the mean of the latest calls, and the shares of all their tokens', () => {
    const usual = new UsualUsage()
    const usage = { outputTokens: 20, cacheReadTokens: 50, cacheWriteTokens: 10, reasoningTokens: 5 }
    for (let call = 0; call < 50; call += 1) usual.learn({ inputTokens: 9000, outputTokens: 1 })
    for (let call = 0; call < 200; call += 1) usual.learn({ inputTokens: 100, ...usage })
    expect(usual.inputTokens).toBeCloseTo(100, 0)
    expect(usual.outputTokens).toBeCloseTo(20, 2)
    expect([usual.cacheReadRatio, usual.cacheWriteRatio, usual.reasoningRatio]).toEqual([
      expect.closeTo(0.5, 1),
      expect.closeTo(0.1, 2),
      expect.closeTo(0.25, 3),
    ])
    expect(usual.calls).toBeLessThan(21)
  })
})

describe('what an attempt is settled with', () => {
  const measures = { durationMs: 1 }
  it.each<[string, Outcome, number]>([
    ['its cost', { type: 'success', ...measures, costMicroUsd: 7 }, 7],
    ['its cost of nothing', { type: 'success', ...measures, costMicroUsd: 0 }, 0],
    ['what was reserved, without a report of its usage', { type: 'success', ...measures }, 100],
    [
      'what was reserved, without a known price',
      { type: 'failure', kind: 'server', scope: 'target', ...measures, usage: { inputTokens: 1 } },
      100,
    ],
    ['nothing, when it was refused', { type: 'failure', kind: 'server', scope: 'target', ...measures }, 0],
    [
      'nothing, when it was the fault of its caller',
      { type: 'neutral', kind: 'bad-request', ...measures },
      0,
    ],
    ['nothing, when it was never sent', { type: 'neutral', unsent: true, ...measures }, 0],
    [
      'what was reserved, when it took too long',
      { type: 'failure', kind: 'timeout', scope: 'target', ...measures },
      100,
    ],
    ['what was reserved, when its caller left', { type: 'neutral', ...measures }, 100],
    [
      'what was reserved, when another one answered first',
      { type: 'neutral', beaten: true, ...measures },
      100,
    ],
  ])('is %s', (_, outcome, expected) => {
    expect(settledCost(outcome, 100)).toBe(expected)
  })
})
