import { checkKnown, checkPositive, checkText, compact, modelSettingNames } from '@llm-balancer/provider'
import type { ApiKey, ModelSettings } from '@llm-balancer/provider'

/** What {@link anthropic} needs to know. */
export interface AnthropicSettings extends ModelSettings {
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
}

const defaults = {
  version: '2023-06-01',
  maxOutputTokens: 16_384,
  betas: [] as readonly string[],
} as const

/** Options that have been checked, with every default filled in. */
export type ResolvedOptions = Omit<AnthropicSettings, keyof typeof defaults> & {
  readonly version: string
  readonly maxOutputTokens: number
  readonly betas: readonly string[]
}

const owner = 'anthropic'

/**
 * Checks the adapter's own options once. What every model has is checked where its client is made.
 *
 * @throws TypeError or RangeError naming the option.
 */
export function resolveOptions(options: AnthropicSettings): ResolvedOptions {
  checkKnown(owner, options, [...modelSettingNames, ...Object.keys(defaults)])
  const resolved = { ...defaults, ...compact(options) } as ResolvedOptions
  const { version, maxOutputTokens, betas } = resolved
  checkText(owner, 'version', version)
  if (!Array.isArray(betas)) throw new TypeError(`${owner}: "betas" must be a list of names`)
  checkPositive(owner, 'maxOutputTokens', maxOutputTokens)
  if (!Number.isInteger(maxOutputTokens)) {
    throw new RangeError(`${owner}: "maxOutputTokens" must be a whole number, got ${maxOutputTokens}`)
  }
  return resolved
}
