/** The chat completions wire format, as far as this package writes it. A type test holds it against OpenAI's own types. */
import type { JsonSchema } from '@llm-balancer/provider'

/** A part of a user message. */
export type WirePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } }
  | {
      readonly type: 'input_audio'
      readonly input_audio: { readonly data: string; readonly format: 'wav' | 'mp3' }
    }
  | {
      readonly type: 'file'
      readonly file: { readonly file_data?: string; readonly filename?: string; readonly file_id?: string }
    }

/** A tool call of an earlier answer. */
export type WireToolCall = {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: string }
}

/** One message. */
export type WireMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string | WirePart[] }
  | {
      readonly role: 'assistant'
      readonly content: string | null
      readonly tool_calls?: WireToolCall[]
    }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string }

/** A tool on offer. */
export type WireTool = {
  readonly type: 'function'
  readonly function: {
    readonly name: string
    readonly description?: string
    readonly parameters: Record<string, unknown>
    readonly strict?: boolean
  }
}

/** Which tool has to be used. */
export type WireToolChoice =
  'auto' | 'none' | 'required' | { readonly type: 'function'; readonly function: { readonly name: string } }

/** What the answer looks like. */
export type WireResponseFormat =
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema'
      readonly json_schema: {
        readonly name: string
        readonly description?: string
        readonly schema: Record<string, unknown>
        readonly strict: boolean
      }
    }

/** Settings of one number, word or list each, under OpenAI's older names; a dialect may rename or refuse each. */
export type WireSettings = {
  max_tokens?: number
  temperature?: number
  top_p?: number
  top_k?: number
  presence_penalty?: number
  frequency_penalty?: number
  stop?: string[]
  seed?: number
  reasoning_effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'
}

/** What every request has. */
export type WireRequest = {
  readonly model: string
  readonly messages: WireMessage[]
  readonly tools?: WireTool[]
  readonly tool_choice?: WireToolChoice
  readonly response_format?: WireResponseFormat
}

/** A JSON Schema as the SDK's types want it. */
export function wireSchema(schema: JsonSchema): Record<string, unknown> {
  return schema as Record<string, unknown>
}
