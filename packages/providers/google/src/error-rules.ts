/**
 * What Gemini's errors mean where the common table does not know; that one knows its limits, which others hand on.
 * Sources: https://ai.google.dev/gemini-api/docs/troubleshooting and .../docs/rate-limits.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The table. */
export const errorRules: readonly ErrorRule[] = [
  { code: /^FAILED_PRECONDITION$/, message: /user location|free tier/i, kind: 'permission' },
  { status: [403, 404], message: /\b(File|CachedContent)\b/, kind: 'bad-request' },
]
