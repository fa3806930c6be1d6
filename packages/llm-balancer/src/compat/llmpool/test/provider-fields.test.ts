import type { Fetch } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { RateLimitError } from '../index.ts'
import { hello, scene } from './scene.ts'

// Each field of a provider's configuration, by what it changes.

describe('requests_per_minute', () => {
  it('is never exceeded, also by concurrent chats, and is told as a RateLimitError', async () => {
    const { pool, drive, asked } = scene({ a: {} }, { providers: { a: { requests_per_minute: 2 } } })
    const chats = await drive(Promise.allSettled(Array.from({ length: 20 }, () => pool.chat(hello))))
    expect(chats.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    const refused = chats.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    expect(refused.every((error) => error instanceof RateLimitError)).toBe(true)
    expect(refused[0]).toMatchObject({ provider: 'a', resetTime: 60 })
    expect(asked()).toHaveLength(2)
    expect(pool.getProviderStats()['a']?.usage).toMatchObject({
      requestsRemaining: 0,
      dailyRequestsRemaining: 998,
    })
  })

  it('holds in every window of a minute, and comes back as the requests leave it', async () => {
    const { pool, drive, clock, asked } = scene({ a: {} }, { providers: { a: { requests_per_minute: 2 } } })
    await drive(pool.chat(hello))
    await clock.advance(40_000)
    await drive(pool.chat(hello))
    await clock.advance(10_000)
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({ resetTime: 10 })
    await clock.advance(10_000)
    await drive(pool.chat(hello))
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({ resetTime: 40 })
    expect(asked()).toHaveLength(3)
  })

  it('is 60 by default, all of which may be used at once', async () => {
    const { pool, drive, asked } = scene({ a: {} })
    for (let number = 0; number < 60; number += 1) await drive(pool.chat(hello))
    expect(await rejection(drive(pool.chat(hello)))).toBeInstanceOf(RateLimitError)
    expect(asked()).toHaveLength(60)
  })

  it('of 0 lets nothing through', async () => {
    const { pool, drive, asked } = scene({ a: {}, b: {} }, { providers: { a: { requests_per_minute: 0 } } })
    expect((await drive(pool.chat(hello))).provider).toBe('b')
    expect(asked()).toEqual(['b'])
    expect(pool.getPoolHealth()).toMatchObject({ availableProviders: 1, bestProvider: 'b' })
  })

  it('sends further chats to the next provider', async () => {
    const { pool, drive, asked } = scene({ a: {}, b: {} }, { providers: { a: { requests_per_minute: 1 } } })
    for (let number = 0; number < 3; number += 1) await drive(pool.chat(hello))
    expect(asked()).toEqual(['a', 'b', 'b'])
  })
})

it('requests_per_day holds within 24 hours', async () => {
  const { pool, drive, clock, asked } = scene({ a: {} }, { providers: { a: { requests_per_day: 2 } } })
  await drive(pool.chat(hello))
  await clock.advance(12 * 3_600_000)
  await drive(pool.chat(hello))
  expect(await rejection(drive(pool.chat(hello)))).toMatchObject({
    name: 'RateLimitError',
    resetTime: 12 * 3600,
  })
  await clock.advance(12 * 3_600_000)
  await drive(pool.chat(hello))
  expect(asked()).toHaveLength(3)
})

describe('circuit_breaker_threshold and circuit_breaker_timeout', () => {
  it('leave a failing provider alone, and let one trial through when the time is over', async () => {
    const { pool, fake, drive, clock, asked } = scene(
      { a: {} },
      { maxRetries: 1, providers: { a: { circuit_breaker_threshold: 2, circuit_breaker_timeout: 5000 } } },
    )
    fake.target('a').script(['server', 'server'])
    for (let number = 0; number < 2; number += 1) await rejection(drive(pool.chat(hello)))
    expect(pool.getProviderStats()['a']?.performance.circuitBreakerOpen).toBe(true)
    expect(pool.getPoolHealth()).toMatchObject({ availableProviders: 0, healthy: false })
    const start = clock.now()
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({
      name: 'ProviderError',
      message: 'llmpool: no available providers (a: circuit-open), try again in 5000 ms',
      retryable: true,
    })
    expect(clock.now() - start).toBeLessThan(100)
    await clock.advance(4800)
    await rejection(drive(pool.chat(hello)))
    expect(asked()).toHaveLength(2)
    await clock.advance(300)
    fake.target('a').outage('hang-before-headers')
    const chats = [1, 2, 3].map(() => pool.chat(hello).catch((error: unknown) => error))
    await fake.until((requests) => requests.length === 3)
    fake.target('a').outage(false)
    await drive(Promise.all(chats), 1000)
    expect(asked()).toHaveLength(3)
    await clock.advance(5000)
    await drive(pool.chat(hello))
    expect(pool.getProviderStats()['a']?.performance.circuitBreakerOpen).toBe(false)
  })

  it('are 5 failures and 60 s by default', async () => {
    const { pool, fake, drive, clock, asked } = scene({ a: {} }, { maxRetries: 1 })
    fake.target('a').outage('server')
    for (let number = 0; number < 8; number += 1) await rejection(drive(pool.chat(hello)))
    expect(asked()).toHaveLength(5)
    await clock.advance(59_000)
    await rejection(drive(pool.chat(hello)))
    expect(asked()).toHaveLength(5)
    await clock.advance(1000)
    await rejection(drive(pool.chat(hello)))
    expect(asked()).toHaveLength(6)
  })
})

describe('max_tokens and temperature', () => {
  it('are sent where the request has none, 0 included', async () => {
    const { pool, fake, drive } = scene({ a: {} }, { providers: { a: { max_tokens: 77, temperature: 0 } } })
    await drive(pool.chat(hello))
    await drive(pool.chat({ ...hello, temperature: 0.3, max_tokens: 5 }))
    expect(fake.requests.map(({ body }) => body)).toMatchObject([
      { model: 'model-of-a', max_completion_tokens: 77, temperature: 0 },
      { model: 'model-of-a', max_completion_tokens: 5, temperature: 0.3 },
    ])
  })

  it('are 4096 and 0.7 by default; a request may ask for 0', async () => {
    const { pool, fake, drive } = scene({ a: {} })
    await drive(pool.chat(hello))
    await drive(pool.chat({ ...hello, temperature: 0 }))
    expect(fake.requests.map(({ body }) => body)).toMatchObject([
      { max_completion_tokens: 4096, temperature: 0.7 },
      { temperature: 0 },
    ])
  })
})

describe('timeout', () => {
  it('bounds one attempt, which is ended upstream', async () => {
    const { pool, fake, drive } = scene({ a: {}, b: {} }, { providers: { a: { timeout: 200 } } })
    fake.target('a').outage('hang-before-headers')
    expect((await drive(pool.chat(hello))).provider).toBe('b')
    expect(fake.requests[0]?.end).toBe('client-closed')
  })

  it('is told as a ProviderError that is retryable', async () => {
    const { pool, fake, drive } = scene({ a: {} }, { maxRetries: 1, providers: { a: { timeout: 200 } } })
    fake.target('a').outage('hang-before-headers')
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({
      name: 'ProviderError',
      provider: 'a',
      kind: 'timeout',
      retryable: true,
    })
  })

  it('that is no shorter than the time of the chat leaves half of it to the next provider', async () => {
    const { pool, fake, drive, clock } = scene({ a: {}, b: {} }, { providers: { a: { timeout: 30_000 } } })
    fake.target('a').outage('hang-before-headers')
    const start = clock.now()
    expect((await drive(pool.chat(hello), 500)).provider).toBe('b')
    expect(clock.now() - start).toBeLessThan(16_000)
  })
})

describe('input_token_price and output_token_price', () => {
  const usage = { inputTokens: 2000, outputTokens: 500 }
  it.each([
    [{ input_token_price: 0.03, output_token_price: 0.06 }, 0.09],
    [{ input_token_price: 0, output_token_price: 0.06 }, 0.03],
    [{ input_token_price: 0.03 }, 0.06],
    [{}, 0],
  ])('are per 1000 tokens: %j', async (prices, totalCost) => {
    const { pool, drive } = scene({ a: { reply: { text: 'hi', usage } } }, { providers: { a: prices } })
    await drive(pool.chat(hello))
    expect(pool.getProviderStats()['a']?.usage).toMatchObject({ totalCost, totalTokensUsed: 2500 })
  })
})

it.each([
  ['openai', 'https://api.openai.com/v1/chat/completions'],
  ['anthropic', 'https://api.anthropic.com/v1/messages'],
  ['groq', 'https://api.groq.com/openai/v1/chat/completions'],
  ['together', 'https://api.together.xyz/v1/chat/completions'],
  ['cohere', 'https://api.cohere.ai/v2/chat'],
  ['gemini', 'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions'],
] as const)('base_url of %s is its own by default', async (type, address) => {
  const urls: string[] = []
  const fetch: Fetch = (url) => {
    urls.push(url)
    return Promise.resolve(Response.json({}, { status: 500 }))
  }
  const { pool, drive, config } = scene({ a: {} }, { fetch, maxRetries: 1 })
  pool.updateProviders([config('a', { type, base_url: undefined })])
  await rejection(drive(pool.chat(hello)))
  expect(urls).toEqual([address])
})
