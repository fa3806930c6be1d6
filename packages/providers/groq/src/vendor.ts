import type { Vendor } from '@llm-balancer/provider'
import { groq, ownSettings } from './groq.ts'
import type { GroqSettings } from './groq.ts'
import { groqBooking } from './limit-booking.ts'
import { groqLimitHeaders } from './limit-headers.ts'

/** Groq, as it declares itself. */
export const vendor: Vendor<'groq', GroqSettings> = {
  type: 'groq',
  label: 'Groq',
  environment: {
    variables: { apiKey: ['GROQ_API_KEY'], model: ['GROQ_MODEL'] },
    defaultModel: 'openai/gpt-oss-120b',
  },
  settings: ownSettings,
  limitHeaders: groqLimitHeaders,
  booking: groqBooking,
  clientHosts: ['groq.com'],
  chat: groq,
}
