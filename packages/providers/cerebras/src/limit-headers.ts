import type { LimitHeaders } from '@llm-balancer/provider'

/**
 * Cerebras's limit headers: requests per day, tokens per minute, resets in seconds.
 *
 * Source: https://inference-docs.cerebras.ai/support/rate-limits
 */
export const cerebrasLimitHeaders: readonly LimitHeaders[] = [
  { unit: 'requests', ...namesOf('requests-day'), windowMs: 86_400_000 },
  { unit: 'tokens', ...namesOf('tokens-minute'), windowMs: 60_000 },
]

function namesOf(limit: string): Pick<LimitHeaders, 'limit' | 'remaining' | 'reset'> {
  return {
    limit: `x-ratelimit-limit-${limit}`,
    remaining: `x-ratelimit-remaining-${limit}`,
    reset: `x-ratelimit-reset-${limit}`,
  }
}
