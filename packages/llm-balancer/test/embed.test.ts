import { createFakeClock } from '@llm-balancer/core/testing'
import { ProviderError } from '@llm-balancer/provider'
import type { EmbeddingModel, EmbedRequest } from '@llm-balancer/provider'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { ChatModel, LLMBalancerOptions, LLMEmbedRequest, ProviderInput } from '../src/index.ts'
import { drive, keyOf, rejection } from './scene.ts'

/** A vector that says which text it is of and who made it. */
const vectorOf = (text: string, maker: number): number[] => [text.length, text.codePointAt(0) ?? 0, maker]

type Settings = {
  readonly most?: number
  readonly modelId?: string
  readonly behave?: (request: EmbedRequest) => Promise<void> | void
}

/** An embedding model that remembers what it was asked. */
const vectors = (maker: number, { most = 10, modelId = 'vectors', behave }: Settings = {}) => {
  const asked: (readonly string[])[] = []
  const model: EmbeddingModel = {
    provider: 'acme',
    modelId,
    maxEmbeddingsPerCall: most,
    async embed(request, { signal, report } = {}) {
      asked.push(request.values)
      await behave?.(request)
      signal?.throwIfAborted()
      report?.({ usage: { inputTokens: request.values.length } })
      return {
        embeddings: request.values.map((text) => vectorOf(text, maker)),
        usage: { tokens: request.values.length },
        warnings: [{ type: 'other', message: `from ${maker}` }],
        providerMetadata: { acme: { maker } },
        request: {},
        response: { modelId },
      }
    },
  }
  return { model, asked }
}

const chat: ChatModel = {
  provider: 'acme',
  modelId: 'talker',
  generate: () => Promise.reject(new Error('this model does not chat')),
  async *stream() {},
}

const failWith = (kind: 'server' | 'bad-request' | 'auth') => () => {
  throw new ProviderError({ kind, provider: 'acme', message: 'as it was told' })
}

const scene = (providers: readonly ProviderInput[], options: Partial<LLMBalancerOptions> = {}) => {
  const clock = createFakeClock()
  const llm = createLLMBalancer({ providers, strategy: 'failover', clock, random: () => 0.5, ...options })
  onTestFinished(async () => {
    await llm.close()
    expect(clock.pending).toBe(0)
  })
  return { llm, clock }
}

describe('embed', () => {
  it('gives one vector per text and says who made them', async () => {
    const [one, two] = [vectors(1), vectors(2)]
    const { llm } = scene([
      { name: 'one', model: chat, embedding: one.model },
      { name: 'two', model: chat, embedding: two.model },
    ])
    const answer = await llm.embed({ values: ['a', 'bb'] })
    expect(answer).toMatchObject({
      embeddings: [vectorOf('a', 1), vectorOf('bb', 1)],
      usage: { tokens: 2 },
      warnings: [{ type: 'other', message: 'from 1' }],
      calls: [{ provider: 'one', values: 2, providerMetadata: { acme: { maker: 1 } } }],
    })
    expect(answer.calls[0]?.attempts).toHaveLength(1)
    expect(two.asked).toEqual([])
    expect(llm.getStats()['one']).toMatchObject({ attempts: 1, successes: 1 })
  })

  it('tells listeners that it makes vectors, for whom and at which vendor, as chats do', async () => {
    const { llm } = scene([{ name: 'one', model: chat, embedding: vectors(1).model }])
    const started: unknown[] = []
    llm.on('run-started', ({ operation, tenant }) => started.push([operation, tenant]))
    await llm.embed({ values: ['a'] }, { tenant: 'team-1' })
    await llm.request({ prompt: 'Hi' }, { maxAttempts: 1 }).catch(() => undefined)
    expect(started).toEqual([
      ['embeddings', 'team-1'],
      ['chat', undefined],
    ])
    expect(llm.snapshot().targets[0]).toMatchObject({ provider: 'acme', model: 'talker' })
  })

  it('fails over, and never to a provider without embeddings', async () => {
    const [one, two] = [vectors(1, { behave: failWith('server') }), vectors(2)]
    const { llm } = scene([
      { name: 'none', model: chat },
      { name: 'one', model: chat, embedding: one.model },
      { name: 'two', model: chat, embedding: two.model },
    ])
    const { calls } = await llm.embed({ values: ['a'] })
    expect(calls.map(({ provider, attempts }) => [provider, attempts.length])).toEqual([['two', 2]])
    expect(llm.getStats()['none']).toMatchObject({ attempts: 0 })
  })

  it('spreads what is too much for one call over several, and keeps the order of the texts', async () => {
    const [one, two] = [vectors(1, { most: 3 }), vectors(2, { most: 2 })]
    const { llm } = scene(
      [
        { name: 'one', model: chat, embedding: one.model },
        { name: 'two', model: chat, embedding: two.model },
      ],
      { strategy: 'round-robin' },
    )
    const values = Array.from({ length: 9 }, (_, index) => 'x'.repeat(index + 1))
    const { embeddings, calls, usage } = await llm.embed({ values })
    expect(embeddings.map(([length]) => length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(calls.map(({ values: count }) => count)).toEqual([2, 2, 2, 2, 1])
    expect(calls.map(({ provider }) => provider)).toEqual(['one', 'two', 'one', 'two', 'one'])
    expect(usage).toEqual({ tokens: 9 })
  })

  it('runs at most four calls at a time', async () => {
    let running = 0
    let most = 0
    const one = vectors(1, {
      most: 1,
      behave: async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
      },
    })
    const { llm } = scene([{ name: 'one', model: chat, embedding: one.model }])
    await llm.embed({ values: Array.from({ length: 20 }, () => 'x') })
    expect(most).toBe(4)
  })

  it('gives the others up when one of its calls fails for good', async () => {
    const one = vectors(1, {
      most: 1,
      behave: ({ values }) => (values[0] === 'bad' ? failWith('bad-request')() : undefined),
    })
    const { llm } = scene([{ name: 'one', model: chat, embedding: one.model }])
    const values = ['bad', ...Array.from({ length: 40 }, () => 'x')]
    expect(await rejection(llm.embed({ values }))).toMatchObject({ kind: 'bad-request' })
    await llm.close()
    expect(one.asked.length).toBeLessThan(10)
  })

  it('has one total time for all its calls', async () => {
    const never = new Promise<void>(() => {})
    const one = vectors(1, { most: 1, behave: ({ values }) => (values[0] === 'slow' ? never : undefined) })
    const { llm, clock } = scene([{ name: 'one', model: chat, embedding: one.model }])
    const begun = clock.now()
    const work = rejection(llm.embed({ values: ['a', 'slow', 'b'] }, { deadlineMs: 500 }))
    expect(await drive(work, clock)).toMatchObject({ code: 'deadline-exceeded' })
    expect(clock.now() - begun).toBeLessThanOrEqual(510)
  })

  it('ends with the caller’s abort', async () => {
    const one = vectors(1, { behave: () => new Promise(() => {}) })
    const { llm } = scene([{ name: 'one', model: chat, embedding: one.model }])
    const controller = new AbortController()
    const work = rejection(llm.embed({ values: ['a'] }, { signal: controller.signal }))
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await work).toBe(reason)
  })

  it('does not know the tokens when one of the vendors does not', async () => {
    const one = vectors(1, { most: 1 })
    const silent: EmbeddingModel = {
      ...one.model,
      async embed(request, options) {
        const { usage, ...answer } = await one.model.embed(request, options)
        return request.values[0] === 'b' || usage === undefined ? answer : { ...answer, usage }
      },
    }
    const { llm } = scene([{ name: 'one', model: chat, embedding: silent }])
    expect((await llm.embed({ values: ['a'] })).usage).toEqual({ tokens: 1 })
    expect('usage' in (await llm.embed({ values: ['a', 'b'] }))).toBe(false)
  })

  it('goes where the call says', async () => {
    const [one, two] = [vectors(1), vectors(2)]
    const { llm } = scene([
      { name: 'one', model: chat, embedding: one.model, tags: ['eu'] },
      { name: 'two', model: chat, embedding: two.model, tags: ['us'] },
      // A provider whose name is another one's tag.
      { name: 'us', model: chat },
    ])
    const servedBy = async (options: Parameters<typeof llm.embed>[1]): Promise<string | undefined> =>
      (await llm.embed({ values: ['a'] }, options)).calls[0]?.provider
    expect(await servedBy({ only: 'us' })).toBe('two')
    expect(await servedBy({ only: ['two', 'eu'] })).toBe('one')
    expect(await servedBy({ only: ({ id }) => id === 'two' })).toBe('two')
    expect(await servedBy({ exclude: 'eu' })).toBe('two')
    expect(await servedBy({ pin: 'two' })).toBe('two')
    expect(await rejection(llm.embed({ values: ['a'] }, { pin: 'us' }))).toMatchObject({
      code: 'no-target-available',
    })
  })

  it('never mixes vectors that cannot be compared', async () => {
    const [small, large, same] = [
      vectors(1, { modelId: 'small', behave: failWith('server') }),
      vectors(2, { modelId: 'large' }),
      vectors(3, { modelId: 'my-deployment' }),
    ]
    const { llm } = scene([
      { name: 'one', model: chat, embedding: small.model },
      { name: 'two', model: chat, embedding: large.model },
      { name: 'three', model: chat, embedding: same.model, embeddingSpace: 'small' },
    ])
    await expect(llm.embed({ values: ['a'] })).rejects.toThrow(
      'embed: say which vectors with "space", because they cannot be compared: "small", "large"',
    )
    await expect(llm.embed({ values: ['a'], space: 'medium' })).rejects.toThrow(
      'embed: no provider has this "space"; there are "small", "large"',
    )
    expect((await llm.embed({ values: ['a'], space: 'small' })).calls[0]?.provider).toBe('three')
    expect((await llm.embed({ values: ['a'], space: 'large' })).calls[0]?.provider).toBe('two')
    expect(large.asked).toHaveLength(1)
  })

  it.each<[string, readonly (string | undefined)[], string | undefined]>([
    ['all of its providers make vectors of one space', ['small', 'small'], 'eu'],
    ['two of its providers make vectors that cannot be compared', ['small', 'large'], undefined],
    ['one of its providers makes none', ['small', undefined], undefined],
  ])('asks a group when %s', async (_, modelIds, served) => {
    const { llm: group } = scene(
      modelIds.map((modelId, index) => ({
        name: `p${String(index)}`,
        model: chat,
        ...(modelId === undefined ? {} : { embedding: vectors(index, { modelId }).model }),
      })),
    )
    const { llm } = scene([
      { name: 'eu', model: group },
      { name: 'us', model: chat, embedding: vectors(9, { modelId: 'small' }).model, priority: 1 },
    ])
    const { calls } = await llm.embed({ values: ['a'] })
    expect(calls.map(({ provider }) => provider)).toEqual([served ?? 'us'])
    const alone = rejection(llm.embed({ values: ['a'] }, { only: 'eu' }))
    if (served === undefined) expect(await alone).toBeInstanceOf(Error)
    else await expect(alone).rejects.toThrow('should have been rejected')
  })

  it.each<[object, object, string]>([
    [{}, {}, 'TypeError: embed: "values" is missing'],
    [{ values: [] }, {}, 'RangeError: embed: "values" must have at least one text'],
    [{ values: ['a', 5] }, {}, 'TypeError: embed: "values[1]" must be a string, got 5'],
    [{ value: 'a' }, {}, 'TypeError: embed: unknown option "value"; use "values"'],
    [{ values: ['a'], dimensions: 0 }, {}, 'RangeError: embed: "dimensions" must be a whole number'],
    [{ values: ['a'], purpose: 'fun' }, {}, 'TypeError: embed: "purpose" must be one of "search-document"'],
    [{ values: ['a'], headers: 'none' }, {}, 'TypeError: embed: "headers" must be an object, got a string'],
    [{ values: ['a'], providerOptions: [] }, {}, 'TypeError: embed: "providerOptions" must be an object'],
    [{ values: ['a'], space: 1 }, {}, 'TypeError: embed: "space" must be a string, got 1'],
    [{ values: ['a'] }, { timeout: 5 }, 'TypeError: embed: unknown option "timeout"; use "deadlineMs"'],
    [
      { values: ['a'] },
      { deadlineMs: 'soon' },
      'TypeError: embed: "deadlineMs" must be within (0, ∞], got a string',
    ],
  ])('refuses %j with options %j before any provider is asked', async (request, options, message) => {
    const one = vectors(1)
    const { llm } = scene([{ name: 'one', model: chat, embedding: one.model }])
    expect(String(await rejection(llm.embed(request as LLMEmbedRequest, options)))).toContain(message)
    expect(one.asked).toEqual([])
  })

  it('says so when no provider has embeddings', async () => {
    const { llm } = scene([{ name: 'one', model: chat }])
    await expect(llm.embed({ values: ['a'] })).rejects.toThrow('embed: no provider has an "embeddingModel"')
  })

  it('shows no text and no key in the errors of models that are not ours', async () => {
    const text = 'a planted text that must not be shown'
    const one = vectors(1, {
      behave: () => {
        throw new Error(`the key sk-planted-1234567890 may not embed "${text}"`)
      },
    })
    const { llm } = scene([{ name: 'one', model: chat, embedding: one.model }], { retry: { maxAttempts: 1 } })
    const error = await rejection(llm.embed({ values: [text] }))
    expect(error).toBeInstanceOf(ProviderError)
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/planted/)
  })
})

describe('a provider entry with an embedding model', () => {
  it('asks the vendor behind the same key', async () => {
    const sent: Request[] = []
    const { llm } = scene([
      {
        name: 'openai',
        apiKey: keyOf('openai'),
        model: 'gpt-5.4-mini',
        embeddingModel: 'text-embedding-3-small',
        fetch: (url, init) => {
          sent.push(new Request(url, init))
          const data = [
            { index: 1, embedding: [2] },
            { index: 0, embedding: [1] },
          ]
          return Promise.resolve(Response.json({ data, usage: { prompt_tokens: 4, total_tokens: 4 } }))
        },
      },
    ])
    const answer = await llm.embed({
      values: ['a', 'b'],
      dimensions: 256,
      headers: { 'x-trace': 't-1' },
      providerOptions: { openai: { user: 'u-1' } },
    })
    expect(answer.embeddings).toEqual([[1], [2]])
    expect(sent[0]?.url).toBe('https://api.openai.com/v1/embeddings')
    expect(sent[0]?.headers.get('authorization')).toBe(`Bearer ${keyOf('openai')}`)
    expect(sent[0]?.headers.get('x-trace')).toBe('t-1')
    expect(await sent[0]?.json()).toEqual({
      model: 'text-embedding-3-small',
      input: ['a', 'b'],
      dimensions: 256,
      user: 'u-1',
    })
    expect(llm.getHealthyProviders()).toMatchObject([
      { embeddingModel: 'text-embedding-3-small', embeddingSpace: 'text-embedding-3-small' },
    ])
  })

  it.each<[object, string]>([
    [{ name: 'claude', embeddingModel: 'x' }, '"embeddingModel" is of no use, anthropic makes no embeddings'],
    [
      { name: 'openai', embeddingModel: '' },
      '"embeddingModel" must be a string that is not empty, got an empty string',
    ],
    [{ name: 'openai', embeddingSpace: 5 }, '"embeddingSpace" must be a string, got 5'],
    [{ name: 'openai', version: '2026-10-21' }, 'unknown option "version"'],
    [{ name: 'claude', organization: 'x' }, 'unknown option "organization"'],
  ])('is refused when it cannot be: %j', (entry, message) => {
    const provider = { apiKey: 'k', model: 'm', ...entry } as unknown as ProviderInput
    expect(() => createLLMBalancer({ providers: [provider] })).toThrow(message)
  })

  it('is refused when it is no embedding model', () => {
    const provider = { name: 'one', model: chat, embedding: {} } as unknown as ProviderInput
    expect(() => createLLMBalancer({ providers: [provider] })).toThrow(
      'provider "one", whose "model" is ready-made: "embedding" must be an embedding model, got an object',
    )
  })
})
