import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { ProviderError, RateLimitError } from '../index.ts'
import { hello, scene } from './scene.ts'

it('an answer has content, provider, model and usage', async () => {
  const usage = { inputTokens: 11, outputTokens: 7 }
  const { pool, drive, clock } = scene({ a: { reply: { text: 'hi', usage } } })
  expect(await drive(pool.chat(hello))).toEqual({
    id: expect.any(String) as string,
    content: 'hi',
    model: 'model-of-a',
    provider: 'a',
    usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
    created: Math.floor(clock.now() / 1000),
  })
})

describe('providers', () => {
  it('are asked by priority, and the next when one fails', async () => {
    const { pool, fake, drive, asked } = scene(
      { a: {}, b: {} },
      { providers: { a: { priority: 2 }, b: { priority: 1 } } },
    )
    fake.target('b').script(['ok', 'server'])
    expect((await drive(pool.chat(hello))).provider).toBe('b')
    expect((await drive(pool.chat(hello))).provider).toBe('a')
    expect(asked()).toEqual(['b', 'b', 'a'])
  })

  it('of one priority are preferred when they answer faster', async () => {
    const { pool, drive, asked } = scene(
      { slow: { latency: 400 }, fast: { latency: 40 } },
      { providers: { slow: { priority: 1 }, fast: { priority: 1 } } },
    )
    for (let number = 0; number < 20; number += 1) await drive(pool.chat(hello))
    expect(asked().slice(5)).not.toContain('slow')
  })

  it('of one priority are preferred when they answer more often', async () => {
    const { pool, fake, drive, asked } = scene(
      { flaky: {}, solid: { latency: 100 } },
      { providers: { flaky: { priority: 1 }, solid: { priority: 1 } } },
    )
    fake.target('flaky').script(Array.from({ length: 40 }, (_, place) => (place % 2 === 0 ? 'server' : 'ok')))
    for (let number = 0; number < 20; number += 1) await drive(pool.chat(hello))
    expect(asked().filter((id) => id === 'solid').length).toBeGreaterThanOrEqual(15)
  })

  it('speak the formats of their types', async () => {
    const { pool, fake, drive, clock } = scene(
      { a: {}, c: { format: 'anthropic' }, g: {}, t: {}, h: { format: 'cohere' }, m: {} },
      {
        providers: {
          c: { type: 'anthropic' },
          g: { type: 'groq' },
          t: { type: 'together' },
          h: { type: 'cohere' },
          m: { type: 'gemini' },
        },
      },
    )
    for (const id of ['a', 'c', 'g', 't', 'h', 'm'] as const) {
      const { provider, content, usage } = await drive(pool.chat(hello))
      expect({ provider, isText: content.length > 0, isCounted: usage.total_tokens > 0 }).toEqual({
        provider: id,
        isText: true,
        isCounted: true,
      })
      fake.target(id).outage('auth')
      await drive(pool.chat(hello).catch(() => {}))
      await clock.advance(1)
    }
  })
})

describe('a provider that fails', () => {
  it('alone, for any number of times, ends the chat with a ProviderError that has each attempt', async () => {
    const { pool, fake, drive, asked } = scene({ a: {} })
    fake.target('a').outage('server')
    const error = await rejection(drive(pool.chat(hello)))
    expect(error).toBeInstanceOf(ProviderError)
    const failed = {
      provider: 'a',
      message: expect.stringContaining('500') as string,
      retryable: true,
      statusCode: 500,
    }
    expect(error).toMatchObject({
      name: 'ProviderError',
      provider: 'a',
      statusCode: 500,
      retryable: true,
      attempts: 3,
      errors: [1, 2, 3].map((attempt) => ({ ...failed, attempt })),
      providersAttempted: ['a'],
    })
    expect(asked()).toEqual(['a', 'a', 'a'])
  })

  it('with others ends it so, too, and names the last one', async () => {
    const { pool, fake, drive, asked } = scene({ a: {}, b: {} }, { maxRetries: 1 })
    fake.target('a').outage('server')
    fake.target('b').outage('refuse')
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({
      name: 'ProviderError',
      provider: 'b',
      kind: 'network',
      retryable: true,
      providersAttempted: ['a', 'b'],
    })
    expect(asked()).toEqual(['a', 'b'])
  })

  it('with a bad key is asked once, and is retryable at another one only', async () => {
    const { pool, fake, drive, asked } = scene({ a: {} })
    fake.target('a').outage('auth')
    const error = await rejection(drive(pool.chat(hello)))
    expect(error).toMatchObject({ name: 'ProviderError', provider: 'a', statusCode: 401, retryable: false })
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({
      message: 'llmpool: no available providers (a: quarantined: auth), try again in 300000 ms',
      retryable: false,
    })
    expect(asked()).toEqual(['a'])
  })

  it('before another one that refuses the request is told as well', async () => {
    const { pool, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').script(['server'])
    fake.target('b').script(['context-length'])
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({
      ...{ name: 'ProviderError', provider: 'b', kind: 'context-length', retryable: false, attempts: 2 },
      errors: [
        { provider: 'a', attempt: 1, statusCode: 500, retryable: true },
        { provider: 'b', attempt: 2, retryable: false },
      ],
      providersAttempted: ['a', 'b'],
    })
  })

  it('because of the request ends it at once, and counts for nothing', async () => {
    const { pool, fake, drive, asked } = scene(
      { a: {}, b: {} },
      { providers: { a: { circuit_breaker_threshold: 1 } } },
    )
    fake.target('a').script(['context-length', 'content-policy', 'bad-request'])
    fake.target('b').outage('context-length')
    for (let number = 0; number < 3; number += 1)
      expect(await rejection(drive(pool.chat(hello)))).toMatchObject({
        name: 'ProviderError',
        retryable: false,
      })
    expect(asked().filter((id) => id === 'a')).toHaveLength(3)
    expect(pool.getProviderStats()['a']).toMatchObject({
      usage: { totalRequests: 0, errors: 0 },
      performance: { successRate: 100, circuitBreakerOpen: false },
    })
  })
})

describe('limits of a vendor', () => {
  it('that its headers tell are kept, whatever the configuration allows', async () => {
    const { pool, drive, asked } = scene({ a: { limits: { requestsPerMinute: 2 } }, b: {} })
    for (let number = 0; number < 4; number += 1) await drive(pool.chat(hello))
    expect(asked()).toEqual(['a', 'a', 'b', 'b'])
    expect(pool.getProviderStats()['a']?.usage.requestsRemaining).toBe(0)
  })

  it('send the chat to the next provider at once, and leave the limited one alone until its reset', async () => {
    const { pool, fake, drive, asked, clock } = scene({ a: {}, b: {} })
    fake.target('a').script([{ fault: 'rate-limit', retryAfterMs: 90_000 }])
    const start = clock.now()
    expect((await drive(pool.chat(hello))).provider).toBe('b')
    expect(clock.now() - start).toBeLessThan(100)
    await clock.advance(89_000)
    expect((await drive(pool.chat(hello))).provider).toBe('b')
    await clock.advance(1000)
    expect((await drive(pool.chat(hello))).provider).toBe('a')
    expect(asked()).toEqual(['a', 'b', 'b', 'a'])
  })

  it('of all providers end it with a RateLimitError that says when the first has room again', async () => {
    const { pool, fake, drive, asked } = scene({ a: {}, b: {} })
    fake.target('a').outage({ fault: 'rate-limit', retryAfterMs: 90_000 })
    fake.target('b').outage({ fault: 'rate-limit', retryAfterMs: 20_000 })
    for (const times of [1, 2]) {
      const error = await rejection(drive(pool.chat(hello)))
      expect(error, String(times)).toBeInstanceOf(RateLimitError)
      expect(error).toMatchObject({
        name: 'RateLimitError',
        provider: 'b',
        resetTime: 20,
        retryAfterMs: 20_000,
      })
    }
    expect(asked()).toEqual(['a', 'b'])
  })

  it('and the configured one of a provider that has room first: the error names that one', async () => {
    const { pool, fake, drive, clock } = scene(
      { a: {}, b: {} },
      { providers: { b: { requests_per_minute: 1 } } },
    )
    fake.target('a').script(['server', { status: 429, headers: { 'retry-after': '3600' } }])
    expect((await drive(pool.chat(hello))).provider).toBe('b')
    const first = { name: 'RateLimitError', provider: 'b', resetTime: 60 }
    for (let time = 0; time < 2; time += 1)
      expect(await rejection(drive(pool.chat(hello), 0))).toMatchObject(first)
    await clock.advance(60_000)
    expect((await drive(pool.chat(hello))).provider).toBe('b')
  })

  it.each([
    ['retry-after', '90', 90],
    ['retry-after-ms', '1500', 2],
    ['x-ratelimit-reset-requests', '1m30s', 90],
  ])('are read in seconds from %s: %s', async (name, value, resetTime) => {
    const { pool, fake, drive } = scene({ a: {} }, { retryDelay: 0 })
    const headers = {
      [name]: value,
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-limit-requests': '60',
    }
    fake.target('a').outage({ status: 429, headers })
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({ name: 'RateLimitError', resetTime })
  })

  it('without a word of when they end last for a minute', async () => {
    const { pool, fake, drive, clock, asked } = scene({ a: {} }, { timeout: 5000 })
    fake.target('a').script([429])
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({ name: 'RateLimitError', resetTime: 60 })
    await clock.advance(30_000)
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({ resetTime: 30 })
    await clock.advance(30_000)
    expect((await drive(pool.chat(hello))).provider).toBe('a')
    expect(asked()).toHaveLength(2)
  })
})

describe('a pool without providers', () => {
  it('says so', async () => {
    const { pool, drive } = scene({ a: {} })
    pool.updateProviders([])
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({
      name: 'ProviderError',
      message: 'llmpool: no available providers',
    })
    expect(pool.getPoolHealth()).toEqual({
      totalProviders: 0,
      availableProviders: 0,
      healthy: false,
      bestProvider: null,
      providers: {},
    })
  })
})

describe('an abort', () => {
  it('ends the chat with its reason, and counts for nothing', async () => {
    const { pool, fake, drive, told } = scene({ a: {} })
    fake.target('a').outage('hang-before-headers')
    const controller = new AbortController()
    const asking = rejection(pool.chat(hello, { signal: controller.signal }))
    await fake.until((requests) => requests.length === 1)
    controller.abort('enough')
    expect(await drive(asking)).toBe('enough')
    expect(fake.requests[0]?.end).toBe('client-closed')
    expect(pool.getProviderStats()['a']?.usage.totalRequests).toBe(0)
    expect(told).toEqual([])
  })
})
