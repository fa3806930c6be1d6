/**
 * Messages follow the vocabulary of the AI SDK (`LanguageModelV4Prompt`), so that such a prompt is a valid `messages`.
 * Beyond it, `content` may be a plain string.
 */
import type { FileData, InlineFileData, RemoteFileData } from './file-data.ts'
import type { JsonValue, ProviderOptions } from './json.ts'

/** What every message and part may carry. */
type WithProviderOptions = {
  /** Settings for one vendor, by its name. */
  readonly providerOptions?: ProviderOptions
}

/** Plain text. */
export type TextPart = WithProviderOptions & { readonly type: 'text'; readonly text: string }

/** An image, document or sound. */
export type FilePart = WithProviderOptions & {
  readonly type: 'file'
  readonly data: FileData
  /** `image/png`, or only its first half: `image`. */
  readonly mediaType: string
  readonly filename?: string
}

/** Reasoning of an earlier answer, sent back. */
export type ReasoningPart = WithProviderOptions & { readonly type: 'reasoning'; readonly text: string }

/** A file from the reasoning of an earlier answer, sent back. */
export type ReasoningFilePart = WithProviderOptions & {
  readonly type: 'reasoning-file'
  readonly data: InlineFileData | RemoteFileData
  readonly mediaType: string
}

/** A part that only one vendor has; its payload is in `providerOptions`. */
export type CustomPart = WithProviderOptions & {
  readonly type: 'custom'
  /** `{provider}.{type}`. */
  readonly kind: `${string}.${string}`
}

/** A call of a tool, made by the model in an earlier answer. */
export type ToolCallPart = WithProviderOptions & {
  readonly type: 'tool-call'
  /** Matches the call with its result. */
  readonly toolCallId: string
  readonly toolName: string
  /** The arguments: an object, or a string that is JSON already. */
  readonly input: unknown
  /** True when the vendor ran the tool itself. */
  readonly providerExecuted?: boolean
}

/** One piece of a tool's result. */
export type ToolResultContent =
  | (WithProviderOptions & { readonly type: 'text'; readonly text: string })
  | (WithProviderOptions & {
      readonly type: 'file'
      readonly data: FileData
      readonly mediaType: string
      readonly filename?: string
    })
  | (WithProviderOptions & { readonly type: 'custom' })

/** The output of a tool. */
export type ToolResultOutput = WithProviderOptions &
  (
    | { readonly type: 'text'; readonly value: string }
    | { readonly type: 'json'; readonly value: JsonValue }
    | { readonly type: 'execution-denied'; readonly reason?: string }
    | { readonly type: 'error-text'; readonly value: string }
    | { readonly type: 'error-json'; readonly value: JsonValue }
    | { readonly type: 'content'; readonly value: readonly ToolResultContent[] }
  )

/** The result of a tool call. */
export type ToolResultPart = WithProviderOptions & {
  readonly type: 'tool-result'
  readonly toolCallId: string
  readonly toolName: string
  readonly output: ToolResultOutput
}

/** The user's decision on a tool that the vendor wanted to run. */
export type ToolApprovalResponsePart = WithProviderOptions & {
  readonly type: 'tool-approval-response'
  readonly approvalId: string
  readonly approved: boolean
  readonly reason?: string
}

/** A part of a user's message. */
export type UserPart = TextPart | FilePart

/** A part of a model's message. */
export type AssistantPart =
  | TextPart
  | FilePart
  | CustomPart
  | ReasoningPart
  | ReasoningFilePart
  | ToolCallPart
  | ToolResultPart

/** A part of a tool message. */
export type ToolPart = ToolResultPart | ToolApprovalResponsePart

/** Instructions for the model. */
export type SystemMessage = WithProviderOptions & { readonly role: 'system'; readonly content: string }

/** A user's message. A string is one text part. */
export type UserMessage = WithProviderOptions & {
  readonly role: 'user'
  readonly content: string | readonly UserPart[]
}

/** An earlier answer of the model. A string is one text part. */
export type AssistantMessage = WithProviderOptions & {
  readonly role: 'assistant'
  readonly content: string | readonly AssistantPart[]
}

/** Results of tools. */
export type ToolMessage = WithProviderOptions & {
  readonly role: 'tool'
  readonly content: readonly ToolPart[]
}

/** One message of a conversation. */
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage
