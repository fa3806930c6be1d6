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
import type { ExportedCircuit } from '../contracts/snapshot.ts'
import type { TripPolicy } from '../contracts/trip-policy.ts'
import type { ClassifyCall } from '../contracts/verdict.ts'
import type { MachineRules } from '../machine/machine-settings.ts'
import { resetBackoff } from '../machine/reset-backoff.ts'
import type { CompleteResetTimeout, ResetTimeout } from '../machine/reset-timeout.ts'
import { checkWindow } from '../trip/check-window.ts'
import { anyOf } from '../trip/any-of.ts'
import { consecutiveFailures } from '../trip/consecutive-failures.ts'
import { failureRatio } from '../trip/failure-ratio.ts'
import { failuresInWindow } from '../trip/failures-in-window.ts'
import { checkResetTimeout } from './check-reset-timeout.ts'
import { checkState } from './check-state.ts'

/** Settings of `createCircuitBreaker`. */
export interface CircuitBreakerOptions {
  /** The service's name, which begins error messages. @default 'circuit-breaker' */
  readonly label?: string
  /**
   * When the circuit opens.
   *
   * @default anyOf(consecutiveFailures(5), failureRatio({ ratio: 0.5, windowMs: 30_000, minimumCalls: 10 }))
   */
  readonly trip?: TripPolicy
  /**
   * Short for `trip: failuresInWindow(failureThreshold, windowMs)`: a whole number ≥ 1; Infinity = never. Only for a known, low
   * rate of calls: at 200 calls/s of which 0.2 % fail, 5 failures come together every few seconds.
   *
   * @default 5 when `windowMs` is given
   */
  readonly failureThreshold?: number
  /** The window of `failureThreshold` in ms, > 0. @default 60 000 when `failureThreshold` is given */
  readonly windowMs?: number
  /** How long an open circuit waits for its first probe, in ms, ≥ 0; may grow with each failed probe. @default 30 000 */
  readonly resetTimeoutMs?: ResetTimeout
  /**
   * Up to this share is added to each open time, or taken from it, at random, so that many processes do not probe at one time;
   * within [0, 1]. A time that the service asked for stays as it is. @default 0.2
   */
  readonly resetJitterRatio?: number
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
  /**
   * How many of its latest failures the circuit keeps for `report`, a whole number ≥ 0. Their errors are kept as they were thrown, with
   * whatever secrets are in them. @default 0
   */
  readonly rememberFailures?: number
  /** Longest wait for a call's answer in ms, ≥ 0; then its signal aborts and it has failed. 0 = no limit. @default 10 000 */
  readonly timeoutMs?: number
  /** Judges what calls throw and return, before the built-in judgement, which also decides when this throws. */
  readonly classify?: ClassifyCall
  /** Where time and timers come from. @default the machine's clock */
  readonly clock?: Clock
  /** Where the time comes from when timers stay those of `clock`: clock time in ms. @default clock.now */
  readonly now?: () => number
  /** Where random numbers come from, for the open times. @default the machine's */
  readonly random?: Random
  /** What `exportState` gave, to continue from there. */
  readonly initialState?: ExportedCircuit
}

/** The same, checked and complete. */
export interface CircuitBreakerSettings extends MachineRules {
  readonly label: string
  readonly rememberFailures: number
  readonly timeoutMs: number
  readonly classify: ClassifyCall | undefined
  readonly clock: Clock
  readonly initialState: ExportedCircuit | undefined
}

/** Options that have no default of their own. */
type Optional = 'failureThreshold' | 'windowMs' | 'trip' | 'classify' | 'now' | 'initialState'

type CheckedOptions = Pick<CircuitBreakerOptions, Optional> &
  Required<Omit<CircuitBreakerOptions, Optional | 'resetTimeoutMs'>> & {
    readonly resetTimeoutMs: CompleteResetTimeout
  }

const table: OptionTable<CheckedOptions> = {
  label: [checkText, 'circuit-breaker'],
  failureThreshold: [atLeastOne],
  windowMs: [checkWindow],
  trip: [hasMethods('createCounter')],
  resetTimeoutMs: [checkResetTimeout, 30_000],
  resetJitterRatio: [numberWithin({ min: 0, max: 1 }), 0.2],
  maxRetryAfterMs: [finite, 300_000],
  successThreshold: [numberWithin({ min: 1, max: Infinity, integer: true }), 3],
  maxProbes: [atLeastOne, 1],
  probeLeaseMs: [positive, 300_000],
  rememberFailures: [numberWithin({ min: 0, max: Infinity, integer: true }), 0],
  timeoutMs: [finite, 10_000],
  classify: [checkFunction],
  clock: [hasMethods('now', 'schedule'), systemClock],
  now: [checkFunction],
  random: [checkFunction, systemRandom],
  initialState: [checkState],
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
  failureRateThreshold: 'trip: failureRatio({ ratio })',
  slowCallRateThreshold: 'trip: slowCallRatio({ ratio })',
  slowCallDurationThreshold: 'trip: slowCallRatio({ slowMs })',
  minimumNumberOfCalls: 'trip: failureRatio({ minimumCalls })',
  waitDurationInOpenState: 'resetTimeoutMs',
  permittedNumberOfCallsInHalfOpenState: 'maxProbes',
  jitterRatio: 'resetJitterRatio',
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
  const options = readOptions<CheckedOptions>(owner, given, { ...table, ...others }, { hints })
  const { resetTimeoutMs, random, clock, now } = options
  return {
    label: options.label,
    trip: tripOf(options, owner),
    backoff: resetBackoff(resetTimeoutMs, random),
    resetJitterRatio: options.resetJitterRatio,
    random,
    maxRetryAfterMs: options.maxRetryAfterMs,
    successThreshold: options.successThreshold,
    maxProbes: options.maxProbes,
    probeLeaseMs: options.probeLeaseMs,
    rememberFailures: options.rememberFailures,
    timeoutMs: options.timeoutMs,
    classify: options.classify,
    clock: now === undefined ? clock : { now, schedule: clock.schedule.bind(clock) },
    initialState: options.initialState,
  }
}

/** Many failures in a row, or many among the calls: a count alone opens busy circuits of healthy services. */
const defaultTrip = anyOf(
  consecutiveFailures(5),
  failureRatio({ ratio: 0.5, windowMs: 30_000, minimumCalls: 10 }),
)

function tripOf({ trip, failureThreshold, windowMs }: CircuitBreakerOptions, owner: string): TripPolicy {
  const isCounted = failureThreshold !== undefined || windowMs !== undefined
  if (!isCounted) return trip ?? defaultTrip
  if (trip === undefined) return failuresInWindow(failureThreshold ?? 5, windowMs ?? 60_000)
  throw new TypeError(
    `${owner}: "trip" takes the place of "failureThreshold" and "windowMs"; give one or the other`,
  )
}
