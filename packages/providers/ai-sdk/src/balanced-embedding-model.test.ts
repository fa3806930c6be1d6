import { inspect } from 'node:util'
import { createOpenAI } from '@ai-sdk/openai'
import { APICallError } from '@ai-sdk/provider'
import type { EmbeddingModelV4 } from '@ai-sdk/provider'
import { createBalancer, failover, roundRobin } from '@llm-balancer/core'
import type { EmbeddingModel } from '@llm-balancer/provider'
import { embed, embedMany } from 'ai'
import { describe, expect, it } from 'vitest'
import { balancedEmbeddingModel } from './balanced-embedding-model.ts'
import { fromAiSdkEmbedding } from './from-ai-sdk-embedding.ts'
import { maxInputBytes } from './model/embedding-limits.ts'
import { embeddingModel } from './test/models.ts'
import { errorOf } from './test/scene.ts'

const inOrder = (): { strategy: ReturnType<typeof failover> } => ({ strategy: failover() })

/** An OpenAI embedding model that is answered with a status, and records its calls. */
const openaiModel = (name: string, status: number, asked: string[]): EmbeddingModelV4 => {
  const answers: typeof fetch = (_, init) => {
    asked.push(name)
    const { input } = JSON.parse(init?.body as string) as { input: string[] }
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: [text.length] }))
    const error = { code: 'insufficient_quota', message: input.join() }
    return Promise.resolve(
      Response.json(
        status === 200
          ? { object: 'list', data, model: name, usage: { prompt_tokens: 4, total_tokens: 4 } }
          : { error },
        { status },
      ),
    )
  }
  return createOpenAI({ apiKey: `planted-key-${name}`, fetch: answers }).embedding('text-embedding-4')
}

describe('embed and embedMany', () => {
  it('are answered by another target when one fails', async () => {
    const asked: string[] = []
    const model = balancedEmbeddingModel(
      [
        { id: 'first', model: openaiModel('first', 429, asked) },
        { id: 'second', model: openaiModel('second', 200, asked) },
      ],
      inOrder(),
    )
    const { embedding, usage, providerMetadata } = await embed({ model, value: 'four' })
    expect(embedding).toEqual([4])
    expect(usage).toEqual({ tokens: 4 })
    expect(providerMetadata?.['llmBalancer']).toMatchObject({
      target: 'second',
      attempts: [{ target: 'first', kind: 'quota', status: 429 }, { target: 'second' }],
    })
    const { embeddings } = await embedMany({ model, values: ['a', 'bb'] })
    expect(embeddings).toEqual([[1], [2]])
    expect(asked).toEqual(['first', 'second', 'second'])
  })

  it('split what is too much for the smallest target', async () => {
    const [large, small] = [embeddingModel(), embeddingModel({ maxEmbeddingsPerCall: 2 })]
    const model = balancedEmbeddingModel([large, small], { strategy: roundRobin() })
    expect(model.maxEmbeddingsPerCall).toBe(2)
    const values = ['a', 'bb', 'ccc', 'dddd', 'eeeee']
    const { embeddings, usage } = await embedMany({ model, values, maxParallelCalls: 1 })
    expect(embeddings).toEqual([[1], [2], [3], [4], [5]])
    expect(usage).toEqual({ tokens: 5 })
    expect([large.calls, small.calls]).toEqual([[['a', 'bb'], ['eeeee']], [['ccc', 'dddd']]])
  })

  it('fail once, after one plan, with an error that names the attempts', async () => {
    const asked: string[] = []
    const model = balancedEmbeddingModel(
      [openaiModel('first', 500, asked), openaiModel('second', 503, asked)],
      { ...inOrder(), retry: { maxAttempts: 2 } },
    )
    const error = await errorOf(embed({ model, value: 'the planted text' }))
    expect(asked).toEqual(['first', 'second'])
    expect(APICallError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({
      isRetryable: false,
      data: {
        attempts: [
          { target: 'openai.embedding/text-embedding-4', kind: 'quota' },
          { target: 'openai.embedding/text-embedding-4#2' },
        ],
      },
    })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('planted')
  })

  it('can be aborted, and can choose their targets', async () => {
    const [first, second] = [embeddingModel(), embeddingModel()]
    const model = balancedEmbeddingModel(
      [
        { id: 'first', model: first },
        { id: 'second', model: second, tags: ['eu'] },
      ],
      inOrder(),
    )
    await embed({ model, value: 'a', providerOptions: { llmBalancer: { only: 'eu' }, acme: { x: 1 } } })
    expect([first.calls, second.calls]).toEqual([[], [['a']]])
    const reason = new Error('changed my mind')
    const abortSignal = AbortSignal.abort(reason)
    expect(await errorOf(embed({ model, value: 'a', abortSignal }))).toBe(reason)
    const mistaken = embed({ model, value: 'a', providerOptions: { llmBalancer: { olny: 'eu' } } })
    await expect(mistaken).rejects.toThrow(/unknown option "olny"/)
    expect([first.calls, second.calls]).toEqual([[], [['a']]])
  })
})

describe('the limits of a balanced embedding model', () => {
  const later = (limit: number | undefined): EmbeddingModelV4 =>
    embeddingModel({ maxEmbeddingsPerCall: Promise.resolve(limit) })

  it('are the smallest of the targets, also when they have to be looked up', async () => {
    expect(await balancedEmbeddingModel([later(7), embeddingModel()]).maxEmbeddingsPerCall).toBe(7)
    expect(
      await balancedEmbeddingModel([later(undefined), later(undefined)]).maxEmbeddingsPerCall,
    ).toBeUndefined()
    expect(
      balancedEmbeddingModel([
        embeddingModel(),
        { model: embeddingModel({ maxEmbeddingsPerCall: undefined }) },
      ]).maxEmbeddingsPerCall,
    ).toBe(10)
    expect(balancedEmbeddingModel([embeddingModel()], { maxEmbeddingsPerCall: 3 }).maxEmbeddingsPerCall).toBe(
      3,
    )
  })

  it('hold for bytes and for calls at the same time, too', () => {
    const bytesOf = (model: EmbeddingModelV4): unknown =>
      (model as { [maxInputBytes]?: unknown })[maxInputBytes]
    const asked: string[] = []
    const openai = openaiModel('first', 200, asked)
    expect(bytesOf(openai)).toBe(300_000)
    expect(bytesOf(balancedEmbeddingModel([embeddingModel(), openai]))).toBe(300_000)
    expect(bytesOf(balancedEmbeddingModel([embeddingModel()]))).toBeUndefined()
    expect(balancedEmbeddingModel([openai, embeddingModel()]).supportsParallelCalls).toBe(true)
    const serial = embeddingModel({ supportsParallelCalls: false })
    expect(balancedEmbeddingModel([openai, serial]).supportsParallelCalls).toBe(false)
  })

  it('have to be given for a balancer', async () => {
    const target = embeddingModel()
    const balancer = createBalancer<EmbeddingModel>({
      targets: [{ id: 'a', client: fromAiSdkEmbedding(target) }],
    })
    expect(() => balancedEmbeddingModel(balancer, {} as never)).toThrow(/"maxEmbeddingsPerCall" is missing/)
    expect(() => balancedEmbeddingModel(balancer, { maxEmbeddingsPerCall: 0 })).toThrow(RangeError)
    expect(() =>
      balancedEmbeddingModel(balancer, { maxEmbeddingsPerCall: 1, strategy: failover() } as never),
    ).toThrow(/over a balancer: unknown option "strategy"; known options are modelId, maxEmbeddingsPerCall/)
    const model = balancedEmbeddingModel(balancer, { maxEmbeddingsPerCall: 1, modelId: 'vectors' })
    const { providerMetadata } = await embedMany({ model, values: ['a', 'b'] })
    expect(target.calls).toEqual([['a'], ['b']])
    expect(providerMetadata?.['llmBalancer']?.['target']).toBe('a')
    expect(model.modelId).toBe('vectors')
  })
})
