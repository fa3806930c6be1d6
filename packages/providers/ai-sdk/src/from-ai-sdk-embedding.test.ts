import { MockEmbeddingModelV3, MockLanguageModelV4 } from 'ai/test'
import type { EmbeddingModelV4CallOptions } from '@ai-sdk/provider'
import type { AttemptFacts } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { fromAiSdkEmbedding } from './from-ai-sdk-embedding.ts'
import { embeddingModel } from './test/models.ts'
import { errorOf } from './test/scene.ts'

it('hands everything on, and reports headers and usage', async () => {
  const calls: EmbeddingModelV4CallOptions[] = []
  const plain = embeddingModel()
  const model = fromAiSdkEmbedding(
    embeddingModel({
      doEmbed: (call) => {
        calls.push(call)
        return plain.doEmbed(call)
      },
    }),
  )
  const facts: AttemptFacts[] = []
  const request = {
    values: ['a', 'bb'],
    dimensions: 8,
    purpose: 'search-query',
    providerOptions: { acme: { x: 1 } },
    headers: { 'x-one': 'request' },
  } as const
  const response = await model.embed(request, {
    headers: { 'X-One': 'call' },
    report: (fact) => facts.push(fact),
  })
  expect(response).toEqual({
    embeddings: [[1], [2]],
    usage: { tokens: 2 },
    warnings: [],
    request: {},
    response: { headers: { 'x-answer': '1' } },
  })
  expect(calls).toEqual([
    { values: ['a', 'bb'], dimensions: 8, providerOptions: { acme: { x: 1 } }, headers: { 'x-one': 'call' } },
  ])
  expect(facts).toEqual([{ headers: { 'x-answer': '1' } }, { usage: { inputTokens: 2 } }])
  expect(model).toMatchObject({ provider: 'acme.embedding', modelId: 'lengths', maxEmbeddingsPerCall: 10 })
})

it('refuses an answer with too few vectors', async () => {
  const model = fromAiSdkEmbedding(
    embeddingModel({ doEmbed: async () => ({ embeddings: [[1]], warnings: [] }) }),
  )
  await expect(model.embed({ values: ['a', 'b'] })).rejects.toMatchObject({ kind: 'invalid-response' })
})

it('refuses a call without a text', async () => {
  const target = embeddingModel()
  const error = await errorOf(fromAiSdkEmbedding(target).embed({ values: [] }))
  expect(error).toMatchObject({ message: expect.stringContaining('at least one text') as string })
  expect(target.calls).toEqual([])
})

it('counts as unlimited while its limit has to be looked up', () => {
  expect(
    fromAiSdkEmbedding(embeddingModel({ maxEmbeddingsPerCall: Promise.resolve(3) })).maxEmbeddingsPerCall,
  ).toBe(Infinity)
  expect(fromAiSdkEmbedding(embeddingModel({ maxEmbeddingsPerCall: undefined })).maxEmbeddingsPerCall).toBe(
    Infinity,
  )
})

it('is a model of this specification', () => {
  expect(() => fromAiSdkEmbedding(new MockEmbeddingModelV3() as never)).toThrow(
    /wrapEmbeddingModel\(\{ model, middleware: \[\] \}\)/,
  )
  expect(() => fromAiSdkEmbedding(new MockLanguageModelV4() as never)).toThrow(
    'fromAiSdkEmbedding: the model has no function "doEmbed"',
  )
})
