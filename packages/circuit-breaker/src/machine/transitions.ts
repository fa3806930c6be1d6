import type { MachineSettings } from './machine-settings.ts'
import type { OpenTimes, State, Ticket } from './state.ts'

/** What a state knows of its machine: the settings, the counts of the closed circuit, and the ways into other states. */
export interface Transitions {
  readonly settings: MachineSettings
  /** False from a probe that failed after its first content until the circuit closes. */
  trustsFirstContent: boolean
  /** Counts a call that succeeded; true when the trip policy opens the circuit. */
  countSuccess(now: number, durationMs: number): boolean
  /** Counts a call that failed; true when the trip policy opens the circuit. */
  countFailure(now: number, durationMs: number): boolean
  /** True when a probe that succeeded took so long that it counts as failed. */
  isTooSlow(now: number, durationMs: number): boolean
  enterClosed(now: number): void
  /** @param notBefore clock time in ms before which the service asked not to be called; 0 when it did not ask */
  enterOpen(now: number, notBefore: number): void
  /** Opens the circuit again for the rest of an open time that a successful trial had ended early. */
  returnToOpen(now: number, period: OpenTimes): void
  /** A trial has succeeded while the circuit was open: that is the first successful probe. */
  enterHalfOpenAfterTrial(now: number, period: OpenTimes): void
  /** A trial has given its first content while the circuit was open: it is a running probe that has. */
  enterHalfOpenDuringTrial(trial: Ticket, now: number, period: OpenTimes): void
  /** Gives the state that is current once the listeners have heard of the change: one of them may have changed it again. */
  enterHalfOpen(now: number): State
  enterIsolated(now: number): void
}
