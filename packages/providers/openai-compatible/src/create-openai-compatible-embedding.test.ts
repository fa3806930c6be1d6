import type { EmbedResponse } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { createOpenAICompatibleEmbedding } from './create-openai-compatible-embedding.ts'
import type { Dialect } from './dialect.ts'

const embed = async (
  dialect: Partial<Dialect>,
  body: object = { data: [{ embedding: [1, 2] }] },
): Promise<EmbedResponse & { readonly asked: string }> => {
  let asked = ''
  const model = createOpenAICompatibleEmbedding(
    { provider: 'acme', ...dialect },
    {
      model: 'm',
      baseURL: 'https://a.example/v1',
      fetch: (url) => {
        asked = url
        return Promise.resolve(Response.json(body))
      },
    },
  )
  const providerOptions = { acme: { encoding_format: 'float' }, other: { x: 1 } }
  const response = await model.embed({ values: ['a'], dimensions: 2, providerOptions })
  return { ...response, asked }
}

describe('an embedding model of a dialect', () => {
  it('asks as OpenAI wants it, with the own options of the vendor', async () => {
    const { asked, request, warnings } = await embed({})
    expect(asked).toBe('https://a.example/v1/embeddings')
    expect(request.body).toEqual({ model: 'm', input: ['a'], dimensions: 2, encoding_format: 'float' })
    expect(warnings).toEqual([])
  })

  it('uses the path and the name of the vector length of the vendor', async () => {
    const named = await embed({ embeddingPath: '/vectors?v=1', embeddingDimensions: 'size' })
    expect(named.asked).toBe('https://a.example/v1/vectors?v=1')
    expect(named.request.body).toMatchObject({ size: 2 })
    const fixed = await embed({ embeddingDimensions: null })
    expect(fixed.request.body).not.toHaveProperty('dimensions')
    expect(fixed.warnings).toMatchObject([{ type: 'unsupported', feature: 'dimensions' }])
  })

  it('has the limit of texts per call', () => {
    const settings = { model: 'm', baseURL: 'https://a.example' }
    const most = (dialect: Partial<Dialect>): number =>
      createOpenAICompatibleEmbedding({ provider: 'acme', ...dialect }, settings).maxEmbeddingsPerCall
    expect(most({})).toBe(2048)
    expect(most({ maxEmbeddingsPerCall: 16 })).toBe(16)
  })

  it('gives which answer it is, and its tokens where there are some', async () => {
    const body = { id: 'e1', model: 'm-1', data: [{ embedding: [1, 2] }], usage: { prompt_tokens: 4 } }
    expect(await embed({}, body)).toMatchObject({
      usage: { tokens: 4 },
      response: { id: 'e1', modelId: 'm-1', body },
    })
    expect(await embed({})).not.toHaveProperty('usage')
  })
})
