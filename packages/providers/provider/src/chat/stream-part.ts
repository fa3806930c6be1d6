import type { FinishReason, RequestInfo, ResponseMetadata, Usage, Warning } from './chat-response.ts'
import type { Citation, Content } from './content.ts'
import type { ProviderMetadata } from './json.ts'

/** A part that belongs to the block, or the tool call, with the same id. */
type Block<Type extends string> = {
  readonly type: Type
  readonly id: string
  readonly providerMetadata?: ProviderMetadata
}

/** Always the first part. */
export type StreamStartPart = {
  readonly type: 'stream-start'
  readonly warnings: Warning[]
  /** What was sent. Holds the prompt: not for logs. */
  readonly request?: RequestInfo
}

/** Which answer this is. May come more than once; later ones add to earlier ones. */
export type ResponseMetadataPart = ResponseMetadata & {
  readonly type: 'response-metadata'
  /** Names are lower-case. */
  readonly headers?: Record<string, string>
}

/** The last part of every stream that ended as it should. */
export type FinishPart = {
  readonly type: 'finish'
  readonly finishReason: FinishReason
  readonly usage: Usage
  readonly providerMetadata?: ProviderMetadata
}

/** The model has begun to write a tool call; `id` is the call's id. */
export type ToolInputStartPart = Block<'tool-input-start'> & {
  readonly toolName: string
  readonly inputEncoding?: 'json' | 'text'
  readonly providerExecuted?: boolean
  readonly dynamic?: boolean
  readonly title?: string
}

/**
 * One part of a streamed answer; every one is a valid `LanguageModelV4StreamPart` of the AI SDK. Text, reasoning and tool
 * input come as start, deltas, end; a `tool-call` follows its complete input. A failure is thrown, never yielded.
 */
export type StreamPart =
  | StreamStartPart
  | ResponseMetadataPart
  | Block<'text-start'>
  | (Block<'text-delta'> & { readonly delta: string })
  | (Block<'text-end'> & { readonly citations?: Citation[] })
  | Block<'reasoning-start'>
  | (Block<'reasoning-delta'> & { readonly delta: string })
  | Block<'reasoning-end'>
  | ToolInputStartPart
  | (Block<'tool-input-delta'> & { readonly delta: string })
  | Block<'tool-input-end'>
  | Exclude<Content, { readonly type: 'text' | 'reasoning' }>
  | FinishPart
  | { readonly type: 'ping' }
  | { readonly type: 'raw'; readonly rawValue: unknown }
