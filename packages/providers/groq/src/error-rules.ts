/**
 * Groq's errors beyond the common ones (its pages on errors, rate limits and spend limits, late 2026). The common table
 * covers a 498 of the flex tier, a request that is too long, and the model's own mistakes.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The rules, in the order in which they are tried. */
export const groqErrorRules: readonly ErrorRule[] = [
  { code: /^(blocked_api_access|spend_\w+)$/, kind: 'quota' },
  // A limit per day has the same code as one per minute; only the text differs.
  { status: [429], message: /\bper (day|week|month)\b|\b[A-Z]+PD\b/, kind: 'quota' },
  { code: /^organization_restricted$/, kind: 'permission' },
]
