/**
 * The part of a Responses API request that this adapter writes. A type test holds it against the official SDK's types.
 * Source: https://developers.openai.com/api/reference/resources/responses/methods/create
 */
import type { Effort } from '../../reasoning-models.ts'

/** A part of a user message, or of a tool's result. */
export type InputPart =
  | { type: 'input_text'; text: string }
  | { type: 'input_image'; detail: 'auto'; image_url?: string; file_id?: string }
  | { type: 'input_file'; file_url?: string; file_id?: string; file_data?: string; filename?: string }

/** A message. An earlier answer is a text, without the id of an item that is not stored. */
export type MessageItem =
  | { role: 'system' | 'developer' | 'assistant'; content: string }
  | { role: 'user'; content: string | InputPart[] }

/** Earlier reasoning; only OpenAI can read the encrypted content. */
export type ReasoningItem = {
  type: 'reasoning'
  id: string
  summary: { type: 'summary_text'; text: string }[]
  encrypted_content?: string
}

/** A call of a function, or of a tool that takes free text. */
export type CallItem =
  | { type: 'function_call'; call_id: string; name: string; arguments: string }
  | { type: 'custom_tool_call'; call_id: string; name: string; input: string }

/** The output of a tool that the caller ran. */
export type OutputItem = {
  type: 'function_call_output' | 'custom_tool_call_output'
  call_id: string
  output: string | InputPart[]
}

/** The user's approval or refusal of a call of a remote tool. */
export type ApprovalItem = {
  type: 'mcp_approval_response'
  approval_request_id: string
  approve: boolean
  reason?: string
}

/** One item of the conversation. */
export type InputItem = MessageItem | ReasoningItem | CallItem | OutputItem | ApprovalItem

/** A tool on offer. */
export type ToolItem = {
  type: 'function'
  name: string
  description?: string
  parameters: Record<string, unknown>
  strict: boolean
}

/** Which tool must be used. */
export type ToolChoiceItem = 'auto' | 'none' | 'required' | { type: 'function' | 'custom'; name: string }

/** The format of the answer. */
export type FormatItem =
  | { type: 'json_object' }
  | {
      type: 'json_schema'
      name: string
      description?: string
      schema: Record<string, unknown>
      strict: boolean
    }

/** The body of a request. */
export type ResponsesBody = {
  model: string
  input: InputItem[]
  store: boolean
  background?: boolean
  include?: 'reasoning.encrypted_content'[]
  max_output_tokens?: number
  temperature?: number
  top_p?: number
  reasoning?: { effort?: Effort; summary?: 'auto' | 'concise' | 'detailed' }
  text?: { format: FormatItem }
  tools?: ToolItem[]
  tool_choice?: ToolChoiceItem
  stream?: true
}
