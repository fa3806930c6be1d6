import { expect, it } from 'vitest'
import { UsageByPrice } from './usage-by-price.ts'

it('is one for equal prices, and another for each difference', () => {
  const usage = new UsageByPrice()
  const price = { inputPerMTok: 1, outputPerMTok: 2 }
  expect(usage.of({ outputPerMTok: 2, inputPerMTok: 1 })).toBe(usage.of(price))
  expect(usage.of(undefined)).toBe(usage.of({}))
  const longInput = { aboveTokens: 5, inputPerMTok: 2 }
  const others = [
    { inputPerMTok: 1 },
    { ...price, cacheReadPerMTok: 0 },
    { ...price, longInput },
    { ...price, longInput: { ...longInput, aboveTokens: 6 } },
  ]
  expect(new Set([price, ...others].map((one) => usage.of(one))).size).toBe(5)
})

it('remembers prices that are in use, and not all that ever were', () => {
  const usage = new UsageByPrice()
  const kept = { inputPerMTok: 0 }
  const own = usage.of(kept)
  for (let price = 1; price <= 1000; price += 1) usage.of({ inputPerMTok: price })
  expect(usage.of(kept)).toBe(own)
  expect(usage.of({ inputPerMTok: 0 })).not.toBe(own)
})
