import { asRecord, asRecords, compact, createEmbeddingModel, ownOptions } from '@llm-balancer/provider'
import type { BuiltBody, EmbeddingModel, EmbeddingPurpose, EmbedRequest } from '@llm-balancer/provider'
import { createClient, methodPath, resourceOf } from './create-client.ts'
import type { GoogleEmbeddingSettings } from './google-settings.ts'

/** The API's word for a purpose, and the prefix of a text for models that take the purpose in words. */
const tasks: Readonly<Record<EmbeddingPurpose, readonly [type: string, prefix: string]>> = {
  'search-document': ['RETRIEVAL_DOCUMENT', 'title: none | text: '],
  'search-query': ['RETRIEVAL_QUERY', 'task: search result | query: '],
  classification: ['CLASSIFICATION', 'task: classification | query: '],
  clustering: ['CLUSTERING', 'task: clustering | query: '],
  similarity: ['SEMANTIC_SIMILARITY', 'task: sentence similarity | query: '],
}

/**
 * One Gemini embedding model behind one key, over `batchEmbedContents` (https://ai.google.dev/api/embeddings).
 *
 * @throws TypeError naming an option that is missing, unknown or impossible.
 */
export function googleEmbedding(options: GoogleEmbeddingSettings): EmbeddingModel {
  const http = createClient(options)
  const { model } = options
  return createEmbeddingModel({
    provider: 'google',
    modelId: model,
    http,
    maxEmbeddingsPerCall: 100,
    path: methodPath(model, 'batchEmbedContents'),
    body: (request) => embeddingBody(model, request),
    read: ({ body }) => ({
      embeddings: asRecords(body['embeddings']).map(({ values }) => values),
      tokens: asRecord(body['usageMetadata'])['promptTokenCount'],
    }),
    probePath: 'models?pageSize=1',
  })
}

/** From `gemini-embedding-2` on the purpose is a prefix of the text. Source: https://ai.google.dev/gemini-api/docs/embeddings */
function embeddingBody(
  model: string,
  { values, dimensions, purpose, providerOptions }: EmbedRequest,
): BuiltBody {
  const [type, prefix = ''] = purpose === undefined ? [] : tasks[purpose]
  const isTold = /embedding-[2-9]/.test(model)
  const requests = values.map((value) => ({
    model: resourceOf(model),
    content: { parts: [{ text: isTold ? `${prefix}${value}` : value }] },
    ...compact({ taskType: isTold ? undefined : type, outputDimensionality: dimensions }),
  }))
  return { body: { requests, ...ownOptions('google', providerOptions) }, warnings: [] }
}
