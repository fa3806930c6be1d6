import { expect, it } from 'vitest'
import { attemptOf } from '../test/attempt-of.ts'
import { costUsdOf } from './cost-of.ts'

const attempt = attemptOf({ inputTokens: 1_000_000, cachedTokens: 400_000, outputTokens: 500_000 })

it('charges what is read from the cache at its own price', () => {
  expect(costUsdOf(attempt, { inputPerMTok: 3, outputPerMTok: 10, cacheReadPerMTok: 0.5 })).toBeCloseTo(7)
})

it('charges it like any other prompt where it has no price of its own', () => {
  expect(costUsdOf(attempt, { inputPerMTok: 3, outputPerMTok: 10 })).toBeCloseTo(8)
})

it('charges nothing where no price is known', () => {
  expect(costUsdOf(attempt)).toBe(0)
})
