import { expect, it } from 'vitest'
import { simulate, type Scenario } from '../index.ts'

const scenario: Scenario = {
  name: 'two-alike',
  targets: [
    { name: 'large', server: { answerMs: 300, spread: 0.3, failureRatio: 0.3 }, weight: 3 },
    { name: 'small', server: { answerMs: 300, spread: 0.3 } },
  ],
  traffic: [{ name: 'callers', arrivals: { fromMs: 0, toMs: 20_000, perSecond: 20 } }],
  durationMs: 20_000,
}

it('every call of the umbrella has luck of its own, and targets have their weights', async () => {
  const { firstContentMs, perTarget } = await simulate({
    scenario,
    balancer: { type: 'llm-balancer', options: { strategy: 'weighted', circuitBreaker: false } },
  })
  const { large, small } = perTarget
  expect(firstContentMs.p95).toBeGreaterThan(firstContentMs.p50 * 1.2)
  expect((large?.failures ?? 0) / (large?.attempts ?? 1)).toBeCloseTo(0.3, 1)
  expect(small?.failures).toBe(0)
  expect(large?.attempts).toBeGreaterThan((small?.attempts ?? 0) * 1.5)
})
