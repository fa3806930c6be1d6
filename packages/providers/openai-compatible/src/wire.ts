/** The chat completions wire format, as far as this package writes it. A type test holds it against OpenAI's own types. */
import type { JsonSchema } from '@llm-balancer/provider'

/** Text in a message. */
export type WireText = { readonly type: 'text'; readonly text: string }

/** An image, at hand (`data:`) or elsewhere. */
export type WireImage = { readonly type: 'image_url'; readonly image_url: { readonly url: string } }

/** Reasoning in the content of an assistant message, as Mistral has it. */
export type WireThinking = { readonly type: 'thinking'; readonly thinking: WireText[] }

/** A file of a user message, as OpenAI has it. */
export type WireFile =
  | WireImage
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

/** What an assistant message may have beside its content. */
export type WireAssistantFields = {
  readonly tool_calls?: WireToolCall[]
  readonly refusal?: string
  readonly reasoning?: string
  readonly reasoning_content?: string
}

/** One message. `File`, `Said` and `Result` are the parts that the vendor accepts from users, in answers and in results. */
export type WireMessage<File = WireFile, Said = WireText, Result = WireText> =
  | { readonly role: 'system' | 'developer'; readonly content: string }
  | { readonly role: 'user'; readonly content: string | (WireText | File)[] }
  | ({ readonly role: 'assistant'; readonly content: string | Said[] | null } & WireAssistantFields)
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string | Result[] }

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

/** Which tool has to be used. `Any` is the vendor's word for "one of them". */
export type WireToolChoice<Any = 'required'> =
  | 'auto'
  | 'none'
  | Any
  | { readonly type: 'function'; readonly function: { readonly name: string } }

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
export type WireRequest<Message = WireMessage, Choice = WireToolChoice> = {
  readonly model: string
  readonly messages: Message[]
  readonly tools?: WireTool[]
  readonly tool_choice?: Choice
  readonly response_format?: WireResponseFormat
}

/** A JSON Schema as the SDK's types want it. */
export function wireSchema(schema: JsonSchema): Record<string, unknown> {
  return schema as Record<string, unknown>
}
