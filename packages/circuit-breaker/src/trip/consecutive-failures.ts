import { atLeastOne } from '@llm-balancer/core/options'
import { ConsecutiveBreaker } from 'cockatiel'
import type { TripPolicy } from '../contracts/trip-policy.ts'
import { cockatielBreaker } from './cockatiel-breaker.ts'

/**
 * Opens at `failures` failures in a row, however long they took. Neutral calls do not break the row.
 *
 * @param failures a whole number ≥ 1; Infinity = never
 * @throws RangeError or TypeError for a bad value
 */
export function consecutiveFailures(failures: number): TripPolicy {
  atLeastOne('failures', failures, 'consecutiveFailures')
  return cockatielBreaker(() => new ConsecutiveBreaker(failures))
}
