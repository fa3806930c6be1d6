import type { FormatName } from '../../packages/testing/src/index.ts'

/** The fake's targets without the base paths of their formats, one per wire format. */
export type FakeAddresses = Readonly<Record<FormatName, string>>

/** Vendors by their hosts; any other host is taken for an OpenAI-compatible server. */
const vendors: readonly { readonly host: RegExp; readonly format: FormatName }[] = [
  { host: /^api\.openai\.com$/, format: 'openai' },
  { host: /\.(openai|services\.ai|cognitiveservices)\.azure\.com$/, format: 'azure-openai' },
  { host: /^api\.anthropic\.com$/, format: 'anthropic' },
  { host: /^generativelanguage\.googleapis\.com$|(^|-)aiplatform\.googleapis\.com$/, format: 'google' },
  { host: /^api\.cohere\.(com|ai)$/, format: 'cohere' },
  { host: /^api\.mistral\.ai$/, format: 'mistral' },
  { host: /^api\.groq\.com$/, format: 'groq' },
  { host: /^api\.together\.(xyz|ai)$/, format: 'together' },
]

/** `https://gpu-1.example:8000/v1/chat/completions` → `/v1/chat/completions`. */
const pathOnCompatibleServer = (path: string): string =>
  path.includes('/v1/') ? path.slice(path.indexOf('/v1/')) : `/v1${path}`

/** Where a request for a vendor goes instead. The fake knows the vendors' own paths. */
export const routeToFake = (url: URL, addresses: FakeAddresses): URL => {
  const vendor = vendors.find(({ host }) => host.test(url.hostname))
  const path = vendor === undefined ? pathOnCompatibleServer(url.pathname) : url.pathname
  return new URL(`${addresses[vendor?.format ?? 'openai']}${path}${url.search}`)
}
