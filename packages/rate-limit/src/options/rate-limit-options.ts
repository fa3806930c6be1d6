import type { HeadersLike, LimitReport } from '@llm-balancer/core'
import {
  atLeastOne,
  checkBoolean,
  checkFunction,
  checkOneOf,
  checkText,
  hasMethods,
  numberWithin,
  optionsOf,
  positive,
  readOptions,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { systemClock, type Clock, type TimeOfDay } from '@llm-balancer/core/time'
import type { Booking } from '../contracts/booking.ts'
import { estimateTokens } from '../tokens/estimate-tokens.ts'
import type { RateLimiterState } from '../contracts/state.ts'
import { checkResetsAt } from './check-resets-at.ts'
import { checkState } from './check-state.ts'

/** Limits of requests and tokens: whole numbers ≥ 0; 0 lets nothing through, Infinity is no limit. */
export interface RateLimits {
  /** Calls per minute. @default Infinity */
  readonly requestsPerMinute?: number | undefined
  /** Calls per day. @default Infinity */
  readonly requestsPerDay?: number | undefined
  /** Input and output tokens together, per minute. @default Infinity */
  readonly tokensPerMinute?: number | undefined
  /** @default Infinity */
  readonly inputTokensPerMinute?: number | undefined
  /** @default Infinity */
  readonly outputTokensPerMinute?: number | undefined
  /** Input and output tokens together, per day. @default Infinity */
  readonly tokensPerDay?: number | undefined
}

/** Settings of `rateLimit`. */
export interface RateLimitOptions extends RateLimits {
  /** Most calls that run at a time, a whole number ≥ 1. @default Infinity */
  readonly concurrency?: number | undefined
  /**
   * How much of a limit per minute may be used at once, as the time in which it comes back, in ms, above 0; 60 000 is all of it. A
   * day's limit may be used at once in any case, and so may what the vendor reports as left. @default 5000, and at least 10 calls
   */
  readonly burstMs?: number | undefined
  /**
   * True: no window of a limit's length ever sees more than the limit, wherever it begins, and all of it may be used at once; it comes
   * back as calls leave the window in which they began. False: limits fill evenly, and a window sees at most the limit and the burst.
   *
   * @default false
   */
  readonly exact?: boolean | undefined
  /**
   * When limits per day begin anew, as a time of day and a time zone: `00:00 America/Los_Angeles`. Needs a clock of Unix time.
   *
   * @default they fill evenly
   */
  readonly resetsAt?: string | undefined
  /** How the vendor counts. @default the tokens that calls really used */
  readonly booking?: Booking | undefined
  /**
   * False: only the numbers given here count. True: what the vendor reports of its limits tightens them and sets what is left, limits
   * that were not given are learnt, and refusals (429) slow calls down. @default true
   */
  readonly learn?: boolean | undefined
  /** Reads what response headers say of limits, where calls report only headers. `now` is clock time in ms. @default nothing */
  readonly readLimits?: ((headers: HeadersLike, now: number) => readonly LimitReport[]) | undefined
  /** Counts the tokens of a text: a tokenizer. @default estimateTokens */
  readonly countTokens?: ((text: string) => number) | undefined
  /** Most scheduled calls that wait, a whole number ≥ 1; further ones are refused. @default 1000 */
  readonly maxWaiting?: number | undefined
  /** What `exportState` gave, after a restart: limits go on from there, as far as the options still name them. @default full limits */
  readonly initialState?: RateLimiterState | undefined
  /** What is limited; begins error messages. @default 'rate-limit' */
  readonly label?: string | undefined
  /** Where time and timers come from. @default the machine's clock */
  readonly clock?: Clock | undefined
}

type Optional = 'burstMs' | 'resetsAt' | 'readLimits' | 'initialState'

/** The same, checked and complete. */
export type RateLimitSettings = {
  readonly [Name in Exclude<keyof RateLimitOptions, Optional>]-?: NonNullable<RateLimitOptions[Name]>
} & {
  readonly burstMs: number | undefined
  readonly resetsAt: TimeOfDay | undefined
} & Pick<RateLimitOptions, 'readLimits' | 'initialState'>

const wholeFromZero = numberWithin({ min: 0, max: Infinity, infinite: true, integer: true })

const checkTokens: Check = (name, value, owner) => checkOneOf(name, value, ['usage', 'arrival'], owner)

const bookingTable: OptionTable<Booking> = {
  tokens: [checkTokens, 'usage'],
  cacheReads: [checkBoolean, true],
  rejected: [checkBoolean, false],
}

const table: OptionTable<RateLimitSettings> = {
  requestsPerMinute: [wholeFromZero, Infinity],
  requestsPerDay: [wholeFromZero, Infinity],
  tokensPerMinute: [wholeFromZero, Infinity],
  inputTokensPerMinute: [wholeFromZero, Infinity],
  outputTokensPerMinute: [wholeFromZero, Infinity],
  tokensPerDay: [wholeFromZero, Infinity],
  concurrency: [atLeastOne, Infinity],
  burstMs: [positive],
  exact: [checkBoolean, false],
  resetsAt: [checkResetsAt],
  booking: [optionsOf(bookingTable), {}],
  learn: [checkBoolean, true],
  readLimits: [checkFunction],
  countTokens: [checkFunction, estimateTokens],
  maxWaiting: [atLeastOne, 1000],
  initialState: [checkState],
  label: [checkText, 'rate-limit'],
  clock: [hasMethods('now', 'schedule'), systemClock],
}

/** Names of the same settings in other libraries. */
const hints = {
  rpm: 'requestsPerMinute',
  rpd: 'requestsPerDay',
  tpm: 'tokensPerMinute',
  tpd: 'tokensPerDay',
  itpm: 'inputTokensPerMinute',
  otpm: 'outputTokensPerMinute',
  maxConcurrent: 'concurrency',
  maxConcurrency: 'concurrency',
  maxInFlight: 'concurrency',
  highWater: 'maxWaiting',
  tokenizer: 'countTokens',
  estimateTokens: 'countTokens',
  name: 'label',
  pool: 'label',
}

/** Checks the options and fills in the defaults. @throws RangeError or TypeError that names the option */
export function readRateLimitOptions(given: RateLimitOptions): RateLimitSettings {
  return readOptions<RateLimitSettings>('rateLimit', given, table, { hints })
}
