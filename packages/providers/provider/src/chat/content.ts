/** What a model answers, part by part, in the vocabulary of the AI SDK (`LanguageModelV4Content`). */
import type { JsonValue, ProviderMetadata } from './json.ts'

/** What every part of an answer may carry. */
type WithProviderMetadata = {
  /** Data of the vendor beyond the unified fields, by its name. */
  readonly providerMetadata?: ProviderMetadata
}

/** A file a model made: bytes, base64, or an address. */
export type GeneratedFileData =
  | { readonly type: 'data'; readonly data: Uint8Array | string }
  | { readonly type: 'url'; readonly url: URL }

/** Where an answer was taken from. */
export type SourceContent = WithProviderMetadata & { readonly type: 'source'; readonly id: string } & (
    | { readonly sourceType: 'url'; readonly url: string; readonly title?: string }
    | {
        readonly sourceType: 'document'
        readonly mediaType: string
        readonly title: string
        readonly filename?: string
      }
  )

/** A source that supports a stretch of the text. Indexes count characters; the end is exclusive. */
export type Citation = {
  readonly source: SourceContent
  readonly startIndex?: number
  readonly endIndex?: number
  readonly citedText?: string
}

/** Text. A refusal is text too, marked in `providerMetadata`. */
export type TextContent = WithProviderMetadata & {
  readonly type: 'text'
  readonly text: string
  readonly citations?: Citation[]
}

/** What the model thought before it answered. */
export type ReasoningContent = WithProviderMetadata & { readonly type: 'reasoning'; readonly text: string }

/** A file the model made. */
export type FileContent = WithProviderMetadata & {
  readonly type: 'file'
  readonly mediaType: string
  readonly data: GeneratedFileData
}

/** A file the model made while it reasoned. */
export type ReasoningFileContent = WithProviderMetadata & {
  readonly type: 'reasoning-file'
  readonly mediaType: string
  readonly data: GeneratedFileData
}

/** Something only one vendor has; its payload is in `providerMetadata`. */
export type CustomContent = WithProviderMetadata & {
  readonly type: 'custom'
  readonly kind: `${string}.${string}`
}

/** The model asks to have a tool called. */
export type ToolCallContent = WithProviderMetadata & {
  readonly type: 'tool-call'
  readonly toolCallId: string
  readonly toolName: string
  /** The arguments as JSON text, as the model wrote them: it may have made a mistake. */
  readonly input: string
  /** True when the vendor runs the tool itself. */
  readonly providerExecuted?: boolean
  readonly dynamic?: boolean
}

/** The result of a tool the vendor ran itself. */
export type ToolResultResponse = WithProviderMetadata & {
  readonly type: 'tool-result'
  readonly toolCallId: string
  readonly toolName: string
  readonly result: NonNullable<JsonValue>
  readonly isError?: boolean
  readonly preliminary?: boolean
  readonly dynamic?: boolean
}

/** The vendor asks whether it may run a tool. */
export type ToolApprovalRequest = WithProviderMetadata & {
  readonly type: 'tool-approval-request'
  readonly approvalId: string
  readonly toolCallId: string
}

/** One part of an answer. */
export type Content =
  | TextContent
  | ReasoningContent
  | FileContent
  | ReasoningFileContent
  | CustomContent
  | ToolCallContent
  | ToolResultResponse
  | ToolApprovalRequest
  | SourceContent
