import {
  asRecord,
  asRecords,
  collectWarnings,
  compact,
  createEmbeddingModel,
  ownOptions,
} from '@llm-balancer/provider'
import type { BuiltBody, EmbeddingModel, EmbedRequest, ModelSettings } from '@llm-balancer/provider'
import { dialectClient } from './create-openai-compatible.ts'
import type { Dialect } from './dialect.ts'
import { responseMetadata } from './response/metadata.ts'

/**
 * An embedding model on a vendor that speaks a dialect of OpenAI's embeddings. For adapters of such vendors.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function createOpenAICompatibleEmbedding(dialect: Dialect, settings: ModelSettings): EmbeddingModel {
  const {
    provider,
    maxEmbeddingsPerCall = 2048,
    embeddingPath = '/embeddings',
    probePath = '/models',
  } = dialect
  return createEmbeddingModel({
    provider,
    modelId: settings.model,
    http: dialectClient(dialect, settings),
    maxEmbeddingsPerCall,
    path: embeddingPath,
    body: (request) => embeddingBody(dialect, settings.model, request),
    read: ({ body }) => ({
      embeddings: inOrder(asRecords(body['data'])).map(({ embedding }) => embedding),
      tokens: asRecord(body['usage'])['prompt_tokens'],
      metadata: responseMetadata(body),
    }),
    probePath,
  })
}

function embeddingBody(dialect: Dialect, model: string, request: EmbedRequest): BuiltBody {
  const { provider, embeddingDimensions = 'dimensions' } = dialect
  const { values, dimensions, purpose, providerOptions } = request
  const { warnings, warn } = collectWarnings()
  if (purpose !== undefined) warn('purpose')
  if (dimensions !== undefined && embeddingDimensions === null) warn('dimensions')
  const body = {
    model,
    input: values,
    ...(embeddingDimensions === null ? {} : compact({ [embeddingDimensions]: dimensions })),
    ...ownOptions(provider, providerOptions),
  }
  return { body, warnings }
}

/** By their index, where they have one: nobody promises the order. */
function inOrder(data: ReturnType<typeof asRecords>): ReturnType<typeof asRecords> {
  return data.toSorted(({ index: one }, { index: other }) =>
    typeof one === 'number' && typeof other === 'number' ? one - other : 0,
  )
}
