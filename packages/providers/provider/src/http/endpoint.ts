import { systemClock } from '@llm-balancer/core'
import type { ErrorRule } from '../errors/error-rule.ts'
import type { LimitHeaders } from '../limits/limit-headers.ts'
import type { ApiKey } from '../options/api-key.ts'
import { checkApiKey } from '../options/api-key.ts'
import { checkBaseURL } from '../options/base-url.ts'
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
}

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
  mergeHeaders(provider, [headers])
  const limit = (name: keyof typeof defaults): number =>
    checkPositive(provider, name, settings[name]) ?? defaults[name]
  return {
    provider,
    modelId: settings.modelId,
    base,
    apiKey,
    authHeaders: settings.authHeaders ?? bearer,
    headers,
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
