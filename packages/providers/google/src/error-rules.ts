/**
 * What Gemini's errors mean where the common table does not know, or says something else. One status has many meanings
 * here: every used-up limit is a 429 RESOURCE_EXHAUSTED whose text speaks of plan and quota, and only the id of the limit
 * tells a minute from a day. Sources: https://ai.google.dev/gemini-api/docs/troubleshooting and .../docs/rate-limits.
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The table. */
export const errorRules: readonly ErrorRule[] = [
  { status: [429], code: /PerDay/, kind: 'quota' },
  { status: [429], message: /spend(ing)? cap|credits are depleted|\blimit: 0\b/i, kind: 'quota' },
  // The model's capacity, not the project's limit.
  { code: /^MODEL_CAPACITY_EXHAUSTED$/, kind: 'overloaded' },
  { status: [429], code: /^RESOURCE_EXHAUSTED$/, kind: 'rate-limit' },
  { code: /^FAILED_PRECONDITION$/, message: /user location|free tier/i, kind: 'permission' },
  { status: [403, 404], message: /\b(File|CachedContent)\b/, kind: 'bad-request' },
]
