import {
  anyOf,
  consecutiveFailures,
  failureRatio,
  failuresInWindow,
  slowCallRatio,
  type FailureRatioOptions,
  type SlowCallRatioOptions,
  type TripPolicy,
} from '@llm-balancer/circuit-breaker'
import { atLeastOne, checkKnown, readProperty } from '@llm-balancer/core/options'
import { withOwner } from '../options/with-owner.ts'

/** So many failures within a window. */
export interface FailuresInWindow {
  /** A whole number ≥ 1. */
  readonly failures: number
  /** In ms, > 0. @default 60 000 */
  readonly windowMs?: number
}

/** When a circuit opens, as plain data: as soon as one of these rules says so. At least one. */
export interface TripRules {
  /** So many failures in a row, a whole number ≥ 1. */
  readonly consecutiveFailures?: number
  /** So many failures within a window. */
  readonly failuresInWindow?: FailuresInWindow
  /** A share of the calls within a window that failed. */
  readonly failureRatio?: FailureRatioOptions
  /** A share of the calls within a window that were slow. */
  readonly slowCallRatio?: SlowCallRatioOptions
}

const owner = 'createCircuitBreaker'
const ratioNames = ['ratio', 'windowMs', 'minimumCalls']

/** Makes the policy of each rule, of settings that are known by these names. */
const makers: {
  readonly [Rule in keyof TripRules]-?: readonly [
    known: readonly string[],
    make: (given: never) => TripPolicy,
  ]
} = {
  consecutiveFailures: [[], consecutiveFailures],
  failuresInWindow: [
    ['failures', 'windowMs'],
    ({ failures, windowMs = 60_000 }: FailuresInWindow) => failuresInWindow(failures, windowMs),
  ],
  failureRatio: [ratioNames, failureRatio],
  slowCallRatio: [[...ratioNames, 'slowMs'], slowCallRatio],
}

/** The policy of some rules, or the given one. @throws TypeError or RangeError for a rule that is wrong, or when there is none */
export function toTripPolicy(trip: TripPolicy | TripRules): TripPolicy {
  if (typeof readProperty(trip, 'createCounter') === 'function') return trip as TripPolicy
  checkKnown(owner, trip, Object.keys(makers), { prefix: 'trip.' })
  const policies = Object.entries(trip as TripRules).flatMap(([name, given]: [string, unknown]) => {
    if (given === undefined) return []
    const [known, make] = makers[name as keyof TripRules]
    const prefix = `trip.${name}.`
    if (known.length > 0) checkKnown(owner, given, known, { prefix })
    else atLeastOne(`trip.${name}`, given, owner)
    return withOwner({ owner, insteadOf: name, prefix }, () => make(given as never))
  })
  const [first] = policies
  if (first === undefined)
    throw new TypeError(`${owner}: "trip" needs a rule, such as { consecutiveFailures: 5 }`)
  return policies.length === 1 ? first : anyOf(...policies)
}
