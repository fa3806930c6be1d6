import { openaiLimitHeaders } from '@llm-balancer/openai-compatible'
import type { LimitHeaders } from '@llm-balancer/provider'

/**
 * xAI's limit headers: OpenAI's names, both limits per minute.
 *
 * Source: https://docs.x.ai/docs/key-information/consumption-and-rate-limits
 */
export const xaiLimitHeaders: readonly LimitHeaders[] = openaiLimitHeaders.map((headers) => ({
  ...headers,
  windowMs: 60_000,
}))
