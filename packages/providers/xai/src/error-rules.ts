import type { ErrorRule } from '@llm-balancer/provider'

/**
 * xAI's errors beyond the common ones, which know its 400 for a wrong key and its 429 for spent credits. The body is
 * `{ code, error }` with a sentence in each.
 *
 * Sources: https://docs.x.ai/developers/debugging; answers that its users report (November 2026).
 */
export const xaiErrorRules: readonly ErrorRule[] = [
  { status: [400], message: /maximum prompt length/i, kind: 'context-length' },
  // A refused prompt has the same 403 and the same code as a missing permission; only the text tells.
  { status: [400, 403], message: /violates usage guidelines/i, kind: 'content-policy' },
]
