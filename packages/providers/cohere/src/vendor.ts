import type { Vendor } from '@llm-balancer/provider'
import { cohereEmbedding } from './cohere-embedding.ts'
import type { CohereSettings } from './cohere-settings.ts'
import { cohere } from './cohere.ts'
import { cohereLimitHeaders } from './limit-headers.ts'

/** Cohere, as it declares itself. */
export const vendor: Vendor<'cohere', CohereSettings> = {
  type: 'cohere',
  label: 'Cohere',
  environment: {
    variables: {
      apiKey: ['COHERE_API_KEY', 'CO_API_KEY'],
      model: ['COHERE_MODEL'],
      baseURL: ['CO_API_URL'],
    },
    defaultModel: 'command-a-plus-05-2026',
  },
  settings: {},
  limitHeaders: cohereLimitHeaders,
  clientHosts: [],
  chat: cohere,
  embedding: cohereEmbedding,
}
