import { asRecord, asText, toMetadata } from '@llm-balancer/provider'
import type { ToolCallPiece } from '@llm-balancer/provider'

/**
 * Reads a tool call, or a piece of one; some servers leave its index out. Some write arguments as an object; their other
 * fields of a call may have to go back with it (Gemini's thought signatures).
 */
export function readToolCall(wire: unknown, position: number, provider: string): ToolCallPiece {
  const { index, id, type: _, function: target, ...rest } = asRecord(wire)
  const { name, arguments: input } = asRecord(target)
  const isObject = typeof input === 'object' && input !== null
  return {
    index: typeof index === 'number' ? index : position,
    id: asText(id),
    name: asText(name),
    input: isObject ? JSON.stringify(input) : asText(input),
    providerMetadata: toMetadata(provider, rest),
  }
}
