import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { ConfigurationError } from '../index.ts'
import type { PoolProviderConfig } from '../index.ts'
import { hello, scene } from './scene.ts'

describe('providers that are taken over', () => {
  it('keep totals, costs, times, used limits and circuits by their name', async () => {
    const usage = { inputTokens: 1000, outputTokens: 0 }
    const prices = { input_token_price: 1, output_token_price: 1 }
    const { pool, fake, drive, config, asked } = scene(
      { a: { latency: 40, reply: { text: 'hi', usage } }, b: {} },
      { maxRetries: 1, providers: { a: prices, b: { priority: 0, circuit_breaker_threshold: 1 } } },
    )
    fake.target('b').script(['server'])
    await drive(pool.chat(hello))
    const before = pool.getProviderStats()
    pool.updateProviders([config('b'), config('a')])
    expect(pool.getProviderStats()).toEqual(before)
    const changes = { max_tokens: 5, temperature: 1, timeout: 7000, priority: 3 }
    pool.updateProviders([
      config('a', { ...changes, model: 'other' }),
      config('b', { ...changes, priority: 0 }),
    ])
    const after = pool.getProviderStats()
    expect(Object.keys(after)).toEqual(['a', 'b'])
    expect(after['a']).toEqual({ ...before['a'], model: 'other', priority: 3 })
    expect(after['b']?.performance).toEqual({
      successRate: 0,
      averageResponseTime: 0,
      circuitBreakerOpen: true,
    })
    await drive(pool.chat(hello))
    expect(asked()).toEqual(['b', 'a', 'a'])
    expect(pool.getProviderStats()['a']?.usage).toMatchObject({ totalRequests: 2, totalCost: 2 })
    expect(fake.requests.at(-1)?.body).toMatchObject({
      model: 'other',
      max_completion_tokens: 5,
      temperature: 1,
    })
  })

  it('keep what they have used also when their limits change', async () => {
    const { pool, drive, config } = scene({ a: {} }, { providers: { a: { requests_per_minute: 10 } } })
    for (let number = 0; number < 6; number += 1) await drive(pool.chat(hello))
    const changed = (changes: Partial<PoolProviderConfig>): unknown => {
      pool.updateProviders([config('a', changes)])
      const { requestsRemaining, dailyRequestsRemaining } = pool.getProviderStats()['a']?.usage ?? {}
      return [requestsRemaining, dailyRequestsRemaining]
    }
    expect(changed({ requests_per_minute: 8 })).toEqual([2, 994])
    expect(changed({ requests_per_minute: 5 })).toEqual([0, 994])
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({ name: 'RateLimitError', resetTime: 60 })
    expect(changed({ requests_per_minute: 8, requests_per_day: 7 })).toEqual([2, 1])
  })

  it('keep an open circuit also when its settings change', async () => {
    const { pool, fake, drive, config } = scene(
      { a: {} },
      { maxRetries: 1, providers: { a: { circuit_breaker_threshold: 1 } } },
    )
    fake.target('a').script(['server'])
    await rejection(drive(pool.chat(hello)))
    pool.updateProviders([config('a', { circuit_breaker_threshold: 3, circuit_breaker_timeout: 1000 })])
    expect(pool.getProviderStats()['a']?.performance.circuitBreakerOpen).toBe(true)
    expect(pool.getPoolHealth().healthy).toBe(false)
  })

  it('with a new key are asked again at once', async () => {
    const { pool, fake, drive, config } = scene({ a: { apiKey: 'right' } })
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({ statusCode: 401 })
    pool.updateProviders([config('a', { api_key: 'right' })])
    expect((await drive(pool.chat(hello))).provider).toBe('a')
    expect(fake.requests).toHaveLength(2)
  })

  it('with the same key stay blocked by what it was refused for', async () => {
    const { pool, fake, drive, config } = scene({ a: { apiKey: 'right' } })
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({ statusCode: 401 })
    pool.updateProviders([config('a', { temperature: 0 })])
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({
      message: 'llmpool: no available providers (a: quarantined: auth), try again in 300000 ms',
    })
    expect(fake.requests).toHaveLength(1)
  })

  it('of another type begin anew, at the address of that type', async () => {
    const { pool, drive, config } = scene({ a: {} })
    await drive(pool.chat(hello))
    pool.updateProviders([config('a', { type: 'groq', base_url: undefined })])
    expect(pool.getProviderStats()['a']).toMatchObject({ type: 'groq', usage: { totalRequests: 0 } })
  })

  it('take part or leave at once; running chats end as they began, and are counted', async () => {
    const { pool, fake, drive, config, asked } = scene({ a: { latency: 100 }, b: {} })
    const running = pool.chat(hello)
    await fake.until((requests) => requests.length === 1)
    pool.updateProviders([config('b')])
    expect((await drive(pool.chat(hello))).provider).toBe('b')
    expect((await drive(running)).provider).toBe('a')
    pool.updateProviders([config('a'), config('b')])
    expect((await drive(pool.chat(hello))).provider).toBe('a')
    expect(asked()).toEqual(['a', 'b', 'a'])
  })

  it('count chats that were running when they changed', async () => {
    const { pool, fake, drive, config } = scene({ a: { latency: 100 } })
    const running = pool.chat(hello)
    await fake.until((requests) => requests.length === 1)
    pool.updateProviders([
      config('a', { model: 'other', requests_per_minute: 5, circuit_breaker_threshold: 2 }),
    ])
    await drive(running)
    expect(pool.getProviderStats()['a']?.usage).toMatchObject({ totalRequests: 1, requestsRemaining: 4 })
  })

  it('are told without their keys', () => {
    const { pool, told, config } = scene({ a: {} })
    pool.updateProviders([config('a', { model: 'other' })])
    expect(told).toEqual([
      [
        'providersUpdated',
        [expect.not.objectContaining({ api_key: expect.anything() as string }) as unknown],
      ],
    ])
    expect(told).toMatchObject([
      ['providersUpdated', [{ name: 'a', type: 'openai', model: 'other', priority: 1 }]],
    ])
  })
})

describe('a list that is not valid', () => {
  const good: PoolProviderConfig = { name: 'a', type: 'openai', api_key: 'k', model: 'm' }
  it.each<[unknown, string]>([
    [5, '"providers" must be a list of providers, got 5'],
    [[{ ...good, name: undefined }], 'Provider 1 is invalid: Missing required field: name'],
    [[good, { ...good, name: 'b', api_key: '' }], 'Provider 2 is invalid: Missing required field: api_key'],
    [[{ ...good, type: undefined }], 'Provider 1 is invalid: Missing required field: type'],
    [[{ ...good, model: undefined }], 'Provider 1 is invalid: Missing required field: model'],
    [[{ ...good, type: 'bard' }], 'Provider 1 is invalid: Unsupported provider type: "bard"'],
    [['a'], 'Provider 1 is invalid: Missing required field: name'],
    [[good, good], 'Provider 2 is invalid: provider "a": the name is taken'],
    [[{ ...good, priority: '1' }], 'Provider 1 is invalid: "priority" must be within (-∞, ∞), got a string'],
    [[{ ...good, timeout: 0 }], '"timeout" must be within (0, ∞], got 0'],
    [
      [{ ...good, requests_per_minute: -1 }],
      '"requests_per_minute" must be a whole number within [0, ∞], got -1',
    ],
    [
      [{ ...good, circuit_breaker_threshold: 0 }],
      '"circuit_breaker_threshold" must be a whole number within [1, ∞]',
    ],
    [[{ ...good, input_token_price: -1 }], '"input_token_price" must be within [0, ∞), got -1'],
    [
      [{ ...good, request_per_minute: 5 }],
      'unknown option "request_per_minute", did you mean "requests_per_minute"?',
    ],
    [[{ ...good, baseURL: 'x' }], 'unknown option "baseURL", did you mean "base_url"?'],
    [[{ ...good, base_url: 'http://example.com' }], 'would send the key unencrypted to example.com'],
    [[{ ...good, base_url: 'https://169.254.169.254' }], 'is a link-local or metadata address'],
    [[{ ...good, base_url: 'nowhere' }], 'Provider 1 is invalid: provider "a": "base_url"'],
    // Names may say anything.
    [
      [{ ...good, name: 'a" is', base_url: 'nowhere' }, good],
      'Provider 1 is invalid: provider "a" is": "base_url"',
    ],
    [
      [{ ...good, name: '"type" must be $&, got "name" is missing', base_url: 'nowhere' }],
      'provider ""type" must be $&, got "name" is missing": "base_url"',
    ],
  ])('changes nothing: %j', async (list, message) => {
    const { pool, drive, told } = scene({ a: {}, b: {} })
    await drive(pool.chat(hello))
    const before = pool.getProviderStats()
    let error: unknown
    try {
      pool.updateProviders(list as never)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(String(error)).toContain(message)
    expect(pool.getProviderStats()).toEqual(before)
    expect((await drive(pool.chat(hello))).provider).toBe('a')
    expect(told.filter(([name]) => name === 'providersUpdated')).toEqual([])
  })
})
