/**
 * Groq's errors beyond the common ones (its pages on errors, rate limits and spend limits, late 2026); a 498 of the flex
 * tier is in the common table.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The table. */
export const groqErrorRules: readonly ErrorRule[] = [
  // The request alone is more than the limit per minute: no wait will ever help it here, while smaller ones are served as
  // before. For the target it is what a full context window is, so it goes on to targets that are known to take more.
  { status: [413], code: /^rate_limit_exceeded$/, kind: 'context-length' },
  { code: /^(blocked_api_access|spend_\w+)$/, kind: 'quota' },
  // A limit per day has the same code as one per minute; only the text tells.
  { status: [429], message: /\bper (day|week|month)\b|\b[A-Z]+PD\b/, kind: 'quota' },
  // The model's own mistakes, which Groq finds before we could: another try may go well.
  { code: /^(tool_use_failed|json_validate_failed|output_parse_failed)$/, kind: 'invalid-response' },
  { code: /^organization_restricted$/, kind: 'permission' },
]
