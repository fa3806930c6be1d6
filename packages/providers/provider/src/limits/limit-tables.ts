/** The limit headers of each vendor, as their documents have them (late 2026). */
import type { LimitHeaders } from './limit-headers.ts'

const minuteMs = 60_000

/** OpenAI and Azure OpenAI. Windows differ by model and tier, so none is given. */
export const openaiLimitHeaders: readonly LimitHeaders[] = [xRateLimit('requests'), xRateLimit('tokens')]

/** Groq: requests are per day, tokens per minute. */
export const groqLimitHeaders: readonly LimitHeaders[] = [
  { ...xRateLimit('requests'), windowMs: 86_400_000 },
  { ...xRateLimit('tokens'), windowMs: minuteMs },
]

/** Anthropic; resets are RFC 3339. */
export const anthropicLimitHeaders: readonly LimitHeaders[] = (
  ['requests', 'tokens', 'input-tokens', 'output-tokens'] as const
).map((unit) => ({
  unit,
  limit: `anthropic-ratelimit-${unit}-limit`,
  remaining: `anthropic-ratelimit-${unit}-remaining`,
  reset: `anthropic-ratelimit-${unit}-reset`,
  windowMs: minuteMs,
}))

/** Cohere: only trial keys have them, and they do not say when they reset. */
export const cohereLimitHeaders: readonly LimitHeaders[] = [
  {
    unit: 'requests',
    limit: 'x-trial-endpoint-call-limit',
    remaining: 'x-trial-endpoint-call-remaining',
    windowMs: minuteMs,
  },
]

/** Mistral; it does not say when a limit resets. */
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

/** Together: both limits are per second and share one reset. */
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

function xRateLimit(unit: 'requests' | 'tokens'): LimitHeaders {
  return {
    unit,
    limit: `x-ratelimit-limit-${unit}`,
    remaining: `x-ratelimit-remaining-${unit}`,
    reset: `x-ratelimit-reset-${unit}`,
  }
}
