import {
  asRecord,
  collectWarnings,
  compact,
  createEmbeddingModel,
  ownOptions,
  toMetadata,
  toResponseMetadata,
} from '@llm-balancer/provider'
import type {
  BuiltBody,
  EmbeddingModel,
  EmbeddingPurpose,
  EmbedRequest,
  JsonAnswer,
  RawEmbeddings,
} from '@llm-balancer/provider'
import { cohereClient, probePath } from './cohere-settings.ts'
import type { CohereSettings } from './cohere-settings.ts'

/** The part of a request that this adapter writes; a type test checks it against the official SDK's types. */
export type EmbedBody = {
  model: string
  texts: string[]
  input_type: 'search_document' | 'search_query' | 'classification' | 'clustering'
  embedding_types: 'float'[]
  output_dimension?: number
}

const inputTypes: Readonly<Partial<Record<EmbeddingPurpose, EmbedBody['input_type']>>> = {
  'search-document': 'search_document',
  'search-query': 'search_query',
  classification: 'classification',
  clustering: 'clustering',
}

/**
 * An embedding model of Cohere (https://docs.cohere.com/reference/embed). The API requires a purpose;
 * a request without one is for documents to be searched.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function cohereEmbedding(settings: CohereSettings): EmbeddingModel {
  const { model } = settings
  return createEmbeddingModel({
    provider: 'cohere',
    modelId: model,
    http: cohereClient(settings),
    maxEmbeddingsPerCall: 96,
    path: 'v2/embed',
    body: (request) => embedBody(model, request),
    read: readEmbeddings,
    probePath,
  })
}

function embedBody(model: string, request: EmbedRequest): BuiltBody {
  const { values, dimensions, purpose = 'search-document', providerOptions } = request
  const { warnings, warn } = collectWarnings()
  const inputType = inputTypes[purpose]
  if (inputType === undefined) warn('purpose', 'search-document instead')
  const body: EmbedBody = {
    model,
    texts: [...values],
    input_type: inputType ?? 'search_document',
    embedding_types: ['float'],
    ...compact({ output_dimension: dimensions }),
  }
  return { body: { ...body, ...ownOptions('cohere', providerOptions) }, warnings }
}

/** The vectors are of the requested type. Tokens are the counted ones, else the billed ones. */
function readEmbeddings({ body }: JsonAnswer): RawEmbeddings {
  const { embeddings, meta } = body
  const account = asRecord(meta)
  const tokens = ['tokens', 'billed_units'].map((name) => asRecord(account[name])['input_tokens'])
  const providerMetadata = toMetadata('cohere', account)
  return compact({
    embeddings: Object.values(compact(asRecord(embeddings)))[0],
    tokens: tokens.find((count) => typeof count === 'number'),
    metadata: toResponseMetadata(body),
    providerMetadata,
  }) as RawEmbeddings
}
