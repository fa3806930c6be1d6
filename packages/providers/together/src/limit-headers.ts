import type { LimitHeaders } from '@llm-balancer/provider'

/**
 * Together's limit headers: both limits are per second and share one reset.
 *
 * Source: https://docs.together.ai/docs/rate-limits
 */
export const togetherLimitHeaders: readonly LimitHeaders[] = [
  {
    unit: 'requests',
    limit: 'x-ratelimit-limit',
    remaining: 'x-ratelimit-remaining',
    reset: 'x-ratelimit-reset',
    windowMs: 1000,
  },
  {
    unit: 'tokens',
    limit: 'x-tokenlimit-limit',
    remaining: 'x-tokenlimit-remaining',
    reset: 'x-ratelimit-reset',
    windowMs: 1000,
  },
]
