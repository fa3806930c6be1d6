import { consecutiveFailures, createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import type { CircuitBreaker, CircuitBreakerOptions } from '@llm-balancer/circuit-breaker'
import type { Clock, Random } from '@llm-balancer/core'
import { checkKnown } from '../config/check-known.ts'
import { describe, isRecord, within } from '../config/checks.ts'

/**
 * When a provider that keeps failing is left alone, and for how long: settings of `createCircuitBreaker`. Time limits and
 * judgements of calls are the balancer's own (`timeout`, `classify`). Only faults of the provider count, one request at
 * most once for each kind of them.
 */
export interface ProviderCircuitOptions extends Pick<
  CircuitBreakerOptions,
  | 'failureThreshold'
  | 'windowMs'
  | 'trip'
  | 'resetTimeoutMs'
  | 'maxRetryAfterMs'
  | 'maxProbes'
  | 'probeLeaseMs'
> {
  /**
   * Good trial requests that bring a provider back, a whole number ≥ 1. Trials go one at a time and answers take seconds,
   * so a second one would only keep it out for longer; one that fails costs its caller nothing but a failover.
   *
   * @default 1
   */
  readonly successThreshold?: number
}

/** The same, or false: a provider is left alone only after a failed health check. */
export type ProviderCircuitSetting = ProviderCircuitOptions | false

const known = [
  'failureThreshold',
  'windowMs',
  'trip',
  'resetTimeoutMs',
  'maxRetryAfterMs',
  'successThreshold',
  'maxProbes',
  'probeLeaseMs',
] as const satisfies (keyof ProviderCircuitOptions)[]

/** What the circuits of all providers have in common. */
export type CircuitEnvironment = {
  readonly clock: Clock
  readonly random: Random | undefined
  /** The balancer's own setting. */
  readonly circuitBreaker: ProviderCircuitSetting | undefined
}

/**
 * The circuit of one provider: its own options, laid over the balancer's, over the defaults. There is always one, so that
 * a health check can speak against the provider.
 *
 * @throws TypeError or RangeError naming the option
 */
export function providerCircuit(
  own: ProviderCircuitSetting | undefined,
  { clock, random, circuitBreaker: common }: CircuitEnvironment,
): CircuitBreaker {
  const isOff = own === false || (common === false && own === undefined)
  return within('"circuitBreaker"', () =>
    createCircuitBreaker({
      successThreshold: 1,
      probeLeaseMs: defaultLeaseMs,
      ...(isOff ? { failureThreshold: Infinity } : withRule(merge(given(common), given(own)))),
      timeoutMs: 0,
      clock,
      ...(random === undefined ? {} : { random }),
    }),
  )
}

/** Somebody who has asked the provider knows that it is ill: to its circuit that is a failed trial. */
export function speakAgainst(circuit: CircuitBreaker, now: number): void {
  circuit.acquire(now)?.release('failure', now)
  circuit.trip(now)
}

/** A trial that takes longer, such as a stream nobody reads on, makes room for the next one after this time, in ms. */
const defaultLeaseMs = 30_000

/** Faults in a row open a circuit: a count within a minute would also take out a busy provider that is well. */
function withRule(options: ProviderCircuitOptions): ProviderCircuitOptions {
  const { trip, failureThreshold, windowMs } = options
  const isGiven = trip !== undefined || failureThreshold !== undefined || windowMs !== undefined
  return isGiven ? options : { trip: consecutiveFailures(5), ...options }
}

/** What is given of the options. @throws TypeError when they are none, or when there is one that nobody reads */
function given(setting: ProviderCircuitSetting | undefined): ProviderCircuitOptions {
  if (setting === undefined || setting === false) return {}
  if (!isRecord(setting)) {
    throw new TypeError(`must be an object or false, got ${describe(setting)}`)
  }
  checkKnown('a circuit breaker of the balancer', setting, known)
  return Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== undefined))
}

/** One rule says when a circuit opens: a provider's own one takes the place of the balancer's. */
function merge(common: ProviderCircuitOptions, own: ProviderCircuitOptions): ProviderCircuitOptions {
  const { trip, failureThreshold, windowMs, ...others } = common
  if (own.trip !== undefined) return { ...others, ...own }
  const isCounted = own.failureThreshold !== undefined || own.windowMs !== undefined
  return {
    ...others,
    ...(failureThreshold === undefined ? {} : { failureThreshold }),
    ...(windowMs === undefined ? {} : { windowMs }),
    ...(trip === undefined || isCounted ? {} : { trip }),
    ...own,
  }
}
