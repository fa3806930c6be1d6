/**
 * The part of a Responses API request that this adapter writes. A type test holds it against the official SDK's types.
 * Source: https://developers.openai.com/api/reference/resources/responses/methods/create
 */
import type { Effort } from '../../reasoning-models.ts'

/** A part of what the user says, or of a tool's result. */
export type InputPart =
  | { type: 'input_text'; text: string }
  | { type: 'input_image'; detail: 'auto'; image_url?: string; file_id?: string }
  | { type: 'input_file'; file_url?: string; file_id?: string; file_data?: string; filename?: string }

/** What somebody said. What the model said earlier is a text, without the ids of things that are not stored. */
export type MessageItem =
  | { role: 'system' | 'developer' | 'assistant'; content: string }
  | { role: 'user'; content: string | InputPart[] }

/** What the model thought earlier; only OpenAI can read the encrypted content. */
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

/** What a tool of the caller gave. */
export type OutputItem = {
  type: 'function_call_output' | 'custom_tool_call_output'
  call_id: string
  output: string | InputPart[]
}

/** The user's word on a call of a remote tool. */
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

/** Which tool has to be used. */
export type ToolChoiceItem = 'auto' | 'none' | 'required' | { type: 'function' | 'custom'; name: string }

/** What the answer looks like. */
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
