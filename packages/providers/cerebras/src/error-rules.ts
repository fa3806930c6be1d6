import type { ErrorRule } from '@llm-balancer/provider'

/**
 * Cerebras's errors beyond the common ones: every 429 is a `too_many_requests_error`, and its code tells a full queue from a
 * limit.
 *
 * Sources: https://inference-docs.cerebras.ai/support/error; answers that its users report (November 2026).
 */
export const cerebrasErrorRules: readonly ErrorRule[] = [
  { code: /^queue_exceeded$/, kind: 'overloaded' },
  { status: [429], message: /\bper day\b/i, kind: 'quota' },
  { code: /^(request|token)_quota_exceeded$/, kind: 'rate-limit' },
  { code: /^wrong_api_key$/, kind: 'auth' },
]
