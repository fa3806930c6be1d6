import { readFileSync } from 'node:fs'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM } from '@llm-balancer/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askedOf, vendorFetch } from '../../../../test/scene.ts'
import { runExample, type ExampleResult } from '../../test/run-example.ts'
import * as library from '../index.ts'

// The code of the README of `llm-load-balancer` 1.1.0, word for word but for the import.

let fake: FakeLLM<'openai' | 'claude' | 'gemini' | 'cohere' | 'mistral'>
let llm: library.LLMLoadBalancer | undefined

beforeEach(() => {
  const usage = { inputTokens: 11, outputTokens: 7 }
  fake = createFakeLLM({
    targets: {
      openai: { reply: { text: 'from openai', usage } },
      claude: { format: 'anthropic', reply: { text: 'from claude', usage } },
      gemini: { format: 'google', reply: { text: 'from gemini', usage } },
      cohere: { format: 'cohere', reply: { text: 'from cohere', usage } },
      mistral: { format: 'mistral', reply: { text: 'from mistral', usage } },
    },
  })
  const hosts = {
    'api.openai.com': 'openai',
    'api.anthropic.com': 'claude',
    'generativelanguage.googleapis.com': 'gemini',
    'api.cohere.com': 'cohere',
    'api.mistral.ai': 'mistral',
  } as const
  vi.stubGlobal('fetch', vendorFetch(fake, hosts))
})
afterEach(async () => {
  await llm?.close()
  llm = undefined
  await fake.close()
})

const { createLLMBalancer } = library
const context = (): Record<string, unknown> => ({
  createLLMBalancer,
  process,
  ...(llm === undefined ? {} : { llm }),
})

const run = (name: string, wanted?: string, withoutNames: string[] = []): Promise<ExampleResult> =>
  runExample(readFileSync(new URL(`examples/${name}.txt`, import.meta.url), 'utf8'), {
    library,
    given: Object.fromEntries(Object.entries(context()).filter(([each]) => !withoutNames.includes(each))),
    ...(wanted === undefined ? {} : { wanted }),
  })

/** Runs an example that makes a balancer, and keeps it. */
const make = async (name: string): Promise<library.LLMLoadBalancer> => {
  const imports = name === 'quick-start' ? ['createLLMBalancer'] : []
  const { value } = await run(name, 'llm', imports)
  llm = value as library.LLMLoadBalancer
  return llm
}

const serve = async (count: number): Promise<string[]> => {
  const served: string[] = []
  for (let number = 0; number < count; number += 1) {
    const { provider } = (await llm?.request({ prompt: 'Hello' })) ?? { provider: 'nothing' }
    served.push(provider)
  }
  return served
}

it('quick start: prints an answer, and goes on with the next provider', async () => {
  const { printed, value } = await run('quick-start', 'llm', ['createLLMBalancer'])
  llm = value as library.LLMLoadBalancer
  expect(printed).toEqual([['from openai']])
  expect(await serve(3)).toEqual(['claude', 'gemini', 'openai'])
  expect(fake.requests[0]).toMatchObject({
    headers: { authorization: 'Bearer your-openai-key' },
    body: { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Write a funny dad joke.' }] },
  })
})

describe('strategies', () => {
  const fill = (): void => {
    llm?.addProvider({ name: 'openai', apiKey: 'k', model: 'm' })
    llm?.addProvider({ name: 'claude', apiKey: 'k', model: 'm' })
  }

  it('round robin asks the providers in sequence', async () => {
    await make('round-robin')
    fill()
    expect(await serve(4)).toEqual(['openai', 'claude', 'openai', 'claude'])
  })

  it('failover asks the first, and the next while it fails', async () => {
    await make('failover')
    fill()
    fake.target('openai').script(['ok', 'server'])
    expect(await serve(3)).toEqual(['openai', 'claude', 'openai'])
    expect(askedOf(fake)).toEqual(['openai', 'openai', 'claude', 'openai'])
  })

  it('weighted shares the requests by weight', async () => {
    await make('weighted')
    expect((await serve(12)).toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => 'claude'),
      ...Array.from({ length: 2 }, () => 'gemini'),
      ...Array.from({ length: 6 }, () => 'openai'),
    ])
  })

  it('custom asks the provider that the function chooses', async () => {
    await make('custom')
    fill()
    expect(await serve(2)).toEqual(['openai', 'openai'])
    llm?.addProvider({ name: 'preferred', type: 'mistral', apiKey: 'k', model: 'm' })
    expect(await serve(2)).toEqual(['preferred', 'preferred'])
  })
})

it('statistics have the documented shape', async () => {
  await make('quick-start')
  fake.target('openai').script(['server'])
  await serve(3)
  const { printed } = await run('statistics')
  const served = {
    totalRequests: 2,
    successfulRequests: 2,
    failedRequests: 0,
    averageResponseTime: expect.any(Number) as number,
    isHealthy: true,
    lastRequestTime: expect.any(Date) as Date,
  }
  expect(printed).toEqual([
    [
      {
        openai: { ...served, successfulRequests: 1, failedRequests: 1 },
        claude: expect.objectContaining({ totalRequests: expect.any(Number) as number }) as object,
        gemini: expect.objectContaining({ totalRequests: expect.any(Number) as number }) as object,
      },
    ],
  ])
})

it('health checks say which providers answer, and who is healthy', async () => {
  await make('quick-start')
  fake.target('claude').outage()
  const { printed } = await run('health-checks')
  expect(printed).toEqual([[{ openai: true, claude: false, gemini: true }]])
  const { value } = await run('healthy-providers', 'healthyProviders')
  expect(value).toEqual([
    { name: 'openai', model: 'gpt-3.5-turbo' },
    { name: 'gemini', model: 'gemini-pro' },
  ])
})

it('providers are added and removed', async () => {
  await make('quick-start')
  await run('add-provider')
  await run('remove-provider')
  expect(Object.keys(llm?.getStats() ?? {})).toEqual(['openai', 'gemini', 'cohere'])
  expect((await serve(3)).toSorted()).toEqual(['cohere', 'gemini', 'openai'])
})

describe('errors', () => {
  it('name all failed attempts when there were several', async () => {
    await make('weighted')
    for (const name of ['openai', 'claude', 'gemini'] as const) fake.target(name).outage('server')
    const { printed } = await run('errors')
    const [words, errors] = (printed[0] ?? []) as [string, library.LLMError[]]
    expect(words).toBe('All providers failed:')
    expect(errors.every((error) => error instanceof library.LLMError)).toBe(true)
    expect(errors.map(({ provider, statusCode }) => `${provider} ${String(statusCode)}`).toSorted()).toEqual([
      'claude 500',
      'gemini 500',
      'openai 500',
    ])
  })

  it('name the provider when one attempt was made', async () => {
    await make('quick-start')
    fake.target('claude').outage('content-policy')
    const { printed } = await run('errors')
    expect(printed).toMatchObject([['Provider claude failed:', expect.stringContaining('400') as string]])
  })
})

it('a custom provider takes the place of a configuration', async () => {
  const { value } = await run('custom-provider', 'CustomProvider')
  const CustomProvider = value as new (config: library.ProviderConfig) => library.BaseProvider
  llm = createLLMBalancer({
    strategy: 'round-robin',
    providers: [new CustomProvider({ name: 'mine', apiKey: 'k', model: 'own-1' })],
  })
  expect(await llm.request({ prompt: 'Hello' })).toEqual({
    content: 'Custom response',
    model: 'own-1',
    provider: 'mine',
    usage: { promptTokens: 10, completionTokens: 5, totalTokens: 15 },
    finishReason: 'stop',
  })
})

describe('keys from the environment', () => {
  it('are sent', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'key-from-the-environment')
    vi.stubEnv('CLAUDE_API_KEY', 'another-key')
    await make('environment')
    expect(await serve(1)).toEqual(['openai'])
    expect(fake.requests[0]?.headers['authorization']).toBe('Bearer key-from-the-environment')
  })

  it('are named when one is missing', async () => {
    vi.stubEnv('OPENAI_API_KEY', undefined)
    await expect(make('environment')).rejects.toThrow(/provider "openai": "apiKey"/)
  })
})
