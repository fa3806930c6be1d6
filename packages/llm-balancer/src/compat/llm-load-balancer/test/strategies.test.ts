import { describe, expect, it } from 'vitest'
import { createStrategy, WeightedStrategy, type ProviderConfig, type ProviderStats } from '../index.ts'

const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name, model: 'm', apiKey: 'k' })) as [
  ProviderConfig,
  ProviderConfig,
  ProviderConfig,
]
const all = [a, b, c]
const unhealthy: ProviderStats = {
  totalRequests: 1,
  successfulRequests: 0,
  failedRequests: 1,
  averageResponseTime: 0,
  isHealthy: false,
}

describe('a strategy by itself', () => {
  it('round-robin goes in sequence, also when the list changes', () => {
    const strategy = createStrategy('round-robin', all)
    const pick = (providers: ProviderConfig[]): string => strategy.selectProvider(providers).name
    expect([pick(all), pick(all), pick(all), pick(all), pick([a])]).toEqual(['a', 'b', 'c', 'a', 'a'])
  })

  it('failover gives the first healthy one, or else the first', () => {
    const strategy = createStrategy('failover', all)
    expect(strategy.selectProvider(all, {})).toBe(a)
    expect(strategy.selectProvider(all, { a: unhealthy })).toBe(b)
    expect(strategy.selectProvider(all, { a: unhealthy, b: unhealthy, c: unhealthy })).toBe(a)
  })

  it('weighted draws in proportion to the weights, never one of weight 0', () => {
    const providers = [{ ...a, weight: 0 }, { ...b, weight: 3 }, c]
    const draw = (random: number): string =>
      new WeightedStrategy(providers, () => random).selectProvider(providers).name
    expect([0, 0.5, 0.74, 0.75, 0.99].map(draw)).toEqual(['b', 'b', 'b', 'c', 'c'])
  })

  it('custom asks the function with a list of its own', () => {
    const strategy = createStrategy('custom', all, (providers) => providers.pop() ?? a)
    expect(strategy.selectProvider(all)).toBe(c)
    expect(all).toHaveLength(3)
  })

  it.each(['round-robin', 'failover', 'weighted', 'custom'])('%s refuses an empty list', (type) => {
    const strategy = createStrategy(type, [], () => a)
    expect(() => strategy.selectProvider([])).toThrow('selectProvider: there are no providers')
  })

  it('is refused by name when there is no such one, or its function is missing', () => {
    expect(() => createStrategy('random', all)).toThrow('createStrategy: "strategyType" must be one of')
    expect(() => createStrategy('custom', all)).toThrow('createStrategy: "customStrategy" must be a function')
  })
})
