import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM } from '@llm-balancer/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BaseProvider, createLLMBalancer, LLMError, LoadBalancerError } from '../src/index.ts'
import type { LLMBalancer, LLMRequest, LLMResponse, ProviderConfig } from '../src/index.ts'
import { askedOf, rejection, vendorFetch } from './scene.ts'

// The documented examples of the load balancer whose users should need to change no more than the import.

let fake: FakeLLM<'openai' | 'claude' | 'gemini' | 'cohere' | 'mistral'>
let llm: LLMBalancer | undefined

beforeEach(() => {
  fake = createFakeLLM({
    targets: {
      openai: { reply: { text: 'Why did the chicken…', usage: { inputTokens: 11, outputTokens: 7 } } },
      claude: {
        format: 'anthropic',
        reply: { text: 'Because.', usage: { inputTokens: 12, outputTokens: 3 } },
      },
      gemini: { format: 'google', reply: { text: 'To get to', usage: { inputTokens: 13, outputTokens: 4 } } },
      cohere: { format: 'cohere', reply: 'the other' },
      mistral: { format: 'mistral', reply: 'side.' },
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

const providers: ProviderConfig[] = [
  { name: 'openai', apiKey: 'your-openai-key', model: 'gpt-3.5-turbo' },
  { name: 'claude', apiKey: 'your-claude-key', model: 'claude-3-haiku' },
]

describe('quick start', () => {
  it('answers a prompt', async () => {
    llm = createLLMBalancer({ strategy: 'round-robin', providers })
    const response = await llm.request({ prompt: 'Write a funny dad joke.' })
    expect(response).toEqual({
      content: 'Why did the chicken…',
      usage: { promptTokens: 11, completionTokens: 7, totalTokens: 18 },
      model: 'gpt-3.5-turbo',
      provider: 'openai',
      finishReason: 'stop',
    })
  })

  it('goes round the providers that its page lists, with the models it names', async () => {
    llm = createLLMBalancer({
      strategy: 'round-robin',
      providers: [
        ...providers,
        { name: 'gemini', apiKey: 'your-gemini-key', model: 'gemini-pro' },
        { name: 'cohere', apiKey: 'your-cohere-key', model: 'command', weight: 2 },
        { name: 'mistral', apiKey: 'your-mistral-key', model: 'mistral-tiny' },
      ],
    })
    const answers: string[] = []
    for (let number = 0; number < 5; number += 1) {
      const { provider, model, content } = await llm.request({ prompt: 'Write a funny dad joke.' })
      answers.push(`${provider} ${model}: ${content}`)
    }
    expect(answers).toEqual([
      'openai gpt-3.5-turbo: Why did the chicken…',
      'claude claude-3-haiku: Because.',
      'gemini gemini-pro: To get to',
      'cohere command: the other',
      'mistral mistral-tiny: side.',
    ])
    expect(await llm.healthCheck()).toEqual({
      openai: true,
      claude: true,
      gemini: true,
      cohere: true,
      mistral: true,
    })
  })

  it('names the vendors there are when it is given another', () => {
    const bard = { name: 'bard', apiKey: 'your-bard-key', model: 'bard' }
    expect(() => createLLMBalancer({ strategy: 'round-robin', providers: [...providers, bard] })).toThrow(
      /provider "bard".*known types are openai, anthropic, google/,
    )
  })
})

describe('strategies', () => {
  const serve = async (count: number): Promise<string[]> => {
    for (let number = 0; number < count; number += 1) await llm?.request({ prompt: 'Hello' })
    return askedOf(fake)
  }

  it('round robin asks the providers in sequence', async () => {
    llm = createLLMBalancer({ strategy: 'round-robin', providers })
    expect(await serve(4)).toEqual(['openai', 'claude', 'openai', 'claude'])
  })

  it('failover asks the first, and the next while it fails', async () => {
    llm = createLLMBalancer({ strategy: 'failover', providers })
    expect(await serve(2)).toEqual(['openai', 'openai'])
    fake.target('openai').script(['server'])
    expect(await serve(2)).toEqual(['openai', 'openai', 'openai', 'claude', 'openai'])
  })

  it('weighted asks in proportion to the weights', async () => {
    llm = createLLMBalancer({
      strategy: 'weighted',
      providers: [
        { name: 'openai', apiKey: '...', model: 'gpt-4', weight: 3 },
        { name: 'claude', apiKey: '...', model: 'claude-3-haiku', weight: 2 },
      ],
    })
    const asked = await serve(10)
    expect(asked.filter((name) => name === 'openai')).toHaveLength(6)
    expect(asked.filter((name) => name === 'claude')).toHaveLength(4)
  })

  it('custom asks whom the function chooses', async () => {
    llm = createLLMBalancer({
      strategy: 'custom',
      providers,
      customStrategy: (candidates) =>
        candidates.find((candidate) => candidate.name === 'claude') ?? candidates[0],
    })
    expect(await serve(2)).toEqual(['claude', 'claude'])
  })

  it('custom takes a function typed with the configuration, as it was documented', async () => {
    const customStrategy = (candidates: ProviderConfig[]): ProviderConfig | undefined =>
      candidates.find((candidate) => candidate.name === 'preferred') ?? candidates[0]
    llm = createLLMBalancer({ strategy: 'custom', providers, customStrategy })
    expect(await serve(1)).toEqual(['openai'])
  })
})

it('takes every documented option', async () => {
  llm = createLLMBalancer({
    strategy: 'round-robin',
    globalTimeout: 30_000,
    maxRetries: 3,
    retryDelay: 1000,
    providers: [
      {
        name: 'openai',
        apiKey: 'k',
        model: 'm',
        baseUrl: 'https://api.openai.com/v1',
        weight: 1,
        timeout: 10_000,
        maxRetries: 2,
      },
    ],
  })
  const { provider } = await llm.request({
    prompt: 'p',
    maxTokens: 100,
    temperature: 0,
    topP: 0.9,
    stream: false,
  })
  expect(provider).toBe('openai')
  expect(fake.requests[0]?.body).toMatchObject({
    model: 'm',
    messages: [{ role: 'user', content: 'p' }],
    temperature: 0,
    top_p: 0.9,
  })
})

it('gives statistics of the documented shape', async () => {
  llm = createLLMBalancer({ strategy: 'failover', providers })
  fake.target('openai').script(['ok', 'ok', 'server'])
  for (let number = 0; number < 3; number += 1) await llm.request({ prompt: 'Hello' })
  expect(llm.getStats()).toEqual({
    openai: {
      totalRequests: 3,
      successfulRequests: 2,
      failedRequests: 1,
      averageResponseTime: expect.any(Number) as number,
      isHealthy: true,
      lastRequestTime: expect.any(Date) as Date,
    },
    claude: {
      totalRequests: 1,
      successfulRequests: 1,
      failedRequests: 0,
      averageResponseTime: expect.any(Number) as number,
      isHealthy: true,
      lastRequestTime: expect.any(Date) as Date,
    },
  })
})

it('checks health, and knows the healthy providers', async () => {
  llm = createLLMBalancer({ strategy: 'round-robin', providers })
  fake.target('claude').outage()
  expect(await llm.healthCheck()).toEqual({ openai: true, claude: false })
  expect(llm.getHealthyProviders()).toMatchObject([{ name: 'openai', model: 'gpt-3.5-turbo' }])
})

it('adds and removes providers', async () => {
  llm = createLLMBalancer({ strategy: 'round-robin', providers })
  llm.addProvider({ name: 'second', type: 'openai', apiKey: 'k', model: 'command', weight: 2 })
  void llm.removeProvider('claude')
  expect(Object.keys(llm.getStats())).toEqual(['openai', 'second'])
  const served = [await llm.request({ prompt: 'a' }), await llm.request({ prompt: 'b' })]
  expect(served.map(({ provider }) => provider).toSorted()).toEqual(['openai', 'second'])
})

describe('errors', () => {
  it('are a LoadBalancerError with the errors of all providers when all have failed', async () => {
    llm = createLLMBalancer({ strategy: 'round-robin', providers, maxRetries: 2 })
    fake.target('openai').outage('server')
    fake.target('claude').outage('overloaded')
    const error = await rejection(llm.request({ prompt: 'Hello' }))
    if (!(error instanceof LoadBalancerError)) throw error
    expect(error.errors.every((one) => one instanceof LLMError)).toBe(true)
    expect(error.errors.map(({ provider, statusCode }) => [provider, statusCode])).toEqual([
      ['openai', 500],
      ['claude', 529],
    ])
  })

  it('are an LLMError that names the provider when one was asked', async () => {
    llm = createLLMBalancer({ strategy: 'failover', providers })
    fake.target('openai').script(['bad-request'])
    const error = await rejection(llm.request({ prompt: 'Hello' }))
    if (!(error instanceof LLMError)) throw error
    expect(error).toMatchObject({ provider: 'openai', statusCode: 400, kind: 'bad-request' })
    expect(askedOf(fake)).toEqual(['openai'])
  })
})

it('takes a provider of one’s own', async () => {
  class CustomProvider extends BaseProvider {
    async makeRequest(_request: LLMRequest): Promise<LLMResponse> {
      return {
        content: 'Custom response',
        model: this.config.model,
        provider: this.config.name,
        usage: { promptTokens: 10, completionTokens: 5, totalTokens: 15 },
      }
    }
  }
  llm = createLLMBalancer({ providers: [new CustomProvider({ name: 'mine', apiKey: 'k', model: 'own-1' })] })
  expect(await llm.request({ prompt: 'Hello' })).toEqual({
    content: 'Custom response',
    model: 'own-1',
    provider: 'mine',
    usage: { promptTokens: 10, completionTokens: 5, totalTokens: 15 },
    finishReason: 'stop',
  })
})

it('takes keys from environment variables that may be undefined, with a clear word when one is', () => {
  vi.stubEnv('OPENAI_API_KEY', undefined)
  const apiKey = process.env['OPENAI_API_KEY'] as unknown as string
  expect(() =>
    createLLMBalancer({ providers: [{ name: 'openai', apiKey, model: 'gpt-3.5-turbo' }] }),
  ).toThrow(/provider "openai".*"apiKey"/)
})
