import type { AttemptFacts, EmbedRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { cohereEmbedding } from './cohere-embedding.ts'

const vectors = [
  [0.1, 0.2],
  [0.3, 0.4],
]
const answer = {
  id: 'e1',
  embeddings: { float: vectors },
  texts: ['a', 'b'],
  meta: { api_version: { version: '2' }, billed_units: { input_tokens: 2 } },
}

/** Embeds two texts; gives what was sent, the response, and what was reported. */
const embed = async (request: Partial<EmbedRequest> = {}, body: object = answer) => {
  const sent: unknown[] = []
  const facts: AttemptFacts[] = []
  const model = cohereEmbedding({
    apiKey: 'k',
    model: 'embed-v4.0',
    baseURL: 'https://api.cohere.ai/v1',
    fetch: (url, init) => {
      sent.push([url, JSON.parse(init.body as string)])
      return Promise.resolve(Response.json(body))
    },
  })
  const response = await model.embed(
    { values: ['a', 'b'], ...request },
    { report: (fact) => facts.push(fact) },
  )
  return { model, sent, facts, response }
}
const plain = {
  model: 'embed-v4.0',
  texts: ['a', 'b'],
  input_type: 'search_document',
  embedding_types: ['float'],
}

describe('cohereEmbedding', () => {
  it('requests one vector per text', async () => {
    const { model, sent, facts, response } = await embed()
    expect(model).toMatchObject({ provider: 'cohere', modelId: 'embed-v4.0', maxEmbeddingsPerCall: 96 })
    expect(sent).toEqual([['https://api.cohere.ai/v2/embed', plain]])
    expect(response).toMatchObject({
      embeddings: vectors,
      usage: { tokens: 2 },
      warnings: [],
      providerMetadata: { cohere: answer.meta },
      response: { id: 'e1', body: answer },
    })
    expect(facts[1]).toEqual({ usage: { inputTokens: 2 } })
  })

  it.each([
    ['search-document', 'search_document'],
    ['search-query', 'search_query'],
    ['classification', 'classification'],
    ['clustering', 'clustering'],
  ] as const)('says what the vectors are for: %s', async (purpose, input_type) => {
    const { sent, response } = await embed({ purpose, dimensions: 256 })
    expect(sent).toMatchObject([[expect.anything(), { ...plain, input_type, output_dimension: 256 }]])
    expect(response.warnings).toEqual([])
  })

  it('warns of a purpose Cohere does not know', async () => {
    const { sent, response } = await embed({ purpose: 'similarity' })
    expect(sent).toMatchObject([[expect.anything(), plain]])
    expect(response.warnings).toEqual([
      { type: 'unsupported', feature: 'purpose', details: 'search-document instead' },
    ])
  })

  it('reads vectors of the requested type', async () => {
    const own = { embedding_types: ['int8'], truncate: 'NONE' }
    const { sent, response } = await embed(
      { providerOptions: { cohere: own } },
      { ...answer, embeddings: { float: null, int8: [[1], [2]] } },
    )
    expect(sent).toMatchObject([[expect.anything(), own]])
    expect(response.embeddings).toEqual([[1], [2]])
  })

  it('prefers the processed tokens to the billed ones', async () => {
    const meta = { tokens: { input_tokens: 5 }, billed_units: { input_tokens: 2 } }
    expect((await embed({}, { ...answer, meta })).response.usage).toEqual({ tokens: 5 })
    expect((await embed({}, { ...answer, meta: undefined })).response).not.toHaveProperty('usage')
  })

  it.each([
    ['too few vectors', { float: [[1]] }],
    ['no vectors', {}],
    ['texts', { base64: ['AAAA', 'AAAA'] }],
  ])('refuses %s as an answer', async (_, embeddings) => {
    await expect(embed({}, { ...answer, embeddings })).rejects.toMatchObject({ kind: 'invalid-response' })
  })
})
