import { compact, toolInputObject } from '@llm-balancer/provider'
import type { AssistantPart } from '@llm-balancer/provider'
import { hasFields } from '../has-fields.ts'
import type { Part } from './generate-content-body.ts'
import { ownOf, toTextParts, withOwn } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import { toFileParts } from './to-file-parts.ts'

/**
 * Turns a part of an earlier answer into a part of a turn. What means nothing to Gemini (another vendor's thoughts and
 * tools) becomes nothing and a warning.
 */
export function toModelParts(part: AssistantPart, mapping: Mapping): Part[] {
  if (part.type === 'text') return toTextParts(part.text, part)
  if (part.type === 'file') return toFileParts(part, mapping)
  if (part.type === 'tool-call' && part.providerExecuted !== true) {
    const { toolCallId, toolName: name, input } = part
    const id = mapping.vertex ? undefined : toolCallId
    return [withOwn({ functionCall: compact({ id, name, args: toolInputObject(input) }) }, part)]
  }
  // The rest has to be Gemini's own; such a part has all, or all but its text or file, in its metadata.
  const own = ownOf(part)
  if (!hasFields(own)) {
    mapping.warn(`${part.type} part of an assistant message`, 'left out')
    return []
  }
  if (part.type === 'reasoning') return [{ text: part.text, thought: true, ...own }]
  return part.type === 'reasoning-file' ? toFileParts(part, mapping) : [{ ...own }]
}
