/**
 * The part of a chat request that this adapter writes. A type test holds it against the official SDK's types.
 * Source: https://docs.cohere.com/reference/chat
 */

/** Plain text. */
export type TextBlock = { type: 'text'; text: string }

/** An image, by its address or written out as a `data:` URL. */
export type ImageBlock = {
  type: 'image_url'
  image_url: { url: string; detail?: 'auto' | 'low' | 'high' }
}

/** Reasoning of an earlier answer. */
export type ThinkingBlock = { type: 'thinking'; thinking: string }

/** A document the model may cite. */
export type DocumentBody = { data: Record<string, unknown>; id?: string }

/** A document as a tool's result. */
export type DocumentBlock = { type: 'document'; document: DocumentBody }

/** A call of a tool. */
export type ToolCallBody = {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

/** Instructions. */
export type SystemTurn = { role: 'system'; content: TextBlock[] }

/** A user message. */
export type UserTurn = { role: 'user'; content: (TextBlock | ImageBlock)[] }

/** An earlier answer. Beside tool calls it has a plan instead of text. */
export type AssistantTurn = {
  role: 'assistant'
  content?: (TextBlock | ThinkingBlock)[]
  tool_plan?: string
  tool_calls?: ToolCallBody[]
  citations?: object[]
}

/** The result of a tool call. */
export type ToolTurn = {
  role: 'tool'
  tool_call_id: string
  content: string | (TextBlock | DocumentBlock)[]
}

/** One turn of the conversation. */
export type Turn = SystemTurn | UserTurn | AssistantTurn | ToolTurn

/** A tool the caller runs. */
export type ToolBody = {
  type: 'function'
  function: { name: string; description?: string; parameters: Record<string, unknown> }
}

/** The body of a request, without `stream`. */
export type ChatBody = {
  model: string
  messages: Turn[]
  documents?: DocumentBody[]
  tools?: ToolBody[]
  tool_choice?: 'REQUIRED' | 'NONE'
  strict_tools?: boolean
  response_format?: { type: 'json_object'; json_schema?: Record<string, unknown> }
  thinking?: { type: 'enabled' | 'disabled'; token_budget?: number }
  max_tokens?: number
  stop_sequences?: string[]
  temperature?: number
  seed?: number
  frequency_penalty?: number
  presence_penalty?: number
  k?: number
  p?: number
}
