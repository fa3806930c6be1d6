import type { Vendor } from '@llm-balancer/provider'
import { togetherLimitHeaders } from './limit-headers.ts'
import { together, togetherEmbedding } from './together.ts'
import type { TogetherSettings } from './together.ts'

/** Together, as it declares itself. */
export const vendor: Vendor<'together', TogetherSettings> = {
  type: 'together',
  label: 'Together',
  environment: {
    variables: {
      apiKey: ['TOGETHER_API_KEY'],
      model: ['TOGETHER_MODEL'],
      baseURL: ['TOGETHER_BASE_URL'],
    },
    defaultModel: 'openai/gpt-oss-120b',
  },
  settings: {},
  limitHeaders: togetherLimitHeaders,
  aiSdkNames: ['togetherai'],
  clientHosts: ['together.xyz', 'together.ai'],
  chat: together,
  embedding: togetherEmbedding,
}
