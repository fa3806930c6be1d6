import {
  atLeastOne,
  checkFunction,
  checkText,
  finite,
  hasMethods,
  numberWithin,
  positive,
  readOptions,
  type OptionTable,
} from '@llm-balancer/core/options'
import { systemClock, systemRandom, type Clock, type Random } from '@llm-balancer/core/time'
import type { CircuitSnapshot } from '../contracts/snapshot.ts'
import type { TripPolicy } from '../contracts/trip-policy.ts'
import type { ClassifyCall } from '../contracts/verdict.ts'
import { resetBackoff } from '../machine/reset-backoff.ts'
import type { CompleteResetTimeout, ResetBackoff, ResetTimeout } from '../machine/reset-timeout.ts'
import { checkWindow } from '../trip/check-window.ts'
import { failuresInWindow } from '../trip/failures-in-window.ts'
import { checkResetTimeout } from './check-reset-timeout.ts'
import { checkSnapshot } from './check-snapshot.ts'

/** Settings of `createCircuitBreaker`. */
export interface CircuitBreakerOptions {
  /** The service's name, which begins error messages. @default 'circuit-breaker' */
  readonly label?: string
  /** Failures within `windowMs` that open the circuit, a whole number ≥ 1; Infinity = never. @default 5 */
  readonly failureThreshold?: number
  /** The window in ms, > 0. @default 60 000 */
  readonly windowMs?: number
  /** Opens the circuit by another rule, in place of the two above. @default failuresInWindow(5, 60_000) */
  readonly trip?: TripPolicy
  /** How long an open circuit waits for its first probe, in ms, ≥ 0; may grow with each failed probe. @default 30 000 */
  readonly resetTimeoutMs?: ResetTimeout
  /** The longest open time that a failure's `retryAfterMs` can ask for, in ms, ≥ 0. @default 300 000 */
  readonly maxRetryAfterMs?: number
  /** Successful probes that close the circuit, a whole number ≥ 1. @default 3 */
  readonly successThreshold?: number
  /** Probes at a time while half-open, a whole number ≥ 1; Infinity = no limit. @default 1 */
  readonly maxProbes?: number
  /**
   * A probe that has not ended after so long, in ms, > 0, loses its place to the next call: a stream that its reader forgot
   * must not keep the circuit half-open for ever. Infinity = never. @default 300 000
   */
  readonly probeLeaseMs?: number
  /** Longest wait for a call's answer in ms, ≥ 0; then its signal aborts and it has failed. 0 = no limit. @default 10 000 */
  readonly timeoutMs?: number
  /** Judges what calls throw and return, before the built-in judgement, which also decides when this throws. */
  readonly classify?: ClassifyCall
  /** Where time and timers come from. @default the machine's clock */
  readonly clock?: Clock
  /** Where the time comes from when timers stay those of `clock`: clock time in ms. @default clock.now */
  readonly now?: () => number
  /** Where random numbers come from; only a growing `resetTimeoutMs` uses them. @default the machine's */
  readonly random?: Random
  /** What `toJSON` gave, to continue from there. */
  readonly initialState?: CircuitSnapshot
}

/** The same, checked and complete. */
export interface CircuitBreakerSettings {
  readonly label: string
  readonly trip: TripPolicy
  readonly backoff: ResetBackoff
  readonly maxRetryAfterMs: number
  readonly successThreshold: number
  readonly maxProbes: number
  readonly probeLeaseMs: number
  readonly timeoutMs: number
  readonly classify: ClassifyCall | undefined
  readonly clock: Clock
  readonly initialState: CircuitSnapshot | undefined
}

/** Options that have no default of their own. */
type Optional = 'failureThreshold' | 'windowMs' | 'trip' | 'classify' | 'now' | 'initialState'

type ReadOptions = Pick<CircuitBreakerOptions, Optional> &
  Required<Omit<CircuitBreakerOptions, Optional | 'resetTimeoutMs'>> & {
    readonly resetTimeoutMs: CompleteResetTimeout
  }

const table: OptionTable<ReadOptions> = {
  label: [checkText, 'circuit-breaker'],
  failureThreshold: [atLeastOne],
  windowMs: [checkWindow],
  trip: [hasMethods('createCounter')],
  resetTimeoutMs: [checkResetTimeout, 30_000],
  maxRetryAfterMs: [finite, 300_000],
  successThreshold: [numberWithin({ min: 1, max: Infinity, integer: true }), 3],
  maxProbes: [atLeastOne, 1],
  probeLeaseMs: [positive, 300_000],
  timeoutMs: [finite, 10_000],
  classify: [checkFunction],
  clock: [hasMethods('now', 'schedule'), systemClock],
  now: [checkFunction],
  random: [checkFunction, systemRandom],
  initialState: [checkSnapshot],
}

/** Names of the same settings in other libraries. */
const hints = {
  timeout: 'timeoutMs',
  resetTimeout: 'resetTimeoutMs',
  halfOpenAfter: 'resetTimeoutMs',
  breaker: 'trip',
  maxFailures: 'failureThreshold',
  errorThresholdPercentage: 'trip: failureRatio({ ratio })',
  volumeThreshold: 'trip: failureRatio({ minimumCalls })',
  rollingCountTimeout: 'windowMs',
  errorFilter: 'classify',
  name: 'label',
}

/**
 * Checks the options and fills in the defaults.
 *
 * @param owner begins the messages
 * @param own options that the caller reads itself
 * @throws RangeError or TypeError that names the option
 */
export function readCircuitBreakerOptions(
  given: CircuitBreakerOptions,
  owner: string,
  own: readonly string[] = [],
): CircuitBreakerSettings {
  const others = Object.fromEntries(own.map((name) => [name, []]))
  const options = readOptions<ReadOptions>(owner, given, { ...table, ...others }, { hints })
  const { resetTimeoutMs, random, clock, now } = options
  return {
    label: options.label,
    trip: tripOf(options, owner),
    backoff: resetBackoff(resetTimeoutMs, random),
    maxRetryAfterMs: options.maxRetryAfterMs,
    successThreshold: options.successThreshold,
    maxProbes: options.maxProbes,
    probeLeaseMs: options.probeLeaseMs,
    timeoutMs: options.timeoutMs,
    classify: options.classify,
    clock: now === undefined ? clock : { now, schedule: clock.schedule.bind(clock) },
    initialState: options.initialState,
  }
}

function tripOf({ trip, failureThreshold, windowMs }: CircuitBreakerOptions, owner: string): TripPolicy {
  if (trip === undefined) return failuresInWindow(failureThreshold ?? 5, windowMs ?? 60_000)
  if (failureThreshold === undefined && windowMs === undefined) return trip
  throw new TypeError(
    `${owner}: "trip" takes the place of "failureThreshold" and "windowMs"; give one or the other`,
  )
}
