import Anthropic from '@anthropic-ai/sdk'
import { createBalancer } from '@llm-balancer/core'
import { collect } from '@llm-balancer/provider'
import Groq from 'groq-sdk'
import OpenAI, { AzureOpenAI } from 'openai'
import Together from 'together-ai'
import { describe, expect, it } from 'vitest'
import { clientVendors } from './client-vendors.generated.ts'
import { balanced, embeddingFromClient, fromClient } from './index.ts'
import type { BridgeTarget, ClientVendor, SdkClient } from './index.ts'
import { completion, eventStream, recorder, refusal } from './test/recorder.ts'
import { failureOf } from './test/scene.ts'

const messages = [{ role: 'user' as const, content: 'Hi' }]
const at = (baseURL: string): SdkClient => new OpenAI({ apiKey: 'k', baseURL })
const providerAt = (baseURL: string, vendor?: ClientVendor): string =>
  fromClient(at(baseURL), { model: 'm', vendor, allowInsecureHttp: true }).provider

describe('the vendor of a client', () => {
  it.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://eu.api.openai.com/v1', 'openai'],
    ['https://x.openai.azure.com/openai/v1', 'openai'],
    ['https://api.groq.com/openai/v1', 'groq'],
    ['https://api.together.xyz/v1', 'together'],
    ['https://api.together.ai/v1', 'together'],
    ['https://api.deepseek.com/v1', 'deepseek'],
    ['https://api.deepseek.com', 'deepseek'],
    ['https://api.x.ai/v1', 'xai'],
    ['https://us-east-1.api.x.ai/v1', 'xai'],
    ['https://openrouter.ai/api/v1', 'openrouter'],
    ['https://api.cerebras.ai/v1', 'cerebras'],
    ['https://api.mistral.ai/v1', 'mistral'],
    ['https://ollama.com/v1', 'ollama'],
    ['http://localhost:11434/v1', 'ollama'],
    ['http://127.0.0.1:11434/v1', 'ollama'],
    ['http://[::1]:11434/v1', 'ollama'],
  ])('at %s is %s', (baseURL, vendor) => {
    expect(providerAt(baseURL)).toBe(vendor)
  })

  it.each([
    'http://vllm:8000/v1',
    'http://localhost:8000/v1',
    'http://localhost/v1',
    'https://vllm.example:11434/v1',
    'https://notopenai.com/v1',
    'https://api.deepseek.com.example/v1',
    'https://gateway.example/api.deepseek.com/v1',
  ])('at %s is a compatible server', (baseURL) => {
    expect(providerAt(baseURL)).toBe('openai-compatible')
  })

  it('is known by the shape of its own SDK, wherever its address leads', () => {
    const baseURL = 'https://api.deepseek.com/anthropic'
    const clients: readonly (readonly [SdkClient, ClientVendor])[] = [
      [new Anthropic({ apiKey: 'k', baseURL }), 'anthropic'],
      [new Groq({ apiKey: 'k', baseURL }), 'groq'],
      [new Together({ apiKey: 'k', baseURL }), 'together'],
      [new AzureOpenAI({ apiKey: 'k', endpoint: baseURL, apiVersion: '2026-01-01' }), 'openai'],
    ]
    for (const [client, vendor] of clients) expect(fromClient(client, { model: 'm' }).provider).toBe(vendor)
  })

  it('is the one of the option, if there is one', () => {
    expect(providerAt('http://gateway:8000/v1', 'xai')).toBe('xai')
    expect(fromClient(at('http://localhost/v1'), { model: 'm', name: 'vllm' }).provider).toBe('vllm')
  })

  it('declares the hosts of its own address', async () => {
    const declared = Object.values(clientVendors).filter(({ clientHosts = [] }) => clientHosts.length > 0)
    const { fetch, sent } = recorder(completion('Hello'))
    for (const vendor of declared) {
      const settings = { apiKey: 'k', model: 'm', fetch } as Parameters<typeof vendor.chat>[0]
      await vendor.chat(settings).generate({ messages })
    }
    const found = sent.map(({ url }) => providerAt(url.replace('/chat/completions', '')))
    expect(found).toEqual(declared.map(({ type }) => type))
  })
})

describe('a client of OpenAI’s SDK at another vendor’s address', () => {
  const baseURL = 'https://api.deepseek.com/v1'

  it('is asked in that vendor’s words, with the client’s key', async () => {
    const chunks = [{ choices: [{ delta: { content: 'Hello' }, finish_reason: 'stop' }] }, '[DONE]']
    const { fetch, sent } = recorder(completion('Hello'), eventStream(chunks))
    const model = fromClient(new OpenAI({ apiKey: 'client-key', baseURL, fetch }), { model: 'deepseek-v4' })
    const request = { messages, reasoning: 'none' as const }
    expect((await model.generate(request)).text).toBe('Hello')
    expect((await collect(model.stream(request))).text).toBe('Hello')
    for (const { url, headers, body } of sent) {
      expect(url).toBe('https://api.deepseek.com/v1/chat/completions')
      expect(headers.get('authorization')).toBe('Bearer client-key')
      expect(body).toMatchObject({ model: 'deepseek-v4', thinking: { type: 'disabled' } })
    }
  })

  it('fails in that vendor’s meaning', async () => {
    const { fetch } = recorder(refusal(400, { message: 'Content Exists Risk' }))
    const model = fromClient(new OpenAI({ apiKey: 'k', baseURL, fetch }), { model: 'm' })
    expect(await failureOf(model.generate({ messages }))).toMatchObject({
      provider: 'deepseek',
      kind: 'content-policy',
    })
  })

  it('makes no vectors where that vendor makes none', () => {
    expect(() => embeddingFromClient(at(baseURL), { model: 'e' })).toThrow(
      'embeddingFromClient: deepseek has no embeddings',
    )
    expect(embeddingFromClient(at('https://api.mistral.ai/v1'), { model: 'e' }).provider).toBe('mistral')
  })

  it('is that vendor behind a balanced client, too', async () => {
    const { fetch } = recorder(refusal(429, { message: 'Provider returned error' }))
    const client = { apiKey: 'k', baseURL: 'https://openrouter.ai/api/v1', fetch }
    const balancer = createBalancer<BridgeTarget>({
      targets: [{ id: 'key', client }],
      retry: { maxAttempts: 1 },
    })
    const failed: string[] = []
    balancer.on('attempt-failed', ({ outcome }) => failed.push(outcome.kind))
    const outer = new OpenAI({ ...balanced(balancer) })
    await failureOf(outer.chat.completions.create({ model: 'm', messages }))
    expect(failed).toEqual(['overloaded'])
    await balancer.close()
  })
})
