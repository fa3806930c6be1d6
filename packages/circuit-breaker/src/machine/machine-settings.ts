import type { TripPolicy } from '../contracts/trip-policy.ts'
import type { CircuitEvent } from '../contracts/events.ts'
import type { ResetBackoff } from './reset-delay.ts'

/** What a state machine of a circuit is made of. */
export interface MachineSettings {
  readonly trip: TripPolicy
  readonly backoff: ResetBackoff
  readonly maxRetryAfterMs: number
  readonly successThreshold: number
  readonly maxProbes: number
  readonly probeLeaseMs: number
  /** Hears of every transition, after it is complete. Must not throw. */
  readonly tell: (event: CircuitEvent) => void
}
