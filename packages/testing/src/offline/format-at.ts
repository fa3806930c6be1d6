import type { FormatName } from '../formats/formats.ts'

/** Vendors by their hosts. */
const vendors: readonly { readonly host: RegExp; readonly format: FormatName }[] = [
  { host: /\.(openai|services\.ai|cognitiveservices)\.azure\.com$/, format: 'azure-openai' },
  { host: /^api\.anthropic\.com$/, format: 'anthropic' },
  { host: /^generativelanguage\.googleapis\.com$|(^|-)aiplatform\.googleapis\.com$/, format: 'google' },
  { host: /^api\.cohere\.(com|ai)$/, format: 'cohere' },
  { host: /^api\.mistral\.ai$/, format: 'mistral' },
  { host: /^api\.groq\.com$/, format: 'groq' },
  { host: /^api\.together\.(xyz|ai)$/, format: 'together' },
]

/** The format of the API at a host: the vendor's own, or `openai` for OpenAI and every other host. */
export const formatAt = (hostname: string): FormatName =>
  vendors.find(({ host }) => host.test(hostname))?.format ?? 'openai'
