import type { LimitBooking } from '@llm-balancer/provider'

/**
 * Groq does not count tokens that it read from its cache.
 *
 * Source: https://console.groq.com/docs/prompt-caching
 */
export const groqBooking: LimitBooking = { cacheReads: false }
