import { systemClock, type Clock } from '@llm-balancer/core/time'
import type { ErrorRule } from '@llm-balancer/core/errors'
import type { LimitHeaders } from '../limits/limit-headers.ts'
import type { ApiKey } from '../options/api-key.ts'
import { checkHeaders } from '../options/check-headers.ts'
import { checkBaseURL, joinURL, plainURL, querySecrets } from '../options/base-url.ts'
import { readHttpSettings } from '../options/read-settings.ts'
import { mergeHeaders } from './headers.ts'
import type { HeaderRecord } from './header-record.ts'
import type { Fetch, HttpSettings } from './http-settings.ts'

/** Settings that have been checked, with every default filled in. */
export interface Endpoint {
  readonly provider: string
  readonly modelId: string | undefined
  readonly base: URL
  readonly apiKey: ApiKey | undefined
  readonly authHeaders: (key: string) => HeaderRecord
  readonly headers: HeaderRecord
  readonly fetch: Fetch
  readonly errorRules: readonly ErrorRule[]
  readonly refusalIn: NonNullable<HttpSettings['refusalIn']>
  readonly limitHeaders: readonly LimitHeaders[]
  readonly exposeVendorErrors: boolean
  readonly maxResponseBytes: number
  readonly maxErrorBytes: number
  readonly maxEventChars: number
  readonly now: () => number
  readonly clock: Clock
  /** Headers that are the same in every request, unless the key is a function. */
  readonly fixedHeaders: {
    readonly plain: Readonly<Record<string, string>>
    readonly withBody: Readonly<Record<string, string>>
  }
  /** The address of a path below the base. */
  readonly addressOf: (path: string) => Address
  /** What stands in the query of the base URL, where some gateways want the key. */
  readonly querySecrets: readonly string[]
}

/** An address, and the same without its query, which may be shown. */
export type Address = { readonly href: string; readonly plain: string }

/**
 * Checks settings once.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong
 */
export function resolveEndpoint(given: HttpSettings): Endpoint {
  const settings = readHttpSettings(given)
  const { provider, apiKey, authHeaders = bearer } = settings
  const headers = checkHeaders('headers', settings.headers ?? {}, provider)
  const base = checkBaseURL(provider, settings.baseURL, settings.allowInsecureHttp)
  const fixed = (hasBody: boolean): Record<string, string> =>
    mergeHeaders(
      provider,
      headerLayers({ headers, authHeaders }, hasBody, typeof apiKey === 'string' ? apiKey : undefined),
    )
  return {
    ...{ provider, apiKey, headers, authHeaders, base },
    modelId: settings.modelId,
    fetch: settings.fetch ?? platformFetch,
    errorRules: settings.errorRules,
    refusalIn: settings.refusalIn ?? (() => undefined),
    limitHeaders: settings.limitHeaders,
    exposeVendorErrors: settings.exposeVendorErrors,
    maxResponseBytes: settings.maxResponseBytes,
    maxErrorBytes: settings.maxErrorBytes,
    maxEventChars: settings.maxEventChars,
    now: settings.now ?? (() => systemClock.now()),
    clock: settings.clock ?? systemClock,
    fixedHeaders: { plain: fixed(false), withBody: fixed(true) },
    addressOf: addresses(base),
    querySecrets: querySecrets(base),
  }
}

// Looked up at each call, so that a `fetch` that is replaced later is used.
const platformFetch: Fetch = (url, init) => fetch(url, init)

const bearer = (key: string): HeaderRecord => ({ authorization: `Bearer ${key}` })

/** The headers of a request without those of its call, the last layer on top. */
export function headerLayers(
  { authHeaders, headers }: Pick<Endpoint, 'authHeaders' | 'headers'>,
  hasBody: boolean,
  key: string | undefined,
): HeaderRecord[] {
  return [
    hasBody ? { 'content-type': 'application/json' } : {},
    key === undefined ? {} : authHeaders(key),
    headers,
  ]
}

/** An adapter uses few paths, over and over. */
const rememberedPaths = 16

function addresses(base: URL): Endpoint['addressOf'] {
  const known = new Map<string, Address>()
  return (path) => {
    const found = known.get(path)
    if (found !== undefined) return found
    const url = joinURL(base, path)
    const address = { href: url.href, plain: plainURL(url) }
    if (known.size < rememberedPaths) known.set(path, address)
    return address
  }
}
