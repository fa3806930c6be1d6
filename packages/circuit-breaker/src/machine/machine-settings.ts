import type { CircuitEvent } from '../contracts/events.ts'
import type { TripPolicy } from '../contracts/trip-policy.ts'
import type { CircuitHistory } from '../history/circuit-history.ts'
import type { Random } from '@llm-balancer/core/time'
import type { ResetBackoff } from './reset-timeout.ts'

/** When a circuit opens, for how long, and how it closes. */
export interface MachineRules {
  readonly trip: TripPolicy
  readonly backoff: ResetBackoff
  /** Up to this share is added to each open time, or taken from it, at random. */
  readonly resetJitterRatio: number
  readonly random: Random
  readonly maxRetryAfterMs: number
  readonly successThreshold: number
  readonly maxProbes: number
  readonly probeLeaseMs: number
}

/** The settings of a state machine. */
export interface MachineSettings extends MachineRules {
  /** Remembers what happened since the circuit was last closed. */
  readonly history: CircuitHistory
  /** Called with every transition, after it is complete. Must not throw. */
  readonly emit: (event: CircuitEvent) => void
  /** Called when the circuit's answer to `availableAt` may have changed, after that is complete. Must not throw. */
  readonly changed: () => void
  /** Calls what a user wrote; gives undefined when it throws. `part` is the option that it belongs to. */
  readonly guard: <Result>(part: string, at: number, call: () => Result) => Result | undefined
}
