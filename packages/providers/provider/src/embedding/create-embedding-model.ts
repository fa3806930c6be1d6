import type { ResponseMetadata } from '../chat/chat-response.ts'
import { checkEmbedNames } from '../chat/check-request.ts'
import type { ProviderMetadata } from '../chat/json.ts'
import { buildRequest } from '../errors/write-request.ts'
import type { JsonAnswer } from '../http/http-answer.ts'
import type { HttpClient } from '../http/http-client.ts'
import type { BuiltBody } from '../model/chat-api.ts'
import { toHttpCall } from '../model/to-http-call.ts'
import { hasError } from '../read/has-error.ts'
import type { EmbeddingModel, EmbedRequest } from './embedding-model.ts'

/** Fields of an answer, as they came; each is checked. */
export type RawEmbeddings = {
  /** Should be a list of vectors. */
  readonly embeddings: unknown
  /** Should be a number of input tokens. */
  readonly tokens?: unknown
  readonly metadata?: ResponseMetadata
  readonly providerMetadata?: ProviderMetadata
}

/** One vendor's embedding API: what differs between adapters. Paths are below the base URL. */
export interface EmbeddingApi {
  readonly provider: string
  readonly modelId: string
  readonly http: HttpClient
  readonly maxEmbeddingsPerCall: number
  readonly path: string
  body(request: EmbedRequest): BuiltBody
  read(answer: JsonAnswer): RawEmbeddings
  /** The path of the cheapest GET request, for health checks. */
  readonly probePath: string
}

/** A vendor's embedding API as a model. An answer without exactly one vector per text is `invalid-response`. */
export function createEmbeddingModel(api: EmbeddingApi): EmbeddingModel {
  const { provider, modelId, http, maxEmbeddingsPerCall } = api
  return {
    provider,
    modelId,
    maxEmbeddingsPerCall,
    async embed(request, options = {}) {
      checkEmbedNames(provider, request)
      checkValues(provider, request)
      const { body, warnings } = buildRequest(api, () => api.body(request))
      const answer = await http.postJson(api.path, body, toHttpCall(options, request))
      if (hasError(answer.body)) throw http.classify(answer.body, answer)
      const { embeddings, tokens, metadata, providerMetadata } = api.read(answer)
      if (!isVectors(embeddings) || embeddings.length !== request.values.length) {
        throw http.failure('invalid-response', answer, 'the answer holds not one vector per text')
      }
      const usage = typeof tokens === 'number' && tokens >= 0 ? { tokens } : undefined
      if (usage !== undefined) options.report?.({ usage: { inputTokens: usage.tokens } })
      return {
        embeddings,
        ...(usage === undefined ? {} : { usage }),
        warnings,
        ...(providerMetadata === undefined ? {} : { providerMetadata }),
        request: { url: answer.url, body },
        response: { ...metadata, headers: answer.headers, body: answer.body },
      }
    },
    probe: (options = {}) => http.probe(api.probePath, toHttpCall(options)),
  }
}

function checkValues(provider: string, { values }: EmbedRequest): void {
  const given: unknown = values
  const isTexts = Array.isArray(given) && given.every((value) => typeof value === 'string')
  if (!isTexts || given.length === 0) {
    throw new TypeError(`${provider}: "values" must be a list of at least one text`)
  }
}

function isVectors(value: unknown): value is number[][] {
  return (
    Array.isArray(value) &&
    value.every(
      (vector: unknown) =>
        Array.isArray(vector) && vector.length > 0 && vector.every((number) => Number.isFinite(number)),
    )
  )
}
