import type { CallOptions } from '../chat/chat-model.ts'
import type { RequestInfo, ResponseInfo, Warning } from '../chat/chat-response.ts'
import type { ProviderMetadata, ProviderOptions } from '../chat/json.ts'

/** The use of the vectors; some vendors make different vectors for each. */
export type EmbeddingPurpose =
  | 'search-document'
  | 'search-query'
  | 'classification'
  | 'clustering'
  | 'similarity'

/** Texts to be turned into vectors. The vendor decides settings that are left out. */
export interface EmbedRequest {
  /** The texts, at least one. */
  readonly values: readonly string[]
  /** Length of each vector, a positive whole number, where the model can choose. */
  readonly dimensions?: number | undefined
  readonly purpose?: EmbeddingPurpose | undefined
  /** Settings for one vendor, by its name: merged last and verbatim into its request body. */
  readonly providerOptions?: ProviderOptions | undefined
  /** Headers of this request, over the model's own; undefined removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
}

/** The vectors. Also a valid result of an AI SDK embedding model's `doEmbed`. */
export interface EmbedResponse {
  /** One vector per text, in the order of the texts. */
  readonly embeddings: number[][]
  /** Input tokens; absent when the vendor does not report them. */
  readonly usage?: { readonly tokens: number }
  readonly warnings: Warning[]
  readonly providerMetadata?: ProviderMetadata
  readonly request: RequestInfo
  readonly response: ResponseInfo
}

/**
 * One embedding model of one vendor behind one key; as a {@link ChatModel} it never retries, and fails with a
 * `ProviderError`. Vectors of different models cannot be compared: balance only over targets that serve the same one.
 */
export interface EmbeddingModel {
  /** The vendor: `openai`. */
  readonly provider: string
  readonly modelId: string
  /** Most texts one call may have. */
  readonly maxEmbeddingsPerCall: number
  /** @throws TypeError when there is no text; else as `ChatModel.generate` */
  embed(request: EmbedRequest, options?: CallOptions): Promise<EmbedResponse>
  /** Makes the cheapest request that shows whether the vendor answers, for health checks; throws as `embed` does. */
  probe?(options?: CallOptions): Promise<void>
}
