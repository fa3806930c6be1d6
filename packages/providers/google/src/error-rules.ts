import type { ErrorRule } from '@llm-balancer/provider'

/**
 * Gemini's errors beyond the common ones, which cover its limits and countries.
 *
 * Source: https://ai.google.dev/gemini-api/docs/troubleshooting
 */
export const errorRules: readonly ErrorRule[] = [
  // "You do not have permission to access the File … or it may not exist."
  { status: [403, 404], message: /\b(File|CachedContent)\b/, kind: 'bad-request' },
]
