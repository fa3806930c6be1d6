import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { hello, scene } from './scene.ts'

describe('statistics', () => {
  it('begin with a success rate of 100 and no time', () => {
    const { pool } = scene({ a: {} })
    expect(pool.getProviderStats()).toEqual({
      a: {
        type: 'openai',
        model: 'model-of-a',
        priority: 1,
        usage: {
          totalRequests: 0,
          successfulRequests: 0,
          errors: 0,
          totalTokensUsed: 0,
          totalCost: 0,
          requestsRemaining: 60,
          dailyRequestsRemaining: 1000,
        },
        performance: { successRate: 100, averageResponseTime: 0, circuitBreakerOpen: false },
        health: { available: true, lastUsed: null },
      },
    })
  })

  it('count the attempts at each provider', async () => {
    const usage = { inputTokens: 10, outputTokens: 4 }
    const { pool, fake, drive, clock } = scene({ a: { latency: 40, reply: { text: 'hi', usage } }, b: {} })
    fake.target('a').script(['ok', 'server', 'ok', 'ok'])
    for (let number = 0; number < 4; number += 1) await drive(pool.chat(hello))
    expect(pool.getProviderStats()).toMatchObject({
      a: {
        usage: {
          totalRequests: 4,
          successfulRequests: 3,
          errors: 1,
          totalTokensUsed: 42,
          requestsRemaining: 56,
        },
        performance: { successRate: 75, averageResponseTime: 40 },
        health: { lastUsed: new Date(clock.now() - 40) },
      },
      b: { usage: { totalRequests: 1 }, performance: { successRate: 100 } },
    })
  })

  it('are copies', async () => {
    const { pool, drive } = scene({ a: {} })
    const before = pool.getProviderStats()
    await drive(pool.chat(hello))
    expect(before['a']?.usage.totalRequests).toBe(0)
  })
})

describe('the health of a pool', () => {
  it('tells how many may be asked, and who would be first; reading it changes nothing', async () => {
    const { pool, fake, drive, asked } = scene(
      { a: {}, b: { latency: 50 }, c: { latency: 10 } },
      {
        maxRetries: 1,
        providers: { a: { circuit_breaker_threshold: 1 }, b: { priority: 2 }, c: { priority: 2 } },
      },
    )
    expect(pool.getPoolHealth()).toMatchObject({
      totalProviders: 3,
      availableProviders: 3,
      healthy: true,
      bestProvider: 'a',
    })
    fake.target('a').outage('server')
    for (let number = 0; number < 6; number += 1) await drive(pool.chat(hello))
    for (let number = 0; number < 3; number += 1)
      expect(pool.getPoolHealth()).toMatchObject({ availableProviders: 2, healthy: true, bestProvider: 'c' })
    expect(asked().filter((id) => id === 'a')).toHaveLength(1)
    expect(pool.getPoolHealth().providers).toEqual(pool.getProviderStats())
  })

  it('is not healthy while no provider may be asked', async () => {
    const { pool, drive, clock } = scene({ a: {} }, { providers: { a: { requests_per_minute: 1 } } })
    await drive(pool.chat(hello))
    expect(pool.getPoolHealth()).toMatchObject({ availableProviders: 0, healthy: false, bestProvider: null })
    await clock.advance(60_000)
    expect(pool.getPoolHealth()).toMatchObject({ availableProviders: 1, healthy: true, bestProvider: 'a' })
  })
})

describe('by hand', () => {
  it('circuits are closed, so that providers are asked again', async () => {
    const { pool, fake, drive, told } = scene(
      { a: {} },
      { maxRetries: 1, providers: { a: { circuit_breaker_threshold: 1 } } },
    )
    fake.target('a').script(['server'])
    await rejection(drive(pool.chat(hello)))
    expect(pool.getPoolHealth().healthy).toBe(false)
    pool.resetCircuitBreakers()
    expect(pool.getPoolHealth().healthy).toBe(true)
    expect((await drive(pool.chat(hello))).provider).toBe('a')
    expect(told.map(([name]) => name)).toEqual(['requestError', 'circuitBreakersReset', 'requestSuccess'])
  })

  it('a priority is changed, and kept state stays', async () => {
    const { pool, drive, asked, told } = scene({ a: {}, b: {} })
    await drive(pool.chat(hello))
    pool.setProviderPriority('b', 0)
    await drive(pool.chat(hello))
    expect(asked()).toEqual(['a', 'b'])
    expect(pool.getProviderStats()).toMatchObject({ a: { usage: { totalRequests: 1 } }, b: { priority: 0 } })
    expect(told).toContainEqual(['providerPriorityChanged', { provider: 'b', priority: 0 }])
    expect(() => {
      pool.setProviderPriority('c', 1)
    }).toThrow('there is no provider "c"')
    expect(() => {
      pool.setProviderPriority('b', NaN)
    }).toThrow('"priority" must be within (-∞, ∞), got NaN')
  })
})
