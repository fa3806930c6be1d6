import { ProviderError } from '@llm-balancer/core'
import type { AttemptFacts } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { createHttpClient } from '../http/http-client.ts'
import type { EmbeddingModel, EmbedRequest } from './embedding-model.ts'
import { createEmbeddingModel } from './create-embedding-model.ts'

const modelThatAnswers = (answer: object, sent: string[] = []): EmbeddingModel => {
  const http = createHttpClient({
    provider: 'acme',
    modelId: 'vectors',
    baseURL: 'https://acme.example/v1',
    fetch: (url, { body, method = '' }) => {
      sent.push(`${method} ${url} ${typeof body === 'string' ? body : ''}`)
      return Promise.resolve(Response.json(answer, { headers: { 'x-answer': '1' } }))
    },
  })
  return createEmbeddingModel({
    provider: 'acme',
    modelId: 'vectors',
    http,
    maxEmbeddingsPerCall: 10,
    path: '/embed',
    body: ({ values }) => ({ body: { texts: values }, warnings: [{ type: 'other', message: 'careful' }] }),
    read: ({ body }) => ({
      embeddings: body['vectors'],
      tokens: body['tokens'],
      metadata: { id: 'e1' },
      providerMetadata: { acme: { more: true } },
    }),
    probePath: '/models',
  })
}

describe('an embedding model', () => {
  it('gives one vector per text, with all that the vendor answered', async () => {
    const body = { vectors: [[1, 2], [3, 4]], tokens: 5 } // oxfmt-ignore
    const facts: AttemptFacts[] = []
    const answer = await modelThatAnswers(body).embed(
      { values: ['a', 'b'] },
      { report: (fact) => facts.push(fact) },
    )
    expect(answer).toEqual({
      embeddings: body.vectors,
      usage: { tokens: 5 },
      warnings: [{ type: 'other', message: 'careful' }],
      providerMetadata: { acme: { more: true } },
      request: { url: 'https://acme.example/v1/embed', body: { texts: ['a', 'b'] } },
      response: { id: 'e1', headers: { 'content-type': 'application/json', 'x-answer': '1' }, body },
    })
    expect(facts.map(({ usage }) => usage).filter(Boolean)).toEqual([{ inputTokens: 5 }])
  })

  it.each(['many', -1, undefined])('leaves the usage out where the vendor reports %j', async (tokens) => {
    const facts: AttemptFacts[] = []
    const answer = await modelThatAnswers({ vectors: [[1]], tokens }).embed(
      { values: ['a'] },
      { report: (fact) => facts.push(fact) },
    )
    expect('usage' in answer).toBe(false)
    expect(facts.filter(({ usage }) => usage !== undefined)).toEqual([])
  })

  it('reports also that no token was used', async () => {
    const answer = await modelThatAnswers({ vectors: [[1]], tokens: 0 }).embed({ values: ['a'] })
    expect(answer.usage).toEqual({ tokens: 0 })
  })

  it.each([
    [{}],
    [{ vectors: [] }],
    [{ vectors: [[1], [2]] }],
    [{ vectors: [[]] }],
    [{ vectors: [['1']] }],
    [{ vectors: [[null]] }],
    [{ vectors: [1] }],
  ])('takes %j for no answer to one text', async (body) => {
    const error = await modelThatAnswers(body)
      .embed({ values: ['a'] })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProviderError)
    expect(error).toMatchObject({ kind: 'invalid-response', scope: 'target', modelId: 'vectors' })
  })

  it('throws the error that came instead of an answer', async () => {
    const failing = modelThatAnswers({ error: { code: 'insufficient_quota' } }).embed({ values: ['a'] })
    await expect(failing).rejects.toMatchObject({ kind: 'quota' })
  })

  it.each([[{ values: [] }], [{ values: 'a' }], [{ values: [1] }], [{}]])('refuses %j', async (request) => {
    const sent: string[] = []
    const failing = modelThatAnswers({ vectors: [[1]] }, sent).embed(request as unknown as EmbedRequest)
    await expect(failing).rejects.toThrow('acme: "values" must be a list of at least one text')
    expect(sent).toEqual([])
  })

  it('is probed with a GET', async () => {
    const sent: string[] = []
    await modelThatAnswers({ data: [] }, sent).probe?.()
    expect(sent).toEqual(['GET https://acme.example/v1/models '])
  })
})
