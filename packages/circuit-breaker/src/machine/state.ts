import type { CircuitSnapshot, CircuitState } from '../contracts/snapshot.ts'
import type { Judgement } from '../contracts/verdict.ts'
import type { Admission } from './circuit-machine.ts'

/** The two times of an open circuit, in clock ms. */
export interface OpenTimes {
  /** When the open time is over. */
  readonly until: number
  /** Before which the service asked not to be called; 0 when it did not ask. */
  readonly notBefore: number
}

/** One admitted call, with the state that admitted it: undefined once its outcome is known or no longer counts. */
export interface Ticket extends Admission {
  state: State | undefined
}

/**
 * What a circuit does while it is in one of its four states. Only the current state is asked. Every transition makes a new
 * object, so that a ticket of an earlier state is recognised.
 */
export interface State {
  readonly name: CircuitState
  /** Clock time in ms from which a call may be made; Infinity when waiting does not help. */
  availableAt(now: number): number
  /** Milliseconds after which a rejected call may be worth another try; `timeoutMs` is the time limit of running calls. */
  retryAfterMs(now: number, timeoutMs: number): number
  /** Admits one call, or gives null. */
  admit(now: number): Ticket | null
  /** Admits one call although it is too early for a probe, or gives null. */
  trial(now: number): Ticket | null
  /** The first content has come of a call that this very state admitted. */
  answering(ticket: Ticket, now: number): void
  /** Hears how a call ended that this very state admitted, once. */
  settle(ticket: Ticket, judgement: Judgement, now: number): void
  /** Opens the circuit by hand. */
  trip(now: number): void
  /** Isolates the circuit by hand. */
  isolate(now: number): void
  /** Closes the circuit by hand. */
  reset(now: number): void
  /** What a snapshot keeps of the state. */
  toJSON(): Pick<CircuitSnapshot, 'state' | 'openUntil'>
}
