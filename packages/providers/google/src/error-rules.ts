/**
 * Gemini's errors beyond the common ones, which cover its limits, because other vendors pass those on.
 * Sources: https://ai.google.dev/gemini-api/docs/troubleshooting and .../docs/rate-limits.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The rules, in the order in which they are tried. */
export const errorRules: readonly ErrorRule[] = [
  { code: /^FAILED_PRECONDITION$/, message: /user location|free tier/i, kind: 'permission' },
  { status: [403, 404], message: /\b(File|CachedContent)\b/, kind: 'bad-request' },
]
