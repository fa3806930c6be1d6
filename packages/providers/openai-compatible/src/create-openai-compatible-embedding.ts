import {
  asRecord,
  asRecords,
  collectWarnings,
  compact,
  createEmbeddingModel,
  ownOptions,
  toResponseMetadata,
} from '@llm-balancer/provider'
import type {
  BuiltBody,
  EmbeddingModel,
  EmbedRequest,
  JsonRecord,
  ModelSettings,
} from '@llm-balancer/provider'
import { dialectClient } from './create-openai-compatible.ts'
import type { Dialect } from './dialect.ts'

/**
 * An embedding model on a vendor that speaks a dialect of OpenAI's embeddings. For adapters of such vendors.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function createOpenAICompatibleEmbedding(dialect: Dialect, settings: ModelSettings): EmbeddingModel {
  const {
    provider,
    maxEmbeddingsPerCall = 2048,
    embeddingPath: path = '/embeddings',
    probePath = '/models',
  } = dialect
  const { model } = settings
  return createEmbeddingModel({
    provider,
    modelId: model,
    http: dialectClient(dialect, settings),
    maxEmbeddingsPerCall,
    path,
    body: (request) => embeddingBody(dialect, model, request),
    read: ({ body }) => ({
      embeddings: vectorsOf(body),
      tokens: asRecord(body['usage'])['prompt_tokens'],
      metadata: toResponseMetadata(body),
    }),
    probePath,
  })
}

function embeddingBody(dialect: Dialect, model: string, request: EmbedRequest): BuiltBody {
  const { provider, embeddingDimensions: name = 'dimensions' } = dialect
  const { values, dimensions, purpose, providerOptions } = request
  const { warnings, warn } = collectWarnings()
  if (purpose !== undefined) warn('purpose')
  if (dimensions !== undefined && name === null) warn('dimensions')
  const length = name === null ? {} : compact({ [name]: dimensions })
  return { body: { model, input: values, ...length, ...ownOptions(provider, providerOptions) }, warnings }
}

/** Sorted by their index, where they have one: the order is not guaranteed. */
function vectorsOf({ data }: JsonRecord): unknown[] {
  return asRecords(data)
    .toSorted(({ index: one }, { index: other }) => Number(one) - Number(other) || 0)
    .map(({ embedding }) => embedding)
}
