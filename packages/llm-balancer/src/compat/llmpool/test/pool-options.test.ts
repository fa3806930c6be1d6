import type { Fetch } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { keyOf, rejection } from '../../../../test/scene.ts'
import { LLMPool } from '../index.ts'
import type { LLMPoolOptions } from '../index.ts'
import { hello, scene } from './scene.ts'

// Each option of a pool, by what it changes. Those of the configuration's place are in configuration.test.ts.

describe('timeout', () => {
  it('bounds the whole chat, and ends the call upstream', async () => {
    const { pool, fake, drive, clock } = scene({ a: {} }, { timeout: 500 })
    fake.target('a').outage('hang-before-headers')
    const start = clock.now()
    expect(await rejection(drive(pool.chat(hello)))).toMatchObject({
      name: 'ProviderError',
      kind: 'timeout',
      retryable: true,
    })
    expect(clock.now() - start).toBe(500)
    expect(fake.requests[0]?.end).toBe('client-closed')
  })

  it('is 30 s by default, further attempts and waits included', async () => {
    const { pool, fake, drive, clock } = scene({ a: {}, b: {} }, { maxRetries: 20 })
    fake.target('a').outage('hang-before-headers')
    fake.target('b').outage('server')
    const start = clock.now()
    await rejection(drive(pool.chat(hello), 500))
    expect(clock.now() - start).toBeLessThanOrEqual(30_000)
  })
})

describe('maxRetries', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [undefined, 3],
  ])(
    '%s: each provider is asked %i times, and all of them before any is asked again',
    async (maxRetries, times) => {
      const { pool, fake, drive, asked } = scene({ a: {}, b: {} }, { maxRetries })
      fake.target('a').outage('server')
      fake.target('b').outage('server')
      const error = await rejection(drive(pool.chat(hello)))
      expect(asked().slice(0, 2)).toEqual(['a', 'b'])
      expect(asked().toSorted()).toEqual(['a', 'b'].flatMap((id) => Array.from({ length: times }, () => id)))
      expect(error).toMatchObject({ attempts: 2 * times })
    },
  )
})

describe('retryDelay', () => {
  const waitsOf = async (options: LLMPoolOptions): Promise<number[]> => {
    const { pool, fake, clock, drive } = scene({ a: {} }, { maxRetries: 4, ...options })
    fake.target('a').outage('server')
    const times: number[] = []
    pool.balancer.on('attempt-started', () => times.push(clock.now()))
    await rejection(drive(pool.chat(hello), 100))
    return times.slice(1).map((at, index) => at - (times[index] ?? 0))
  }

  it('is the wait before a provider is asked again, and doubles', async () => {
    expect(await waitsOf({ retryDelay: 200 })).toEqual([200, 400, 800])
  })

  it('is 1000 ms by default, and none when it is 0', async () => {
    expect(await waitsOf({})).toEqual([1000, 2000, 4000])
    expect(Math.max(...(await waitsOf({ retryDelay: 0 })))).toBeLessThanOrEqual(1)
  })

  it('is not waited when another provider can be asked', async () => {
    const { pool, fake, clock, drive } = scene({ a: {}, b: {} })
    fake.target('a').outage('server')
    const start = clock.now()
    expect((await drive(pool.chat(hello))).provider).toBe('b')
    expect(clock.now() - start).toBeLessThan(100)
  })
})

describe('useTokenCounting', () => {
  const body = JSON.stringify({
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'one two three' }, finish_reason: 'stop' }],
  })
  const chat = async (useTokenCounting: boolean | undefined, script: object) => {
    const prices = { input_token_price: 1, output_token_price: 1 }
    const { pool, fake, drive } = scene({ a: {} }, { useTokenCounting, providers: { a: prices } })
    fake.target('a').script([script as never])
    const { usage } = await drive(pool.chat(hello))
    return { usage, stats: pool.getProviderStats()['a']?.usage }
  }

  it('estimates what the vendor does not report, for the answer, the statistics and the costs', async () => {
    const { usage, stats } = await chat(true, { status: 200, body })
    expect(usage.prompt_tokens).toBeGreaterThan(1)
    expect(usage.completion_tokens).toBeGreaterThan(1)
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens)
    expect(stats).toMatchObject({ totalTokensUsed: usage.total_tokens })
    expect(stats?.totalCost).toBeCloseTo(usage.total_tokens / 1000, 6)
  })

  it('leaves what is reported as it is', async () => {
    const { usage } = await chat(true, { reply: { text: 'hi', usage: { inputTokens: 5, outputTokens: 3 } } })
    expect(usage).toEqual({ prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 })
  })

  it.each([false, undefined])('is off: %s', async (given) => {
    const { usage, stats } = await chat(given, { status: 200, body })
    expect(usage).toEqual({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })
    expect(stats).toMatchObject({ totalTokensUsed: 0, totalCost: 0 })
  })
})

describe('debug', () => {
  const debugOf = async (debug: boolean | undefined): Promise<string[]> => {
    const { pool, fake, drive, config } = scene({ a: {} }, { debug })
    const messages: string[] = []
    pool.on('debug', (message) => messages.push(message))
    pool.updateProviders([config('a')])
    fake.target('a').script(['server'])
    await drive(pool.chat(hello))
    return messages
  }

  it('tells what happens, without keys and prompts', async () => {
    const messages = await debugOf(true)
    expect(messages).toEqual([
      'the providers are now: a',
      expect.stringMatching(/^a failed on attempt 1: .*500/) as string,
      'a answered on attempt 2',
    ])
    expect(messages.join()).not.toContain(keyOf('a'))
  })

  it.each([false, undefined])('is off: %s', async (debug) => {
    expect(await debugOf(debug)).toEqual([])
  })
})

it('allowInsecureHttp: plain http to another host only then', async () => {
  const fetch: Fetch = () => Promise.resolve(Response.json({}, { status: 418 }))
  const base_url = 'http://gateway.example:8000/v1'
  const { pool, config } = scene({ a: {} }, { fetch })
  expect(() => {
    pool.updateProviders([config('a', { base_url })])
  }).toThrow(
    'Provider 1 is invalid: provider "a": "base_url" would send the key unencrypted to gateway.example',
  )
  const allowed = new LLMPool({ allowInsecureHttp: true, fetch })
  allowed.updateProviders([config('a', { base_url })])
  expect(await rejection(allowed.chat(hello))).toMatchObject({ statusCode: 418 })
  await allowed.shutdown()
})

describe('a bad option is named, with its range and its value', () => {
  it.each<[object, string]>([
    [{ timeout: 0 }, 'LLMPool: "timeout" must be within (0, ∞], got 0'],
    [{ maxRetries: -1 }, 'LLMPool: "maxRetries" must be a whole number within [0, ∞), got -1'],
    [{ retryDelay: '1s' }, 'LLMPool: "retryDelay" must be within [0, ∞), got a string'],
    [{ checkInterval: 0 }, 'LLMPool: "checkInterval" must be within (0, ∞], got 0'],
    [{ configPath: '' }, 'LLMPool: "configPath" must be a string that is not empty'],
    [{ debug: 'yes' }, 'LLMPool: "debug" must be true or false, got a string'],
    [{ chekInterval: 5 }, 'LLMPool: unknown option "chekInterval", did you mean "checkInterval"?'],
    [{ timeoutMs: 5 }, 'LLMPool: unknown option "timeoutMs"; use "timeout"'],
  ])('%o', (options, message) => {
    expect(() => new LLMPool(options)).toThrow(message)
  })
})
