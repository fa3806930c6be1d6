import type { LimitHeaders } from '@llm-balancer/provider'

/**
 * The limit headers of OpenAI and Azure OpenAI, which many other servers send too. Windows differ by model and tier, so none
 * is given.
 *
 * Source: https://platform.openai.com/docs/guides/rate-limits
 */
export const openaiLimitHeaders: readonly LimitHeaders[] = (['requests', 'tokens'] as const).map((unit) => ({
  unit,
  limit: `x-ratelimit-limit-${unit}`,
  remaining: `x-ratelimit-remaining-${unit}`,
  reset: `x-ratelimit-reset-${unit}`,
}))
