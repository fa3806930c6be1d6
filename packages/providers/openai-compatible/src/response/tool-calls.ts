import { asJsonText, asRecord, asText, toMetadata } from '@llm-balancer/provider'
import type { JsonRecord, ToolCallPiece } from '@llm-balancer/provider'

/** The place of a call in the format before there could be several: no other call has it. */
const onlyCall = -1

/**
 * The tool calls of a message, or the pieces of them in a delta; in the old format there is one `function_call`. In a whole message
 * each has its own place; in a stream a server may leave that out.
 */
export function toolCallsIn(
  message: JsonRecord,
  provider: string,
  isWhole: boolean,
): readonly ToolCallPiece[] {
  const { tool_calls: calls, function_call: only } = message
  if (Array.isArray(calls) && calls.length > 0) {
    return calls.map((wire: unknown, position) => {
      const piece = readToolCall(wire, position, provider)
      return isWhole ? { ...piece, index: position } : piece
    })
  }
  if (only === undefined || only === null) return none
  const piece = readToolCall({ function: only }, onlyCall, provider)
  return piece.name === '' && piece.input === '' ? none : [piece]
}

const none: readonly ToolCallPiece[] = []

/**
 * Reads a tool call, or a piece of one. Some servers write arguments as an object; their other fields of a call may have to go back
 * with it (Gemini's thought signatures).
 */
function readToolCall(wire: unknown, position: number, provider: string): ToolCallPiece {
  const { index, id, type: _, function: target, ...rest } = asRecord(wire)
  const { name, arguments: input } = asRecord(target)
  return {
    index: typeof index === 'number' ? index : position,
    id: asText(id),
    name: asText(name),
    input: asJsonText(input),
    providerMetadata: toMetadata(provider, rest),
  }
}
