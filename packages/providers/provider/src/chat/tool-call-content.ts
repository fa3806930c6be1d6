import { isJsonRecord, parseJsonObject, parseJsonText } from '../read/json-record.ts'
import type { FinishReason } from './chat-response.ts'
import type { ToolCallContent } from './content.ts'

/** A tool call as the model wrote it, complete or not. */
export type RawToolCall = { readonly id: string; readonly name: string; readonly input: string }

/**
 * A tool call as content. Its arguments are an object: no arguments at all, `null`, and the empty list that some servers write are
 * `{}`, and an object in a JSON string is taken out of it. Undefined when it is malformed: without a name, or with other arguments;
 * adapters throw that as `invalid-response`. A call that was cut off because the answer grew too long is kept as it is.
 */
export function toolCallContent(call: RawToolCall, reason: FinishReason): ToolCallContent | undefined {
  const input = toolInputOf(call.input, reason)
  if (call.name === '' || input === undefined) return undefined
  return { type: 'tool-call', toolCallId: call.id, toolName: call.name, input }
}

function toolInputOf(text: string, { unified }: FinishReason): string | undefined {
  if (text.trim() === '') return '{}'
  const json = parseJsonText(text)
  if (json === undefined) return unified === 'length' ? text : undefined
  const { value } = json
  if (isJsonRecord(value)) return text
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return '{}'
  return typeof value === 'string' && parseJsonObject(value) !== undefined ? value : undefined
}
