import { systemClock, systemRandom, type Clock, type Random } from '@llm-balancer/core'
import type { CircuitSnapshot } from '../contracts/snapshot.ts'
import type { TripPolicy } from '../contracts/trip-policy.ts'
import type { ClassifyCall } from '../contracts/verdict.ts'
import { resetBackoff, type ResetBackoff, type ResetTimeout } from '../machine/reset-delay.ts'
import { failuresInWindow } from '../trip/failures-in-window.ts'
import { checkFunction, checkKnown, checkText, numberWithin, type Check } from './checks.ts'
import { checkSnapshot } from './check-snapshot.ts'

/** Settings of `createCircuitBreaker`. */
export interface CircuitBreakerOptions {
  /** Who speaks in errors: the service's name. @default 'circuit-breaker' */
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
  /** Probes at a time while half-open, a whole number ≥ 1. @default 1 */
  readonly maxProbes?: number
  /**
   * A probe whose permit has not come back for so long, in ms, > 0, loses its place to the next: a stream that somebody
   * forgot to read must not keep the circuit half-open for ever. Infinity = never. @default 300 000
   */
  readonly probeLeaseMs?: number
  /** Longest wait for a call's answer in ms, ≥ 0; then its signal aborts and it has failed. 0 = no limit. @default 10 000 */
  readonly timeoutMs?: number
  /** Judges what calls throw and return, before the built-in judgement; one that throws has no say. */
  readonly classify?: ClassifyCall
  /** Where time and timers come from. @default the machine's clock */
  readonly clock?: Clock
  /** Where the time comes from when timers stay those of `clock`: clock time in ms. @default clock.now */
  readonly now?: () => number
  /** Where random numbers come from; only a growing `resetTimeoutMs` uses them. @default the machine's */
  readonly random?: Random
  /** What `toJSON` gave, to go on from there. */
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

const defaults = {
  label: 'circuit-breaker',
  failureThreshold: 5,
  windowMs: 60_000,
  resetTimeoutMs: 30_000,
  maxRetryAfterMs: 300_000,
  successThreshold: 3,
  maxProbes: 1,
  probeLeaseMs: 300_000,
  timeoutMs: 10_000,
} as const

const milliseconds = numberWithin({ min: 0, max: Infinity })
const wholeNumber = numberWithin({ min: 1, max: Infinity, integer: true, infinite: true })
const anything: Check = () => undefined

const checkTrip: Check = (name, value) => {
  checkFunction(`${name}.createCounter`, (value as Partial<TripPolicy> | null)?.createCounter)
}

const checkClock: Check = (name, value) => {
  checkFunction(`${name}.now`, (value as Partial<Clock> | null)?.now)
  checkFunction(`${name}.schedule`, (value as Partial<Clock> | null)?.schedule)
}

const checks: Readonly<Record<keyof CircuitBreakerOptions, Check>> = {
  label: checkText,
  failureThreshold: wholeNumber,
  windowMs: numberWithin({ min: 0, max: Infinity, above: true }),
  trip: checkTrip,
  resetTimeoutMs: anything,
  maxRetryAfterMs: milliseconds,
  successThreshold: numberWithin({ min: 1, max: Infinity, integer: true }),
  maxProbes: wholeNumber,
  probeLeaseMs: numberWithin({ min: 0, max: Infinity, above: true, infinite: true }),
  timeoutMs: milliseconds,
  classify: checkFunction,
  clock: checkClock,
  now: checkFunction,
  random: checkFunction,
  initialState: checkSnapshot,
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws RangeError or TypeError that names the option
 */
export function resolveOptions(options: CircuitBreakerOptions, owner: string): CircuitBreakerSettings {
  checkKnown(owner, options, Object.keys(checks))
  for (const [name, check] of Object.entries(checks)) {
    const value = options[name as keyof CircuitBreakerOptions]
    if (value !== undefined) check(name, value)
  }
  if (options.trip !== undefined && (options.failureThreshold ?? options.windowMs) !== undefined)
    throw new TypeError('"trip" takes the place of "failureThreshold" and "windowMs": give one or the other')
  const clock = options.clock ?? systemClock
  const { now } = options
  return {
    label: options.label ?? defaults.label,
    trip:
      options.trip ??
      failuresInWindow(
        options.failureThreshold ?? defaults.failureThreshold,
        options.windowMs ?? defaults.windowMs,
      ),
    backoff: resetBackoff(options.resetTimeoutMs ?? defaults.resetTimeoutMs, options.random ?? systemRandom),
    maxRetryAfterMs: options.maxRetryAfterMs ?? defaults.maxRetryAfterMs,
    successThreshold: options.successThreshold ?? defaults.successThreshold,
    maxProbes: options.maxProbes ?? defaults.maxProbes,
    probeLeaseMs: options.probeLeaseMs ?? defaults.probeLeaseMs,
    timeoutMs: options.timeoutMs ?? defaults.timeoutMs,
    classify: options.classify,
    clock: now === undefined ? clock : { now, schedule: clock.schedule.bind(clock) },
    initialState: options.initialState,
  }
}
