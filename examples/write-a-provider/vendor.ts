import type { Vendor } from '@llm-balancer/provider'
import { acme } from './acme.ts'
import type { AcmeSettings } from './acme.ts'

/** Acme, as it declares itself. */
export const vendor: Vendor<'acme', AcmeSettings> = {
  type: 'acme',
  label: 'Acme',
  environment: {
    variables: { apiKey: ['ACME_API_KEY'], model: ['ACME_MODEL'] },
    defaultModel: 'acme-1',
  },
  settings: {},
  limitHeaders: [],
  chat: acme,
}
