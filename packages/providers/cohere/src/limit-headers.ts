import type { LimitHeaders } from '@llm-balancer/provider'

/** Cohere's limit headers: only trial keys get them, and they name no reset. */
export const cohereLimitHeaders: readonly LimitHeaders[] = [
  {
    unit: 'requests',
    limit: 'x-trial-endpoint-call-limit',
    remaining: 'x-trial-endpoint-call-remaining',
    windowMs: 60_000,
  },
]
