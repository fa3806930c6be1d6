import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeClock } from '@llm-balancer/core/testing'
import type { FakeClock } from '@llm-balancer/core/testing'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM } from '@llm-balancer/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { drive, keyOf, rejection } from '../../../../test/scene.ts'
import { ConfigurationError, LLMPool } from '../index.ts'
import type { LLMPoolOptions, PoolProviderConfig } from '../index.ts'
import { hello } from './scene.ts'

const configUrl = 'https://config.example/pool.json?token=planted-token-0123'

let folder: string
let configPath: string
let clock: FakeClock
let fake: FakeLLM<'a' | 'b'>
/** What the address answers; a hang when there is nothing. */
let answer: (() => Response | Error) | undefined
let pools: LLMPool[]
let asked: { readonly url: string; readonly tag: string | undefined; readonly at: number }[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llmpool-'))
  configPath = join(folder, 'config.json')
  clock = createFakeClock()
  fake = createFakeLLM({ targets: { a: {}, b: {} }, clock })
  answer = undefined
  asked = []
  pools = []
})
afterEach(async () => {
  for (const pool of pools) await pool.shutdown()
  await rm(folder, { recursive: true })
  await fake.close()
  expect(clock.pending).toBe(0)
})

const provider = (name: 'a' | 'b', changes: Partial<PoolProviderConfig> = {}): PoolProviderConfig => ({
  name,
  type: 'openai',
  api_key: keyOf(name),
  base_url: fake.url(name),
  model: `model-of-${name}`,
  ...changes,
})
const textOf = (...providers: PoolProviderConfig[]): string => JSON.stringify({ providers })
const write = (text: string): Promise<void> => writeFile(configPath, text)
const finish = <Value>(work: PromiseLike<Value>): Promise<Value> => drive(work, clock, 0)

/** A pool, with the names of the events that it tells. */
const poolOf = (
  options: LLMPoolOptions = { configPath },
): { pool: LLMPool; told: string[]; errors: Error[] } => {
  const fetch: LLMPoolOptions['fetch'] = (url, init) => {
    if (!url.startsWith('https://config.example/')) return fake.fetch(url, init)
    const tag = new Headers(init.headers).get('if-none-match') ?? undefined
    asked.push({ url, tag, at: clock.now() })
    const given = answer?.()
    if (given === undefined) return new Promise(() => {})
    return given instanceof Error ? Promise.reject(given) : Promise.resolve(given)
  }
  const pool = new LLMPool({ clock, fetch, random: () => 0.5, maxRetries: 1, ...options })
  const [told, errors]: [string[], Error[]] = [[], []]
  for (const name of ['ready', 'providersUpdated', 'configChanged', 'shutdown'] as const)
    pool.on(name as 'ready', () => told.push(name))
  pool.on('error', (error) => {
    told.push('error')
    errors.push(error)
  })
  pools.push(pool)
  return { pool, told, errors }
}
/** Lets what the clock does not know of go on: the reading of files. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const until = async (isDone: () => boolean): Promise<void> => {
  do await turn()
  while (!isDone())
}
const timer = (): Promise<void> => until(() => clock.pending > 0)
/** Advances the clock to the next check, and until a file that has changed has stayed as it is: then there is a timer for the next one. */
const check = async (ms = 300_000): Promise<void> => {
  await clock.advance(ms)
  await timer()
  await clock.advance(200)
  await timer()
}
const chat = async (pool: LLMPool): Promise<string> => (await finish(pool.chat(hello))).provider

describe('initialize', () => {
  it('reads the file, tells the providers once, and is ready', async () => {
    await write(textOf(provider('a'), provider('b', { priority: 2 })))
    const { pool, told } = poolOf()
    await finish(Promise.all([pool.initialize(), pool.initialize()]))
    expect(told).toEqual(['providersUpdated', 'ready'])
    expect(await chat(pool)).toBe('a')
  })

  it('reads the address, which wins when there is a file as well', async () => {
    await write(textOf(provider('b')))
    answer = () => new Response(textOf(provider('a')))
    const { pool } = poolOf({ configPath, configUrl })
    await finish(pool.initialize())
    expect(await chat(pool)).toBe('a')
  })

  it.each<[string, string | undefined, RegExp]>([
    ['a missing file', undefined, /^Failed to load local config: .*ENOENT/],
    ['broken JSON', '{ "providers": [', /^Failed to load local config: the text is not valid JSON/],
    ['an empty file', '', /^Failed to load local config: the text is not valid JSON$/],
    ['no list', '{ "providers": {} }', /^"providers" must be a list of providers, got an object/],
    ['no providers', '{}', /^"providers" must be a list of providers, got undefined/],
    ['a bare list', '[]', /^"providers" must be a list of providers, got undefined/],
    [
      'a provider without a key',
      '{ "providers": [{ "name": "a", "type": "openai", "model": "m" }] }',
      /api_key$/,
    ],
    ['a polluted prototype', '{ "__proto__": { "providers": [] } }', /^"providers" must be a list/],
    ['a long file', `"${'x'.repeat(1024 * 1024)}"`, /^Failed to load local config: more than 1048576 bytes/],
  ])('rejects with a ConfigurationError: %s', async (_, text, message) => {
    if (text !== undefined) await write(text)
    const { pool, told } = poolOf()
    const error = await rejection(finish(pool.initialize()))
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(message) as string,
    })
    expect([told, clock.pending]).toEqual([[], 0])
  })

  it('rejects when it is not said where the configuration is', async () => {
    const { pool } = poolOf({})
    expect(await rejection(finish(pool.initialize()))).toMatchObject({
      name: 'ConfigurationError',
      message: 'LLMPool: "configPath" or "configUrl" must be given',
    })
  })

  it.each<[string, () => Response | Error, RegExp]>([
    ['a status', () => new Response('', { status: 404 }), /answered with status 404/],
    ['the network', () => new Error(`fetch failed for ${configUrl}`), /fetch failed/],
    ['another host', () => Response.redirect('https://elsewhere.example/'), /redirects to another host/],
    ['too much', () => new Response('x'.repeat(1024 * 1024 + 1)), /more than 1048576 bytes/],
  ])('rejects when the address cannot be read, without its query: %s', async (_, given, message) => {
    answer = given
    const { pool } = poolOf({ configUrl })
    const error = await rejection(finish(pool.initialize()))
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(message) as string,
    })
    expect((error as Error).message).toMatch(/^Failed to load remote config: /)
    expect(String(error)).not.toContain('planted')
  })

  it('rejects when the address does not answer within 10 s', async () => {
    answer = undefined
    const { pool } = poolOf({ configUrl })
    const failing = rejection(pool.initialize())
    await until(() => asked.length === 1)
    await clock.advance(10_000)
    expect(await failing).toMatchObject({
      message: expect.stringContaining('no answer within 10000 ms') as string,
    })
  })

  it.each([
    ['http://config.example/pool.json', /send the key unencrypted/],
    ['https://169.254.169.254/latest', /link-local or metadata/],
    ['pool.json', /not an absolute URL/],
  ])('asks no address that is not safe: %s', async (url, message) => {
    const { pool } = poolOf({ configUrl: url })
    expect(await rejection(finish(pool.initialize()))).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(message) as string,
    })
    expect(asked).toEqual([])
  })

  it('may be called again when it has failed, and ends with a shutdown', async () => {
    const { pool, told } = poolOf()
    await rejection(finish(pool.initialize()))
    await write(textOf(provider('a')))
    await finish(pool.initialize())
    expect(await chat(pool)).toBe('a')
    await pool.shutdown()
    expect(told).toEqual(['providersUpdated', 'ready', 'shutdown'])
    expect(clock.pending).toBe(0)
    const late = poolOf()
    await late.pool.shutdown()
    expect(await rejection(finish(late.pool.initialize()))).toMatchObject({ name: 'BalancerClosedError' })
  })
})

it('a pool that is shut down while it reads its first configuration ends the read', async () => {
  const { pool, told } = poolOf({ configUrl })
  const beginning = rejection(pool.initialize())
  await until(() => asked.length === 1)
  await pool.shutdown()
  expect(await beginning).toMatchObject({ name: 'BalancerClosedError' })
  expect([told, clock.pending]).toEqual([['shutdown'], 0])
})

it('a pool that is shut down while it takes over its first configuration watches nothing', async () => {
  await write(textOf(provider('a')))
  const { pool, told } = poolOf()
  pool.on('providersUpdated', () => void pool.shutdown())
  await finish(pool.initialize())
  await pool.shutdown()
  expect(told.toSorted()).toEqual(['providersUpdated', 'ready', 'shutdown'])
  expect(clock.pending).toBe(0)
})

describe('a change', () => {
  it('is taken over at the next check; statistics, costs, used limits and circuits stay', async () => {
    const given = {
      input_token_price: 1,
      output_token_price: 1,
      requests_per_day: 100,
      circuit_breaker_threshold: 1,
    }
    const both = (max_tokens: number): string =>
      textOf(
        provider('a', { ...given, max_tokens, circuit_breaker_timeout: 600_000 }),
        provider('b', { ...given, max_tokens, priority: 2 }),
      )
    await write(both(5))
    const { pool, told } = poolOf()
    await finish(pool.initialize())
    fake.target('a').script(['ok', 'server'])
    for (const served of ['a', 'b']) expect(await chat(pool)).toBe(served)
    await clock.advance(299_999)
    const before = pool.getProviderStats()
    await write(both(9))
    expect(told).toEqual(['providersUpdated', 'ready'])
    await check(1)
    expect(told).toEqual(['providersUpdated', 'ready', 'providersUpdated', 'configChanged'])
    expect(pool.getProviderStats()).toEqual(before)
    expect(before['a']).toMatchObject({
      usage: { totalRequests: 2, errors: 1, dailyRequestsRemaining: 98 },
      performance: { successRate: 50, circuitBreakerOpen: true },
    })
    expect(before['a']?.usage.totalCost).toBeGreaterThan(0)
    expect(await chat(pool)).toBe('b')
    expect(fake.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 9 })
  })

  it('is told with the configuration, without keys', async () => {
    await write(textOf(provider('a')))
    const { pool } = poolOf()
    const configs: unknown[] = []
    pool.on('configChanged', (config) => configs.push(config))
    await finish(pool.initialize())
    await write(textOf(provider('a'), provider('b')))
    await check()
    expect(configs).toMatchObject([
      { providers: [{ name: 'a' }, { name: 'b', model: 'model-of-b', priority: 1 }] },
    ])
    expect(JSON.stringify(configs)).not.toContain('planted')
  })

  it('of nothing is no change', async () => {
    await write(textOf(provider('a')))
    const { pool, told } = poolOf()
    await finish(pool.initialize())
    await check()
    await write(textOf(provider('a')))
    await check()
    expect(told).toEqual(['providersUpdated', 'ready'])
  })

  it('is seen when the file was replaced by another one', async () => {
    await write(textOf(provider('a')))
    const { pool, told } = poolOf({ configPath, checkInterval: 1000 })
    await finish(pool.initialize())
    await writeFile(join(folder, 'new.json'), textOf(provider('b')))
    await rename(join(folder, 'new.json'), configPath)
    await check(1000)
    expect(told.at(-1)).toBe('configChanged')
    expect(await chat(pool)).toBe('b')
    expect(pool.getProviderStats()).not.toHaveProperty('a')
  })

  it('leaves running chats as they began, and counts them', async () => {
    await write(textOf(provider('a', { timeout: 900_000 })))
    const { pool } = poolOf({ configPath, timeout: 1_000_000 })
    await finish(pool.initialize())
    fake.target('a').update({ latency: 400_000 })
    const running = pool.chat(hello)
    await write(textOf(provider('a', { model: 'other', timeout: 900_000 })))
    await clock.advance(300_000)
    while (pool.getProviderStats()['a']?.model !== 'other') {
      await turn()
      await clock.advance(10)
    }
    expect(pool.getProviderStats()['a']?.usage.totalRequests).toBe(0)
    await clock.advance(100_000)
    expect(await running).toMatchObject({ provider: 'a', model: 'model-of-a' })
    expect(fake.requests[0]?.body).toMatchObject({ model: 'model-of-a' })
    expect(pool.getProviderStats()['a']?.usage.totalRequests).toBe(1)
  })

  it('of an address is asked for with its ETag, now and then', async () => {
    const texts = [textOf(provider('a')), undefined, textOf(provider('b'))]
    answer = () => {
      const text = texts.shift()
      return text === undefined
        ? new Response(null, { status: 304 })
        : new Response(text, { headers: { etag: `"${String(texts.length)}"` } })
    }
    const { pool, told } = poolOf({ configUrl, checkInterval: 60_000 })
    await finish(pool.initialize())
    const start = asked[0]?.at ?? 0
    await check(60_000)
    await check(60_000)
    expect(told).toEqual(['providersUpdated', 'ready', 'providersUpdated', 'configChanged'])
    expect(asked.map(({ tag, at }) => [tag, at - start])).toEqual([
      [undefined, 0],
      ['"2"', 60_000],
      ['"2"', 120_000],
    ])
    expect(await chat(pool)).toBe('b')
  })

  it('is never looked for when checkInterval is Infinity', async () => {
    await write(textOf(provider('a')))
    const { pool } = poolOf({ configPath, checkInterval: Infinity })
    await finish(pool.initialize())
    expect(clock.pending).toBe(0)
  })
})

describe('a configuration that is not good', () => {
  it.each<[string, string]>([
    ['half-written', textOf({ name: 'a' } as PoolProviderConfig).slice(0, 20)],
    ['not valid', '{ "providers": [{ "name": "a" }] }'],
    [
      'valid for the half of it',
      textOf({ name: 'b', type: 'openai', api_key: 'k', model: 'm' }, { name: 'a' } as PoolProviderConfig),
    ],
    ['empty', ''],
  ])('is told as an error, and the last good one stays until there is a better one: %s', async (_, text) => {
    await write(textOf(provider('a')))
    const { pool, told, errors } = poolOf({ configPath, checkInterval: 1000 })
    await finish(pool.initialize())
    await chat(pool)
    await write(text)
    await check(1000)
    await check(1000)
    expect(told).toEqual(['providersUpdated', 'ready', 'error'])
    expect(errors[0]).toBeInstanceOf(ConfigurationError)
    expect(await chat(pool)).toBe('a')
    expect(pool.getProviderStats()['a']?.usage.totalRequests).toBe(2)
    await write(textOf(provider('b')))
    await check(1000)
    expect(told.slice(3)).toEqual(['providersUpdated', 'configChanged'])
    expect(await chat(pool)).toBe('b')
  })

  it('because it is gone is told, and read again when it is back', async () => {
    await write(textOf(provider('a')))
    const { pool, told, errors } = poolOf({ configPath, checkInterval: 1000 })
    await finish(pool.initialize())
    await rm(configPath)
    await check(1000)
    expect(errors).toMatchObject([
      { message: expect.stringMatching(/^Failed to load local config: .*ENOENT/) as string },
    ])
    expect(await chat(pool)).toBe('a')
    await write(textOf(provider('b')))
    await check(2000)
    expect(told.at(-1)).toBe('configChanged')
    expect(await chat(pool)).toBe('b')
  })

  it('because its address fails, hangs or lies leaves everything as it is', async () => {
    answer = () => new Response(textOf(provider('a')))
    const { pool, errors } = poolOf({ configUrl, checkInterval: 60_000 })
    await finish(pool.initialize())
    answer = () => new Response('', { status: 503 })
    await check(60_000)
    answer = () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
    await check(120_000)
    answer = undefined
    await check(60_000)
    await check(10_000)
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('answered with status 503') as string,
      expect.stringContaining('not valid JSON') as string,
      expect.stringContaining('no answer within 10000 ms') as string,
    ])
    expect(await chat(pool)).toBe('a')
    answer = () => new Response(textOf(provider('b')))
    await check(120_000)
    expect(await chat(pool)).toBe('b')
  })

  it('does not end the process when errors have no listener', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    await write(textOf(provider('a')))
    const pool = new LLMPool({
      clock,
      configPath,
      checkInterval: 1000,
      fetch: (url, init) => fake.fetch(url, init),
    })
    pools.push(pool)
    await finish(pool.initialize())
    await write('{')
    await check(1000)
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
    expect(await chat(pool)).toBe('a')
  })
})

it('a pool that was initialized does not keep the process alive', async () => {
  const timers: { readonly hasRef: () => boolean }[] = []
  await write(textOf(provider('a')))
  const set = globalThis.setTimeout
  const noting = (callback: () => void, delayMs: number): NodeJS.Timeout => {
    const timer = set(callback, delayMs)
    timers.push(timer)
    return timer
  }
  vi.stubGlobal('setTimeout', noting)
  const pool = new LLMPool({ configPath })
  await pool.initialize()
  const refs = timers.map((timer) => timer.hasRef())
  await pool.shutdown()
  vi.unstubAllGlobals()
  expect(refs).toContain(false)
  expect(refs).not.toContain(true)
})
