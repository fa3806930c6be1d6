import {
  createBalancer,
  failover,
  lowestCost,
  peakEwma,
  roundRobin,
  type Balancer,
  type Strategy,
} from '@llm-balancer/core'
import {
  callFacts,
  createFakeClock,
  fakeTarget,
  seededRandom,
  strategyCases,
} from '@llm-balancer/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { createBudget, economical, type Budget, type EconomicalOptions } from '../index.ts'

const clock = createFakeClock(Date.UTC(2026, 10, 29))
const budgetOf = (by: Budget['by'], then: Budget['then'] = 'cheaper'): Budget =>
  createBudget({ by, usdPerMinute: 0.001, then, clock })
const spend = (budget: Budget, microUsd: number, key: { tenant?: string; provider?: string } = {}): void => {
  budget.reserve({ ...key, price: { inputPerMTok: 1, outputPerMTok: 0 }, inputTokens: microUsd }).settle()
}
const balancerOf = (budgets: readonly Budget[], strategy: Strategy = failover()): Balancer<string> =>
  createBalancer({
    clock,
    random: seededRandom(1),
    targets: [
      { id: 'dear', client: 'dear', provider: 'p', cost: { inputPerMTok: 10, outputPerMTok: 10 } },
      { id: 'cheap', client: 'cheap', cost: { inputPerMTok: 1, outputPerMTok: 1 } },
      { id: 'unknown', client: 'unknown' },
    ],
    strategy: economical({ strategy, cheapest: lowestCost(), budgets }),
  })
const served = async (client: string): Promise<string> => client

describe('an economical strategy', () => {
  it('chooses as it is told to while enough is left, and the cheapest after that', async () => {
    const budget = budgetOf('tenant')
    const balancer = balancerOf([budget])
    expect(await balancer.run(served, { tenant: 'a' })).toBe('dear')
    spend(budget, 800, { tenant: 'a' })
    expect(await balancer.run(served, { tenant: 'a' })).toBe('cheap')
    expect(await balancer.run(served, { tenant: 'b' })).toBe('dear')
    expect(await balancer.run(served)).toBe('dear')
  })

  it('saves when the provider that it would choose is near its budget', async () => {
    const budget = budgetOf('provider')
    const balancer = balancerOf([budget])
    spend(budget, 900, { provider: 'cheap' })
    expect(await balancer.run(served)).toBe('dear')
    spend(budget, 900, { provider: 'p' })
    expect(await balancer.run(served)).toBe('cheap')
  })

  it('names providers as it is told to', async () => {
    const budget = budgetOf('provider')
    const strategy = economical({
      ...{ strategy: failover(), cheapest: lowestCost(), budgets: [budget] },
      providerOf: ({ id }) => `entry of ${id}`,
    })
    const targets = ['a', 'b'].map((id) => ({
      id,
      client: id,
      cost: { inputPerMTok: id === 'a' ? 2 : 1, outputPerMTok: 1 },
    }))
    const balancer = createBalancer({ targets, strategy, clock })
    expect(await balancer.run(served)).toBe('a')
    spend(budget, 900, { provider: 'entry of a' })
    expect(await balancer.run(served)).toBe('b')
  })

  it('does not save for a budget that only refuses', async () => {
    const budget = budgetOf('all', 'refuse')
    spend(budget, 900)
    expect(await balancerOf([budget]).run(served)).toBe('dear')
  })

  it('lets both of its strategies learn, and forgets for both', async () => {
    const heard: string[] = []
    const learning = (name: string, inner: Strategy): Strategy => ({
      ...inner,
      name,
      meter: {
        load: () => (name === 'first' ? 1 : 2),
        started: () => ({
          firstContent: () => heard.push(`${name} content`),
          finished: ({ type }) => heard.push(`${name} ${type}`),
        }),
      },
      forget: (target) => heard.push(`${name} forgets ${target.id}`),
    })
    const strategy = economical({
      strategy: learning('first', roundRobin()),
      cheapest: learning('second', lowestCost()),
      budgets: [],
    })
    const balancer = createBalancer({ targets: [{ id: 'a', client: 'a' }], strategy, clock })
    const stream = balancer.stream(async function* (client) {
      yield client
    })
    for await (const chunk of stream) expect(chunk).toBe('a')
    expect(balancer.snapshot().targets[0]?.load).toBe(1)
    await balancer.removeTarget('a')
    expect(heard).toEqual([
      'first content',
      'second content',
      'first success',
      'second success',
      'first forgets a',
      'second forgets a',
    ])
  })

  it.each([0, 1])('lets the one learn that wants to hear of a call: %d', (place) => {
    const heard: string[] = []
    const meters = [0, 1].map((own) => ({
      load: () => 0,
      started: () => (own === place ? { finished: () => heard.push('finished') } : undefined),
    }))
    const plain = (own: number): Strategy => ({
      name: 'plain',
      pick: (candidates) => candidates.at(0),
      ...(meters[own] === undefined ? {} : { meter: meters[own] }),
    })
    const { meter } = economical({ strategy: plain(0), cheapest: plain(1), budgets: [] })
    const measurement = meter?.started?.(fakeTarget({ id: 'a' }), callFacts(), 0)
    measurement?.firstContent?.(1)
    measurement?.finished({ type: 'success', durationMs: 1 }, 1)
    expect(heard).toEqual(['finished'])
  })

  it('has the one meter that there is, or none', () => {
    const meter = { load: () => 1 }
    const plain = (): Strategy => ({ name: 'plain', pick: (candidates) => candidates.at(0) })
    expect(economical({ strategy: plain(), cheapest: plain(), budgets: [] })).not.toHaveProperty('meter')
    expect(economical({ strategy: { ...plain(), meter }, cheapest: plain(), budgets: [] }).meter).toBe(meter)
    expect(economical({ strategy: plain(), cheapest: { ...plain(), meter }, budgets: [] }).meter).toBe(meter)
  })

  it('ranks failing targets where the strategy does that chooses', () => {
    const saving = (strategy: Strategy): Strategy =>
      economical({ strategy, cheapest: lowestCost(), budgets: [budgetOf('all')] })
    expect(saving(failover({ round: true })).ranksFailing).toBe(true)
    expect(saving(failover())).not.toHaveProperty('ranksFailing')
  })

  it('does not ask for the cheapest of one', async () => {
    const cheapest = { ...lowestCost(), pick: vi.fn() }
    const budget = budgetOf('all')
    spend(budget, 900)
    const strategy = economical({ strategy: failover(), cheapest, budgets: [budget] })
    const balancer = createBalancer({ targets: [{ id: 'a', client: 'a' }], strategy, clock })
    expect(await balancer.run(served)).toBe('a')
    expect(cheapest.pick).not.toHaveBeenCalled()
  })

  it.each<[unknown, string]>([
    [{}, 'economical: "strategy" is missing'],
    [{ strategy: 'peak-ewma' }, 'economical: "strategy.pick" must be a function'],
    [
      { strategy: failover(), cheapest: failover(), budgets: [{}] },
      'economical: "budgets[0].isSoft" must be a function',
    ],
    [{ strategy: failover(), cheapest: failover(), budgets: {} }, 'economical: "budgets" must be an array'],
  ])('refuses options in one sentence: %#', (options, message) => {
    expect(() => economical(options as EconomicalOptions)).toThrow(message)
  })

  const make = (): Strategy =>
    economical({ strategy: peakEwma(), cheapest: lowestCost(), budgets: [budgetOf('all')] })
  it.each(strategyCases(make))('keeps the contract of strategies: $name', ({ run }) => {
    expect(run).not.toThrow()
  })
})
