import {
  checkBoolean,
  checkFunction,
  checkText,
  finite,
  hasMethods,
  numberWithin,
  positive,
  readOptions,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { systemClock, type Clock, type Random } from '@llm-balancer/core/time'
import type { Fetch } from '@llm-balancer/provider'

/** Settings of an `LLMPool`, with the names of `llmpool`. Times in ms. */
export interface LLMPoolOptions {
  /** A local file with the configuration, as JSON; comments are allowed. */
  readonly configPath?: string | undefined
  /** The address of the configuration: https, or http to this machine. Wins when a file is named as well. */
  readonly configUrl?: string | undefined
  /** Total time of a chat, waits and further attempts included, > 0. @default 30 000 */
  readonly timeout?: number | undefined
  /** How often a chat may ask each provider, the first time included, a whole number ≥ 0; 0 counts as 1. @default 3 */
  readonly maxRetries?: number | undefined
  /** The wait before a provider is asked again, ≥ 0; it doubles with each further wait. Another provider is asked at once. @default 1000 */
  readonly retryDelay?: number | undefined
  /** How often the configuration is looked at for changes, > 0; Infinity = never. @default 300 000 */
  readonly checkInterval?: number | undefined
  /** Estimates the tokens of answers whose vendor reports none, for `usage`, statistics and costs. @default false: they count as 0 */
  readonly useTokenCounting?: boolean | undefined
  /** Emits `debug` events. Nothing is ever printed. @default false */
  readonly debug?: boolean | undefined
  /** Allows http to other hosts than this machine, so that keys travel unencrypted; beyond the original. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** Sends the requests, and fetches the configuration; beyond the original. @default the platform's */
  readonly fetch?: Fetch | undefined
  /** Where time comes from; beyond the original. @default the machine's clock */
  readonly clock?: Clock | undefined
  /** Where random numbers come from; beyond the original. @default the machine's */
  readonly random?: Random | undefined
}

type WithDefault =
  'timeout' | 'maxRetries' | 'retryDelay' | 'checkInterval' | 'useTokenCounting' | 'debug' | 'clock'

/** The same, checked, with the defaults. */
export type PoolSettings = LLMPoolOptions & {
  readonly [Name in WithDefault | 'allowInsecureHttp']: NonNullable<LLMPoolOptions[Name]>
}

/** A whole number of times; 0 counts as 1, because a chat without an attempt would be none. */
const passes: Check = (name, value, owner) =>
  Math.max(1, numberWithin({ min: 0, max: Infinity, integer: true })(name, value, owner) as number)

const table: OptionTable<PoolSettings> = {
  configPath: [checkText],
  configUrl: [checkText],
  timeout: [positive, 30_000],
  maxRetries: [passes, 3],
  retryDelay: [finite, 1000],
  checkInterval: [positive, 300_000],
  useTokenCounting: [checkBoolean, false],
  debug: [checkBoolean, false],
  allowInsecureHttp: [checkBoolean, false],
  fetch: [checkFunction],
  clock: [hasMethods('now', 'schedule'), systemClock],
  random: [checkFunction],
}

const hints = {
  config: 'configPath',
  path: 'configPath',
  url: 'configUrl',
  timeoutMs: 'timeout',
  maxAttempts: 'maxRetries',
  backoff: 'retryDelay',
  intervalMs: 'checkInterval',
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function readPoolOptions(options: LLMPoolOptions): PoolSettings {
  return readOptions<PoolSettings>('LLMPool', options, table, { hints })
}
