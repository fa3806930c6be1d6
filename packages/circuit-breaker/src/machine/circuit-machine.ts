import type { CircuitSnapshot, CircuitState } from '../contracts/snapshot.ts'
import type { Judgement } from '../contracts/verdict.ts'

/** One admitted call, as the state machine knows it. */
export interface Admission {
  /** Clock time in ms at which it was admitted. */
  readonly startedAt: number
}

/** How a call ended, the clock time in ms, and what it failed with. */
export type Settlement = [judgement: Judgement, now: number, error?: unknown]

/**
 * The states of one circuit and what leads from one to the next; knows nothing of promises, signals and timers. Every
 * method acts at once: a line later, in the same tick, the new state is seen. Implemented by `StateMachine` and, in the
 * tests, by a reference machine.
 */
export interface CircuitMachine {
  readonly state: CircuitState
  /** Clock time in ms from which a call may be made; Infinity when waiting does not help. */
  availableAt(now: number): number
  /**
   * Milliseconds until a rejected call may be worth another try. While probes occupy every place that is when the oldest
   * will have been answered, or given up after `timeoutMs` (0 = no limit).
   */
  retryAfterMs(now: number, timeoutMs: number): number
  /** Admits one call, or gives null. */
  admit(now: number): Admission | null
  /**
   * Admits one call although the circuit is open and its time is not over; one at a time, and not before a time that the
   * service asked for. In every other state the same as `admit`.
   */
  trial(now: number): Admission | null
  /**
   * The first content of the call has come: its place is free for the next probe, and it has shown that there is room for one more;
   * that of a trial half-opens the circuit, so that a service that streams long answers is not kept waiting for their ends. How it ends counts all the same.
   */
  answering(admission: Admission, now: number): void
  /** Hears how the call ended. An outcome from before the last transition, or a second one, is ignored. */
  settle(admission: Admission, ...settlement: Settlement): void
  /** Opens a circuit that is closed or half-open, whatever was counted. */
  trip(now: number): void
  isolate(now: number): void
  reset(now: number): void
  toJSON(): CircuitSnapshot
}
