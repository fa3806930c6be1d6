import type { Vendor } from '@llm-balancer/provider'
import { ownSettings } from './openrouter-settings.ts'
import type { OpenRouterSettings } from './openrouter-settings.ts'
import { openrouter, openrouterEmbedding } from './openrouter.ts'

/** OpenRouter, as it declares itself. */
export const vendor: Vendor<'openrouter', OpenRouterSettings> = {
  type: 'openrouter',
  label: 'OpenRouter',
  environment: {
    variables: { apiKey: ['OPENROUTER_API_KEY'], model: ['OPENROUTER_MODEL'] },
    defaultModel: 'openrouter/auto',
  },
  settings: ownSettings,
  limitHeaders: [],
  clientHosts: ['openrouter.ai'],
  chat: openrouter,
  embedding: openrouterEmbedding,
}
