import type { LimitBooking } from '@llm-balancer/provider'

/**
 * Anthropic counts the tokens that calls really use, `max_tokens` not included; of most models those read from its cache are free.
 *
 * Source: https://platform.claude.com/docs/en/api/rate-limits
 */
export const anthropicBooking: LimitBooking = { cacheReads: false }
