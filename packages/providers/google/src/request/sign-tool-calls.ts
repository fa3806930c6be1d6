import type { Mapping } from './mapping.ts'
import type { Turn } from './generate-content-body.ts'

/** The value in place of a signature with which the API accepts a tool call that is not the model's own. */
const noSignature = 'skip_thought_signature_validator'

/**
 * Marks unsigned tool calls of the current turn, which is everything after the last user message: they come from another
 * vendor or lost their signature, and Gemini would refuse them. Only the first of parallel calls has a signature.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export function signToolCalls(turns: readonly Turn[], { traits, warn }: Mapping): void {
  if (!traits.signatures) return
  const start = turns.findLastIndex(
    ({ role, parts }) => role === 'user' && parts.every((part) => part.functionResponse === undefined),
  )
  for (const { parts } of turns.slice(start + 1)) {
    const calls = parts.filter((part) => part.functionCall !== undefined)
    const [first] = calls
    if (first === undefined || calls.some((part) => part.thoughtSignature !== undefined)) continue
    first.thoughtSignature = noSignature
    warn('tool calls without a thought signature', 'sent unchecked')
  }
}
