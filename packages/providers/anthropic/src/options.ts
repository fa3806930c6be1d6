import { checkApiKey, checkKnown, checkPositive, checkText } from '@llm-balancer/provider'
import type { ApiKey, Fetch, HeaderRecord } from '@llm-balancer/provider'
import { compact } from './compact.ts'

/** What {@link anthropic} needs to know. */
export interface AnthropicOptions {
  /** The key, or a function that gives the current one before each request (rotating tokens). */
  readonly apiKey: ApiKey
  /** The model: `claude-sonnet-5-5`. */
  readonly model: string
  /** Where the API is, with or without `/v1`; https, or http to a private host. @default 'https://api.anthropic.com' */
  readonly baseURL?: string | undefined
  /** API version, a date. From `2026-10-21` on the key goes out as `Authorization: Bearer`. @default '2023-06-01' */
  readonly version?: string | undefined
  /**
   * `max_tokens` of requests that do not say, a positive whole number. Thinking counts, so that a small one may leave no
   * room for the answer.
   *
   * @default 16_384
   */
  readonly maxOutputTokens?: number | undefined
  /** Beta features, for the `anthropic-beta` header. @default [] */
  readonly betas?: readonly string[] | undefined
  /** Headers of every request, over the adapter's own; undefined removes one. @default {} */
  readonly headers?: HeaderRecord | undefined
  /** Sends the requests. @default the platform's */
  readonly fetch?: Fetch | undefined
  /** Allows http to any host; the key then travels unencrypted. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** Largest answer that is read, in bytes. @default 33 554 432 (32 MiB) */
  readonly maxResponseBytes?: number | undefined
  /** Unix time in ms, for dates in headers. @default the system's clock */
  readonly now?: (() => number) | undefined
}

const defaults = {
  baseURL: 'https://api.anthropic.com',
  version: '2023-06-01',
  maxOutputTokens: 16_384,
  betas: [] as readonly string[],
} as const

/** Options that have been checked, with every default filled in. */
export type ResolvedOptions = Omit<AnthropicOptions, keyof typeof defaults> & {
  readonly baseURL: string
  readonly version: string
  readonly maxOutputTokens: number
  readonly betas: readonly string[]
}

const owner = 'anthropic'
const others = ['apiKey', 'model', 'headers', 'fetch', 'allowInsecureHttp', 'maxResponseBytes', 'now']

/**
 * Checks options once. What goes to the HTTP client is checked there.
 *
 * @throws TypeError or RangeError naming the option.
 */
export function resolveOptions(options: AnthropicOptions): ResolvedOptions {
  checkKnown(owner, options, [...others, ...Object.keys(defaults)])
  checkApiKey(owner, options.apiKey)
  checkText(owner, 'model', options.model)
  const resolved = { ...defaults, ...compact(options) } as ResolvedOptions
  const { version, maxOutputTokens } = resolved
  checkText(owner, 'version', version)
  checkPositive(owner, 'maxOutputTokens', maxOutputTokens)
  if (!Number.isInteger(maxOutputTokens)) {
    throw new RangeError(`${owner}: "maxOutputTokens" must be a whole number, got ${maxOutputTokens}`)
  }
  return resolved
}
