import type { FinishReason } from './chat-response.ts'
import type { ToolCallContent } from './content.ts'

/** A tool call as the model wrote it, complete or not. */
export type RawToolCall = { readonly id: string; readonly name: string; readonly input: string }

/**
 * A tool call as content; no arguments at all are `{}`. Undefined when it is malformed: without a name, or with arguments
 * that are no JSON; adapters throw that as `invalid-response`. A call that was cut off because the answer
 * grew too long is kept as it is.
 */
export function toolCallContent(call: RawToolCall, reason: FinishReason): ToolCallContent | undefined {
  const input = call.input.trim() === '' ? '{}' : call.input
  if (call.name === '' || (!isJson(input) && reason.unified !== 'length')) return undefined
  return { type: 'tool-call', toolCallId: call.id, toolName: call.name, input }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
