import { openaiLimitHeaders } from '@llm-balancer/openai-compatible'
import type { LimitHeaders } from '@llm-balancer/provider'

/**
 * Groq's limit headers: OpenAI's names, requests per day and tokens per minute.
 *
 * Source: https://console.groq.com/docs/rate-limits
 */
export const groqLimitHeaders: readonly LimitHeaders[] = openaiLimitHeaders.map((headers) => ({
  ...headers,
  windowMs: headers.unit === 'requests' ? 86_400_000 : 60_000,
}))
