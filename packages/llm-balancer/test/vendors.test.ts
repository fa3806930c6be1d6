import { createFakeClock } from '@llm-balancer/core/testing'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM, FormatName } from '@llm-balancer/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { Fetch, LLMBalancer, ProviderConfig } from '../src/index.ts'
import { askedOf, drive, keyOf } from './scene.ts'

/** Every vendor by the `type` of an entry, and the wire format it speaks. */
const vendors: readonly (readonly [type: string, format: FormatName, more: Partial<ProviderConfig>])[] = [
  ['openai', 'openai', {}],
  ['openai', 'openai', { api: 'responses' }],
  ['anthropic', 'anthropic', {}],
  ['claude', 'anthropic', {}],
  ['google', 'google', {}],
  ['gemini', 'google', {}],
  ['azure-openai', 'azure-openai', {}],
  ['cohere', 'cohere', {}],
  ['groq', 'groq', {}],
  ['mistral', 'mistral', {}],
  ['together', 'together', {}],
  ['openai-compatible', 'openai', {}],
  ['deepseek', 'openai', {}],
  ['xai', 'openai', {}],
  ['grok', 'openai', {}],
  ['openrouter', 'openai', {}],
  ['ollama', 'openai', {}],
  ['cerebras', 'openai', {}],
]

const scene = (
  format: FormatName,
  entry: Partial<ProviderConfig>,
): {
  readonly llm: LLMBalancer
  readonly fake: FakeLLM<'own' | 'backup'>
  readonly run: <Value>(work: Promise<Value>) => Promise<Value>
} => {
  const clock = createFakeClock()
  const fake = createFakeLLM({ targets: { own: { format, apiKey: keyOf('own') }, backup: {} }, clock })
  const llm = createLLMBalancer({
    providers: [
      { name: 'own', apiKey: keyOf('own'), model: 'some-model', baseURL: fake.url('own'), ...entry },
      { name: 'backup', type: 'openai', apiKey: 'k', model: 'other-model', baseURL: fake.url('backup') },
    ],
    strategy: 'failover',
    clock,
    random: () => 0.5,
    fetch: (url, init) => fake.fetch(url, init),
  })
  onTestFinished(async () => {
    await llm.close()
    await fake.close()
    expect(clock.pending).toBe(0)
  })
  return { llm, fake, run: (work) => drive(work, clock) }
}

describe.each(vendors)('a provider of type %s', (type, format, more) => {
  const entry = { type, ...more } as Partial<ProviderConfig>

  it('answers', async () => {
    const { llm, fake, run } = scene(format, entry)
    const { content, provider, usage } = await run(llm.request({ prompt: 'Hello' }))
    expect(provider).toBe('own')
    expect(content).toMatch(/^answer 1 from own/)
    expect(usage?.totalTokens).toBeGreaterThan(0)
    expect(askedOf(fake)).toEqual(['own'])
  })

  it('streams', async () => {
    const { llm, fake, run } = scene(format, entry)
    const stream = llm.request({ prompt: 'Hello', stream: true })
    const read = async (): Promise<string> => {
      let text = ''
      for await (const piece of stream) text += piece
      return text
    }
    expect(await run(read())).toMatch(/^answer 1 from own/)
    expect(await stream.response).toMatchObject({ provider: 'own' })
    expect(askedOf(fake)).toEqual(['own'])
  })

  it('calls tools, and takes their results back', async () => {
    const { llm, fake, run } = scene(format, entry)
    const calls = [
      { name: 'weather', input: { city: 'Oslo' } },
      { name: 'weather', input: { city: 'Rome' } },
    ]
    fake.target('own').script([{ reply: { toolCalls: calls } }, 'ok'])
    const tools = [
      { type: 'function', name: 'weather', inputSchema: { type: 'object', properties: {} } },
    ] as const
    const user = { role: 'user', content: 'How is the weather in Oslo and Rome?' } as const
    const asked = await run(llm.generate({ messages: [user], tools }))
    const made = asked.content.filter((part) => part.type === 'tool-call')
    expect(made.map(({ input }) => JSON.parse(input) as unknown)).toEqual(calls.map(({ input }) => input))
    expect(asked.finishReason.unified).toBe('tool-calls')
    const answered = await run(
      llm.generate({
        messages: [
          user,
          { role: 'assistant', content: made.map((call) => ({ ...call, providerOptions: {} })) },
          {
            role: 'tool',
            content: made.map(({ toolCallId, toolName }) => ({
              type: 'tool-result',
              toolCallId,
              toolName,
              output: { type: 'json', value: { degrees: 7 } },
            })),
          },
        ],
        tools,
      }),
    )
    expect(answered.text).toMatch(/^answer 2 from own/)
    expect(askedOf(fake)).toEqual(['own', 'own'])
  })

  it.each([
    'overloaded',
    'rate-limit',
    'quota',
    'auth',
    'server',
    'model-not-found',
    'refuse',
    'html',
  ] as const)('is failed over when it fails: %s', async (fault) => {
    const { llm, fake, run } = scene(format, entry)
    fake.target('own').script([fault])
    expect(await run(llm.request({ prompt: 'Hello' }))).toMatchObject({ provider: 'backup' })
    expect(askedOf(fake)).toEqual(['own', 'backup'])
  })

  it('is not failed over for a bad request', async () => {
    const { llm, fake, run } = scene(format, entry)
    fake.target('own').script(['bad-request'])
    await expect(run(llm.request({ prompt: 'Hello' }))).rejects.toMatchObject({ kind: 'bad-request' })
    expect(askedOf(fake)).toEqual(['own'])
  })

  it('is healthy when its health check succeeds, and unhealthy with a bad key', async () => {
    const { llm, run } = scene(format, entry)
    expect(await run(llm.healthCheck())).toMatchObject({ own: true })
    const other = scene(format, { ...entry, apiKey: 'a-wrong-key' })
    expect(await other.run(other.llm.healthCheck())).toMatchObject({ own: false })
  })
})

describe.each(
  vendors.filter(
    ([type, , more]) =>
      !/anthropic|claude|gro[qk]|deepseek|xai|cerebras/.test(type) && more.api === undefined,
  ),
)('the embedding model of a provider of type %s', (type, format) => {
  it('makes vectors', async () => {
    const { llm, fake, run } = scene(format, { type, embeddingModel: 'vectors' } as Partial<ProviderConfig>)
    const { embeddings, calls } = await run(llm.embed({ values: ['a', 'b', 'a'] }))
    expect(embeddings).toHaveLength(3)
    expect(embeddings[0]).toEqual(embeddings[2])
    expect(embeddings[0]).not.toEqual(embeddings[1])
    expect(calls).toMatchObject([{ provider: 'own', values: 3 }])
    expect(askedOf(fake)).toEqual(['own'])
  })
})

describe('vendors by their usual addresses', () => {
  it.each<[Partial<ProviderConfig> & { readonly name: string }, string]>([
    [{ name: 'openai' }, 'https://api.openai.com/v1/chat/completions'],
    [{ name: 'openai', api: 'responses' }, 'https://api.openai.com/v1/responses'],
    [{ name: 'claude' }, 'https://api.anthropic.com/v1/messages'],
    [{ name: 'gemini' }, 'https://generativelanguage.googleapis.com/v1beta/models/m:generateContent'],
    [{ name: 'cohere' }, 'https://api.cohere.com/v2/chat'],
    [{ name: 'cohere', baseURL: 'https://api.cohere.ai/v1' }, 'https://api.cohere.ai/v2/chat'],
    [{ name: 'mistral' }, 'https://api.mistral.ai/v1/chat/completions'],
    [{ name: 'groq' }, 'https://api.groq.com/openai/v1/chat/completions'],
    [
      { name: 'groq', baseURL: 'https://api.groq.com/openai/v1' },
      'https://api.groq.com/openai/v1/chat/completions',
    ],
    [{ name: 'together' }, 'https://api.together.xyz/v1/chat/completions'],
    [{ name: 'deepseek' }, 'https://api.deepseek.com/chat/completions'],
    [{ name: 'grok' }, 'https://api.x.ai/v1/chat/completions'],
    [{ name: 'openrouter', routing: { sort: 'price' } }, 'https://openrouter.ai/api/v1/chat/completions'],
    [{ name: 'ollama' }, 'http://127.0.0.1:11434/v1/chat/completions'],
    [{ name: 'cerebras' }, 'https://api.cerebras.ai/v1/chat/completions'],
    [{ name: 'azure-openai', resource: 'mine' }, 'https://mine.openai.azure.com/openai/v1/chat/completions'],
  ])('%o is asked at %s', async (entry, address) => {
    const sent: string[] = []
    const fetch: Fetch = (url) => {
      sent.push(url)
      return Promise.resolve(new Response('{}', { status: 400 }))
    }
    const llm = createLLMBalancer({ providers: [{ apiKey: keyOf('own'), model: 'm', fetch, ...entry }] })
    await expect(llm.request({ prompt: 'Hello' })).rejects.toThrow('refused')
    expect(sent).toEqual([address])
    await llm.close()
  })

  it.each([
    [{ name: 'groq', embeddingModel: 'x' }, '"embeddingModel" is of no use, groq makes no embeddings'],
    [{ name: 'gemini', apiKey: '' }, '"apiKey" is missing'],
    [{ name: 'azure-openai' }, 'provider "azure-openai": give either "resource" or'],
    [{ name: 'openai', resource: 'mine' }, 'unknown option "resource"'],
    [{ name: 'bard' }, /known types are anthropic, claude, azure-openai, .*openai-compatible/],
  ])('%o is refused with a word on what is wrong', (entry, message) => {
    const provider = { apiKey: 'k', model: 'm', ...entry } as ProviderConfig
    expect(() => createLLMBalancer({ providers: [provider] })).toThrow(message)
  })
})
