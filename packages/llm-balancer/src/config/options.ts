import { systemClock } from '@llm-balancer/core'
import type { Classify, Clock, CoolingOptions, Random, Strategy, WhenUnavailable } from '@llm-balancer/core'
import { checkOptionalFunction } from '@llm-balancer/provider'
import type { Fetch } from '@llm-balancer/provider'
import { providerCircuit, type ProviderCircuitSetting } from '../guards/provider-circuit.ts'
import { checkKnown } from './check-known.ts'
import { checkNumber, describe, isRecord, within } from './checks.ts'
import type { CustomStrategy } from './custom-strategy.ts'
import type { ProviderInput } from './provider-config.ts'
import type { StrategyName } from './strategies.ts'

/** Settings of `createLLMBalancer`. */
export interface LLMBalancerOptions {
  /** At least one; their names are unique. */
  readonly providers: readonly ProviderInput[]
  /** Chooses among the providers that may be asked: a name, or a strategy of the core. @default 'peak-ewma', or 'custom' with `customStrategy` */
  readonly strategy?: StrategyName | Strategy
  /** Chooses by your own rule. Only with `strategy: 'custom'`, or without `strategy`. */
  readonly customStrategy?: CustomStrategy
  /**
   * Total time of one request in ms, waits and retries included, > 0; Infinity = no bound. While another provider could
   * take over, an attempt gets at most half of what is left of it unless its provider has a `timeout`, so that one that
   * hangs is failed over. A stream has no total time unless this is given; its first content must come within it in any
   * case, and within half of it while another provider could take over.
   *
   * @default 30 000
   */
  readonly globalTimeout?: number
  /** Most attempts of one request, on all providers together, a whole number ≥ 0; 0 and 1 are both one attempt. @default 3, or the number of priorities if higher */
  readonly maxRetries?: number
  /** Longest first wait before a provider is asked again, in ms, ≥ 0; doubles each time, with full jitter. Another provider is asked at once. @default 1000 */
  readonly retryDelay?: number
  /** When failing providers are left alone, and for how long; false = only after a failed health check. @default 5 faults in a row, for 30 s, then one trial request at a time until one succeeds */
  readonly circuitBreaker?: ProviderCircuitSetting
  /** What a request does when no provider may be asked now. @default 'wait', up to 5 s, within its total time */
  readonly whenUnavailable?: WhenUnavailable
  /** For how long rate limits, bad keys and used-up quotas keep a provider out. @default see CoolingOptions */
  readonly cooling?: CoolingOptions
  /** Judges an error before the built-in classifier; undefined leaves it to that one. */
  readonly classify?: Classify
  /** Sends the requests of entries that bring no `fetch` of their own. @default the platform's */
  readonly fetch?: Fetch
  /** Where time comes from. @default the machine's clock */
  readonly clock?: Clock
  /** Where random numbers come from. @default the machine's */
  readonly random?: Random
}

const known = [
  'providers',
  'strategy',
  'customStrategy',
  'globalTimeout',
  'maxRetries',
  'retryDelay',
  'circuitBreaker',
  'whenUnavailable',
  'cooling',
  'classify',
  'fetch',
  'clock',
  'random',
] as const satisfies (keyof LLMBalancerOptions)[]

const owner = 'createLLMBalancer'

/** Checks what the core does not check itself. @throws TypeError or RangeError naming the option that is wrong */
export function checkOptions(options: LLMBalancerOptions): void {
  checkKnown(owner, options, known)
  checkOptionalFunction(owner, 'customStrategy', options.customStrategy)
  checkOptionalFunction(owner, 'fetch', options.fetch)
  checkOptionalFunction(owner, 'random', options.random)
  within(owner, () => {
    const { providers, globalTimeout, maxRetries, retryDelay, circuitBreaker } = options
    if (!Array.isArray(providers))
      throw new TypeError(`"providers" must be an array, got ${describe(providers)}`)
    if (providers.length === 0) throw new RangeError('"providers" must hold at least one provider')
    if (globalTimeout !== undefined) checkDuration('globalTimeout', globalTimeout)
    if (maxRetries !== undefined) checkNumber('maxRetries', maxRetries, { min: 0, isInteger: true })
    if (retryDelay !== undefined) checkNumber('retryDelay', retryDelay, { min: 0 })
    checkStrategyChoice(options)
    checkSurroundings(options)
    providerCircuit(circuitBreaker, { clock: systemClock, random: undefined, circuitBreaker: undefined })
  })
}

/** A number above 0 that may be endless. @throws TypeError or RangeError naming it */
export function checkDuration(name: string, value: unknown): number {
  return checkNumber(name, value, { min: 0, isAbove: true, isInfiniteAllowed: true })
}

function checkStrategyChoice({ strategy, customStrategy }: LLMBalancerOptions): void {
  if (strategy === 'custom' && customStrategy === undefined) {
    throw new TypeError('"strategy" is "custom", so "customStrategy" must be a function that chooses')
  }
  if (strategy !== undefined && strategy !== 'custom' && customStrategy !== undefined) {
    throw new TypeError('"customStrategy" is asked only with "strategy": "custom"')
  }
}

/** What would go unnoticed, or fail only later. */
function checkSurroundings({ clock = systemClock, whenUnavailable = 'wait' }: LLMBalancerOptions): void {
  if (!isRecord(clock) || typeof clock.now !== 'function' || typeof clock.schedule !== 'function') {
    throw new TypeError(`"clock" must have the functions "now" and "schedule", got ${describe(clock)}`)
  }
  if (typeof whenUnavailable === 'string' || isRecord(whenUnavailable)) return
  throw new TypeError(`"whenUnavailable" must be a word or an object, got ${describe(whenUnavailable)}`)
}
