import type { Vendor } from '@llm-balancer/provider'
import { mistralLimitHeaders } from './limit-headers.ts'
import { mistral, mistralEmbedding } from './mistral.ts'
import type { MistralSettings } from './mistral.ts'

/** Mistral, as it declares itself. */
export const vendor: Vendor<'mistral', MistralSettings> = {
  type: 'mistral',
  label: 'Mistral',
  environment: {
    variables: { apiKey: ['MISTRAL_API_KEY'], model: ['MISTRAL_MODEL'] },
    defaultModel: 'mistral-small-latest',
  },
  settings: {},
  limitHeaders: mistralLimitHeaders,
  clientHosts: ['mistral.ai'],
  chat: mistral,
  embedding: mistralEmbedding,
}
