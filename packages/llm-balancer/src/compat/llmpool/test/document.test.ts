import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM } from '@llm-balancer/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { vendorFetch } from '../../../../test/scene.ts'
import { runExample, type ExampleResult } from '../../test/run-example.ts'
import * as library from '../index.ts'
import type { LLMPool, PoolProviderConfig } from '../index.ts'

// The code of the README of `llmpool`, from top to bottom, word for word but for the import; shell commands are left out.

let fake: FakeLLM<'groq' | 'openai'>
let folder: string
let pools: LLMPool[]

const exampleOf = (name: string): string =>
  readFileSync(new URL(`examples/${name}.txt`, import.meta.url), 'utf8')

/** Writes the configuration where the documented pools look for it. */
const configure = (text: string): void => {
  writeFileSync(join(folder, 'config.json'), text)
}

beforeEach(() => {
  const usage = { inputTokens: 1000, outputTokens: 500 }
  fake = createFakeLLM({
    targets: {
      groq: { format: 'groq', reply: { text: 'Paris, says groq', usage } },
      openai: { reply: { text: 'Paris, says openai', usage } },
    },
  })
  pools = []
  folder = mkdtempSync(join(tmpdir(), 'llmpool-'))
  configure(exampleOf('01-config.json'))
  const models = vendorFetch(fake, { 'api.groq.com': 'groq', 'api.openai.com': 'openai' })
  vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
    new URL(url).hostname.includes('-domain.com')
      ? Promise.resolve(new Response(readFileSync(join(folder, 'config.json'))))
      : models(url, init),
  )
})
afterEach(async () => {
  for (const pool of pools) await pool.shutdown()
  rmSync(folder, { recursive: true })
  await fake.close()
})

/** The class of the library, for which `./config.json` is in the folder of the test; its pools end with the test. */
class PoolInFolder extends library.LLMPool {
  constructor({ configPath, ...options }: library.LLMPoolOptions) {
    super(configPath === undefined ? options : { ...options, configPath: join(folder, configPath) })
    pools.push(this)
  }
}

const replaced = { ...library, LLMPool: PoolInFolder }
const required = (name: string): object => {
  expect(name).toBe('llmpool')
  return replaced
}

const run = (name: string, given: object = {}, wanted?: string): Promise<ExampleResult> =>
  runExample(exampleOf(name), {
    library: replaced,
    given: { require: required, ...given },
    ...(wanted === undefined ? {} : { wanted }),
  })

/** A pool over the documented configuration. */
const poolOf = async (options: library.LLMPoolOptions = {}): Promise<LLMPool> => {
  const pool = new PoolInFolder({ configPath: './config.json', ...options })
  await pool.initialize()
  return pool
}
const hello = { messages: [library.createTextMessage('user', 'Hello')] }

it('quick start: the configuration and the first chat', async () => {
  const { printed } = await run('02-quick-start')
  await vi.waitFor(() => {
    expect(printed).toHaveLength(3)
  })
  expect(printed).toEqual([
    ['Response:', 'Paris, says groq'],
    ['Provider:', 'groq-primary'],
    ['Tokens used:', 1500],
  ])
  expect(fake.requests).toMatchObject([
    {
      targetId: 'groq',
      headers: { authorization: 'Bearer your-groq-api-key' },
      body: {
        model: 'mixtral-8x7b-32768',
        temperature: 0.7,
        messages: [
          { role: 'system', content: 'You are a helpful assistant.' },
          { role: 'user', content: 'What is the capital of France?' },
        ],
      },
    },
  ])
  expect(JSON.stringify(fake.requests[0]?.body)).toContain('1000')
})

it('quick start: prints the error when it fails, and the fallback serves when groq alone does', async () => {
  fake.target('groq').outage('auth')
  const { printed } = await run('02-quick-start')
  await vi.waitFor(() => {
    expect(printed[1]).toEqual(['Provider:', 'openai-fallback'])
  })
  fake.target('openai').outage('auth')
  const failing = await run('02-quick-start')
  await vi.waitFor(() => {
    expect(failing.printed).toHaveLength(1)
  })
  expect(failing.printed[0]?.[0]).toMatchObject({ name: 'ProviderError', statusCode: 401, retryable: false })
})

it('image support: the image is sent', async () => {
  const pool = await poolOf()
  const { value } = await run('03-image', { pool }, 'response')
  expect(value).toMatchObject({ content: 'Paris, says groq', provider: 'groq-primary' })
  const { messages } = fake.requests[0]?.body as { messages: { content: unknown }[] }
  expect(messages[0]?.content).toMatchObject([
    { type: 'text', text: 'What do you see in this image?' },
    {
      type: 'image_url',
      image_url: { url: expect.stringMatching(/^data:image\/jpeg;base64,\/9j\//) as string },
    },
  ])
})

it('remote configuration: is read, and a change is told', async () => {
  const { value, printed } = await run('04-remote-configuration', { LLMPool: PoolInFolder }, 'pool')
  const pool = value as LLMPool
  await pool.initialize()
  expect((await pool.chat(hello)).provider).toBe('groq-primary')
  const [groq, openai] = (JSON.parse(exampleOf('01-config.json')) as { providers: PoolProviderConfig[] })
    .providers
  pool.emit('configChanged', { providers: [] })
  expect(printed).toEqual([['Configuration updated automatically']])
  expect([groq?.name, openai?.name]).toEqual(Object.keys(pool.getProviderStats()))
})

describe('monitoring', () => {
  it('events: success, error, and the providers', async () => {
    const pool = new PoolInFolder({ configPath: './config.json' })
    const { printed } = await run('05-events', { pool })
    await pool.initialize()
    fake.target('groq').script(['server'])
    await pool.chat(hello)
    expect(printed).toEqual([
      ['Updated 2 providers'],
      [expect.stringMatching(/^❌ groq-primary failed: .*500/)],
      ['✅ openai-fallback succeeded on attempt 2'],
    ])
  })

  it('health: how many are available, and how they did', async () => {
    const pool = await poolOf()
    await pool.chat(hello)
    const { printed } = await run('06-health', { pool })
    expect(printed).toEqual([
      ['Available: 2/2'],
      ['groq-primary:'],
      ['  Success Rate: 100.00%'],
      [expect.stringMatching(/^ {2}Avg Response Time: [\d.]+ms$/)],
      ['  Total Cost: $0.0000'],
      ['openai-fallback:'],
      ['  Success Rate: 100.00%'],
      ['  Avg Response Time: 0ms'],
      ['  Total Cost: $0.0000'],
    ])
  })

  it('metrics: the health is logged, and warned of when nothing is available', async () => {
    const pool = await poolOf({ maxRetries: 1 })
    const log: unknown[][] = []
    const ticks: (() => void)[] = []
    const note = (...values: unknown[]): void => void log.push(values)
    const setInterval = (tick: () => void, intervalMs: number): void => {
      expect(intervalMs).toBe(30_000)
      ticks.push(tick)
    }
    await run('12-metrics', { pool, setInterval, console: { log: note, warn: note } })
    ticks[0]?.()
    expect(log).toMatchObject([['Pool Health:', { healthy: true, availableProviders: 2 }]])
    for (const id of ['groq', 'openai'] as const) fake.target(id).outage('server')
    for (let number = 0; number < 5; number += 1) await pool.chat(hello).catch(() => {})
    log.length = 0
    ticks[0]?.()
    expect(log).toEqual([
      ['Pool Health:', expect.objectContaining({ healthy: false })],
      ['🚨 Pool unhealthy - no available providers'],
      ['⚠️ groq-primary has low success rate: 0%'],
      ['⚠️ openai-fallback has low success rate: 0%'],
    ])
  })

  it('prometheus: requests are counted by provider and status', async () => {
    const counted: unknown[] = []
    const inc = (labels: unknown) => ({ inc: () => void counted.push(labels) })
    const pool = await poolOf()
    await run('13-prometheus', { pool, prometheus: { requestsTotal: { labels: inc } } })
    fake.target('groq').script(['server'])
    await pool.chat(hello)
    expect(counted).toEqual([
      { provider: 'groq-primary', status: 'error' },
      { provider: 'openai-fallback', status: 'success' },
    ])
  })

  it('health checks: the status, and an error when nothing is available', async () => {
    const pool = await poolOf()
    const { value } = await run('15-health-check', { pool }, 'healthCheck')
    const check = value as () => Promise<unknown>
    expect(await check()).toEqual({ status: 'healthy', providers: 2, total: 2 })
    pool.updateProviders([])
    await expect(check()).rejects.toThrow('LLM Pool is unhealthy')
  })
})

describe('configuration reference', () => {
  it('the pool takes every option at once; the address wins', async () => {
    const { value } = await run('07-pool-options', { LLMPool: PoolInFolder }, 'pool')
    const pool = value as LLMPool
    vi.stubGlobal('fetch', (url: string) => Promise.reject(new Error(`asked ${url}`)))
    await expect(pool.initialize()).rejects.toThrow(/Failed to load remote config/)
  })

  it('a provider takes every field, with the comments as they stand', async () => {
    configure(`{ "providers": [${exampleOf('08-provider.json')}] }`)
    const pool = await poolOf()
    expect((await pool.chat(hello)).provider).toBe('provider-name')
    expect(pool.getProviderStats()['provider-name']).toMatchObject({
      type: 'openai',
      model: 'gpt-4',
      usage: { totalCost: 0.03 + 0.03, requestsRemaining: 99, dailyRequestsRemaining: 4999 },
    })
    expect(fake.requests[0]).toMatchObject({
      headers: { authorization: 'Bearer your-api-key' },
      body: { model: 'gpt-4', temperature: 0.7 },
    })
  })
})

describe('error handling', () => {
  const { messages } = hello
  const printedBy = async (pool: unknown): Promise<readonly unknown[]> => {
    const { printed } = await run('09-errors', { pool, messages })
    return printed
  }

  it('a limit names the provider and the seconds', async () => {
    const pool = await poolOf()
    fake.target('groq').outage({ fault: 'rate-limit', retryAfterMs: 30_000 })
    fake.target('openai').outage({ fault: 'rate-limit', retryAfterMs: 90_000 })
    expect(await printedBy(pool)).toEqual([['Rate limited by groq-primary, retry in 30s']])
  })

  it('a failure names the provider and what happened', async () => {
    const pool = await poolOf({ maxRetries: 1 })
    for (const id of ['groq', 'openai'] as const) fake.target(id).outage('server')
    expect(await printedBy(pool)).toEqual([
      [expect.stringMatching(/^Provider openai-fallback failed: .*server 500.*server 500/)],
    ])
  })

  it('a configuration says what is wrong with it', async () => {
    configure('{ "providers": [{ "name": "groq" }] }')
    const starting = { chat: () => poolOf() }
    expect(await printedBy(starting)).toEqual([
      ['Configuration issue: Provider 1 is invalid: Missing required field: type'],
    ])
  })
})

it('concurrent requests: each has its result', async () => {
  const pool = await poolOf()
  const requests = Array.from({ length: 5 }, () => hello)
  const { value } = await run('10-concurrent', { pool, requests }, 'results')
  expect(value).toEqual(
    requests.map(() => ({
      status: 'fulfilled',
      value: expect.objectContaining({ provider: 'groq-primary' }) as object,
    })),
  )
  expect(fake.requests).toHaveLength(5)
})

it('keys from the environment: are sent, in a configuration from code', async () => {
  vi.stubEnv('OPENAI_API_KEY', 'key-from-the-environment')
  const { value } = await run('11-environment', { process }, 'config')
  const { providers } = value as { providers: PoolProviderConfig[] }
  const pool = await poolOf()
  pool.updateProviders(providers.map((provider) => ({ ...provider, model: 'gpt-4' })))
  expect((await pool.chat(hello)).provider).toBe('openai')
  expect(fake.requests[0]?.headers['authorization']).toBe('Bearer key-from-the-environment')
})

it('debug mode: messages are emitted, and nothing else is printed', async () => {
  const { value, printed } = await run('14-debug', { LLMPool: PoolInFolder }, 'pool')
  const pool = value as LLMPool
  await pool.initialize()
  await pool.chat(hello)
  expect(printed.map(([word]) => word)).toEqual(printed.map(() => 'DEBUG:'))
  expect(printed.map(([, message]) => message)).toEqual([
    'the providers are now: groq-primary, openai-fallback',
    'groq-primary answered on attempt 1',
  ])
})
