import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM } from '@llm-balancer/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import {
  BaseProvider,
  ClaudeProvider,
  CohereProvider,
  createLLMBalancer,
  createProvider,
  GeminiProvider,
  LLMError,
  LoadBalancerError,
  MistralProvider,
  OpenAIProvider,
} from '../index.ts'
import type {
  LLMLoadBalancer,
  LLMRequest,
  LLMResponse,
  LoadBalancerConfig,
  ProviderConfig,
} from '../index.ts'

/** Answers with its name, or fails with what it is given. */
class OwnProvider extends BaseProvider {
  readonly requests: LLMRequest[] = []
  failure: unknown

  override async makeRequest(request: LLMRequest): Promise<LLMResponse> {
    this.requests.push(request)
    if (this.failure !== undefined) this.handleError(this.failure)
    return { content: `from ${this.config.name}`, model: this.config.model, provider: this.config.name }
  }
}

const own = (name: string, config: Partial<ProviderConfig> = {}): OwnProvider =>
  new OwnProvider({ name, apiKey: 'k', model: 'm', ...config })

const balance = (
  providers: LoadBalancerConfig['providers'],
  config: Partial<LoadBalancerConfig> = {},
): LLMLoadBalancer => {
  const llm = createLLMBalancer({ strategy: 'failover', retryDelay: 0, providers, ...config })
  onTestFinished(() => llm.close())
  return llm
}

describe('a BaseProvider', () => {
  it('gets the documented request, and stands beside configurations', async () => {
    const provider = own('mine')
    const llm = balance([provider])
    const request = { prompt: 'Hi', maxTokens: 5, temperature: 0, topP: 1 }
    expect(await llm.request({ ...request, stream: false })).toEqual({
      content: 'from mine',
      model: 'm',
      provider: 'mine',
      finishReason: 'stop',
    })
    expect(provider.requests).toEqual([request])
    expect(llm.getHealthyProviders()).toEqual([{ name: 'mine', model: 'm' }])
  })

  it('is added while the balancer serves', async () => {
    const llm = balance([])
    expect(await rejection(llm.request({ prompt: 'Hi' }))).toBeInstanceOf(LoadBalancerError)
    llm.addProvider(own('late'))
    expect((await llm.request({ prompt: 'Hi' })).provider).toBe('late')
  })

  it('has weight, maxRetries and timeout like a configuration', async () => {
    const [a, b] = [own('a', { maxRetries: 2 }), own('b', { weight: 0 })]
    a.failure = Object.assign(new Error('down'), { status: 500 })
    const llm = balance([a, b], { strategy: 'weighted', maxRetries: 9 })
    expect(await rejection(llm.request({ prompt: 'Hi' }))).toBeInstanceOf(LoadBalancerError)
    expect([a.requests.length, b.requests.length]).toEqual([2, 0])
    expect(() => balance([own('c', { timeout: -1 })])).toThrow(
      'provider "c": "timeout" must be within (0, ∞], got -1',
    )
  })

  it('fails by handleError with an LLMError of its name, with message and status of an HTTP library’s error', async () => {
    const provider = own('mine', { apiKey: 'sk-secret-0123456789' })
    provider.failure = Object.assign(new Error('Request failed'), {
      response: { status: 402, data: { error: { message: 'no credit for sk-secret-0123456789' } } },
    })
    const error = await rejection(balance([provider], { maxRetries: 1 }).request({ prompt: 'Hi' }))
    expect(error).toBeInstanceOf(LLMError)
    expect(error).toMatchObject({ provider: 'mine', statusCode: 402, kind: 'quota' })
    expect(String(error)).toContain('no credit for …')
  })

  it.each<[string, unknown, string]>([
    [
      'the error in the body',
      { response: { data: { error: { message: 'a' }, message: 'b' } }, message: 'c' },
      'a',
    ],
    ['the body', { response: { data: { error: { message: '' }, message: 'b' } }, message: 'c' }, 'b'],
    ['the error itself', { response: { data: { error: { message: 7 }, message: {} } }, message: 'c' }, 'c'],
    ['nothing that is a text', { message: 7 }, 'failed'],
  ])('takes the message for handleError from %s', async (_, failure, message) => {
    const provider = own('mine')
    provider.failure = failure
    const error = await rejection(provider.makeRequest({ prompt: 'Hi' }))
    expect(error).toMatchObject({ name: 'LLMError', message, provider: 'mine' })
  })

  it('shows no key in an error, whatever the key looks like', async () => {
    const provider = own('mine', { apiKey: 'correct horse battery staple' })
    const thrown = new Error('wrong key correct horse battery staple')
    provider.makeRequest = () => Promise.reject(thrown)
    const error = await rejection(balance([provider], { maxRetries: 1 }).request({ prompt: 'Hi' }))
    expect(error).toMatchObject({
      provider: 'mine',
      message: expect.stringContaining('wrong key …') as string,
    })
  })

  it.each([7, null, 'openai', []])('is told from what is not a provider: %o', (value) => {
    expect(() => balance([value as never])).toThrow('a provider must be a configuration or a BaseProvider')
  })
})

describe('the provider of a vendor', () => {
  const vendors = {
    openai: OpenAIProvider,
    claude: ClaudeProvider,
    gemini: GeminiProvider,
    cohere: CohereProvider,
    mistral: MistralProvider,
  } as const
  const formats = {
    openai: 'openai',
    claude: 'anthropic',
    gemini: 'google',
    cohere: 'cohere',
    mistral: 'mistral',
  } as const
  type VendorName = keyof typeof vendors

  const fakeVendor = (name: VendorName): FakeLLM<VendorName> => {
    const fake = createFakeLLM({ targets: { [name]: { format: formats[name], reply: `from ${name}` } } })
    onTestFinished(() => fake.close())
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => fake.fetch(url, init))
    return fake
  }

  it.each(Object.keys(vendors) as VendorName[])('%s answers alone and in a balancer', async (name) => {
    const fake = fakeVendor(name)
    const provider = new vendors[name]({ name: 'entry', apiKey: 'k', model: 'm', baseUrl: fake.url(name) })
    expect(await provider.makeRequest({ prompt: 'Hi' })).toMatchObject({
      content: `from ${name}`,
      model: 'm',
      provider: 'entry',
    })
    const llm = balance([provider])
    expect(await llm.request({ prompt: 'Hi' })).toMatchObject({ content: `from ${name}`, provider: 'entry' })
    expect(await llm.healthCheck()).toEqual({ entry: true })
    expect(llm.getStats()['entry']?.totalRequests).toBe(1)
  })

  it('streams its answer piece by piece in a balancer', async () => {
    const fake = createFakeLLM({
      targets: { openai: { format: 'openai', reply: { chunks: ['one', ' two'] } } },
    })
    onTestFinished(() => fake.close())
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => fake.fetch(url, init))
    const baseUrl = fake.url('openai')
    const provider = new OpenAIProvider({ name: 'entry', apiKey: 'k', model: 'm', baseUrl })
    const pieces: string[] = []
    for await (const piece of balance([provider]).request({ prompt: 'Hi', stream: true })) pieces.push(piece)
    expect(pieces).toEqual(['one', ' two'])
  })

  it('fails alone with an LLMError, after one attempt', async () => {
    const fake = fakeVendor('openai')
    fake.target('openai').outage('server')
    const provider = new OpenAIProvider({
      name: 'entry',
      apiKey: 'k',
      model: 'm',
      baseUrl: fake.url('openai'),
    })
    const error = await rejection(provider.makeRequest({ prompt: 'Hi' }))
    expect(error).toBeInstanceOf(LLMError)
    expect(error).toMatchObject({ provider: 'entry', statusCode: 500 })
    expect(fake.requests).toHaveLength(1)
  })

  it('ends alone with the reason of an abort', async () => {
    const fake = fakeVendor('openai')
    const provider = new OpenAIProvider({
      name: 'entry',
      apiKey: 'k',
      model: 'm',
      baseUrl: fake.url('openai'),
    })
    const signal = AbortSignal.abort('enough')
    expect(await rejection(provider.makeRequest({ prompt: 'Hi' }, { signal }))).toBe('enough')
    expect(fake.requests).toEqual([])
  })

  it('can be extended: the balancer calls the method of the subclass', async () => {
    class Shouting extends OpenAIProvider {
      override async makeRequest(request: LLMRequest): Promise<LLMResponse> {
        const answer = await super.makeRequest(request)
        return { ...answer, content: answer.content.toUpperCase() }
      }
    }
    const fake = fakeVendor('openai')
    const provider = new Shouting({ name: 'entry', apiKey: 'k', model: 'm', baseUrl: fake.url('openai') })
    expect((await balance([provider]).request({ prompt: 'Hi' })).content).toBe('FROM OPENAI')
  })

  it('is made by createProvider from the name, in any letter case', () => {
    for (const [name, Provider] of Object.entries(vendors))
      expect(createProvider({ name: name.toUpperCase(), apiKey: 'k', model: 'm' })).toBeInstanceOf(Provider)
    expect(() => createProvider({ name: 'bard', apiKey: 'k', model: 'm' })).toThrow(
      'createProvider: "name" must be one of "openai", "claude", "gemini", "cohere", "mistral", got "bard"',
    )
  })
})
