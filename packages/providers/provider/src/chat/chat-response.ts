import type { Content } from './content.ts'
import type { JsonObject, ProviderMetadata } from './json.ts'

/** Why a model stopped, in words all vendors share, and in the vendor's own. */
export type FinishReason = {
  readonly unified: 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'interrupted' | 'other'
  /** The vendor's word; undefined when it gave none. */
  readonly raw: string | undefined
}

/** Tokens one call used. An undefined number is unknown, not zero. */
export type Usage = {
  readonly inputTokens: {
    /** All input tokens, cached ones included. */
    readonly total: number | undefined
    /** Those that were not read from or written to a cache. */
    readonly noCache: number | undefined
    readonly cacheRead: number | undefined
    readonly cacheWrite: number | undefined
  }
  readonly outputTokens: {
    /** All output tokens, reasoning included. */
    readonly total: number | undefined
    readonly text: number | undefined
    readonly reasoning: number | undefined
  }
  /** The vendor's own account. */
  readonly raw?: JsonObject
}

/** A setting of the request that the vendor cannot do, and that was left out or replaced. */
export type Warning =
  | { readonly type: 'unsupported'; readonly feature: string; readonly details?: string }
  | { readonly type: 'compatibility'; readonly feature: string; readonly details?: string }
  | { readonly type: 'deprecated'; readonly setting: string; readonly message: string }
  | { readonly type: 'other'; readonly message: string }

/** What was sent. Holds the prompt: not for logs. */
export type RequestInfo = {
  readonly url?: string
  readonly body?: unknown
}

/** Which answer this is. */
export type ResponseMetadata = {
  /** The vendor's id of the answer. */
  readonly id?: string
  /** The model that answered, as the vendor names it. */
  readonly modelId?: string
  readonly timestamp?: Date
}

/** What came back, as it came. */
export type ResponseInfo = ResponseMetadata & {
  /** Names are lower-case. */
  readonly headers?: Record<string, string>
  /** The parsed body; absent for a stream. */
  readonly body?: unknown
}

/** A model's whole answer. Also a valid result of an AI SDK model's `doGenerate`. */
export interface ChatResponse {
  /** The answer's parts, in order. */
  readonly content: Content[]
  /** All its text parts, joined. */
  readonly text: string
  readonly finishReason: FinishReason
  readonly usage: Usage
  readonly warnings: Warning[]
  readonly providerMetadata?: ProviderMetadata
  readonly request: RequestInfo
  readonly response: ResponseInfo
}
