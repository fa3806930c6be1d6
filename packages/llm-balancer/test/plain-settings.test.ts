import { describe, expect, it } from 'vitest'
import { createLLMBalancer, type LLMBalancerOptions } from '../src/index.ts'
import { scene } from './scene.ts'

const ask = { prompt: 'Hi' }

describe('a strategy as plain data', () => {
  it.each<[NonNullable<LLMBalancerOptions['strategy']>, string]>([
    [{ name: 'round-robin' }, 'round-robin'],
    [{ name: 'peak-ewma', decayMs: 5000, defaultMs: 10, failurePenalty: 3 }, 'peak-ewma'],
    [{ name: 'lowest-cost', inputTokens: 10, outputTokens: 0 }, 'lowest-cost'],
    [{ name: 'affinity', fallback: { name: 'affinity', fallback: 'weighted' } }, 'affinity'],
    [{ name: 'sticky-failover', failbackAfterMs: 5, round: true }, 'sticky-failover'],
    [{ name: 'failover' }, 'failover'],
    [{ tiers: ['weighted', { name: 'peak-ewma', decayMs: 5 }] }, 'tiers'],
    [{ tiers: { '0': 'round-robin', '2': 'weighted-random' } }, 'tiers'],
  ])('%j is the strategy %s', async (strategy, name) => {
    const { llm, drive } = scene({ a: {}, b: {} }, { strategy })
    expect(llm.snapshot().strategy).toBe(name)
    expect(['a', 'b']).toContain((await drive(llm.request(ask))).provider)
  })

  it('goes round the list where it says so, whatever the priorities', async () => {
    const strategy = { name: 'sticky-failover', round: true } as const
    const { llm, fake, drive, asked } = scene<'a' | 'b' | 'c'>({ a: {}, b: {}, c: {} }, { strategy })
    llm.updateProvider('c', { priority: -1 })
    fake.target('a').script(['server'])
    fake.target('b').script(['ok', 'server'])
    for (let count = 0; count < 3; count += 1) await drive(llm.request(ask))
    expect(asked()).toEqual(['a', 'b', 'b', 'c', 'c'])
  })

  it('goes by its settings', async () => {
    const priced = {
      a: { cost: { inputPerMTok: 1, outputPerMTok: 9 } },
      b: { cost: { inputPerMTok: 2, outputPerMTok: 2 } },
    }
    const served = async (outputTokens: number): Promise<string> => {
      const strategy = { name: 'lowest-cost', inputTokens: 1000, outputTokens } as const
      const { llm, drive } = scene({ a: {}, b: {} }, { strategy, entries: priced })
      return (await drive(llm.request(ask, { expectedTokens: { input: 0, output: 0 } }))).provider
    }
    expect(await served(0)).toBe('a')
    expect(await served(5000)).toBe('b')
  })

  it('has a strategy of its own for each priority', async () => {
    const { llm, drive, asked } = scene(
      { a: {}, b: {}, c: {} },
      { strategy: { tiers: { 0: 'round-robin' } }, entries: { c: { priority: 1 } } },
    )
    for (let turn = 0; turn < 4; turn += 1) await drive(llm.request(ask))
    expect(asked()).toEqual(['a', 'b', 'a', 'b'])
  })

  it.each<[unknown, string]>([
    [{ name: 'peak-ewna' }, '"strategy": there is no "peak-ewna", did you mean "peak-ewma"?'],
    [{ name: 'round robin' }, '"strategy": there is no "round robin", did you mean "round-robin"?'],
    [
      { name: 'no known strategy' },
      '"strategy": there is no strategy of that name (a string of 17 characters); known strategies are round-robin',
    ],
    [
      { decayMs: 5 },
      '"strategy" must be a name, { name, … } or a strategy such as roundRobin(), got an object',
    ],
    [{ name: 'weighted', decayMs: 5 }, 'unknown option "strategy.decayMs"; there are no options'],
    [{ name: 'peak-ewma', decay: 5 }, 'unknown option "strategy.decay", did you mean "strategy.decayMs"?'],
    [{ name: 'peak-ewma', decayMs: -5 }, '"strategy.decayMs" must be within (0, ∞), got -5'],
    [
      { name: 'sticky-failover', failbackAfterMs: -5 },
      '"strategy.failbackAfterMs" must be within [0, ∞], got -5',
    ],
    [
      { name: 'affinity', fallback: 'failover' },
      '"strategy.fallback": there is no "failover"; known strategies are',
    ],
    [
      { tiers: ['failover'] },
      '"strategy.tiers[0]": there is no "failover"; known strategies are round-robin',
    ],
    [
      { tiers: [{ name: 'peak-ewma', decayMs: 0 }] },
      '"strategy.tiers[0].decayMs" must be within (0, ∞), got 0',
    ],
    [{ tiers: { first: 'weighted' } }, '"strategy.tiers": a priority must be a finite number, got "first"'],
    [{ tiers: 5 }, '"strategy.tiers" must be a list, or strategies by priority, got 5'],
    [{ tiers: [], name: 'weighted' }, 'unknown option "strategy.name"; known options are tiers'],
  ])('is refused when it is wrong: %j', (strategy, message) => {
    const create = (): unknown => createLLMBalancer({ providers: [], strategy: strategy as never })
    expect(create).toThrow(`createLLMBalancer: ${message}`)
  })
})

describe('rules of a circuit as plain data', () => {
  it.each<[string, object, number]>([
    ['failures in a row', { consecutiveFailures: 2 }, 2],
    ['failures within a window', { failuresInWindow: { failures: 3, windowMs: 1000 } }, 3],
    ['a share of failures', { failureRatio: { ratio: 1, minimumCalls: 2 } }, 2],
    ['the first of several', { consecutiveFailures: 9, failureRatio: { ratio: 1, minimumCalls: 4 } }, 4],
  ])('open it after %s', async (_, trip, failures) => {
    const { llm, fake, drive } = scene({ a: {} }, { circuitBreaker: { trip }, retry: { maxAttempts: 1 } })
    fake.target('a').outage({ status: 500 })
    const opened: number[] = []
    let requests = 0
    llm.on('circuit-opened', () => opened.push(requests))
    while (requests < failures) {
      requests += 1
      await drive(llm.request(ask).catch(() => undefined))
    }
    expect(opened).toEqual([failures])
  })

  it.each<[unknown, string]>([
    [{}, '"circuitBreaker.trip" needs a rule, such as { consecutiveFailures: 5 }'],
    [{ ratio: 1 }, 'unknown option "circuitBreaker.trip.ratio"'],
    [
      { consecutiveFailures: 0 },
      '"circuitBreaker.trip.consecutiveFailures" must be a whole number within [1, ∞], got 0',
    ],
    [{ failureRatio: {} }, '"circuitBreaker.trip.failureRatio.ratio" is missing'],
    [{ failureRatio: { ratio: 2 } }, '"circuitBreaker.trip.failureRatio.ratio" must be within (0, 1], got 2'],
    [{ failureRatio: { rate: 1 } }, 'unknown option "circuitBreaker.trip.failureRatio.rate"'],
    [{ slowCallRatio: { ratio: 1 } }, '"circuitBreaker.trip.slowCallRatio.slowMs" is missing'],
    [{ failuresInWindow: 5 }, '"circuitBreaker.trip.failuresInWindow" must be an object, got 5'],
  ])('are refused when they are wrong: %j', (trip, message) => {
    const circuitBreaker = { trip } as never
    expect(() => createLLMBalancer({ providers: [], circuitBreaker })).toThrow(
      `createLLMBalancer: ${message}`,
    )
  })
})
