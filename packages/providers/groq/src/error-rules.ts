/**
 * Groq's errors beyond the common ones (its pages on errors, rate limits and spend limits, late 2026). The common table
 * knows a 498 of the flex tier, a request that is too long, and what the model did wrong.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The table. */
export const groqErrorRules: readonly ErrorRule[] = [
  { code: /^(blocked_api_access|spend_\w+)$/, kind: 'quota' },
  // A limit per day has the same code as one per minute; only the text tells.
  { status: [429], message: /\bper (day|week|month)\b|\b[A-Z]+PD\b/, kind: 'quota' },
  { code: /^organization_restricted$/, kind: 'permission' },
]
