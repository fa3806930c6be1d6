import type { LimitHeaders } from '@llm-balancer/provider'

/**
 * Anthropic's limit headers, per minute; resets are RFC 3339 dates.
 *
 * Source: https://platform.claude.com/docs/en/api/rate-limits
 */
export const anthropicLimitHeaders: readonly LimitHeaders[] = (
  ['requests', 'tokens', 'input-tokens', 'output-tokens'] as const
).map((unit) => ({
  unit,
  limit: `anthropic-ratelimit-${unit}-limit`,
  remaining: `anthropic-ratelimit-${unit}-remaining`,
  reset: `anthropic-ratelimit-${unit}-reset`,
  windowMs: 60_000,
}))
