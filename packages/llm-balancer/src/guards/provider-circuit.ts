import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import type {
  CircuitBreaker,
  CircuitBreakerOptions,
  ExportedCircuit,
  ResetTimeout,
  TripPolicy,
} from '@llm-balancer/circuit-breaker'
import type { Clock, Guard, Random } from '@llm-balancer/core'
import {
  checkBoolean,
  checkKnown,
  defined,
  describeValue,
  subjectOf,
  type Check,
} from '@llm-balancer/core/options'
import { withOwner } from '../options/with-owner.ts'
import { toTripPolicy, type TripRules } from './trip-rules.ts'

/**
 * When a provider that keeps failing gets no requests, and for how long: settings of `createCircuitBreaker`. Time limits and
 * judgements of calls are the balancer's own (`timeouts`, `classify`). Only failures that are the provider's own fault
 * count, and each kind of them at most once per request.
 */
export interface ProviderCircuitOptions extends Pick<
  CircuitBreakerOptions,
  'failureThreshold' | 'windowMs' | 'resetJitterRatio' | 'maxRetryAfterMs' | 'maxProbes' | 'probeLeaseMs'
> {
  /**
   * When the circuit opens: a policy, or rules as plain data.
   *
   * @default { consecutiveFailures: 5, failureRatio: { ratio: 0.5, windowMs: 30_000, minimumCalls: 10 } }
   */
  readonly trip?: TripPolicy | TripRules
  /**
   * Successful trial requests that bring a provider back, a whole number ≥ 1. Trials go one at a time and answers take
   * seconds, so a second one would only keep the provider out for longer; a failed one costs its caller only a failover.
   *
   * @default 1
   */
  readonly successThreshold?: number
  /**
   * How long an open circuit waits for its first trial request, in ms, ≥ 0; may grow with each failed one. Short, so that the
   * preferred provider is back soon after an interruption: a trial that fails costs its caller only a failover.
   *
   * @default 10 000
   */
  readonly resetTimeoutMs?: ResetTimeout
  /**
   * Whether a request that finds no other provider may try this one before its open time is over: one trial at a time, at most four per
   * second over all providers. So an outage of all of them ends as soon as one is back. False: it gets no request until then.
   *
   * @default true
   */
  readonly earlyTrials?: boolean
}

/** The same, or false: a provider is kept out only after a failed health check. */
export type ProviderCircuitSetting = ProviderCircuitOptions | false

const known: readonly string[] = [
  'failureThreshold',
  'windowMs',
  'trip',
  'resetTimeoutMs',
  'resetJitterRatio',
  'maxRetryAfterMs',
  'successThreshold',
  'maxProbes',
  'probeLeaseMs',
  'earlyTrials',
] as const satisfies (keyof ProviderCircuitOptions)[]

const hints = { resetTimeout: 'resetTimeoutMs', threshold: 'failureThreshold' }

/** A trial request that takes longer, such as an unread stream, makes room for the next one after this time, in ms. */
const defaultLeaseMs = 30_000
/** How long a circuit stays open before its first trial request, in ms. */
const defaultResetMs = 10_000

/** What the circuits of all providers have in common. */
export type CircuitEnvironment = {
  readonly clock: Clock
  readonly random: Random | undefined
  /** The balancer's own setting. */
  readonly circuitBreaker: ProviderCircuitSetting | undefined
}

/** A circuit, and what the core asks of it before every call. */
export type CircuitGuard = { readonly circuit: CircuitBreaker; readonly guard: Guard }

/** How one circuit is made. */
export type CircuitSource = {
  /** The provider's own setting. */
  readonly setting: ProviderCircuitSetting | undefined
  /** The circuit that this one replaces, whose state it takes over. */
  readonly after?: CircuitBreaker | undefined
  /** What it was before a restart. @default closed */
  readonly initialState?: ExportedCircuit | undefined
}

/**
 * The circuit of one target: the provider's own options, laid over the balancer's, over the defaults. There is one even
 * when both are `false`, so that a failed health check can open it.
 */
export function providerCircuit(
  { setting: own, after, initialState = after?.exportState() }: CircuitSource,
  { clock, random, circuitBreaker: common }: CircuitEnvironment,
): CircuitGuard {
  const isOff = own === false || (common === false && own === undefined)
  const { earlyTrials = true, ...rules } = merge(given(common), given(own))
  const circuit = createCircuitBreaker({
    successThreshold: 1,
    probeLeaseMs: defaultLeaseMs,
    resetTimeoutMs: defaultResetMs,
    ...(isOff ? { failureThreshold: Infinity } : withPolicy(rules)),
    timeoutMs: 0,
    clock,
    ...(random === undefined ? {} : { random }),
    ...(initialState === undefined ? {} : { initialState: withoutCounts(initialState) }),
  })
  return { circuit, guard: earlyTrials ? circuit : withoutTrials(circuit) }
}

/** The core asks a guard for trials as far as it has the method. */
function withoutTrials(circuit: CircuitBreaker): Guard {
  return {
    name: circuit.name,
    availableAt: (now) => circuit.availableAt(now),
    acquire: (now) => circuit.acquire(now),
    onChange: (listener) => circuit.onChange(listener),
    reset: () => {
      circuit.reset()
    },
  }
}

/** A circuit setting of an entry or of the balancer: false, or options that a circuit breaker takes. */
export const checkCircuitSetting: Check = (name, value, owner = 'createLLMBalancer') => {
  if (value === false) return value
  if (describeValue(value) !== 'an object')
    throw new TypeError(`${subjectOf(name, owner)} must be an object or false, got ${describeValue(value)}`)
  checkKnown(owner, value, known, { prefix: `${name}.`, hints })
  const { earlyTrials, ...options } = given(value as ProviderCircuitOptions)
  if (earlyTrials !== undefined) checkBoolean(`${name}.earlyTrials`, earlyTrials, owner)
  withOwner({ owner, insteadOf: 'createCircuitBreaker', prefix: `${name}.` }, () =>
    createCircuitBreaker(withPolicy(options)),
  )
  return value
}

/** A failed health check says that the provider is unhealthy: to its circuit that is a failed trial. */
export function openCircuit(circuit: CircuitBreaker, now: number): void {
  circuit.acquire(now)?.release('failure', now)
  circuit.trip(now)
}

function given(setting: ProviderCircuitSetting | undefined): ProviderCircuitOptions {
  return setting === undefined || setting === false ? {} : defined(setting)
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

/** The options of a circuit breaker: rules become a policy. */
function withPolicy({ trip, ...others }: Omit<ProviderCircuitOptions, 'earlyTrials'>): CircuitBreakerOptions {
  return trip === undefined ? others : { ...others, trip: toTripPolicy(trip) }
}

/** The counts belong to the rule that made them, which another one may not understand. */
function withoutCounts({ counts: _, ...state }: ExportedCircuit): ExportedCircuit {
  return state
}
