import type { LimitBooking } from '@llm-balancer/provider'

/**
 * OpenAI and Azure OpenAI count what they expect of a call when it arrives: an estimate of the prompt, and `max_tokens`.
 *
 * Sources: https://platform.openai.com/docs/guides/rate-limits,
 * https://learn.microsoft.com/azure/ai-foundry/openai/how-to/quota
 */
export const openaiBooking: LimitBooking = { tokens: 'arrival' }
