/**
 * The part of a Messages API request that this adapter writes. A type test holds it against the official SDK's types.
 * Source: https://platform.claude.com/docs/en/api/messages
 */

/** Marks the end of a prompt prefix that is to be cached. */
export type CacheControl = { type: 'ephemeral'; ttl?: '5m' | '1h' }

type Cacheable = { cache_control?: CacheControl }

/** Image formats the API reads. */
export type ImageMediaType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'

type UrlSource = { type: 'url'; url: string }
type UploadedSource = { type: 'file'; file_id: string }

/** Plain text. */
export type TextBlock = Cacheable & { type: 'text'; text: string }

/** An image. */
export type ImageBlock = Cacheable & {
  type: 'image'
  source: { type: 'base64'; media_type: ImageMediaType; data: string } | UrlSource | UploadedSource
}

/** A PDF or a text document. */
export type DocumentBlock = Cacheable & {
  type: 'document'
  source:
    | { type: 'base64'; media_type: 'application/pdf'; data: string }
    | { type: 'text'; media_type: 'text/plain'; data: string }
    | UrlSource
    | UploadedSource
  title?: string
}

/** Reasoning of an earlier answer; the signature proves that it is Claude's own. */
export type ThinkingBlock = { type: 'thinking'; thinking: string; signature: string }

/** Reasoning of an earlier answer that only the vendor can read. */
export type RedactedThinkingBlock = { type: 'redacted_thinking'; data: string }

/** A call of a tool. */
export type ToolUseBlock = Cacheable & { type: 'tool_use'; id: string; name: string; input: unknown }

/** The content of a tool's result. */
export type ToolResultPiece = TextBlock | ImageBlock | DocumentBlock

/** The result of a tool call. */
export type ToolResultBlock = Cacheable & {
  type: 'tool_result'
  tool_use_id: string
  content: string | ToolResultPiece[]
  is_error?: boolean
}

/** One block of a message. */
export type Block =
  | TextBlock
  | ImageBlock
  | DocumentBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolUseBlock
  | ToolResultBlock

/** One turn of the conversation. */
export type Turn = { role: 'user' | 'assistant'; content: Block[] } | { role: 'system'; content: TextBlock[] }

/** A tool the caller runs. */
export type ToolDefinition = Cacheable & {
  name: string
  description?: string
  input_schema: { type: 'object' } & Record<string, unknown>
  strict?: boolean
  input_examples?: Record<string, unknown>[]
}

type Parallel = { disable_parallel_tool_use?: boolean }

/** Which tool must be used. */
export type ToolChoiceBody =
  | ({ type: 'auto' | 'any' } & Parallel)
  | ({ type: 'tool'; name: string } & Parallel)
  | { type: 'none' }

/** How much effort the model should spend on its answer. */
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max'

/** Whether the model thinks before it answers. */
export type Thinking =
  | { type: 'adaptive' }
  | { type: 'disabled' }
  | { type: 'between_tools' }
  | { type: 'enabled'; budget_tokens: number }

/** The body of a request, without `stream`. */
export type MessagesBody = {
  model: string
  max_tokens: number
  messages: Turn[]
  system?: TextBlock[]
  tools?: ToolDefinition[]
  tool_choice?: ToolChoiceBody
  stop_sequences?: string[]
  thinking?: Thinking
  output_config?: {
    effort?: Effort
    format?: { type: 'json_schema'; schema: Record<string, unknown> }
  }
  /** API versions before 2026-10-21 only, as `top_p` and `top_k`. */
  temperature?: number
  top_p?: number
  top_k?: number
}
