import type { ErrorRule } from '@llm-balancer/provider'

/**
 * Cohere's errors beyond the common ones.
 *
 * Sources: https://docs.cohere.com/reference/errors and the official SDK's error classes.
 */
export const errorRules: readonly ErrorRule[] = [
  // Not about the key: the request or the answer contains a deny-listed token. Other vendors use this status for capacity.
  { status: [498], kind: 'content-policy' },
]
