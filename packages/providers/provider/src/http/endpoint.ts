import { systemClock } from '@llm-balancer/core/contracts'
import type { ErrorRule } from '../errors/error-rule.ts'
import type { LimitHeaders } from '../limits/limit-headers.ts'
import type { ApiKey } from '../options/api-key.ts'
import { checkApiKey } from '../options/api-key.ts'
import { checkBaseURL, joinURL, plainURL } from '../options/base-url.ts'
import { checkOptionalFunction, checkPositive } from '../options/check-options.ts'
import { mergeHeaders } from './headers.ts'
import type { HeaderRecord } from './headers.ts'
import type { Fetch, HttpSettings } from './http-settings.ts'

const defaults = {
  maxResponseBytes: 32 * 1024 * 1024,
  maxErrorBytes: 64 * 1024,
  maxEventChars: 8 * 1024 * 1024,
}

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
  readonly maxResponseBytes: number
  readonly maxErrorBytes: number
  readonly maxEventChars: number
  readonly now: () => number
  /** Headers that are the same in every request, as long as the key is no function. */
  readonly fixedHeaders: {
    readonly plain: Readonly<Record<string, string>>
    readonly withBody: Readonly<Record<string, string>>
  }
  /** Where a path below the base is, and the same without its query. */
  readonly addressOf: (path: string) => Address
}

/** An address, and how it may be shown. */
export type Address = { readonly href: string; readonly plain: string }

/**
 * Checks settings once.
 *
 * @throws TypeError or RangeError naming a setting that cannot be.
 */
export function resolveEndpoint(settings: HttpSettings): Endpoint {
  const { provider, apiKey, allowInsecureHttp = false, headers = {} } = settings
  const base = checkBaseURL(provider, settings.baseURL, allowInsecureHttp)
  if (apiKey !== undefined) checkApiKey(provider, apiKey)
  checkOptionalFunction(provider, 'fetch', settings.fetch)
  const limit = (name: keyof typeof defaults): number =>
    checkPositive(provider, name, settings[name]) ?? defaults[name]
  const layered = { apiKey, headers, authHeaders: settings.authHeaders ?? bearer }
  const fixed = (hasBody: boolean): Record<string, string> =>
    mergeHeaders(provider, headerLayers(layered, hasBody, typeof apiKey === 'string' ? apiKey : undefined))
  return {
    provider,
    fixedHeaders: { plain: fixed(false), withBody: fixed(true) },
    addressOf: addresses(base),
    modelId: settings.modelId,
    base,
    ...layered,
    fetch: settings.fetch ?? platformFetch,
    errorRules: settings.errorRules ?? [],
    refusalIn: settings.refusalIn ?? (() => undefined),
    limitHeaders: settings.limitHeaders ?? [],
    maxResponseBytes: limit('maxResponseBytes'),
    maxErrorBytes: limit('maxErrorBytes'),
    maxEventChars: limit('maxEventChars'),
    now: settings.now ?? (() => systemClock.now()),
  }
}

// Looked up at each call, so that a `fetch` that is replaced later is the one that is used.
const platformFetch: Fetch = (url, init) => fetch(url, init)

const bearer = (key: string): HeaderRecord => ({ authorization: `Bearer ${key}` })

/** The headers of a request below those of its call, the last one on top. */
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

/** An adapter asks for few paths, over and over. */
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
