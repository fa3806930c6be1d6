import type { Vendor } from '@llm-balancer/provider'
import { ownSettings } from './anthropic-settings.ts'
import type { AnthropicSettings } from './anthropic-settings.ts'
import { anthropic } from './anthropic.ts'
import { anthropicBooking } from './limit-booking.ts'
import { anthropicLimitHeaders } from './limit-headers.ts'

const { maxOutputTokens: _, ...entrySettings } = ownSettings

/** Anthropic, as it declares itself. Provider entries have `defaults.maxOutputTokens` for every vendor. */
export const vendor: Vendor<'anthropic', Omit<AnthropicSettings, 'maxOutputTokens'>> = {
  type: 'anthropic',
  aliases: ['claude'],
  label: 'Anthropic',
  environment: {
    name: 'claude',
    variables: {
      apiKey: ['ANTHROPIC_API_KEY', 'CLAUDE_API_KEY'],
      model: ['ANTHROPIC_MODEL'],
      baseURL: ['ANTHROPIC_BASE_URL'],
    },
    defaultModel: 'claude-sonnet-5-5',
  },
  settings: entrySettings,
  limitHeaders: anthropicLimitHeaders,
  booking: anthropicBooking,
  clientHosts: [],
  chat: anthropic,
}
