import type { Vendor } from '@llm-balancer/provider'
import { xaiLimitHeaders } from './limit-headers.ts'
import { xai } from './xai.ts'
import type { XAISettings } from './xai.ts'

/** xAI, as it declares itself. */
export const vendor: Vendor<'xai', XAISettings> = {
  type: 'xai',
  aliases: ['grok'],
  label: 'xAI',
  environment: {
    variables: { apiKey: ['XAI_API_KEY'], model: ['XAI_MODEL'] },
    defaultModel: 'grok-4.3',
  },
  settings: {},
  limitHeaders: xaiLimitHeaders,
  clientHosts: ['x.ai'],
  chat: xai,
}
