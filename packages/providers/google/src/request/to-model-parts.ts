import { compact, toolInputObject } from '@llm-balancer/provider'
import type { AssistantPart } from '@llm-balancer/provider'
import type { Part } from './generate-content-body.ts'
import { toOwnParts, toTextParts, withOwn } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import { toFileParts } from './to-file-parts.ts'

/**
 * Turns a part of an earlier answer into a part of a turn. What Gemini cannot use (another vendor's reasoning and tools) is
 * left out with a warning.
 */
export function toModelParts(part: AssistantPart, mapping: Mapping): Part[] {
  if (part.type === 'text') return toTextParts(part.text, part)
  if (part.type === 'file') return toFileParts(part, mapping)
  if (part.type === 'tool-call' && part.providerExecuted !== true) {
    const { toolCallId, toolName: name, input } = part
    const id = mapping.vertex ? undefined : toolCallId
    return [withOwn({ functionCall: compact({ id, name, args: toolInputObject(input) }) }, part)]
  }
  const [own] = toOwnParts(part, mapping)
  if (own === undefined) return []
  if (part.type === 'reasoning') return [{ text: part.text, thought: true, ...own }]
  return part.type === 'reasoning-file' ? toFileParts(part, mapping) : [own]
}
