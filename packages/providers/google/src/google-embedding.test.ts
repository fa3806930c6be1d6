import type { EmbedRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { googleEmbedding } from './google-embedding.ts'
import type { GoogleEmbeddingSettings } from './index.ts'

const answer = {
  embeddings: [{ values: [1, 0] }, { values: [0, 1] }],
  usageMetadata: { promptTokenCount: 4 },
}

const embed = async (request: Partial<EmbedRequest> = {}, options: Partial<GoogleEmbeddingSettings> = {}) => {
  const sent: { readonly url: string; readonly body: unknown }[] = []
  const model = googleEmbedding({
    apiKey: 'k',
    model: 'gemini-embedding-001',
    fetch: (url, { body }) => {
      sent.push({ url, body: JSON.parse(body as string) as unknown })
      return Promise.resolve(Response.json(answer))
    },
    ...options,
  })
  const response = await model.embed({ values: ['a', 'b'], ...request })
  return { model, response, sent }
}

const requestOf = (text: string, more: object = {}, model = 'models/gemini-embedding-001'): object => ({
  model,
  content: { parts: [{ text }] },
  ...more,
})

describe('googleEmbedding', () => {
  it('requests all vectors in one call', async () => {
    const { model, response, sent } = await embed()
    expect(model).toMatchObject({
      provider: 'google',
      modelId: 'gemini-embedding-001',
      maxEmbeddingsPerCall: 100,
    })
    expect(sent).toEqual([
      {
        url: 'https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:batchEmbedContents',
        body: { requests: [requestOf('a'), requestOf('b')] },
      },
    ])
    expect(response).toMatchObject({
      embeddings: [
        [1, 0],
        [0, 1],
      ],
      usage: { tokens: 4 },
      warnings: [],
    })
  })

  it.each([
    ['search-document', 'RETRIEVAL_DOCUMENT', 'title: none | text: a'],
    ['search-query', 'RETRIEVAL_QUERY', 'task: search result | query: a'],
    ['classification', 'CLASSIFICATION', 'task: classification | query: a'],
    ['clustering', 'CLUSTERING', 'task: clustering | query: a'],
    ['similarity', 'SEMANTIC_SIMILARITY', 'task: sentence similarity | query: a'],
  ] as const)('says that the vectors are for %s', async (purpose, taskType, told) => {
    const older = await embed({ purpose })
    expect(older.sent[0]?.body).toMatchObject({
      requests: [requestOf('a', { taskType }), requestOf('b', { taskType })],
    })
    const newer = await embed({ purpose }, { model: 'models/gemini-embedding-2' })
    const [first] = (newer.sent[0]?.body as { readonly requests: readonly unknown[] }).requests
    expect(first).toEqual(requestOf(told, {}, 'models/gemini-embedding-2'))
  })

  it('leaves a text without a purpose unchanged', async () => {
    const { sent } = await embed({ dimensions: 768 }, { model: 'gemini-embedding-2' })
    const more = { outputDimensionality: 768 }
    expect(sent[0]?.body).toEqual({
      requests: ['a', 'b'].map((text) => requestOf(text, more, 'models/gemini-embedding-2')),
    })
  })

  it('has the caller’s own fields last, verbatim', async () => {
    const requests = [{ content: { parts: [{ text: 'mine' }] } }]
    const { sent } = await embed({ providerOptions: { google: { requests }, openai: { user: 'u' } } })
    expect(sent[0]?.body).toEqual({ requests })
  })

  it('refuses options it does not have', () => {
    const options = { apiKey: 'k', model: 'm', vertex: true }
    expect(() => googleEmbedding(options)).toThrow('google: unknown option "vertex"')
  })
})
