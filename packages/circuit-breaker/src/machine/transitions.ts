import type { MachineSettings } from './machine-settings.ts'
import type { State } from './state.ts'

/** What a state knows of its machine: the settings, the counts of the closed circuit, and the ways into other states. */
export interface Transitions {
  readonly settings: MachineSettings
  /** Counts a call that succeeded. */
  countSuccess(now: number): void
  /** Counts a call that failed; true when the trip policy opens the circuit. */
  countFailure(now: number): boolean
  enterClosed(now: number): void
  /** @param notBefore clock time in ms before which the service asked not to be called; 0 when it did not ask */
  enterOpen(now: number, notBefore: number): void
  /** Gives the state that is current once the listeners have heard of the change: one of them may have changed it again. */
  enterHalfOpen(now: number): State
  enterIsolated(now: number): void
}
