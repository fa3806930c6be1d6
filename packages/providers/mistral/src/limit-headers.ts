import type { LimitHeaders } from '@llm-balancer/provider'

const minuteMs = 60_000

/** Mistral's limit headers, per minute; they name no reset. */
export const mistralLimitHeaders: readonly LimitHeaders[] = [
  {
    unit: 'requests',
    limit: 'x-ratelimit-limit-req-minute',
    remaining: 'x-ratelimit-remaining-req-minute',
    windowMs: minuteMs,
  },
  {
    unit: 'tokens',
    limit: 'x-ratelimit-limit-tokens-minute',
    remaining: 'x-ratelimit-remaining-tokens-minute',
    windowMs: minuteMs,
  },
]
