import type { Vendor } from '@llm-balancer/provider'
import { cerebras } from './cerebras.ts'
import type { CerebrasSettings } from './cerebras.ts'
import { cerebrasLimitHeaders } from './limit-headers.ts'

/** Cerebras, as it declares itself. */
export const vendor: Vendor<'cerebras', CerebrasSettings> = {
  type: 'cerebras',
  label: 'Cerebras',
  environment: {
    variables: { apiKey: ['CEREBRAS_API_KEY'], model: ['CEREBRAS_MODEL'] },
    defaultModel: 'gpt-oss-120b',
  },
  settings: {},
  limitHeaders: cerebrasLimitHeaders,
  clientHosts: ['cerebras.ai'],
  chat: cerebras,
}
