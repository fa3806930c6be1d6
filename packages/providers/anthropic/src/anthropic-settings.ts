import { checkText, mustBe, numberWithin, readModelSettings } from '@llm-balancer/provider'
import type { ApiKey, ModelSettings, OptionTable, OwnSettings } from '@llm-balancer/provider'

/** Settings of a Claude model. */
export interface AnthropicSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request (rotating tokens). */
  readonly apiKey: ApiKey
  /** The model: `claude-sonnet-5-5`. */
  readonly model: string
  /** Where the API is, with or without `/v1`; https, or http to this machine. @default 'https://api.anthropic.com' */
  readonly baseURL?: string | undefined
  /** API version, a date. From `2026-10-21` on the key goes out as `Authorization: Bearer`. @default '2023-06-01' */
  readonly version?: string | undefined
  /**
   * `max_tokens` of requests without a limit of their own, a positive whole number. Reasoning counts, so that a small one may
   * leave no room for the answer.
   *
   * @default 16_384
   */
  readonly maxOutputTokens?: number | undefined
  /** Beta features, for the `anthropic-beta` header. @default [] */
  readonly betas?: readonly string[] | undefined
}

/** Checks of the settings that only this adapter has, with their defaults. */
export const ownSettings: OptionTable<OwnSettings<AnthropicSettings>> = {
  version: [checkText, '2023-06-01'],
  maxOutputTokens: [numberWithin({ min: 1, max: Infinity, integer: true }), 16_384],
  betas: [mustBe('a list of names', isListOfNames), []],
}

/** Settings that have been checked, with every default filled in. */
export type ResolvedSettings = AnthropicSettings & {
  readonly version: string
  readonly maxOutputTokens: number
  readonly betas: readonly string[]
}

/**
 * Checks settings once and fills in the defaults of those that only this adapter has.
 *
 * @throws TypeError or RangeError naming the setting that is missing, unknown or wrong
 */
export function resolveSettings(given: AnthropicSettings): ResolvedSettings {
  return readModelSettings<AnthropicSettings>('anthropic', given, ownSettings) as ResolvedSettings
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
}
